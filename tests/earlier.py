"""Homes as earlier versions of HEES left them."""

import json
from contextlib import closing
from pathlib import Path

from hees import clock
from hees.store import connection as store
from hees.store import schema
from hees.store.home import Home
from hees.store.steps import Database
from hees.study import Study
from hees.survey import links

STEPS = [step.name for step in schema.responses.pending(Database(memory=True))]
PUBLIC_STEPS = [step.name for step in schema.public.pending(Database(memory=True))]


def home(folder: Path, steps: int) -> Home:
    """A home whose databases were made by the first so many steps each."""
    folder.mkdir()
    made = Home(folder)
    for path, migrations in made.parts:
        names = {made.responses: STEPS, made.public: PUBLIC_STEPS}[path]
        with closing(store.create(path)) as connection:
            migrations.apply(Database(connection), stop_before=names[steps:])
    return made


def answered(home: Home, study: Study, **answers: object) -> str:
    """Put a response with answers into a home as the first version did; returns its link's token."""
    token, response = links.new_token(), links.new_id()
    version = study.questionnaire.version
    with closing(store.create(home.responses)) as connection, connection:
        connection.execute(
            "INSERT INTO questionnaire_version VALUES (?, ?, ?)",
            (version, study.questionnaire.canonical, clock.today()),
        )
        connection.execute(
            """INSERT INTO response (id, token_hash, questionnaire, status, language, revision,
               created_at, expires_at) VALUES (?, ?, ?, 'draft', 'en', ?, ?, ?)""",
            (
                response,
                links.token_hash(token),
                version,
                len(answers),
                clock.now(),
                clock.in_days(9),
            ),
        )
        for revision, (question, value) in enumerate(answers.items(), start=1):
            connection.execute(
                "INSERT INTO answer VALUES (?, ?, '', ?, ?)",
                (response, question, json.dumps(value), revision),
            )
    return token
