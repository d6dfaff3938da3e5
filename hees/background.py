"""Work that goes on beside the pages: in a thread of its own, for as long as the site is served."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager


@contextmanager
def beside(name: str, work: Callable[[threading.Event], object]) -> Generator[None]:
    """Let `work` run in a thread while the block runs. It ends soon after the event that it gets
    is set, and is waited for.
    """
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
