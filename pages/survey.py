"""Survey: start, answer, review, submit; everything by one private link."""

from hees.web import survey

response = survey.current_response()
if response is None:
    survey.start_screen()
elif not survey.may_open(response):
    survey.ended_screen()
else:
    survey.response_screen(response)
