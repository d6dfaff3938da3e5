"""Study team: every response, with its answers, flags, history and review."""

from hees.web.team import door, response_merge, response_page, responses

if account := door.enter("team_responses"):
    if responses.asked() and response_merge.asked():
        response_merge.show(account, responses.asked(), response_merge.asked())
    elif responses.asked():
        response_page.show(account, responses.asked())
    else:
        responses.show()
