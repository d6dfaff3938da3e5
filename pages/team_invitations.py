"""Study team: who is invited, what is mailed to them, and what comes of it."""

from hees.web.team import door, guest_file, guest_form, invitation, invitations, mail_texts, outbox

SHOWN = {
    "": invitations.show,
    "add": lambda: (guest_file.show(), guest_form.show()),
    "texts": mail_texts.show,
    "outbox": outbox.show,
}

if account := door.enter("team_invitations"):
    invitations.said()
    if one := invitations.asked():
        invitation.show(one)
    else:
        SHOWN[invitations.view(account)]()
