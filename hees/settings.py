"""Where things are: read from the environment once, with working defaults."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """`home`: folder of the databases. `study`: the study folder. `base_url`: public address, if set.

    `contact`: an e-mail address that help pages may show, or "".
    `releases`: whether the server makes releases by itself.
    """

    home: Path
    study: Path
    base_url: str
    contact: str
    releases: bool


@cache
def settings() -> Settings:
    """Read HEES_HOME, HEES_STUDY, HEES_BASE_URL, HEES_CONTACT and HEES_RELEASE."""
    return Settings(
        home=Path(os.environ.get("HEES_HOME", PROJECT / "var")).resolve(),
        study=Path(os.environ.get("HEES_STUDY", PROJECT / "data")).resolve(),
        base_url=os.environ.get("HEES_BASE_URL", "").rstrip("/"),
        contact=os.environ.get("HEES_CONTACT", ""),
        releases=os.environ.get("HEES_RELEASE", "on") != "off",
    )
