"""Write messages.md, every message of an error, from the interface's own file: `make messages`."""

import tomllib
from pathlib import Path
from typing import Any

from hees.language import MESSAGES, PARTS

PAGE = Path(__file__).resolve().with_suffix(".md")
HEAD = """# Messages

Every message that something failed, was refused, is missing or cannot be done: what happened, what was kept, what to do.
Made by `make messages` from `hees/language/messages/errors.toml`; {names} in braces are filled in.
The commands speak in English alone, in the same order: `Error: <what happened> <what was kept> <what to do>`.
"""


def families() -> dict[str, dict[str, Any]]:
    """The families of `errors.toml` by dotted name, each with what it says of itself and its messages."""
    found: dict[str, dict[str, Any]] = {}

    def walk(name: str, table: dict[str, Any]) -> None:
        if "when" in table:
            found[name] = table
        for below, part in table.items():
            if isinstance(part, dict) and "happened" not in part:
                walk(f"{name}.{below}" if name else below, part)

    walk("", tomllib.loads((MESSAGES / "errors.toml").read_text("utf-8")))
    return found


def told(family: dict[str, Any]) -> dict[str, dict[str, dict[str, str]]]:
    """The messages of a family by name: the text of each part, by language."""
    tables = {one: part for one, part in family.items() if isinstance(part, dict)}
    return {one: part for one, part in tables.items() if "happened" in part}


def page() -> str:
    """The whole page, a table for each family."""
    return "\n".join([HEAD, *(_family(name, family) for name, family in families().items())])


def _family(name: str, family: dict[str, Any]) -> str:
    messages = told(family)
    parts = [part for part in PARTS if any(part in message for message in messages.values())]
    lines = [f"## `{name}`", "", family["when"]]
    if "without_kept" in family:
        lines[-1] += f" What was kept is not said in each: {_begun_small(family['without_kept'])}"
    lines += [
        "",
        f"| | {' | '.join(PARTS[part] for part in parts)} |",
        f"|---{'|---' * len(parts)}|",
    ]
    for one, message in messages.items():
        cells = [_both(message.get(part, {})) for part in parts]
        lines.append(f"| `{one}` | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _both(text: dict[str, str]) -> str:
    """A text in all its languages, one below the other in a cell of a table."""
    return "<br>".join(text.values()).replace("{{", "{").replace("}}", "}").replace("|", "\\|")


def _begun_small(text: str) -> str:
    return text[:1].lower() + text[1:]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
