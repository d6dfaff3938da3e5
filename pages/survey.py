"""Survey: start, answer, review, submit; everything by one private link."""

from hees.web.survey import current, screens, start

response = current.current_response()
if response is None:
    start.start_screen()
elif not current.may_open(response):
    start.ended_screen()
else:
    screens.response_screen(response)
