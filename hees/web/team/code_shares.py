"""How often each code was given, and how far two coders agree: exact, for the study team alone."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from hees.findings.plot.counts import Bar, bars
from hees.store.accounts import Account
from hees.store.coding import Code
from hees.team import coding, coding_scheme, roles
from hees.team.agreement_of_coders import Agreement, Kappa, agreements, mean
from hees.team.coding import Answer, Shares, Standing
from hees.team.roles import Role
from hees.web import context, markup
from hees.web.context import words
from hees.web.readers import exhibit
from hees.web.team import comments

SEEN = "coding_seen"
"""Holds the question of which a coder wants to see the counts before all of it is coded."""


def show(question: str, account: Account) -> None:
    """The counts as a chart, a table and a file, then the agreement of two coders."""
    scheme = coding_scheme.codes(context.home(), question)
    found = coding.answers(context.home(), question)
    if not scheme:
        may_add = roles.reaches(account.role, Role.REVIEWER)
        st.info(words("coding.no_codes" if may_add else "coding.no_codes_viewer"))
        return
    if not found:
        st.info(words("coding.no_answers"))
        return
    shares = coding.shares(found)
    shown = [code for code in scheme if code.retired_at is None or shares.counts.get(code.id)]
    if (left := coding.still_blind(found, account.name)) and st.session_state.get(SEEN) != question:
        st.info(words("coding.hidden", count=left))
        st.button(words("coding.show"), key="coding-show", on_click=_see, args=(question,))
    else:
        _counts(question, shown, shares)
    st.header(words("coding.agreement"), anchor=False)
    _agreement(scheme, found)


def _see(question: str) -> None:
    st.session_state[SEEN] = question


def _counts(question: str, scheme: Sequence[Code], shares: Shares) -> None:
    standings = shares.standings
    twice = standings.get(Standing.AGREED, 0) + standings.get(Standing.RECONCILED, 0)
    st.caption(
        words(
            "coding.base",
            all=sum(standings.values()),
            base=shares.base,
            twice=twice,
            once=standings.get(Standing.ONCE, 0),
            different=standings.get(Standing.DIFFERENT, 0),
            uncoded=standings.get(Standing.UNCODED, 0),
        )
    )
    if not shares.base:
        return
    names = comments.names(scheme)
    order = sorted(names, key=lambda id: -shares.counts.get(id, 0))
    rows = [Bar(names[id], shares.counts.get(id, 0)) for id in order]
    spoken = words("list_separator").join(f"{row.label} {row.count}" for row in rows)
    exhibit.plot(
        bars(rows, dark=exhibit.is_dark()), words("coding.chart_alt", rows=spoken), "coded-chart"
    )
    st.html(
        _table(
            words("coding.views.shares"),
            [words(f"coding.{column}") for column in ("code", "count", "share")],
            [[row.label, str(row.count), f"{100 * row.count / shares.base:.1f}%"] for row in rows],
        )
    )
    st.caption(words("coding.several"))
    st.download_button(
        words("coding.download"),
        coding.shares_csv(context.study(), scheme, shares),
        f"{question}-codes.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _agreement(scheme: Sequence[Code], found: Sequence[Answer]) -> None:
    pairs = coding.pairs(found)
    if not pairs:
        st.caption(words("coding.agreement_none"))
        return
    pair = next(iter(pairs))
    if len(pairs) > 1:
        pair = st.selectbox(
            words("coding.pair"),
            list(pairs),
            format_func=lambda two: words("coding.pair_names", one=two[0], other=two[1]),
            key=f"coding-pair-{context.language()}",
        )
    given = pairs[pair]
    st.caption(words("coding.agreement_base", one=pair[0], other=pair[1], n=len(given)))
    names = comments.names(scheme)
    used = {code for two in given for one in two for code in one}
    measured = [code.id for code in scheme if code.retired_at is None or code.id in used]
    by_code = agreements(given, measured)
    st.markdown(_mean(by_code))
    rows = [_row(names[id], one) for id, one in by_code.items()]
    columns = ("code", "same", "prevalence", "kappa", "note")
    st.html(_table(words("coding.agreement"), [words(f"coding.{one}") for one in columns], rows))
    st.caption(words("coding.kappa_explain"))


def _mean(found: Mapping[str, Agreement]) -> str:
    value = mean(found)
    if value is None:
        return words("coding.mean_none")
    defined = sum(one.kappa is not None for one in found.values())
    if defined == len(found):
        return words("coding.mean_all", value=_number(value), count=defined)
    return words("coding.mean", value=_number(value), count=defined, all=len(found))


def _row(name: str, one: Agreement) -> list[str]:
    shares = (f"{100 * share:.0f}%" for share in (one.same, one.prevalence))
    return [name, *shares, _kappa(one.kappa), _note(one)]


def _kappa(kappa: Kappa | None) -> str:
    if kappa is None:
        return words("coding.undefined")
    if not kappa.has_interval:
        return _number(kappa.value)
    return words(
        "coding.interval",
        value=_number(kappa.value),
        low=_number(kappa.low),
        high=_number(kappa.high),
    )


def _number(value: float) -> str:
    """Two decimals, with a proper minus; never a minus before nothing."""
    return f"{round(value, 2) + 0:.2f}".replace("-", "−")


def _note(one: Agreement) -> str:
    if one.kappa is None:
        return words("coding.undefined_all" if one.both else "coding.undefined_never")
    if not one.kappa.has_interval:
        return words("coding.no_interval")
    return words("coding.paradox") if one.is_paradox else ""


def _table(label: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows of texts as a table, the first of each its heading; it scrolls by itself."""
    body = "".join(markup.row(escape(first), map(escape, cells)) for first, *cells in rows)
    return markup.table(label, head, body, box="codes")
