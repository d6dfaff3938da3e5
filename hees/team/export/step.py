"""One export in a process of its own: `python -m hees.team.export.step FOLDER`, for the team's page."""

import json
import logging
import os
import sys
from pathlib import Path

from hees import clock, discreet
from hees.settings import settings
from hees.store.home import Home
from hees.study import load
from hees.team.export.making import make, pack
from hees.team.export.request import Request

NICENESS = 10
log = logging.getLogger("hees")


def main() -> None:
    """Make the export that the folder asks for; the archive appears there when it is whole."""
    discreet.install()
    folder = Path(sys.argv[1])
    os.nice(NICENESS)
    os.umask(0o077)

    def tell(step: str, share: float) -> None:
        part = folder / "progress.part"
        part.write_text(f"{step} {share:.3f}", "utf-8")
        part.replace(folder / "progress")

    try:
        asked = json.loads((folder / "asked.json").read_text("utf-8"))
        request = Request.read(asked["request"])
        files = folder / "files"
        files.mkdir()
        study = load(settings().study)
        made = make(Home(settings().home), study, request, files, clock.today(), tell)
        tell("packing", 0.0)
        archive = files / f"hees-{request.format}-{clock.today()}.zip"
        pack(made, archive)
        archive.replace(folder / archive.name)
    except Exception:
        (folder / "failed").touch()
        raise


if __name__ == "__main__":
    main()
