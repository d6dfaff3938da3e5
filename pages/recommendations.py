"""Recommendations: of the published study, and drafts of the study team, each with its evidence."""

from hees.web import prose, recommendations
from hees.web.context import words

prose.title(words("nav.recommendations"), words("recommendations.lead"))
prose.prose("recommendations")

shown = recommendations.chosen()
recommendations.summary(len(shown))
for recommendation in shown:
    recommendations.draw(recommendation)
