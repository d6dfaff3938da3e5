"""The study as data: what is asked, in which words, and under which rules."""

from hees.study.chart import Breakdown, Chart, ChartKind, Panel, Series, Source
from hees.study.condition import Condition
from hees.study.difference import Difference, difference
from hees.study.loader import StudyError, load
from hees.study.problem import Problem
from hees.study.questionnaire import (
    CHOICE_KINDS,
    FOUND_KINDS,
    TYPED_KINDS,
    Choice,
    Kind,
    Question,
    Questionnaire,
    Section,
)
from hees.study.study import Country, KeyFigure, Recommendation, Study, Topic
from hees.study.text import Text

__all__ = [
    "CHOICE_KINDS",
    "FOUND_KINDS",
    "TYPED_KINDS",
    "Breakdown",
    "Chart",
    "ChartKind",
    "Choice",
    "Condition",
    "Country",
    "Difference",
    "KeyFigure",
    "Kind",
    "Panel",
    "Problem",
    "Question",
    "Questionnaire",
    "Recommendation",
    "Section",
    "Series",
    "Source",
    "Study",
    "StudyError",
    "Text",
    "Topic",
    "difference",
    "load",
]
