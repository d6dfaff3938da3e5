"""Made-up organisations that answer the survey, for demonstrations, tests and load trials."""
