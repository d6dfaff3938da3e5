"""The survey as its respondents see it: its screens, and the inputs that save what is answered."""
