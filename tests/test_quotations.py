"""Quotations: only with permission, approved by a second person, gone at once when anything changes."""

from typing import Any

import pytest

from hees.findings import quotations as shown
from hees.release import naming, quotable, quotations
from hees.release.quotations import Reason, Refused
from hees.settings import PROJECT
from hees.store import audit, connection, quoted
from hees.store import quotations as store
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.releases import Count
from hees.store.responses import changing
from hees.study import Study, StudyError
from hees.survey import finder, withdrawal
from tests import studies
from tests.respondent import Respondent

QUOTING = '''
[quotations]
question = "may_quote"
with_name = "money"
without_name = "staff"

[[topics]]
id = "ties"
title = { en = "Ties", ja = "つながり" }
lead = { en = "Ties between them.", ja = "両者のつながり。" }

[monitor]
'''  # fmt: skip
INCLUDE = 'totals_only_below = 30\ninclude = { question = "consent", equals = "yes" }'
MAY_QUOTE = """
[[questions]]
id = "remark"
kind = "long_text"
label = { en = "What works?", ja = "うまくいっている点" }

[[questions]]
id = "may_quote"
kind = "single"
choices = "wish"
label = { en = "May we quote you?", ja = "引用してよいですか" }

[[questions]]
id = "person"
"""
CHANGES = (
    ("study.toml", "\n[monitor]\n", QUOTING),
    ("study.toml", "totals_only_below = 30", INCLUDE),
    (studies.CONTACT, '\n[[questions]]\nid = "person"\n', MAY_QUOTE),
)
TEXT = "Alumni keep it alive.\nWe meet <b>twice</b> a year, in Kyoto, with Ms. Sato."
PASSAGE = "We meet <b>twice</b> a year"
NAME = "The Tiny Foundation"
WITH_NAME, WITHOUT_NAME, NO = "money", "staff", "partners"


@pytest.fixture(scope="module")
def asking(tmp_path_factory) -> Study:
    return studies.tiny(tmp_path_factory.mktemp("quoting"), *CHANGES)


def organisation(home: Home, study: Study, permission: str | None = WITHOUT_NAME, **more: object):
    """One that wrote a remark and answered whether it may be quoted; submitted."""
    one = Respondent.starts(home, study)
    one.completes()
    answers = {"consent": "yes", "remark": TEXT, "person": "Hanako Sato", "may_quote": permission}
    one.answers(**{key: value for key, value in (answers | more).items() if value is not None})
    one.receipt()
    return one


def mark(home: Home, study: Study, one: Respondent, passage: str = PASSAGE, **changed) -> str:
    given: dict[str, Any] = {
        "language": "en",
        "translation": {"ja": "年に２回集まります"},
        "topic": "ties",
    }
    given |= {"who": "rita"} | changed
    return quotations.mark(
        home, study, response=one.id, question="remark", item="", passage=passage, **given
    )


def found(home: Home, id: str) -> store.Quotation:
    [one] = [one for one in quotations.all_of(home) if one.id == id]
    return one


def approve(home: Home, study: Study, id: str, who: str = "anna") -> None:
    quotations.approve(home, study, id, who, seen=quotations.digest(found(home, id)))


def published(home: Home, study: Study, one: Respondent, **changed) -> str:
    id = mark(home, study, one, **changed)
    approve(home, study, id)
    assert [each.id for each in quoted.published(home)] == [id]
    return id


def bytes_of(home: Home) -> bytes:
    return b"".join(path.read_bytes() for path in home.folder.glob("public.db*"))


def refused(deed, *args, **named) -> Reason:
    with pytest.raises(Refused) as caught:
        deed(*args, **named)
    return caught.value.reason


# Who may be quoted


@pytest.mark.parametrize(
    ("permission", "consent", "may"),
    [
        (WITH_NAME, "yes", True),
        (WITHOUT_NAME, "yes", True),
        (NO, "yes", False),
        (None, "yes", False),
        (WITH_NAME, "no", False),
        (WITHOUT_NAME, "no", False),
        (WITH_NAME, None, False),
    ],
)
def test_only_who_allows_it_and_agrees_to_publication_is_quoted(
    home, asking, permission, consent, may
):
    one = organisation(home, asking, permission, consent=consent)
    assert len(quotations.sources(home, asking, "remark")) == may
    if may:
        published(home, asking, one)
    else:
        assert refused(mark, home, asking, one) is Reason.GONE


def test_a_study_that_does_not_ask_for_permission_quotes_nobody(home, tiny, tmp_path):
    unasked = studies.tiny(tmp_path / "unasked", *CHANGES[1:])
    one = organisation(home, unasked, WITH_NAME)
    assert quotations.sources(home, unasked, "remark") == []
    assert refused(mark, home, unasked, one) is Reason.GONE


def test_a_draft_is_not_quoted(home, asking):
    one = Respondent.starts(home, asking)
    one.completes()
    one.answers(consent="yes", remark=TEXT, may_quote=WITH_NAME)
    assert refused(mark, home, asking, one) is Reason.GONE


def test_the_name_is_public_only_with_permission(home, asking):
    published(home, asking, organisation(home, asking, WITHOUT_NAME))
    assert NAME.encode() not in bytes_of(home)
    [(_, [said])] = shown.quoted(home, asking, "ties", "en")
    assert said.source == "An organization"
    named = mark(home, asking, organisation(home, asking, WITH_NAME))
    approve(home, asking, named)
    assert NAME.encode() in bytes_of(home)
    [(_, both)] = shown.quoted(home, asking, "ties", "ja")
    assert {one.source for one in both} == {NAME, "ある団体"}


def test_nothing_of_the_response_but_the_passage_is_public(home, asking):
    one = organisation(home, asking)
    published(home, asking, one)
    public = bytes_of(home)
    assert PASSAGE.encode() in public
    for secret in (one.id, "Alumni", "Sato", "rita", "anna", "foundation"):
        assert secret.encode() not in public, secret


# Marking and approving


def test_a_passage_is_the_respondents_own_words_and_no_other(home, asking):
    one = organisation(home, asking)
    for wrong in ("We meet twice a year", "", "  ", PASSAGE.upper()):
        assert refused(mark, home, asking, one, wrong) is Reason.PASSAGE
    assert refused(mark, home, asking, one, language="fr") is Reason.LANGUAGE
    assert found(home, mark(home, asking, one, f"\n {PASSAGE} ")).passage == PASSAGE


def test_another_than_who_marked_or_changed_it_approves(home, asking):
    one = organisation(home, asking)
    id = mark(home, asking, one)
    assert refused(approve, home, asking, id, "rita") is Reason.OWN
    mark(home, asking, one, translation={"ja": "年２回"}, who="anna", instead_of=id)
    assert refused(approve, home, asking, id, "anna") is Reason.OWN
    approve(home, asking, id, "rita")
    assert quoted.published(home)[0].translation == {"ja": "年２回"}


def test_only_what_was_seen_is_approved(home, asking):
    one = organisation(home, asking)
    id = mark(home, asking, one)
    seen = quotations.digest(found(home, id))
    mark(home, asking, one, translation={"ja": "別の訳"}, instead_of=id)
    assert refused(quotations.approve, home, asking, id, "anna", seen=seen) is Reason.CHANGED
    approve(home, asking, id)
    assert refused(mark, home, asking, one, instead_of=id) is Reason.CHANGED
    assert refused(quotations.decline, home, id, "anna") is Reason.CHANGED


def test_a_candidate_whose_answer_changed_is_not_approved(home, asking):
    one = organisation(home, asking)
    id = mark(home, asking, one)
    one.answers(remark=f"{TEXT} And more.")
    one.receipt()
    assert not quotations.stands(home, asking, found(home, id))
    assert refused(approve, home, asking, id) is Reason.GONE
    quotations.decline(home, id, "anna")
    assert found(home, id).state == "declined"
    assert quoted.published(home) == []


@pytest.mark.parametrize(
    ("permission", "text", "reason"),
    [
        (WITHOUT_NAME, "We began as a tiny group.", None),
        (WITHOUT_NAME, "At TINY foundation we meet.", Reason.NAMED),
        (WITHOUT_NAME, "At THE ＴＩＮＹ Foundation we meet.", Reason.NAMED),
        (WITH_NAME, "At The Tiny Foundation we meet.", None),
        (WITH_NAME, "Ask Hanako  Sato about it.", Reason.PERSON),
        (WITHOUT_NAME, "Ask hanako@example.org.", Reason.PERSON),
    ],
)
def test_a_passage_that_tells_who_wrote_it_is_not_published(home, asking, permission, text, reason):
    one = organisation(home, asking, permission, remark=text, email="hanako@example.org")
    id = mark(home, asking, one, text)
    if reason:
        assert refused(approve, home, asking, id) is reason
        assert quoted.published(home) == []
    else:
        approve(home, asking, id)


def test_a_translation_that_tells_the_name_is_not_published_either(home, asking):
    id = mark(home, asking, organisation(home, asking), translation={"ja": f"{NAME}では年２回"})
    assert refused(approve, home, asking, id) is Reason.NAMED


# Taken down at once


def edits(one: Respondent, **answers: object) -> None:
    for question, value in answers.items():
        one.gives(question, value)
    one.receipt()


LEAVING = {
    "withdraws": lambda home, one: withdrawal.withdraw(home, one.id),
    "erases": lambda home, one: withdrawal.erase(home, one.id),
    "edits the text": lambda home, one: edits(one, remark="Something else."),
    "adds to the text": lambda home, one: edits(one, remark=f"{TEXT} More."),
    "empties the text": lambda home, one: edits(one, remark=""),
    "allows it without the name only": lambda home, one: edits(one, may_quote=WITHOUT_NAME),
    "allows no quotation": lambda home, one: edits(one, may_quote=NO),
    "says nothing on quotations": lambda home, one: edits(one, may_quote=None),
    "agrees to no publication": lambda home, one: edits(one, consent="no"),
    "is called otherwise": lambda home, one: edits(one, name={"name": "Another"}),
    "is excluded": lambda home, one: exclude(home, one),
}


def exclude(home: Home, one: Respondent) -> None:
    with changing(home) as lent:
        lent.execute(
            "INSERT INTO review VALUES (?, 'excluded', 'test', '', 'anna', '2026-11-26')", (one.id,)
        )


@pytest.mark.parametrize("leave", LEAVING)
def test_it_is_gone_in_the_same_moment(home, asking, leave):
    one = organisation(home, asking, WITH_NAME)
    id = published(home, asking, one)
    LEAVING[leave](home, one)
    assert quoted.published(home) == []
    assert PASSAGE.encode() not in bytes_of(home)
    with reading(home.responses) as lent:
        kept = store.one(lent, id)
        assert kept
        assert kept.state == "fallen"
        assert [e.subject for e in audit.entries(lent) if e.action == "quotation_fell"] == [id]
    quotations.sync(home, asking)
    assert quoted.published(home) == []


def test_erasing_leaves_nothing_of_what_was_marked(home, asking):
    one = organisation(home, asking, WITH_NAME)
    published(home, asking, one)
    mark(home, asking, one, "Alumni keep it alive.")
    withdrawal.erase(home, one.id)
    kept = b"".join(path.read_bytes() for path in home.folder.glob("responses.db*"))
    assert b"twice" not in kept
    assert b"Alumni" not in kept
    assert quotations.all_of(home) == []


def test_it_does_not_come_back_by_itself(home, asking):
    one = organisation(home, asking)
    published(home, asking, one)
    withdrawal.withdraw(home, one.id)
    withdrawal.reopen(home, one.id)
    one.receipt()
    quotations.sync(home, asking)
    assert quoted.published(home) == []
    published(home, asking, one)


def test_what_it_does_not_rest_on_may_change(home, asking):
    one = organisation(home, asking)
    id = published(home, asking, one)
    edits(one, share=12)
    one.gives("remark", "Not submitted yet.")
    quotations.sync(home, asking)
    assert [each.id for each in quoted.published(home)] == [id]


def test_when_it_cannot_be_taken_down_the_respondent_is_told_and_nothing_is_half_done(
    home, asking, monkeypatch
):
    one = organisation(home, asking)
    published(home, asking, one)

    def broken(*_):
        raise connection.StoreUnavailable(connection.Trouble.FULL, "full")

    monkeypatch.setattr(quoted, "remove", broken)
    with pytest.raises(connection.StoreUnavailable):
        withdrawal.withdraw(home, one.id)
    assert one.draft.response.status == "submitted"
    assert len(quoted.published(home)) == 1


def test_the_team_takes_one_down(home, asking):
    id = published(home, asking, organisation(home, asking))
    quotations.take_down(home, id, "anna")
    assert quoted.published(home) == []
    assert refused(quotations.take_down, home, id, "anna") is Reason.CHANGED


def test_a_study_that_no_longer_reads_the_answer_as_permission_takes_it_down(
    home, asking, tmp_path
):
    published(home, asking, organisation(home, asking, WITHOUT_NAME))
    stricter = studies.tiny(
        tmp_path / "stricter",
        ("study.toml", "\n[monitor]\n", QUOTING.replace('without_name = "staff"\n', "")),
        *CHANGES[1:],
    )
    quotations.sync(home, stricter)
    assert quoted.published(home) == []


def test_a_public_database_that_was_lost_is_filled_again(home, asking):
    id = published(home, asking, organisation(home, asking))
    quoted.publish(home, [])
    quotations.sync(home, asking)
    assert [one.id for one in quoted.published(home)] == [id]


# The category of somebody who is not named


@pytest.mark.parametrize(("count", "told"), [(5, True), (None, False)])
def test_a_category_is_told_only_while_a_release_shows_enough_of_it(
    home, asking, monkeypatch, count, told
):
    cell = releases_cell(count)
    monkeypatch.setattr(quotable.releases, "newest", lambda _: 1)
    monkeypatch.setattr(quotable.releases, "counts", lambda *_: [cell])
    published(home, asking, organisation(home, asking))
    assert (quoted.published(home)[0].category == "foundation") == told
    [(_, [said])] = shown.quoted(home, asking, "ties", "en")
    assert said.source == ("An organization (Foundation)" if told else "An organization")
    monkeypatch.setattr(quotable.releases, "counts", lambda *_: [releases_cell(None)])
    [(_, [said])] = shown.quoted(home, asking, "ties", "en")
    assert said.source == "An organization"


def releases_cell(count: int | None):
    return Count("category", "", "", "", "foundation", count)


# What readers see


def test_a_reader_sees_the_text_in_its_language_and_the_translation_as_one(home, asking):
    published(home, asking, organisation(home, asking))
    english = shown.block(asking, shown.quoted(home, asking, "ties", "en"), "en")
    japanese = shown.block(asking, shown.quoted(home, asking, "ties", "ja"), "ja")
    for block in (english, japanese):
        assert '<blockquote lang="en">We meet &lt;b&gt;twice&lt;/b&gt; a year' in block
    assert "Quoted with permission" in english
    assert "Translated" not in english
    assert "年に２回集まります" in japanese
    assert "調査チームによる翻訳" in japanese
    assert shown.quoted(home, asking, "", "en") == []


# What the approver is shown


def test_names_people_and_places_in_a_passage_are_pointed_out(home, study):
    finder.fill(home, PROJECT / "data", study.languages)
    text = "Ms. Tanaka of Doshisha University wrote to us@example.org from Kyoto about the Sakura plan."
    hints = {text[one.start : one.end]: one.hint for one in naming.suspects(home, study, text)}
    assert hints["Ms. Tanaka"] is naming.Hint.PERSON
    assert hints["Doshisha University"] is naming.Hint.ORGANISATION
    assert hints["us@example.org"] is naming.Hint.CONTACT
    assert hints["Kyoto"] is naming.Hint.PLACE
    assert hints["Sakura"] is naming.Hint.NAME
    text = "同志社大学の田中先生が横浜市で始めました。"
    hints = {text[one.start : one.end]: one.hint for one in naming.suspects(home, study, text)}
    assert {"同志社大学", "横浜市"} <= hints.keys()
    assert any("田中先生" in part for part in hints)
    assert naming.suspects(home, study, "Committees meet often.") == []


# The study


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"may_quote"', '"may_quot"', "there is no question 'may_quot'"),
        ('"money"', '"monay"', "there is no choice 'monay' in the choices of 'may_quote'"),
        ('"may_quote"', '"remark"', "needs a question of kind single"),
        ('with_name = "money"\nwithout_name = "staff"\n', "", "'with_name' or 'without_name'"),
    ],
)
def test_a_study_says_which_answers_allow_a_quotation(tmp_path, old, new, reason):
    with pytest.raises(StudyError) as caught:
        studies.tiny(
            tmp_path, ("study.toml", "\n[monitor]\n", QUOTING.replace(old, new)), *CHANGES[1:]
        )
    assert reason in str(caught.value)
