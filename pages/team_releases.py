"""Study team: what waits for the next release, what holds it, and exact counts beside released ones."""

from hees.web.team import door, releases

if account := door.enter("team_releases"):
    releases.remember()
    releases.follow()
    releases.show(account.role)
