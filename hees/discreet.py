"""Tracebacks for the log without the texts of errors: those may quote what people typed."""

import logging
import sqlite3
import sys
import threading
from smtplib import SMTPException
from traceback import format_tb
from types import TracebackType


def install() -> None:
    """From now on, whatever this process logs or prints of an error is told discreetly."""
    logging.setLogRecordFactory(_Record)
    sys.excepthook = lambda _kind, error, _trace: _print(error)
    threading.excepthook = lambda args: _print(args.exc_value)


def told(error: BaseException) -> str:
    """Where an error arose and of what kind it is, with those that led to it before it."""
    parts = [told(one) for one in getattr(error, "exceptions", ())]
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        parts.append(f"{told(before)}\n\nwhich led to:\n")
    lines = "".join(format_tb(error.__traceback__))
    parts.append(f"Traceback (most recent call last):\n{lines}{_kind(error)}")
    return "\n".join(parts)


def _kind(error: BaseException) -> str:
    """The name of an error, with what the system or SQLite calls it."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    detail = None
    if isinstance(error, sqlite3.Error):
        detail = getattr(error, "sqlite_errorname", None)
    elif isinstance(error, OSError) and not isinstance(error, SMTPException):
        detail = error.strerror
    return f"{name}: {detail}" if detail else name


class _Record(logging.LogRecord):
    """A line of the log. A formatter takes `exc_text`, where there is one, for the traceback."""

    def __init__(
        self,
        name: str,
        level: int,
        pathname: str,
        lineno: int,
        msg: object,
        args: tuple[object, ...],
        exc_info: tuple[type[BaseException], BaseException, TracebackType | None] | None,
        *more: str | None,
        **named: str | None,
    ) -> None:
        super().__init__(name, level, pathname, lineno, msg, args, exc_info, *more, **named)
        if exc_info and exc_info[1]:
            self.exc_text = told(exc_info[1])


def _print(error: BaseException | None) -> None:
    if error:
        sys.stderr.write(f"{told(error)}\n")
