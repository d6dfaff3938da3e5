"""Which column of a file is which part of a partnership: guessed, and corrected by a person."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hees.folding import solid, spaced
from hees.study import Study
from hees.study.reference import CHOICES
from hees.team.sheets import Sheet

NAME, INSTITUTIONS, ACTIVITY = "name", "institutions", "activity"
FIELDS, LEVELS, STATUS = "fields", "levels", "status"
START, END, NOTE, LINK = "start", "end", "note", "link"
IGNORED = ""

CODED = {ACTIVITY: "activity", FIELDS: "field", LEVELS: "level", STATUS: "status"}
"""The parts whose values are codes, and the names of their choice lists' kinds."""

_WORDS = {
    ACTIVITY: ("activity", "type", "kind", "category", "活動", "種別", "種類", "区分", "形態", "内容の種類"),
    FIELDS: ("field", "discipline", "subject", "分野", "専攻"),
    LEVELS: ("level", "degree level", "audience", "課程", "対象", "学年", "レベル"),
    STATUS: ("status", "state of", "状況", "状態", "ステータス"),
    START: ("start", "since", "began", "from year", "signed", "year", "開始", "締結", "発足", "年度", "年"),
    END: ("end", "until", "expires", "expiry", "termination", "終了", "満了", "期限"),
    NOTE: ("note", "remark", "comment", "description", "summary", "備考", "概要", "内容", "説明"),
    LINK: ("url", "link", "website", "web", "source", "リンク", "ウェブ", "出典", "アドレス"),
    NAME: ("program", "programme", "project", "title", "partnership", "agreement", "name",
           "プログラム", "事業", "協定名", "名称", "件名", "連携名", "課題名"),
    INSTITUTIONS: ("institution", "university", "college", "partner", "organization", "organisation",
                   "大学", "機関", "相手", "学校", "提携先", "協定校", "連携先"),
}  # fmt: skip
_ORDER = (END, INSTITUTIONS, NAME, ACTIVITY, FIELDS, LEVELS, STATUS, LINK, NOTE, START)
"""Of two parts that a header may mean, the first is guessed."""

_NAMED = {"en": ("english", "en", "英語", "英文", "英"), "ja": ("japanese", "ja", "和文", "和")}


@dataclass(frozen=True)
class Plan:
    """How the files of a source are read; remembered under its name.

    `columns`: the part of each header, folded; "" for none. `codes`: for each coded part the code of
    a value, folded; "" leaves the value out. `institutions`: the register's id of a name, by its
    form and country; "" for a name that is none of the register.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    institutions: Mapping[str, str] = field(default_factory=dict)


def parts(study: Study) -> list[str]:
    """Every part that a column may be. Names are by language, institutions also by country."""
    return [
        *(f"{NAME}-{language}" for language in study.languages),
        INSTITUTIONS,
        *(f"{INSTITUTIONS}-{country.code}" for country in study.countries),
        *(part for part in CODED if choices(study, part)),
        *(START, END, NOTE, LINK),
    ]


def choices(study: Study, part: str) -> Mapping[str, Mapping[str, str]]:
    """The codes of a coded part with their labels by language; empty where the study has none."""
    listed = study.choice_lists.get(CHOICES[CODED[part]], ())
    return {choice.code: choice.label.root for choice in listed}


def headers(sheets: Iterable[Sheet]) -> list[str]:
    """The headers of all sheets, each once, in order."""
    found = {spaced(name): name for sheet in sheets for name in sheet.header if name}
    return list(found.values())


def proposed(sheets: Sequence[Sheet], study: Study, plan: Plan) -> dict[str, str]:
    """The part of each header: as the plan has it, else guessed; one part is guessed once only."""
    known = parts(study)
    found = {}
    for name in headers(sheets):
        part = plan.columns.get(spaced(name))
        found[name] = part if part in {*known, IGNORED} else None
    taken = {part for part in found.values() if part}
    for name, part in found.items():
        if part is None:
            guess = guessed(name, study)
            free = guess in known and (guess not in taken or guess.startswith(INSTITUTIONS))
            found[name] = guess if free else IGNORED
            taken.add(found[name] or "")
    return {name: part or IGNORED for name, part in found.items()}


def guessed(header: str, study: Study) -> str:
    """The part that a header names by its words, or ""."""
    plain = spaced(header)
    words = set(plain.split())
    for part in _ORDER:
        if any(_says(word, plain, words) for word in _WORDS[part]):
            return _narrowed(part, plain, words, study)
    countries = _countries(plain, words, study)
    return f"{INSTITUTIONS}-{countries[0]}" if len(countries) == 1 else IGNORED


def _says(word: str, plain: str, words: set[str]) -> bool:
    """Whether a header has a word, in the plural too; kanji stand inside others."""
    if not word.isascii():
        return solid(word) in plain
    return word in plain if " " in word else bool(words & {word, f"{word}s", word[:-1] + "ies"})


def _narrowed(part: str, plain: str, words: set[str], study: Study) -> str:
    countries = _countries(plain, words, study)
    if part == INSTITUTIONS and len(countries) == 1:
        return f"{part}-{countries[0]}"
    if part != NAME:
        return part
    for language in study.languages:
        if any(_says(word, plain, words) for word in _NAMED.get(language, ())):
            return f"{NAME}-{language}"
    in_japanese = "ja" in study.languages and not re.search("[a-z]", plain)
    return f"{NAME}-{'ja' if in_japanese else study.languages[0]}"


def _countries(plain: str, words: set[str], study: Study) -> list[str]:
    """The study's countries that a header names, by code or by the beginning of a name."""
    found = []
    for country in study.countries:
        names = [spaced(name) for name in country.name.root.values()]
        named = any(name in plain for name in names)
        if (
            named
            or country.code.casefold() in words
            or set(country.code.casefold()) <= words  # U.S.
        ):
            found.append(country.code)
    return found
