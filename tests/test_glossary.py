"""Glossary terms in running text, and the glossary on its page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hees.findings import glossary, reference
from hees.settings import PROJECT
from hees.study import Study
from hees.study.reference import READERS, Term, rows
from tests import site

TERMS = [READERS["glossary"](row) for row in rows(PROJECT / "data", "glossary")]
MARKDOWN = MarkdownIt()
MARKS = [
    "**",
    "*",
    "_",
    "`",
    "# ",
    "\n\n",
    "\n",
    " ",
    "- ",
    "[",
    "](x)",
    "]",
    "(",
    ")",
    "!",
    "<",
    ">",
]
MARKS += [
    "$",
    "\\",
    "https://example.org/",
    "a@b.c",
    ":",
    "    ",
    "、",
    "。",
    "の",
    "x",
    "\n===\n",
    "~~~",
]


def linked(text: str, language: str = "en", done: set[str] | None = None) -> str:
    skip = set() if done is None else done
    return glossary.linked(text, TERMS, language, lambda term: f"resources?term={term.id}", skip)


def visible(text: str) -> str:
    """What a reader sees of Markdown."""
    return re.sub(r"<[^>]+>", "", MARKDOWN.render(text))


def links(text: str) -> list[str]:
    return re.findall(r"resources\?term=(\w+)", text)


def some_text(language: str) -> st.SearchStrategy[str]:
    words = [word for term in TERMS for word in term.match.get(language, ())]
    return st.lists(st.sampled_from([*words, *MARKS, *MARKS]), max_size=14).map("".join)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_linking_never_changes_the_visible_text(language):
    @given(some_text(language))
    def holds(text: str) -> None:
        assert visible(linked(text, language)) == visible(text)

    holds()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_only_links_are_put_in_and_each_term_once(language):
    @given(some_text(language))
    def holds(text: str) -> None:
        made = linked(text, language)
        assert (
            re.sub(r'\[([^\[\]]*)\]\(resources\?term=\w+ "(?:\\.|[^"\\])*"\)', r"\1", made) == text
        )
        assert len(links(made)) == len(set(links(made)))

    holds()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_prose_of_the_study_stays_what_it_is(study: Study, language):
    for texts in study.content.values():
        assert visible(linked(texts[language], language)) == visible(texts[language])


def test_the_first_occurrence_is_linked_and_later_texts_know_it():
    done: set[str] = set()
    assert links(linked("A release, then a release.", done=done)) == ["release"]
    assert links(linked("Another release.", done=done)) == []


@pytest.mark.parametrize(
    "text",
    [
        "# Release notes\nText",
        "Release\n-------\n",
        "[a release](https://example.org)",
        "[the release][1]\n\n[1]: https://example.org",
        "`release`",
        "```\nrelease\n```",
        "**release**",
        "<https://example.org/release>",
        "https://example.org/release",
        "![release](image.png)",
        "stem cells",
        "pre-release, released, release-based",
    ],
)
def test_headings_links_code_and_other_words_are_left_alone(text):
    assert linked(text) == text


def test_a_term_is_found_at_the_start_of_a_sentence_and_the_longest_one_wins():
    assert links(linked("Releases follow.")) == ["release"]
    assert links(linked("It is a public-private partnership.")) == ["public_private_partnership"]
    assert links(linked("公表版とCOILの授業。", "ja")) == ["release", "coil"]


def test_a_link_tells_the_meaning_before_it_is_followed():
    [term] = [one for one in TERMS if one.id == "release"]
    title = MARKDOWN.render(linked("A release."))
    assert f'title="{term.definition["en"]}"' in title


def test_a_definition_with_quotes_and_signs_stays_one_title():
    term = Term.model_validate(
        {
            "id": "odd",
            "term": {"en": "Odd"},
            "definition": {"en": 'A "quoted" \\ `tick` <b> & $sum$'},
            "match": {"en": ["odd"]},
            "source": "study team",
        }
    )
    made = glossary.linked("An odd one.", [term], "en", lambda term: "x", set())
    assert visible(made) == visible("An odd one.")
    assert "title=" in MARKDOWN.render(made)


# On the page


@pytest.fixture
def page(home, monkeypatch):
    with site.serving(home.folder, monkeypatch):
        yield lambda name, language, **address: site.opened(name, language, **address)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_term_stands_on_the_page_in_both_languages_with_an_anchor(page, language):
    app = page("resources", language)
    shown, markup = site.text(app), "".join(site.markup(app))
    for term in TERMS:
        assert f'id="term-{term.id}"' in markup
        assert term.term["en"] in shown
        assert term.term["ja"] in shown
        assert term.definition[language] in shown


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_link_from_prose_leads_to_its_term(page, language):
    prose = "\n".join(one.value for one in page("about", language).markdown)
    linked_terms = links(prose)
    assert "release" in linked_terms
    assert len(linked_terms) == len(set(linked_terms)), "a term is linked once a page"
    app = page("resources", language, term="release")
    assert '<details id="term-release" open>' in "".join(site.markup(app))
    [first] = [one for one in site.markup(app) if 'href="#glossary"' in one and "hees-small" in one]
    assert "hees-name" in first


def test_the_glossary_is_read_from_the_database(home):
    reference.fill(home, PROJECT / "data")
    assert list(reference.glossary(home)) == TERMS
