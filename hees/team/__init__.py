"""The study team's work: accounts and monitoring."""
