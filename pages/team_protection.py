"""Study team: protection."""

from hees.web.team import door

door.enter("team_protection")
