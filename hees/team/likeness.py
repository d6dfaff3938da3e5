"""How alike two names of institutions are, from 0 to 100.

Names in Latin letters are compared word by word, names in kanji and kana as a whole. All of them
stand in the form that `hees.store.name_forms` gives.
"""

from collections.abc import Callable, Sequence, Set

from rapidfuzz import fuzz, process

from hees.store import name_forms

_SPELLED_ALIKE = 84
"""How alike two words are that may be one word misspelled, from 0 to 100."""

_ROMANISED = 0.98
"""The same of two words that differ only in how kana is romanised, from 0 to 1."""

_PLACE_ADDED, _OF_INITIALS, _PLACE_MISSING, _PART_OF_IT, _OTHER_ORDER = 97, 96, 94, 93, 88
"""The most that a name scores which is not just the known one, by what is different."""

_UNITS = ("大学院", "学部", "研究科", "研究所", "研究院", "センター", "病院", "機構", "国際")

Weight = Callable[[str], float]
"""How much a word tells."""


def same(text: str, key: str) -> float:
    """The score of a name that is the same: `text` as it is written, `key` in its form.

    Initials of two letters belong to too many to be sure of.
    """
    if not name_forms.is_initials(text):
        return 100
    return _OF_INITIALS if len(key) > 2 else _OTHER_ORDER


def latin(words: Sequence[str], known: Sequence[str], place: Set[str], weight: Weight) -> float:
    """The score of words that are not just the `known` ones; `place`: the words of its place."""
    shared, extra, free, spelled = _paired(words, known, weight)
    if not extra and not free and sorted(words) == sorted(known):
        return _OTHER_ORDER
    added = [word for word in extra if word in place]
    missing = [word for word in free if word in place]
    extra = [word for word in extra if word not in place]
    free = [word for word in free if word not in place]
    rest = sum(map(weight, extra)) + sum(map(weight, free))
    score = 100 * shared / (shared + rest) if shared else 0.0
    if not added and not missing:
        return min(score, 99 if spelled and not extra and not free else _PART_OF_IT)
    in_order = [w for w in words if w not in added] == [w for w in known if w not in missing]
    told = any(word not in name_forms.GENERIC for word in words if word not in added)
    if not (in_order and told):
        return min(score, _OTHER_ORDER)
    return min(score, _PLACE_ADDED if added else _PLACE_MISSING)


def _paired(
    words: Sequence[str], known: Sequence[str], weight: Weight
) -> tuple[float, list[str], list[str], bool]:
    """Each word with its twin among the known ones.

    Returns what the pairs weigh, the words on either side without a twin, and whether all pairs
    are spelled alike but for their romanisation.
    """
    shared, extra, free, spelled = 0.0, [], list(known), True
    for word in words:
        twin, alike = _twin(word, free)
        if twin is None:
            extra.append(word)
        else:
            free.remove(twin)
            shared += alike * weight(twin) * 2
            spelled = spelled and alike >= _ROMANISED
    return shared, extra, free, spelled


def japanese(key: str, known: str) -> float:
    """The score of a name in kanji and kana against a known one."""
    if key == known:
        return 100
    if key.startswith(known) and "大学" in known and key[len(known) :].startswith(_UNITS):
        return _PART_OF_IT
    whole = fuzz.ratio(key, known)
    mine, theirs = _core(key), _core(known)
    if not mine or not theirs:
        return whole * 0.6
    return min(_PART_OF_IT, 0.45 * whole + 0.55 * fuzz.ratio(mine, theirs))


def _core(key: str) -> str:
    """A name in kanji and kana without the words that most have."""
    for word in ("工業高等専門学校", "高等専門学校", "短期大学", "大学"):
        key = key.replace(word, "")
    return key


def _twin(word: str, among: Sequence[str]) -> tuple[str | None, float]:
    """The same word, or the one spelled most like it, and how alike they are from 0 to 1."""
    if word in among:
        return word, 1.0
    same = next(
        (one for one in among if name_forms.romanised(one) == name_forms.romanised(word)), None
    )
    if same:
        return same, _ROMANISED
    if len(word) < 4 or not among:
        return None, 0.0
    found = process.extractOne(word, among, scorer=fuzz.ratio, score_cutoff=_SPELLED_ALIKE)
    return (found[0], found[1] / 100) if found else (None, 0.0)
