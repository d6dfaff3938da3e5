"""Study team: exact counts that follow every change, behind a sign-in."""

from hees.web import context, guard, monitor, prose
from hees.web.context import words

account = guard.signed_in()
if account is None:
    guard.closed()
else:
    monitor.remember_revision()
    guard.sign_out_button(account)
    prose.title(words("team.title"), context.study().title[context.language()])
    monitor.follow()
    monitor.counts()
    monitor.any_question()
