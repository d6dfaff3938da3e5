"""Study team: export."""

from hees.web.team import door

door.enter("team_export")
