"""Study team: responses."""

from hees.web.team import door

door.enter("team_responses")
