"""Study team: log."""

from hees.web.team import door

door.enter("team_log")
