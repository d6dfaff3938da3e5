"""The study team's work: accounts, monitoring, review, coding, invitations, files in and out."""
