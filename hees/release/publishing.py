"""Making a release: from the exact answers of a home to its public database."""

from datetime import date

from hees.release.protection import protect, published
from hees.release.tabulation import tabulate
from hees.store import released, releases
from hees.store import responses as exact
from hees.store.connection import writing
from hees.store.home import Home
from hees.study import Study
from hees.study.catalogue import catalogue


class TooFew(Exception):
    """Not enough responses, or not enough change since the last release, to publish anything."""

    def __init__(self, needed: int, what: str) -> None:
        self.needed = needed
        super().__init__(f"fewer than {needed} {what}")


def publish(home: Home, study: Study, day: date) -> int:
    """Release every table of the catalogue as the policy allows; the new release's number.

    Raises TooFew below `policy.totals_only_below` responses, and when fewer than `policy.batch`
    of them were added, edited or withdrawn since the last release: a watcher who compares two
    releases must not learn what one organisation said.
    """
    policy = study.policy
    with writing(home.responses) as connection:
        kind = exact.kind(connection)
        included, tables = tabulate(connection, study, catalogue(study))
        if len(included) < policy.totals_only_below:
            raise TooFew(policy.totals_only_below, "responses may be published")
        changed = released.changes(connection, included)
        if changed is not None and changed < policy.batch:
            raise TooFew(policy.batch, "responses were added, edited or withdrawn since the last")
        # Kept before the release is public: if the second step fails, the next one waits longer.
        released.keep(connection, included)
    return releases.publish(
        home,
        made_on=day.isoformat(),
        kind=kind,
        responses=published(policy, len(included)) or 0,
        questionnaire=study.questionnaire.version,
        policy=policy.model_dump(mode="json", exclude={"include", "breakdown_base"}),
        counts=[count for table in tables for count in protect(study, table)],
    )
