"""Study team: import."""

from hees.web.team import door

door.enter("team_import")
