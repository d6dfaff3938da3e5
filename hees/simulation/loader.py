"""Reads the steering: the defaults and, over them, the study's own file."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hees.simulation.checks import FILE, problems
from hees.simulation.steering import Steering
from hees.study import Problem, Study, StudyError


def defaults() -> Steering:
    """The steering of a study that has no file of its own."""
    return Steering.model_validate(_defaults())


def _defaults() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "defaults.toml").read_text("utf-8"))


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """`above` over `below`; tables that both have are put together."""
    return below | {
        name: {**below[name], **part}
        if isinstance(part, dict) and isinstance(below.get(name), dict)
        else part
        for name, part in above.items()
    }


def read(folder: Path, study: Study) -> Steering:
    """The defaults and, over them, simulation.toml in `folder` if it is there for this study.

    Raises StudyError when that file is wrong.
    """
    try:
        own = tomllib.loads((folder / FILE).read_text("utf-8"))
        steering = Steering.model_validate(_over(_defaults(), own))
    except FileNotFoundError:
        return defaults()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError([Problem(FILE, "file", f"is not TOML in UTF-8: {error}")]) from error
    except ValidationError as error:
        raise StudyError(
            [
                Problem(FILE, ".".join(str(part) for part in detail["loc"]), detail["msg"])
                for detail in error.errors()
            ]
        ) from error
    if steering.study != study.id:
        return defaults()
    if wrong := list(problems(steering, study)):
        raise StudyError(wrong)
    return steering
