"""Study team: invitations."""

from hees.web.team import door

door.enter("team_invitations")
