"""Study team: comments."""

from hees.web.team import door

door.enter("team_comments")
