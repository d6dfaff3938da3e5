"""The study team's pages: who may enter, and what each page shows."""
