"""Small HTML pages that need no Streamlit: sign-in, printed copies, errors."""

import html

from hees.language import say
from hees.web import context

STYLE = """
:root { color-scheme: light dark; --ink: #1d2321; --paper: #fdfcfa; --line: #cfc9be; --accent: #1f4b43 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9e7e2; --paper: #151918; --line: #465049; --accent: #8fc7b9 }
}
@font-face { font-family: Newsreader; src: url(/app/static/newsreader-latin-wght-normal.woff2); font-weight: 200 800 }
@font-face { font-family: "IBM Plex Sans"; src: url(/app/static/ibm-plex-sans-latin-400-normal.woff2) }
@font-face { font-family: "IBM Plex Sans"; src: url(/app/static/ibm-plex-sans-latin-600-normal.woff2); font-weight: 600 }
body { margin: 0; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.6 "IBM Plex Sans", "Hiragino Sans", "BIZ UDPGothic", "Noto Sans CJK JP", sans-serif }
main { max-width: 44rem; margin: 0 auto }
main.narrow { max-width: 24rem; padding-top: 8vh }
h1, h2 { font-family: Newsreader, "Hiragino Mincho ProN", "Yu Mincho", "Noto Serif CJK JP", serif;
  font-weight: 500; line-height: 1.25 }
h1 { font-size: 2rem; margin: 0 0 1rem } h2 { font-size: 1.3rem; margin: 2rem 0 .5rem }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem }
a { color: var(--accent) }
label { display: block; font-weight: 600; margin: 1rem 0 .25rem }
input { width: 100%; box-sizing: border-box; font: inherit; padding: .6rem .7rem; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: .375rem }
button { font: inherit; font-weight: 600; padding: .6rem 1.4rem; border: 0; border-radius: .375rem;
  background: var(--accent); color: var(--paper); cursor: pointer; margin-top: 1.5rem }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.problem { border-left: 4px solid #b3261e; padding: .5rem .9rem; margin: 1rem 0 }
dl { margin: 0 } dt { font-weight: 600; margin-top: .9rem } dd { margin: .1rem 0 0; white-space: pre-wrap }
table { border-collapse: collapse; width: 100%; white-space: normal } :is(th, td) { text-align: left; vertical-align: top;
  font-weight: 400; padding: .3rem 1rem .3rem 0; border-top: 1px solid var(--line) } th { width: 62% }
.none { opacity: .7 } .code { font-size: 1.4rem; letter-spacing: .06em; font-variant-numeric: tabular-nums }
@media print { body { padding: 0; background: #fff; color: #000 } .screen { display: none } dt { break-after: avoid } }
"""

BACKDROP = """
html { background: #fdfcfa; color: #1d2321 }
@media (prefers-color-scheme: dark) { html { background: #151918; color: #e9e7e2 } }
noscript { display: block; max-width: 40rem; margin: 12vh auto 0; padding: 0 1.25rem; font: 1.05rem/1.7 sans-serif }
noscript h1 { font: 500 2rem/1.25 serif }
"""
"""What a page stands on before its scripts have run, so that nothing flashes in the dark, and without them."""


def page(language: str, title: str, body: str, *, narrow: bool = False) -> str:
    """A whole HTML page. `body` is HTML; everything from people in it must be escaped already."""
    site = html.escape(context.study().short_title[language])
    width = ' class="narrow"' if narrow else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><link rel="icon" href="data:,">'
        f"<title>{html.escape(title)} | {site}</title><style>{STYLE}</style></head>"
        f"<body><main{width}><h1>{html.escape(title)}</h1>{body}</main></body></html>"
    )


def message(language: str, title: str, text: str, **values: object) -> str:
    """A page that says one thing; `title` and `text` are message keys."""
    return page(
        language, say(title, language), f"<p>{html.escape(say(text, language, **values))}</p>"
    )
