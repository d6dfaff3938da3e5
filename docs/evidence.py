"""Run the tests behind each promise of `evidence.toml` and write `evidence.md`: `make evidence`.

Ends with 1 where a promise names a test that there is not, or one that did not pass.
"""

import subprocess
import sys
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from defusedxml import ElementTree

FOLDER = Path(__file__).resolve().parent
HEAD = """# Evidence

What is promised, the tests that would fail if it did not hold, and how they ended last.
Made by `make evidence` on {day} with Python {python}. A test that is given several cases counts each.

| promise | test | last result |
|---|---|---|
"""


def main() -> int:
    promises = tomllib.loads((FOLDER / "evidence.toml").read_text("utf-8"))["promise"]
    tests = list(dict.fromkeys(test for promise in promises for test in promise["tests"]))
    found = results(tests)
    lines, good = [], True
    for promise in promises:
        for number, test in enumerate(promise["tests"]):
            ended = found.get(test, [])
            passed = ended.count("passed")
            good &= bool(ended) and passed == len(ended)
            told = f"{passed} of {len(ended)} passed" if ended else "**not found**"
            first = promise["text"] if number == 0 else ""
            lines.append(f"| {first} | `{test.removeprefix('tests/')}` | {told} |")
    day = datetime.now(UTC).date().isoformat()
    head = HEAD.format(day=day, python=sys.version.split()[0])
    (FOLDER / "evidence.md").write_text(head + "\n".join(lines) + "\n", "utf-8")
    return 0 if good else 1


def results(tests: list[str]) -> dict[str, list[str]]:
    """How each case of each test ended: passed, failed or skipped, by the test's name."""
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.xml"
        command = [sys.executable, "-m", "pytest", *tests, f"--junitxml={report}"]
        subprocess.run(command, cwd=FOLDER.parent, check=False)
        cases = ElementTree.parse(report).iter("testcase")
        found: dict[str, list[str]] = {}
        for case in cases:
            function = case.get("name", "").split("[")[0]
            test = f"{case.get('classname', '').replace('.', '/')}.py::{function}"
            kinds = {child.tag for child in case}
            ended = (
                "skipped"
                if "skipped" in kinds
                else "failed"
                if kinds & {"failure", "error"}
                else "passed"
            )
            found.setdefault(test, []).append(ended)
        return found


if __name__ == "__main__":
    sys.exit(main())
