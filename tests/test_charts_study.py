"""What charts, series, figures and recommendations name must be there; the loader says what is not."""

from pathlib import Path

import pytest

from hees.study import StudyError, load
from tests import studies
from tests.studies import STUDY, Change

CHARTS, SOURCES = "charts/ties.toml", "reference/sources.toml"
SERIES, VALUES = "reference/series.toml", "reference/series.csv"
FIGURES, ACTORS = "reference/figures.csv", "reference/intermediaries.csv"
ADVICE = "recommendations.toml"

BORLAND = """
[[countries]]
code = "BB"
name = { en = "Borland", ja = "び国" }
colour = "#b5422c"
colour_dark = "#f0917a"
marker = "diamond"
"""

CHARTED = {
    "study.toml": """
agreement = "views"
key_figures = [{ figure = "deals" }]
"""
    + STUDY.replace("[policy]", '[policy]\ninclude = { question = "consent", equals = "yes" }')
    + BORLAND
    + """
[[breakdowns]]
id = "base"
question = "base"
title = { en = "By base", ja = "所在地別" }
countries = { here = "AA", there = "BB" }

[[breakdowns]]
id = "category"
question = "category"
title = { en = "By category", ja = "区分別" }

[inventory]
name = "programme_name"
activity = "activities"
institutions = ["labs"]
fields = "wishes"
status = "category"
start = "since"
consent = "consent"

[[topics]]
id = "ties"
title = { en = "Ties", ja = "連携" }
lead = { en = "Ties.", ja = "連携です。" }
key_figures = [{ series = "papers" }]
""",
    "choices.toml": studies.CHOICES
    + """
[intermediary_category]
agency = { en = "Agency", ja = "機関" }

[area]
research = { en = "Research", ja = "研究" }

[audience]
leaders = { en = "Leaders", ja = "指導者" }

[theme]
trust = { en = "Trust", ja = "信頼" }
""",
    CHARTS: """
[[charts]]
id = "what"
kind = "bars"
title = { en = "What they do", ja = "活動" }
definition = { en = "Share.", ja = "割合です。" }
question = "activities"
by = ["base", "category"]

[[charts]]
id = "both"
kind = "dumbbell"
title = { en = "Both", ja = "両国" }
definition = { en = "Share.", ja = "割合です。" }
question = "category"

[[charts]]
id = "crossed"
kind = "matrix"
title = { en = "Crossed", ja = "組合せ" }
definition = { en = "Share.", ja = "割合です。" }
question = "activities"
across = "category"

[[charts]]
id = "opinions"
kind = "scale"
title = { en = "Opinions", ja = "意見" }
definition = { en = "Share.", ja = "割合です。" }
question = "views"
positive = ["high"]
neutral = ["middle"]

[[charts]]
id = "works"
kind = "trend"
title = { en = "Works", ja = "著作物" }
definition = { en = "Works.", ja = "著作物です。" }
panels = [{ title = { en = "Works a year", ja = "年間の件数" }, series = ["papers", "books"] }]

[[charts]]
id = "known"
kind = "figures"
title = { en = "Known", ja = "既知の数値" }
definition = { en = "Figures.", ja = "数値です。" }
figures = ["deals"]

[[charts]]
id = "regions"
kind = "map"
title = { en = "Regions", ja = "地域" }
definition = { en = "Ties.", ja = "連携です。" }
inventory = "regions"
""",
    SOURCES: "".join(
        f"""
[{name}]
name = {{ en = "{name}", ja = "{name}" }}
publisher = {{ en = "P", ja = "公" }}
address = "https://example.org/"
coverage = {{ en = "All.", ja = "すべて。" }}
caveat = {{ en = "None.", ja = "なし。" }}
licence = {{ en = "Free.", ja = "自由。" }}
"""
        for name in ("library", "archive")
    ),
    SERIES: """
[papers]
label = { en = "Papers", ja = "論文" }
unit = { en = "works", ja = "件" }
definition = { en = "Papers.", ja = "論文です。" }
source = "library"
country = "AA"

[books]
label = { en = "Books", ja = "書籍" }
unit = { en = "works", ja = "件" }
definition = { en = "Books.", ja = "書籍です。" }
source = "library"
""",
    VALUES: """series,period,year,value,flag,read_from
papers,2020,2020,10,,page 1
papers,2021,2021,12,,page 1
books,2020,2020,3,,page 2
""",
    FIGURES: """id,topic,value,unit_en,unit_ja,qualifier,period,label_en,label_ja,note_en,note_ja,source,address
deals,ties,40,deals,件,about,2020,Deals,協定,Found.,確認済み。,archive,https://example.org/
""",
    ACTORS: """id,name_en,name_ja,aliases,category,country,areas,website,note_en,note_ja,source
club,The Club,クラブ,,agency,AA,research,https://example.org,A club.,団体。,https://example.org
""",
    ADVICE: """
[[recommendations]]
id = "talk"
title = { en = "Talk", ja = "対話" }
text = { en = "Talk more.", ja = "対話を増やす。" }
audiences = ["leaders"]
theme = "trust"
evidence = ["what"]

[recommendations.for_audience]
leaders = { en = "Ask them.", ja = "尋ねる。" }
""",
}
"""The tiny study with a chart of most kinds and all that these name."""


def write(folder: Path, *changes: Change) -> Path:
    """Write the charted study with some changes, each in one place; "" stands for the end of a file."""
    studies.write(folder)
    files = studies.FILES | CHARTED
    for file, old, new in changes:
        text = files.get(file, "")
        assert not old or text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
        files[file] = text.replace(old, new) if old else text + new
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_the_charted_study_is_good(tmp_path: Path):
    assert len(load(write(tmp_path)).charts) == 7


PANEL = 'series = ["papers", "books"]'
BOOKS = 'unit = { en = "works", ja = "件" }\ndefinition = { en = "Books.", ja = "書籍です。" }\nsource = "library"'
TWICE = """
[[charts]]
id = "what"
kind = "figures"
title = { en = "Again", ja = "再び" }
definition = { en = "Figures.", ja = "数値です。" }
figures = ["deals"]
"""

MISTAKES = {
    # what: (file, text, mistaken text, file named, key, the reason with its remedy)
    "a chart of no question": (
        CHARTS, 'question = "views"', 'question = "view"', CHARTS, "opinions.question",
        "no question 'view' in questionnaire/; did you mean 'views'?",
    ),
    "a matrix across no question": (
        CHARTS, 'across = "category"', 'across = "categories"', CHARTS, "crossed.across",
        "no question 'categories' in questionnaire/; did you mean 'category'?",
    ),
    "a matrix across nothing": (
        CHARTS, 'across = "category"', "", CHARTS, "crossed",
        "'across' names the second question of a matrix",
    ),
    "a matrix across a typed answer": (
        CHARTS, 'across = "category"', 'across = "papers"', CHARTS, "crossed.across",
        "needs a question of kind multi or single, and 'papers' is of kind number",
    ),
    "a chart by no breakdown": (
        CHARTS, 'by = ["base", "category"]', 'by = ["bases"]', CHARTS, "what.by",
        "no breakdown 'bases' in study.toml; did you mean 'base'?",
    ),
    "two countries by a breakdown": (
        CHARTS, 'id = "both"', 'id = "both"\nby = ["base"]', CHARTS, "both", "takes no 'by'",
    ),
    "a chart of no series": (
        CHARTS, PANEL, 'series = ["paper"]', CHARTS, "works.panels",
        "no series 'paper' in reference/series.toml; did you mean 'papers'?",
    ),
    "a chart of no figure": (
        CHARTS, 'figures = ["deals"]', 'figures = ["deal"]', CHARTS, "known.figures",
        "no figure 'deal' in reference/figures.csv; did you mean 'deals'?",
    ),
    "a chart without its data": (
        CHARTS, 'figures = ["deals"]', "", CHARTS, "known", "a chart of kind 'figures' needs 'figures'",
    ),
    "a chart with the data of another kind": (
        CHARTS, 'figures = ["deals"]', 'figures = ["deals"]\nquestion = "category"', CHARTS, "known",
        "takes no 'question'",
    ),
    "a chart of an unknown kind": (
        CHARTS, 'kind = "figures"', 'kind = "figure"', CHARTS, "known.kind", "'figures'",
    ),
    "two sources on one axis": (
        SERIES, BOOKS, BOOKS.replace("library", "archive"), CHARTS, "works.panels",
        "papers, books differ in source: put them into panels of their own",
    ),
    "two units on one axis": (
        SERIES, BOOKS, BOOKS.replace("works", "volumes"), CHARTS, "works.panels",
        "papers, books differ in unit: put them into panels of their own",
    ),
    "two countries that no answers stand for": (
        "study.toml", 'countries = { here = "AA", there = "BB" }', "", CHARTS, "both.kind",
        "name them in 'countries' of a breakdown in study.toml",
    ),
    "two countries that are one": (
        "study.toml", '{ here = "AA", there = "BB" }', '{ here = "AA" }', CHARTS, "both.kind",
        "two countries are compared",
    ),
    "an affirmative code that the scale has not": (
        CHARTS, 'positive = ["high"]', 'positive = ["height"]', CHARTS, "opinions.positive",
        "no code 'height' in the scale of 'views'; did you mean 'high'?",
    ),
    "a middle that the scale has not": (
        CHARTS, 'neutral = ["middle"]', 'neutral = ["meddle"]', CHARTS, "opinions.neutral",
        "no code 'meddle' in the scale of 'views'; did you mean 'middle'?",
    ),
    "a scale without a side": (
        CHARTS, 'positive = ["high"]', "", CHARTS, "opinions.positive", "says which codes affirm",
    ),
    "bars of a scale": (
        CHARTS, 'question = "activities"\nby', 'question = "views"\nby', CHARTS, "what.question",
        "needs a question of kind multi or single, and 'views' is of kind scale",
    ),
    "a chart of contact data": (
        CHARTS, 'question = "activities"\nby', 'question = "email"\nby', CHARTS, "what.question",
        "'email' is contact data, which are never shown: choose another question",
    ),
    "a matrix across contact data": (
        CHARTS, 'across = "category"', 'across = "email"', CHARTS, "crossed.across",
        "'email' is contact data, which are never shown: choose another question",
    ),
    "two charts of one id": (
        CHARTS, "", TWICE, CHARTS, "what", "is the id of another chart too",
    ),
    "two charts of one id in two files": (
        "charts/resources.toml", "", TWICE, "charts/resources.toml", "what",
        "is the id of another chart too",
    ),
    "a map of something else": (
        CHARTS, 'inventory = "regions"', 'inventory = "flows"', CHARTS, "regions.inventory",
        "must be 'regions' for a chart of kind 'map'",
    ),
    "a file of charts for no topic": (
        "charts/tie.toml", "", TWICE, "charts/tie.toml", "file",
        "no topic 'tie' in study.toml; did you mean 'ties'?",
    ),
    "a series of no source": (
        SERIES, BOOKS, BOOKS.replace("library", "libary"), SERIES, "books.source",
        "no source 'libary' in reference/sources.toml; did you mean 'library'?",
    ),
    "a series of no country of the study": (
        SERIES, 'country = "AA"', 'country = "ZZ"', SERIES, "papers.country",
        "no country 'ZZ' in study.toml",
    ),
    "a series without values": (
        VALUES, "books,2020,2020,3,,page 2\n", "", SERIES, "books",
        "has no values in reference/series.csv",
    ),
    "a series without a definition": (
        SERIES, 'ja = "書籍です。" }', 'ja = "" }', SERIES, "books.definition", "no text in 'ja'",
    ),
    "values of no series": (
        VALUES, "books,2020", "book,2020", VALUES, "series",
        "no series 'book' in reference/series.toml; did you mean 'books'?",
    ),
    "a value that is no number": (
        VALUES, "2021,12,", "2021,twelve,", VALUES, "line 3", "value: Input should be a valid number",
    ),
    "a value of an unknown kind": (
        VALUES, "2021,12,,", "2021,12,guess,", VALUES, "line 3", "flag: Input should be ''",
    ),
    "a line with too few values": (
        VALUES, "papers,2021,2021,12,,page 1", "papers,2021,2021", VALUES, "line 3",
        "has not as many values as the first line",
    ),
    "a line with too many values": (
        VALUES, "2021,12,,page 1", "2021,1,200,,page 1", VALUES, "line 3",
        "put a text with commas in quotes",
    ),
    "two values of one year": (
        VALUES, "papers,2021,2021,", "papers,2020,2020,", VALUES, "line 3",
        "another row for 'papers 2020'; keep one of them",
    ),
    "a figure of no source": (
        FIGURES, "archive", "archives", FIGURES, "line 2",
        "no source 'archives' in reference/sources.toml; did you mean 'archive'?",
    ),
    "a figure of no topic": (
        FIGURES, "deals,ties,", "deals,tied,", FIGURES, "line 2",
        "no topic 'tied' in study.toml; did you mean 'ties'?",
    ),
    "a figure without a column": (
        FIGURES, "unit_en,unit_ja,qualifier", "unit_en,unit_ja,qualified", FIGURES, "line 2",
        "qualified: Extra inputs are not permitted",
    ),
    "a figure in one language": (
        FIGURES, ",協定,", ",,", FIGURES, "line 2.label", "has no text in 'ja'",
    ),
    "an organization in no country that can be named": (
        ACTORS, "agency,AA,", "agency,ZZ,", ACTORS, "line 2", "the country 'ZZ' is none of AA, BB",
    ),
    "an organization of no category": (
        ACTORS, "agency,AA,", "agencies,AA,", ACTORS, "line 2",
        "no choice 'agencies' in [intermediary_category] of choices.toml; did you mean 'agency'?",
    ),
    "an organization in no area": (
        ACTORS, "AA,research,", "AA,researches,", ACTORS, "line 2",
        "no choice 'researches' in [area] of choices.toml; did you mean 'research'?",
    ),
    "a directory without a column": (
        ACTORS, "aliases,", "alias,", ACTORS, "line 2", "has no column 'aliases'",
    ),
    "a breakdown by no question": (
        "study.toml", 'question = "base"', 'question = "bases"', "study.toml",
        "breakdowns.base.question", "no question 'bases' in questionnaire/; did you mean 'base'?",
    ),
    "a breakdown by a typed answer": (
        "study.toml", 'question = "base"', 'question = "since"', "study.toml",
        "breakdowns.base.question", "needs a question of kind multi or single",
    ),
    "an answer that stands for a country": (
        "study.toml", '{ here = "AA", there = "BB" }', '{ hear = "AA", there = "BB" }', "study.toml",
        "breakdowns.base.countries", "no answer 'hear' in question 'base'; did you mean 'here'?",
    ),
    "an answer for no country of the study": (
        "study.toml", '{ here = "AA", there = "BB" }', '{ here = "AA", there = "ZZ" }', "study.toml",
        "breakdowns.base.countries", "no country 'ZZ' in study.toml",
    ),
    "two breakdowns of one id": (
        "study.toml", 'id = "category"', 'id = "base"', "study.toml", "breakdowns.base",
        "is the id of another breakdown too",
    ),
    "a key figure that is none": (
        "study.toml", '{ figure = "deals" }', '{ figure = "deal" }', "study.toml", "key_figures",
        "no figure 'deal' in reference/figures.csv; did you mean 'deals'?",
    ),
    "a topic's key figure that is no series": (
        "study.toml", '{ series = "papers" }', '{ series = "paper" }', "study.toml",
        "topics.ties.key_figures", "no series 'paper' in reference/series.toml; did you mean 'papers'?",
    ),
    "a key figure that is two": (
        "study.toml", '{ series = "papers" }', '{ series = "papers", figure = "deals" }',
        "study.toml", "topics.0.key_figures.0", "name either a figure or a series",
    ),
    "agreement with no question": (
        "study.toml", 'agreement = "views"', 'agreement = "view"', "study.toml", "agreement",
        "no question 'view' in questionnaire/; did you mean 'views'?",
    ),
    "agreement on no scale": (
        "study.toml", 'agreement = "views"', 'agreement = "category"', "study.toml", "agreement",
        "needs a question of kind scale, and 'category' is of kind single",
    ),
    "publication that asks no question": (
        "study.toml", 'question = "consent", equals', 'question = "consents", equals', "study.toml",
        "policy.include", "no question 'consents'",
    ),
    "publication that waits for no answer": (
        "study.toml", 'equals = "yes"', 'equals = "yess"', "study.toml", "policy.include",
        "'consent' has no choice 'yess'",
    ),
    "an inventory that asks no question": (
        "study.toml", 'institutions = ["labs"]', 'institutions = ["lab"]', "study.toml",
        "inventory.institutions", "no question 'lab' in questionnaire/; did you mean 'labs'?",
    ),
    "a recommendation on no chart": (
        ADVICE, 'evidence = ["what"]', 'evidence = ["whats"]', ADVICE, "talk.evidence",
        "no chart 'whats' in charts/; did you mean 'what'?",
    ),
    "a recommendation on no theme": (
        ADVICE, 'theme = "trust"', 'theme = "trusts"', ADVICE, "talk.theme",
        "no theme 'trusts' in choices.toml; did you mean 'trust'?",
    ),
    "a recommendation to nobody": (
        ADVICE, 'audiences = ["leaders"]', 'audiences = ["leaders", "readers"]', ADVICE,
        "talk.audiences", "no audience 'readers' in choices.toml; did you mean 'leaders'?",
    ),
    "a recommendation that asks somebody else": (
        ADVICE, "leaders = {", "readers = {", ADVICE, "talk",
        "'for_audience' names readers, not its audience",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", MISTAKES)
def test_a_wrong_name_is_refused_with_file_key_and_remedy(what: str, tmp_path: Path):
    changed, old, new, file, key, reason = MISTAKES[what]
    with pytest.raises(StudyError) as refused:
        load(write(tmp_path, (changed, old, new)))
    found = [(one.key, one.reason) for one in refused.value.problems if one.file == file]
    assert any(one == key and reason in why for one, why in found), refused.value.problems


def test_a_study_of_one_country_compares_no_two(tmp_path: Path):
    alone = [
        ("study.toml", BORLAND, ""),
        ("study.toml", ', there = "BB"', ""),
        (CHARTS, 'kind = "map"', 'kind = "flows"'),
        (CHARTS, 'inventory = "regions"', 'inventory = "flows"'),
    ]
    with pytest.raises(StudyError) as refused:
        load(write(tmp_path, *alone))
    assert [one.key for one in refused.value.problems] == ["both.kind", "regions.kind"]


def test_wrong_names_are_refused_all_at_once(tmp_path: Path):
    together = [
        "a chart of no question",
        "a chart of no series",
        "a value that is no number",
        "a figure of no source",
        "a breakdown by a typed answer",
        "a topic's key figure that is no series",
        "a recommendation on no theme",
    ]
    changes = [MISTAKES[what] for what in together]
    with pytest.raises(StudyError) as refused:
        load(write(tmp_path, *((file, old, new) for file, old, new, *_ in changes)))
    message = str(refused.value)
    assert [what for what in together if MISTAKES[what][5] not in message] == []
