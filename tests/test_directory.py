"""The directory of intermediary actors, and the resources page that holds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hees.findings import directory, origins, reference
from hees.findings.directory import Wanted
from hees.settings import PROJECT
from hees.study import Study
from hees.study.reference import Actor
from tests import site

CATEGORIES, AREAS, COUNTRIES = ("government", "foundation"), ("exchanges", "research"), ("AA", "BB")
LANGUAGES = ("en", "ja")


def actor(number: int, category: str, country: str, areas: list[str]) -> Actor:
    return Actor.model_validate(
        {
            "id": f"org-{number}",
            "names": {"en": f"Organization {number}", "ja": f"団体{number}"},
            "aliases": (),
            "category": category,
            "country": country,
            "areas": areas,
            "website": "https://example.org",
            "note": {"en": "Does good.", "ja": "活動中。"},
            "source": "known to the study team; website to be checked",
        }
    )


def any_of(codes: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *codes])


ACTORS = st.lists(
    st.tuples(
        st.sampled_from(CATEGORIES),
        st.sampled_from(COUNTRIES),
        st.lists(st.sampled_from(AREAS), unique=True),
    ),
    max_size=12,
).map(lambda rows: [actor(number, *row) for number, row in enumerate(rows)])


@given(ACTORS, any_of(CATEGORIES), any_of(AREAS), any_of(COUNTRIES))
def test_any_combination_of_filters_finds_what_a_reader_would_pick(listed, category, area, country):
    picked = []
    for one in listed:
        if category and one.category != category:
            continue
        if area and area not in one.areas:
            continue
        if country and one.country != country:
            continue
        picked.append(one)
    assert directory.matching(listed, Wanted(category, area, country)) == picked


@given(ACTORS)
def test_each_cell_of_the_coverage_counts_what_its_filter_finds(listed):
    covered = directory.coverage(listed, CATEGORIES, AREAS)
    assert set(covered.categories) == {one.category for one in listed}
    for (category, area), count in covered.counts.items():
        assert count == len(directory.matching(listed, Wanted(category, area)))


@given(ACTORS)
def test_grouping_loses_and_doubles_nobody(listed):
    groups = directory.by_category(listed, CATEGORIES)
    assert sorted(one.id for group in groups.values() for one in group) == sorted(
        one.id for one in listed
    )
    assert all(groups.values())


def test_a_source_gives_its_addresses_and_says_what_is_unchecked():
    assert origins.addresses("https://a.org/x|http://b.jp|study team") == (
        "https://a.org/x",
        "http://b.jp",
    )
    assert origins.host("https://www.example.org:443/page") == "example.org"
    assert origins.to_be_checked("known to the study team; website to be checked")
    assert not origins.to_be_checked("https://example.org")


# With the shipped directory


@pytest.fixture
def filled(home):
    reference.fill(home, PROJECT / "data")
    return home


@pytest.mark.parametrize("text", ["Fulbright", "フルブライト", "ﾌﾙﾌﾞﾗｲﾄ", "fulb"])
def test_the_directory_is_found_by_name_in_either_language(filled, text):
    found = directory.find(filled, Wanted(), text)
    assert found
    assert all("Fulbright" in " ".join((*one.names.values(), *one.aliases)) for one in found[:1])
    assert len(found) < len(reference.actors(filled))


def test_text_and_filters_narrow_each_other(filled):
    both = directory.find(filled, Wanted(country="JP"), "財団")
    assert both == [one for one in directory.find(filled, Wanted(), "財団") if one.country == "JP"]
    assert both


def test_every_code_of_the_shipped_directory_has_a_label(filled, study: Study):
    categories = {choice.code for choice in study.choice_lists["intermediary_category"]}
    areas = {choice.code for choice in study.choice_lists["area"]}
    for one in reference.actors(filled):
        assert one.category in categories
        assert set(one.areas) <= areas
        assert one.country in {*study.country, "binational", "other"}


# On the page


@pytest.fixture
def page(home, monkeypatch):
    with site.serving(home.folder, monkeypatch):
        yield lambda language, **address: site.opened("resources", language, **address)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_lists_everybody_folded_by_category(page, study, language):
    app = page(language)
    shown = site.text(app)
    for name in ("government", "foundation", "nonprofit"):
        [label] = [
            choice.label[language]
            for choice in study.choice_lists["intermediary_category"]
            if choice.code == name
        ]
        [fold] = [one for one in app.expander if one.label.startswith(label)]
        assert not fold.proto.expanded
    assert {"en": "108 organizations", "ja": "108団体"}[language] in shown
    assert len([one for one in site.markup(app) if "hees-actors" in one]) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filter_in_the_address_is_the_same_in_every_language(page, language):
    app = page(language, category="for_profit", country="JP")
    shown = "".join(one for one in site.markup(app) if "hees-actors" in one)
    names = [one for one in reference_actors() if one.category == "for_profit"]
    for one in names:
        name = one.names.get(language) or next(iter(one.names.values()))
        assert (name in shown) == (one.country == "JP"), name


def reference_actors() -> tuple[Actor, ...]:
    from hees.web import context

    return reference.actors(context.home())


def test_choosing_a_filter_puts_a_code_into_the_address_and_clearing_takes_it_out(page):
    app = page("ja")
    app.selectbox(key="filter-area-ja").set_value("research")
    site.run(app)
    assert app.query_params["area"] == "research"
    app.button(key="filters-clear").click()
    site.run(app)
    assert "area" not in app.query_params
    assert app.selectbox(key="filter-area-ja").value == ""


def test_nonsense_in_the_address_is_no_filter(page):
    app = page("en", category="<script>", area="none", by="x", term="x")
    assert "108 organizations" in site.text(app)


def test_who_is_not_found_is_said_not_to_prove_anything(page):
    assert "not complete" in site.text(page("en", q="zzzzzz"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_coverage_is_a_table_with_heads(page, language):
    [table] = [one for one in site.markup(page(language)) if "<table>" in one and "caption" in one]
    assert table.count('scope="row"') == 5
    assert table.count('scope="col"') == 4
    assert ">0<" in table


@pytest.mark.parametrize("language", LANGUAGES)
def test_sources_and_files_are_all_there(page, study, language):
    app = page(language)
    shown = site.text(app)
    for source in study.sources.values():
        assert source.name[language] in shown
        assert source.caveat[language] in shown
    files = "".join(one for one in site.markup(app) if "hees-files" in one)
    for name in ("series", "figures", "partnerships", "intermediaries", "glossary", "sources"):
        for form in ("csv", "xlsx"):
            assert f"/api/v1/data/{name}.{form}?lang={language}" in files
