"""Every question with its wording in all languages, its choices, its rules and when it is asked."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from hees.study import Choice, Condition, Question, Questionnaire, Section, Text
from hees.team.questionnaire.outline import matches, numbers, rules
from hees.team.routing_words import said
from hees.web import context, filters
from hees.web.context import words


def show(questionnaire: Questionnaire, languages: Sequence[str]) -> None:
    """A search, the sections to jump to, and the questions found."""
    searched = filters.search(
        words("questionnaire.list.search"), words("questionnaire.list.placeholder")
    )
    found = {
        section.id: [one for one in section.questions if matches(section, one, searched)]
        for section in questionnaire
    }
    shown = sum(len(questions) for questions in found.values())
    total = len(questionnaire.questions)
    key = "found" if searched else "total"
    st.caption(
        words(
            f"questionnaire.list.{key}",
            found=shown,
            questions=total,
            sections=len(questionnaire.sections),
        )
    )
    sections = [section for section in questionnaire if found[section.id]]
    mine = context.language()
    order = [mine, *(one for one in languages if one != mine)]
    lister = _Lister(questionnaire, order, opened=bool(searched))
    contents = lister.contents(sections) if len(sections) > 1 else ""
    if sections:  # the line above says that nothing was found
        st.html(contents + "".join(lister.section(one, found[one.id]) for one in sections))


class _Lister:
    """Writes the list; `opened`: choices are unfolded."""

    def __init__(
        self, questionnaire: Questionnaire, languages: Sequence[str], *, opened: bool
    ) -> None:
        self.questionnaire, self.languages, self.opened = questionnaire, languages, opened
        self.numbers = numbers(questionnaire)

    def contents(self, sections: Sequence[Section]) -> str:
        links = "".join(
            f'<li><a href="#section-{one.id}">{escape(one.title[context.language()])}</a></li>'
            for one in sections
        )
        return f'<ul class="hees-jump">{links}</ul>'

    def section(self, section: Section, questions: Sequence[Question]) -> str:
        titles = "".join(
            f'<span lang="{language}">{escape(section.title[language])}</span>'
            for language in self.languages
        )
        facts = (
            [words("questionnaire.list.repeat", most=section.repeat.max)] if section.repeat else []
        )
        body = "".join(self._question(question) for question in questions)
        return (
            f'<h2 class="hees-section" id="section-{section.id}">{titles}</h2>'
            f"{self._facts(facts, section.when)}"
            f"{self._texts([section.intro]) if section.intro else ''}{body}"
        )

    def _question(self, question: Question) -> str:
        language = context.language()
        kind = words(f"questionnaire.kind.{question.kind}")
        number = self.numbers[question.id]
        return (
            f'<article class="hees-question" id="question-{question.id}">'
            f'<p class="hees-asks"><b>{number}</b> <code>{question.id}</code> {escape(kind)}</p>'
            f"{self._texts([question.label, question.help])}"
            f"{self._facts(rules(question, language), question.when)}"
            f"{self._choices('items', question.items)}{self._choices('choices', question.choices)}"
            "</article>"
        )

    def _texts(self, texts: Sequence[Text | None]) -> str:
        """Each language a column; the first text of a question is its wording."""
        columns = ""
        for language in self.languages:
            lines = [text[language] for text in texts if text]
            body = "".join(f"<p>{escape(line)}</p>" for line in lines)
            columns += f'<div lang="{language}">{body}</div>'
        return f'<div class="hees-wordings">{columns}</div>'

    def _facts(self, facts: Sequence[str], when: Condition | None) -> str:
        found = [escape(fact) for fact in facts]
        if when:
            clause = said(self.questionnaire, when, context.language())
            found.append(escape(words("questionnaire.list.when", clause=clause)))
        items = "".join(f"<li>{fact}</li>" for fact in found)
        return f'<ul class="hees-facts">{items}</ul>' if items else ""

    def _choices(self, part: str, choices: Sequence[Choice]) -> str:
        if not choices:
            return ""
        rows = "".join(self._choice(choice) for choice in choices)
        summary = escape(words(f"questionnaire.list.{part}", count=len(choices)))
        opened = " open" if self.opened else ""
        return (
            f'<details class="hees-choices"{opened}><summary>{summary}</summary>'
            f'<div class="hees-scroll"><table><tbody>{rows}</tbody></table></div></details>'
        )

    def _choice(self, choice: Choice) -> str:
        cells = "".join(
            f'<td lang="{language}">{escape(choice.label[language])}</td>'
            for language in self.languages
        )
        return f'<tr><th scope="row"><code>{choice.code}</code></th>{cells}</tr>'
