"""The two databases: schema, migrations and plain SQL."""
