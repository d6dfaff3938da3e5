"""`GET /copy/<response>.html|csv`: the respondent's own copy of the answers, to print or keep."""

import html
from itertools import groupby

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from hees.language import say, show_moment
from hees.spreadsheet import csv_bytes
from hees.survey import drafts, readable, receipt_codes, submitting
from hees.survey.readable import Line
from hees.web import context, document, private_link
from hees.web.visitor import language_of


def copy(request: Request) -> Response:
    """The answers as stored now, with the newest receipt; 404 without the response's cookie."""
    response, form = request.path_params["response"], request.path_params["form"]
    language = language_of(request.scope)
    if form not in {"html", "csv"} or not private_link.allowed(request.cookies, response):
        page = document.message(language, "link.ended_title", "link.ended")
        return HTMLResponse(page, status_code=404)
    home = context.home()
    draft = drafts.load(home, response)
    lines = readable.lines(home, draft, language)
    headers = {"Cache-Control": "no-store"}
    if form == "csv":
        headers["Content-Disposition"] = f'attachment; filename="hees-{response}.csv"'
        return Response(
            _csv(lines, language), media_type="text/csv; charset=utf-8", headers=headers
        )
    changed = submitting.changed_since_submission(home, draft)
    receipts = [] if changed else receipt_codes.receipts(home, response)[-1:]
    zone = request.query_params.get("zone")
    page = _page(lines, receipts, language, zone, changed=changed)
    return HTMLResponse(page, headers=headers)


def _csv(lines: list[Line], language: str) -> bytes:
    header = [
        say(f"copy.{name}", language)
        for name in ("section", "entry", "question", "item", "answer", "variable")
    ]
    rows = [
        (line.section, line.entry, line.question, line.item, line.answer, line.field.question.id)
        for line in lines
    ]
    return csv_bytes(header, rows)


def _page(
    lines: list[Line],
    receipts: list[receipt_codes.Receipt],
    language: str,
    zone: str | None,
    *,
    changed: bool,
) -> str:
    study = html.escape(context.study().title[language])
    hint = html.escape(say("copy.print_hint", language))
    parts = [f'<p>{study}</p><p class="screen">{hint}</p>']
    if changed:
        parts.append(f'<p class="problem">{html.escape(say("copy.changed", language))}</p>')
    for receipt in receipts:
        submitted = show_moment(receipt.submitted_at, language, zone)
        parts.append(
            f"<p>{html.escape(say('receipt.submitted', language, when=submitted))}<br>"
            f"{html.escape(say('receipt.revision', language, number=receipt.number))}</p>"
            f'<p class="code">{receipt_codes.show_code(receipt.code)}</p>'
        )
    for section, of_section in groupby(lines, key=lambda line: line.section):
        parts.append(f"<h2>{html.escape(section)}</h2>")
        for entry, of_entry in groupby(of_section, key=lambda line: line.entry):
            parts.append(f"<h3>{html.escape(entry)}</h3>" if entry else "")
            by_question = groupby(of_entry, key=lambda line: line.question)
            asked = "".join(_asked(name, list(of), language) for name, of in by_question)
            parts.append(f"<dl>{asked}</dl>")
    return document.page(language, say("copy.title", language), "".join(parts))


def _asked(question: str, lines: list[Line], language: str) -> str:
    """A question with its answer; of a scale with a row for each item, where any was answered."""
    none = f'<span class="none">{html.escape(say("review.no_answer", language))}</span>'
    answers = [html.escape(line.answer) or none for line in lines]
    if lines[0].item and any(line.answer for line in lines):
        rows = "".join(
            f'<tr><th scope="row">{html.escape(line.item)}</th><td>{answer}</td></tr>'
            for line, answer in zip(lines, answers, strict=True)
        )
        return f"<dt>{html.escape(question)}</dt><dd><table>{rows}</table></dd>"
    return f"<dt>{html.escape(question)}</dt><dd>{answers[0]}</dd>"
