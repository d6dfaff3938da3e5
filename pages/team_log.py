"""Study team: who may sign in, and what everybody did."""

from hees.web.team import accounts, door, log

if account := door.enter("team_log"):
    accounts.show(account)
    log.show()
