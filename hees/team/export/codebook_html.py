"""The codebook as one HTML page that needs nothing else, to read and to search."""

from html import escape

from hees.team.export.codebook import Codebook
from hees.typeset.codebook import Chapter, Entry, Grid

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2321; --paper: #fdfcfa; --line: #cfc9be; --accent: #1f4b43; --quiet: #565c58 }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e7e2; --paper: #151918; --line: #465049; --accent: #8fc7b9; --quiet: #aeb4af } }
body { margin: 0; padding: 2rem 1.25rem 5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 "IBM Plex Sans", "Hiragino Sans", "BIZ UDPGothic", "Noto Sans CJK JP", system-ui, sans-serif }
main { max-width: 58rem; margin: 0 auto }
h1, h2 { font-family: Newsreader, Georgia, "Hiragino Mincho ProN", "Yu Mincho", "Noto Serif CJK JP", serif; font-weight: 500; line-height: 1.25 }
h1 { font-size: 2.2rem; margin: 0 0 1rem } h2 { font-size: 1.5rem; margin: 3.5rem 0 .5rem; color: var(--accent) }
h3 { font: 600 1rem/1.4 ui-monospace, Menlo, Consolas, monospace; margin: 0 0 .35rem; overflow-wrap: anywhere }
nav ul { columns: 18rem; padding-left: 1.1rem } a { color: var(--accent) }
article { border-top: 1px solid var(--line); padding: 1.5rem 0 .5rem; margin-top: 1.5rem }
.wording { font-size: 1.08rem; margin: 0 } .help { color: var(--quiet); margin: .1rem 0 0; font-size: .93rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; margin: .8rem 0; font-size: .93rem }
dt { color: var(--quiet) } dd { margin: 0 }
.wide { overflow-x: auto; margin: .8rem 0 } table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: .3rem 1.1rem .3rem 0; border-bottom: 1px solid var(--line) }
thead th { border-bottom: 2px solid var(--accent); vertical-align: bottom } tbody th { font-weight: 400; font-family: ui-monospace, Menlo, Consolas, monospace }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr } dt { margin-top: .4rem } }
@media print { body { background: #fff; color: #000 } article { break-inside: avoid } nav { display: none } }
"""


def page(book: Codebook, study: str, language: str, words: dict[str, str]) -> str:
    """The page. `words`: headings of the parts that are no chapters."""
    chapters = "".join(_chapter(number, one) for number, one in enumerate(book.chapters, start=1))
    contents = "".join(
        f'<li><a href="#c{number}">{escape(one.title)}</a></li>'
        for number, one in enumerate(book.chapters, start=1)
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(book.title)} | {escape(study)}</title>'
        f"<style>{_STYLE}</style></head><body><main><p>{escape(study)}</p>"
        f"<h1>{escape(book.title)}</h1>{''.join(f'<p>{escape(text)}</p>' for text in book.intro)}"
        f'<nav aria-label="{escape(words["contents"])}"><ul>{contents}'
        f'<li><a href="#history">{escape(words["history"])}</a></li></ul></nav>'
        f"<h2>{escape(words['missing'])}</h2>{_grid(book.missing)}{chapters}"
        f'<h2 id="history">{escape(words["history"])}</h2>{_grid(book.history)}'
        "</main></body></html>"
    )


def _chapter(number: int, chapter: Chapter) -> str:
    entries = "".join(map(_entry, chapter.entries))
    return f'<section><h2 id="c{number}">{escape(chapter.title)}</h2>{entries}</section>'


def _entry(entry: Entry) -> str:
    wording = "".join(
        f'<p class="wording" lang="{language}">{escape(text)}</p>'
        for language, text in entry.wording
    )
    notes = "".join(
        f'<p class="help" lang="{language}">{escape(text)}</p>' for language, text in entry.help
    )
    facts = "".join(f"<dt>{escape(head)}</dt><dd>{escape(text)}</dd>" for head, text in entry.facts)
    head = f"<h3>{escape(entry.names)}</h3>" if entry.names else ""
    return (
        f'<article id="{escape(entry.id)}">{head}{wording}{notes}'
        f"{f'<dl>{facts}</dl>' if facts else ''}{''.join(map(_grid, entry.grids))}</article>"
    )


def _grid(grid: Grid) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in grid.header)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        f"{''.join(f'<td>{escape(cell)}</td>' for cell in rest)}</tr>"
        for first, *rest in grid.rows
    )
    return f'<div class="wide" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
