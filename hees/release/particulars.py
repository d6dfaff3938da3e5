"""What becomes public of single responses: listed programmes and quotations."""

from hees.release import listing, quotations
from hees.store.home import Home
from hees.study import Study


def sync(home: Home, study: Study) -> None:
    """Make exactly what is decided, and still allowed by the answers, public."""
    listing.sync(home, study)
    quotations.sync(home, study)
