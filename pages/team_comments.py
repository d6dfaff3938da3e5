"""Study team: answers in people's own words: their codes, two coders' agreement, quotations."""

from hees.web.team import code_scheme, code_shares, coding, comments, door, quoting, reconciling

if account := door.enter("team_comments"):
    question = comments.question()
    match comments.view(account.role) if question else "":
        case "shares":
            code_shares.show(question, account)
        case "scheme":
            code_scheme.show(question, account)
        case "code":
            coding.show(question, account.name)
        case "reconcile":
            reconciling.show(question)
        case "quotations":
            quoting.show(question, account)
