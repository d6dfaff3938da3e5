"""Study team: questionnaire."""

from hees.web.team import door

door.enter("team_questionnaire")
