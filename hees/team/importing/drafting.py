"""Reading a file against the register and the inventory as they are now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hees.store.home import Home
from hees.study import Study
from hees.team import matching
from hees.team.importing import batches, reading
from hees.team.importing.columns import Plan
from hees.team.importing.draft import Draft
from hees.team.sheets import Sheet


def draft(
    home: Home,
    study: Study,
    sheets: Sequence[Sheet],
    mapping: Mapping[str, str],
    plan: Plan,
    source: str,
    *,
    settle: bool = False,
) -> Draft:
    """What the sheets would import. With `settle`, names in doubt are kept as text."""
    source = " ".join(source.replace("|", "/").split())[: batches.LONGEST_SOURCE]
    index, known = matching.index(home), batches.listed(home)

    def read(plan: Plan) -> Draft:
        return reading.read(sheets, mapping, plan, study, index, known, source)

    found = read(plan)
    if settle and found.doubts:
        as_text = dict.fromkeys(found.doubts, "")
        found = read(replace(plan, institutions={**plan.institutions, **as_text}))
    return found
