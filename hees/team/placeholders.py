"""Text that was typed to get past a question, in either language: "asdf", "test", "あああ".

"None" and 特になし are answers: they say that there is nothing to say.
"""

import re
import unicodedata
from collections.abc import Iterator

from hees.folding import fold

_NOTHING = """
    none no nothing na nil nope notapplicable nocomment nothinginparticular nothingtoadd
    なし 無し 無 ない 無い 特になし 特に無し とくになし 特にない 特に無い とくにない 特にありません とくにありません
    ありません 該当なし 該当無し 該当しない 該当せず いいえ 不明 未定 同上 以上
"""
NOTHING = frozenset(_NOTHING.split())
"""Whole answers, folded and without spaces, that say something."""

_WORDS = """
    test tests testing tester dummy sample placeholder lorem ipsum foo bar baz foobar
    hoge fuga piyo blah bla xyz abc abcd abcde
    てすと てすとです てすとちゅう だみー ほげ ふが ぴよ さんぷる あいう あいうえ あいうえお
    仮 仮入力 かり
"""
WORDS = frozenset(_WORDS.split())
"""Words, folded, that nobody answers with."""

KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "たていすかんなにらせ")
"""Rows of keys; the last is the kana of the first."""

VARIED = 20
"""Different characters that are more than any such text has."""

RUN = 4
"""Neighbouring keys in a row that nobody hits by chance, when they are the whole word."""

_LETTER = re.compile("[a-zぁ-ん]")


def is_placeholder(text: str) -> bool:
    """Whether a text as a whole says nothing. A sentence that has such a word in it does."""
    if len(set(text)) > VARIED:
        return False
    words = fold(text)
    whole = "".join(words)
    if whole in NOTHING:
        return False
    if not whole:
        return not _is_dash(text)
    named = [word for word in words if not word.isdigit()] or words
    return _is_one_letter(whole) or _repeats(whole) or all(_says_nothing(word) for word in named)


def _is_dash(text: str) -> bool:
    """A dash or a slash in place of an answer means "none"."""
    kinds = {unicodedata.category(letter) for letter in text if not letter.isspace()}
    return kinds == {"Pd"} or set(text.split()) <= {"/", "／", "ー", "×"}


def _is_one_letter(whole: str) -> bool:
    return _LETTER.fullmatch(whole) is not None


def _repeats(whole: str) -> bool:
    """A letter, or a few, three times or more: ああああ, xxx, asasas."""
    return any(len(whole) >= 3 * len(piece) for piece in _pieces(whole))


def _says_nothing(word: str) -> bool:
    """A filler word or a run of keys, also twice or with a number behind it: test2, asdfasdf."""
    plain = word.rstrip("0123456789") or word
    return any(piece in WORDS or _is_run(piece) for piece in (plain, *_pieces(plain)))


def _pieces(word: str) -> Iterator[str]:
    """Each shorter piece of which the word is made by repeating it."""
    for size in range(1, len(word) // 2 + 1):
        times, rest = divmod(len(word), size)
        if not rest and word == word[:size] * times:
            yield word[:size]


def _is_run(word: str) -> bool:
    """Neighbouring keys, forward or backward."""
    return len(word) >= RUN and any(word in row or word in row[::-1] for row in KEYBOARD)
