"""Limits that uploaded tables must keep, and how one that does not is refused."""

MOST_ROWS = 20_000
MOST_COLUMNS = 100


class Unreadable(ValueError):
    """A file cannot be read as a table: a code with a message `sheets.<code>`, and its values."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)
