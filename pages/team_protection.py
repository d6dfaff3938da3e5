"""Study team: a person's data found and deleted, how long data is kept, the record of processing."""

from hees.web.team import door, persons, protection

if door.enter("team_protection"):
    persons.show()
    protection.keeping()
    protection.record()
