"""Look up every pinned package among known vulnerabilities: `make audit`.

Ends with 1 where one is found, and says so loudly where the list could not be reached: nothing is
known then, and 0 does not mean that all is well. `--strict` ends with 2 in that case.
"""

import re
import sys
from pathlib import Path

import httpx

ADVISORIES = "https://api.osv.dev/v1/querybatch"
PINNED = ("requirements.txt", "requirements-dev.txt", "requirements-setup.txt")
PROJECT = Path(__file__).resolve().parent.parent

Versions = list[tuple[str, str]]


def main(client: httpx.Client, *, strict: bool, folder: Path = PROJECT) -> int:
    """Write what was found; returns how the program ends."""
    versions = pinned(folder)
    try:
        found = vulnerable(client, versions)
    except (httpx.HTTPError, ValueError, LookupError) as error:
        told = (
            f"NOT AUDITED: known vulnerabilities could not be looked up ({type(error).__name__})."
        )
        sys.stderr.write(f"{'!' * len(told)}\n{told}\n{'!' * len(told)}\n")
        return 2 if strict else 0
    for name, version, advisories in found:
        sys.stderr.write(f"VULNERABLE: {name} {version}: {', '.join(advisories)}\n")
    sys.stdout.write(f"{len(versions)} pinned packages, {len(found)} with known vulnerabilities\n")
    return 1 if found else 0


def pinned(folder: Path) -> Versions:
    """Every package with its version, of all files of pinned requirements."""
    text = "\n".join((folder / name).read_text("utf-8") for name in PINNED)
    return sorted(set(re.findall(r"^([\w.-]+)==([\w.+!-]+)", text, re.MULTILINE)))


def vulnerable(client: httpx.Client, versions: Versions) -> list[tuple[str, str, list[str]]]:
    """The packages that advisories are about, with the names of these."""
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in versions
    ]
    reply = client.post(ADVISORIES, json={"queries": queries}).raise_for_status()
    answers = reply.json()["results"]
    return [
        (name, version, [one["id"] for one in answer["vulns"]])
        for (name, version), answer in zip(versions, answers, strict=True)
        if answer.get("vulns")
    ]


if __name__ == "__main__":
    with httpx.Client(timeout=15) as opened:
        sys.exit(main(opened, strict="--strict" in sys.argv))
