"""Study team: the questionnaire's questions, routing, translation, versions, and its files."""

from hees.web.team import door, questionnaire

if door.enter("team_questionnaire"):
    questionnaire.show()
