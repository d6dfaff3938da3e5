"""The partnership inventory: filters, search, the areas of its flows, and its pages."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hees.findings import geography, inventory, reference
from hees.findings.inventory import UNSTATED, Wanted
from hees.settings import PROJECT
from hees.store import register
from hees.study import Study
from hees.study.reference import Partnership
from hees.survey import finder
from tests import site

LANGUAGES = ("en", "ja")
PLACES = {"us-one": "US-MA", "us-two": "US-CA", "jp-one": "JP-26"}
ACTIVITIES, FIELDS, LEVELS = ("exchanges", "research"), ("life", "social"), ("master", "doctor")
STATUSES = ("", "active", "ended")


def partnership(number: int, **facts: object) -> Partnership:
    texts = {"en": f"Partnership {number}", "ja": f"連携{number}"}
    return Partnership.model_validate(
        {"id": f"p{number}", "name": texts, "note": texts, "source": "https://example.org", **facts}
    )


def some(codes: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(codes), unique=True)


def any_of(codes: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *codes])


LISTED = st.lists(
    st.fixed_dictionaries(
        {
            "activity": st.sampled_from(ACTIVITIES),
            "institutions": some((*PLACES, "us-unplaced")),
            "fields": some(FIELDS),
            "levels": some(LEVELS),
            "status": st.sampled_from(STATUSES),
        }
    ),
    max_size=12,
).map(lambda rows: [partnership(number, **row) for number, row in enumerate(rows)])
WANTED = st.builds(
    Wanted,
    activity=any_of(ACTIVITIES),
    field=any_of(FIELDS),
    level=any_of(LEVELS),
    region=any_of(tuple(PLACES.values())),
    status=any_of(("active", "ended", UNSTATED)),
)


@given(LISTED, WANTED)
def test_any_combination_of_filters_finds_what_a_reader_would_pick(listed, wanted):
    picked = []
    for one in listed:
        regions = [PLACES.get(institution) for institution in one.institutions]
        if wanted.activity and one.activity != wanted.activity:
            continue
        if wanted.field and wanted.field not in one.fields:
            continue
        if wanted.level and wanted.level not in one.levels:
            continue
        if wanted.region and wanted.region not in regions:
            continue
        if wanted.status == UNSTATED and one.status:
            continue
        if wanted.status not in {"", UNSTATED, one.status}:
            continue
        picked.append(one)
    assert inventory.matching(listed, wanted, PLACES) == picked


@given(LISTED)
def test_every_filter_that_is_offered_finds_something(listed):
    for name, codes in inventory.used(listed, PLACES).items():
        for code in codes:
            assert inventory.matching(listed, Wanted(**{name: code}), PLACES), (name, code)


@given(LISTED)
def test_related_partnerships_share_an_institution_both_ways(listed):
    for one in listed:
        for other in inventory.related(listed, one):
            assert other.id != one.id
            assert set(one.institutions) & set(other.institutions)
            assert one in inventory.related(listed, other)


# With the shipped inventory


@pytest.fixture
def filled(home, study: Study):
    finder.fill(home, PROJECT / "data", study.languages)
    reference.fill(home, PROJECT / "data")
    return home


@pytest.mark.parametrize("text", ["doshisha", "同志社", "DOSHISHA Univ", "どうししゃ 同志社"])
def test_a_partnership_is_found_by_the_name_of_an_institution_in_either_language(filled, text):
    found = inventory.find(filled, Wanted(), text)
    if text.startswith("どう"):
        assert found == []  # every word must be found
        return
    with_it = [one for one in reference.partnerships(filled) if "jp-doshisha" in one.institutions]
    assert {one.id for one in with_it} <= {one.id for one in found}


def test_words_may_be_found_in_different_names(filled):
    found = inventory.find(filled, Wanted(), "Kyoto amherst")
    assert "associated-kyoto-program" in {one.id for one in found}


@pytest.mark.parametrize(
    "text", ["%", '"', "'; DROP TABLE reference; --", "NEAR(", "*", "　", "あ"]
)
def test_no_text_breaks_the_search(filled, text):
    assert len(inventory.find(filled, Wanted(), text)) <= len(reference.partnerships(filled))


def test_every_code_of_the_shipped_inventory_has_a_label_and_every_institution_a_place(
    filled, study: Study
):
    lists = {"activity": "activity_type", "field": "field", "level": "level", "status": "status"}
    listed, places = reference.partnerships(filled), inventory.places(filled)
    used = inventory.used(listed, places)
    for name, choices in lists.items():
        known = {choice.code for choice in study.choice_lists[choices]}
        assert used[name] - {UNSTATED} <= known
    known = register.by_id(filled, {id for one in listed for id in one.institutions})
    assert all(set(one.institutions) <= known.keys() for one in listed)
    assert used["region"] <= geography.regions().keys()


def test_the_areas_divide_each_country_without_overlap(study: Study):
    areas, regions = geography.areas(), geography.regions()
    members = [code for area in areas for code in area.regions]
    assert len(members) == len(set(members))
    assert all(regions[code].country == area.country for area in areas for code in area.regions)
    assert [area.country for area in areas] == ["US"] * 4 + ["JP"] * 8
    left_out = regions.keys() - set(members)
    assert left_out == {"US-AS", "US-GU", "US-MP", "US-PR", "US-VI"}
    assert {area.country for area in areas} == set(study.country)


# On the page


@pytest.fixture
def page(home, monkeypatch):
    with site.serving(home.folder, monkeypatch):
        yield lambda language, **address: site.opened("partnerships", language, **address)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_lists_a_page_of_all_partnerships_and_turns_it(page, home, language):
    app = page(language)
    names = [one.name[language] for one in reference.partnerships(home)]
    assert listed(app) == names[:25]
    assert app.button(key="turn-before").disabled
    app.button(key="turn-next").click()
    site.run(app)
    assert listed(app) == names[25:50]
    assert app.query_params["page"] == "2"
    assert listed(page(language, page="999")) == names[75:100]
    assert listed(page(language, page="-3")) == listed(page(language, page="x")) == names[:25]


def listed(app) -> list[str]:
    """The names in the list, which come before the links of the charts and the footer."""
    count = len([one for one in site.markup(app) if "hees-between" in one])
    return [one.value.replace("\\", "") for one in app.get("page_link")][:count]


@pytest.mark.parametrize("language", LANGUAGES)
def test_filters_in_the_address_find_the_same_in_every_language(page, home, language):
    app = page(language, activity="research", region="JP-13", q="", status="nonsense")
    wanted = Wanted(activity="research", region="JP-13")
    expected = inventory.find(home, wanted)
    assert expected
    assert listed(app) == [one.name[language] for one in expected]
    field = app.selectbox(key=f"filter-activity-{language}")
    assert field.value == "research"


def test_a_choice_goes_into_the_address_and_the_list_starts_at_its_first_page(page, home):
    app = page("en", page="2")
    app.selectbox(key="filter-activity-en").set_value("research")
    site.run(app)
    assert app.query_params["activity"] == "research"
    assert "page" not in app.query_params
    app.text_input(key="filter-q-en").set_value("kyoto")
    site.run(app)
    assert app.query_params["q"] == "kyoto"
    found = inventory.find(home, Wanted(activity="research"), "kyoto")
    assert listed(app) == [one.name["en"] for one in found]
    app.button(key="filters-clear").click()
    site.run(app)
    assert len(listed(app)) == 25


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_partnership_has_a_page_with_its_facts_and_sources(page, home, study, language):
    app = page(language)
    for one in reference.partnerships(home)[::12]:
        app = page(language, id=one.id)
        shown, markup = site.text(app), "".join(site.markup(app))
        assert app.title[0].value.replace("\\", "") == one.name[language]
        assert one.note[language] in shown
        entries = register.by_id(home, one.institutions)
        assert all(finder.show(entry, language) in shown for entry in entries.values())
        for address in one.source.split("|"):
            assert f'href="{address.replace("&", "&amp;")}"' in markup
        assert f"id={one.id}&lang={language}" in app.code[0].value


def test_an_entry_that_is_gone_is_said_so_and_the_list_follows(page):
    app = page("en", id="no-such-partnership")
    assert any("taken off the list" in one.value for one in app.warning)
    assert len(listed(app)) == 25


def test_a_correction_is_a_letter_where_there_is_an_address_and_a_way_where_there_is_none(
    page, monkeypatch
):
    assert "mailto:" not in "".join(site.markup(page("en", id="amherst-doshisha")))
    assert "About" in [one.value for one in page("en", id="amherst-doshisha").get("page_link")]
    monkeypatch.setenv("HEES_CONTACT", "team@example.org")
    from hees.settings import settings

    settings.cache_clear()
    [letter] = [one for one in site.markup(page("en", id="amherst-doshisha")) if "mailto:" in one]
    assert "mailto:team@example.org?subject=Correction%3A%20amherst-doshisha" in letter


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_found_can_be_taken_along_with_sources_and_terms(page, home, study, language):
    from hees.web.readers import partnership_rows, partnership_words

    page(language)
    found = inventory.find(home, Wanted(activity="research"))
    entries = partnership_words.institutions(found)
    text = partnership_rows.csv(found, entries).decode("utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(text)))
    assert len(header) == len(set(header))
    assert [row[0] for row in rows] == [one.id for one in found]
    for row, one in zip(rows, found, strict=True):
        assert len(row) == len(header)
        assert {one.name["en"], one.name["ja"]} <= set(row)
        assert one.source.split("|")[0] in row[-2]
        assert study.title["en"] in row[-1]
