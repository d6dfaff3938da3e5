"""Run the measurements, keep what each printed, and write docs/performance.md of all that is kept.

`make bench` runs all, in about half an hour; `python -m bench.run load start` runs some, and the rest keeps its
last result. `python -m bench.run --write` only writes the document. The prose of each part is the docstring of
its module, which is read and not imported.
"""

import ast
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = PROJECT / "bench" / "results"
DOCUMENT = PROJECT / "docs" / "performance.md"

HEAD = """# Performance

Made by `make bench` from what its parts printed last, each with its day and machine; what they compare stands in their
docstrings in `bench/`. Times are of one machine, ratios within one run: measure again on yours.
`python -m bench.run load start` runs some parts alone.
"""


@dataclass(frozen=True)
class Part:
    """`arguments`: of the whole run; without, a part is run as its module says."""

    title: str
    arguments: tuple[str, ...] = ()
    minutes: float = 5
    """After which it is ended."""


PARTS = {
    "save": Part("A save against a raw upsert"),
    "live": Part("From a commit to the team's screen"),
    "start": Part("From nothing to the first page"),
    "page": Part("A turn of The Data"),
    "pages": Part("Every page", minutes=10),
    "load": Part("Under load", minutes=8),
    "faults": Part("Killed at any moment", ("100",), minutes=8),
    "tabulate": Part("All tables of a release"),
    "gate": Part("The gate", minutes=8),
    "finder": Part("Finding an institution"),
    "export": Part("Exports", ("2000", "6000", "20000")),
}


def main() -> int:
    named = [one for one in sys.argv[1:] if one != "--write"]
    if unknown := set(named) - PARTS.keys():
        sys.exit(f"There is no part {', '.join(unknown)}; there are {', '.join(PARTS)}.")
    wanted = named or ([] if "--write" in sys.argv else list(PARTS))
    good = [measure(name) for name in wanted]
    DOCUMENT.write_text(document(), "utf-8")
    return 0 if all(good) else 1


def measure(name: str) -> bool:
    """Run one part in a process of its own; what it printed is kept only when it ended well."""
    part = PARTS[name]
    command = ["-m", f"bench.{name}", *part.arguments]
    print(f"{part.title}: python {' '.join(command)}", flush=True)
    began = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-u", *command],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
            timeout=60 * part.minutes,
        )
    except subprocess.TimeoutExpired:
        print(f"  not measured: it took more than {part.minutes:g} minutes", flush=True)
        return False
    if done.returncode:
        print(f"  not measured: it ended with {done.returncode}", flush=True)
        return False
    print(done.stdout, flush=True)
    took = f"{time.monotonic() - began:.0f} s"
    head = f"{datetime.now(UTC).date()}, {machine()}, took {took}\npython {' '.join(command)}\n\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.txt").write_text(head + done.stdout.rstrip() + "\n", "utf-8")
    return True


def machine() -> str:
    """What it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {system}, Python {platform.python_version()}"


def document() -> str:
    """The document, of the parts that have a result."""
    return "\n".join([HEAD, *(section(name) for name in PARTS if _result(name).exists())])


def section(name: str) -> str:
    """A part: its title, its prose, when and how it was measured, what it printed."""
    head, command, _, *output = _result(name).read_text("utf-8").splitlines()
    printed = "\n".join(output)
    return (
        f"## {PARTS[name].title}\n\n{prose(name)}\n\n`{command}` ({head})\n\n```\n{printed}\n```\n"
    )


def prose(name: str) -> str:
    """The docstring of a part's module, but for how to run it."""
    source = (PROJECT / "bench" / f"{name}.py").read_text("utf-8")
    text = ast.get_docstring(ast.parse(source)) or ""
    return "\n\n".join(one for one in text.split("\n\n") if not one.startswith("Run: "))


def _result(name: str) -> Path:
    return RESULTS / f"{name}.txt"


if __name__ == "__main__":
    sys.exit(main())
