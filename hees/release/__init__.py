"""From exact answers to publishable tables: tabulate, protect, publish."""
