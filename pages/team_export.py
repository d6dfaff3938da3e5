"""Study team: the data as files for analysis elsewhere, with their codebook."""

from hees.web.team import door, export

if account := door.enter("team_export"):
    export.intro()
    request = export.choices(account)
    export.begin(request)
    export.made(account)
