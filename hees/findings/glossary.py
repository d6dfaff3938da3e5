"""Terms of the glossary in running text: the first of each becomes a link to what it means."""

import re
from collections.abc import Callable, Iterable, Mapping

from hees.study.reference import Term

_PROTECTED = re.compile(
    r"""
      ^[ ]{0,3}(?P<fence>`{3,}|~{3,}).*?(?:^[ ]{0,3}(?P=fence)[`~]*[ \t]*$|\Z)   # code
    | ^(?:[ ]{4}|\t)[^\n]*$                         # code, or what belongs to a list
    | ^[ ]{0,3}\#[^\n]*$                            # a heading
    | ^[^\n]+\n[ ]{0,3}(?:=+|-+)[ ]*$               # a heading that is underlined
    | ^[ ]{0,3}\[[^\]\n]*\]:[^\n]*$                 # where a link leads that stands elsewhere
    | (?P<ticks>`+).+?(?<!`)(?P=ticks)(?!`)
    | !?\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\([^)]*\)|\[[^\]]*\])?   # links and images
    | <[^>\n]*>
    | (?:https?://|www\.)\S+
    | \S+@\S+
    | :[a-z][\w-]*(?:/\w+)?:                        # an icon
    | \$[^$]*\$                                     # a formula
    | (?P<strong>\*{1,3}|_{1,3})(?!\s)[^*_\n]+?(?P=strong)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
"""Parts of Markdown in which nothing is linked."""

_BESIDE = r"A-Za-z0-9\u00c0-\u024f\-*_`~:<>&$^\[\]\\"
"""What may not stand beside a term: it would be part of another word, or of Markdown."""


def linked(
    text: str, terms: Iterable[Term], language: str, address: Callable[[Term], str], done: set[str]
) -> str:
    """Markdown in which the first occurrence of each term leads to `address`.

    `done` holds the ids of the terms that need no more links; those linked here are added to it.
    Headings, links, code and emphasis stay as they are.
    """
    words = {word: term for term in terms for word in term.match.get(language, ())}
    if not words:
        return text
    protected = [found.span() for found in _PROTECTED.finditer(text)]

    def link(found: re.Match[str]) -> str:
        written = found.group()
        term = words.get(written) or words[_other_first(written)]
        start, end = found.span()
        if term.id in done or any(start < stop and begin < end for begin, stop in protected):
            return written
        done.add(term.id)
        return f'[{written}]({address(term)} "{_title(term.definition[language])}")'

    return _any_of(words).sub(link, text)


def _any_of(words: Mapping[str, Term]) -> re.Pattern[str]:
    """Any of the words, the longest first; the first letter may be a capital or not."""
    longest = sorted(words, key=len, reverse=True)
    forms = [f"(?:{re.escape(one)}|{re.escape(_other_first(one))})" for one in longest]
    return re.compile(rf"(?<![{_BESIDE}!])(?:{'|'.join(forms)})(?![{_BESIDE}(])")


def _other_first(word: str) -> str:
    return word[:1].swapcase() + word[1:]


def _title(text: str) -> str:
    """A text as the title of a Markdown link."""
    return re.sub(r'(["\\$`<&])', r"\\\1", " ".join(text.split()))
