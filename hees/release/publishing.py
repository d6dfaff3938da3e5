"""Making a release: from the exact answers of a home to its public database, in one transaction."""

from datetime import date

from hees.release.protection import protect, published
from hees.release.tabulation import tabulate
from hees.store import releases
from hees.store import responses as responses_store
from hees.store.connection import reading
from hees.store.home import Home
from hees.study import Study
from hees.study.catalogue import catalogue


class TooFew(Exception):
    """Not enough included responses for anything to be published."""

    def __init__(self, needed: int) -> None:
        self.needed = needed
        super().__init__(f"fewer than {needed} responses may be published")


def publish(home: Home, study: Study, day: date) -> int:
    """Release every table of the catalogue as the policy allows; the new release's number.

    Raises TooFew below `policy.totals_only_below` responses: then nothing could be shown.
    """
    with reading(home.responses) as connection:
        kind = responses_store.kind(connection)
        responses, tables = tabulate(connection, study, catalogue(study))
    if responses < study.policy.totals_only_below:
        raise TooFew(study.policy.totals_only_below)
    return releases.publish(
        home,
        made_on=day.isoformat(),
        kind=kind,
        responses=published(study.policy, responses) or 0,
        questionnaire=study.questionnaire.version,
        policy=study.policy.model_dump(mode="json", exclude={"include"}),
        counts=[count for table in tables for count in protect(study, table)],
    )
