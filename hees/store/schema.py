"""The tables of the two databases, as migrations that are never edited once landed."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

responses = Migrations("responses")
public = Migrations("public")


@responses()
def m001_intake(db: Database) -> None:
    """What respondents answer, what they submitted, and who they are (apart)."""
    for statement in _INTAKE:
        db.execute(statement)


@responses()
def m002_accounts(db: Database) -> None:
    """The study team's accounts and sign-ins."""
    for statement in _ACCOUNTS:
        db.execute(statement)


@responses()
def m003_listing(db: Database) -> None:
    """What the study team decided about the programmes that respondents allow to be listed."""
    for statement in _LISTING:
        db.execute(statement)


@responses()
def m004_released(db: Database) -> None:
    """Which submissions the newest release was made of; known to nobody but the release step."""
    db.execute(
        """CREATE TABLE released (
            response TEXT PRIMARY KEY,
            number INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID"""
    )


@responses()
def m005_gate(db: Database) -> None:
    """What each release was made of, exactly, and what the gate said; known to the team alone."""
    for statement in _GATE:
        db.execute(statement)


@responses()
def m006_worker(db: Database) -> None:
    """What the release worker does now, and what it tried last."""
    for statement in _WORKER:
        db.execute(statement)


@responses()
def m007_amounts(db: Database) -> None:
    """The exact sums behind the published amounts; known to nobody but the release step."""
    db.execute(
        """CREATE TABLE exact_amount (
            release INTEGER NOT NULL REFERENCES release_basis(release) ON DELETE CASCADE,
            question TEXT NOT NULL,
            grp TEXT NOT NULL,
            total REAL NOT NULL,
            PRIMARY KEY (release, question, grp)
        ) STRICT, WITHOUT ROWID"""
    )


@responses()
def m008_audit(db: Database) -> None:
    """What the study team did, for good."""
    for statement in _AUDIT:
        db.execute(statement)


@responses()
def m009_invitations(db: Database) -> None:
    """Who was invited, and what came of it."""
    for statement in _INVITATIONS:
        db.execute(statement)


@public()
def m001_register(db: Database) -> None:
    """Institutions and intermediary actors with all their names, for the finders."""
    for statement in _REGISTER:
        db.execute(statement)


@public()
def m002_releases(db: Database) -> None:
    """Released counts, and the reference material that the site shows beside them."""
    for statement in _RELEASES:
        db.execute(statement)


@public()
def m003_verdicts(db: Database) -> None:
    """What the gate found of each release, the frame beside it, and the editions."""
    for statement in _VERDICTS:
        db.execute(statement)


@public()
def m004_packages(db: Database) -> None:
    """The files of each edition as they were when it was frozen; only its DOI may still change."""
    for statement in _PACKAGES:
        db.execute(statement)


@public()
def m005_amounts(db: Database) -> None:
    """Sums of what organisations answered to number questions, as far as they may be published."""
    db.execute(
        """CREATE TABLE released_amount (
            release INTEGER NOT NULL REFERENCES release(number),
            question TEXT NOT NULL,
            by TEXT NOT NULL,
            grp TEXT NOT NULL,
            total REAL NOT NULL,
            PRIMARY KEY (release, question, by, grp)
        ) STRICT, WITHOUT ROWID"""
    )


_INTAKE = (
    # kind: 'real' or 'simulated'. revision moves with every committed change.
    """CREATE TABLE state (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        kind TEXT NOT NULL CHECK (kind IN ('real', 'simulated')),
        revision INTEGER NOT NULL
    ) STRICT""",
    "INSERT INTO state VALUES (1, 'real', 0)",
    """CREATE TABLE questionnaire_version (
        version TEXT PRIMARY KEY,
        body TEXT NOT NULL CHECK (json_valid(body)),
        first_used TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE response (
        id TEXT PRIMARY KEY,
        token_hash TEXT NOT NULL UNIQUE,
        questionnaire TEXT NOT NULL REFERENCES questionnaire_version(version),
        status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'withdrawn', 'erased')),
        language TEXT NOT NULL,
        revision INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        revoked_at TEXT,
        submitted_at TEXT
    ) STRICT""",
    """CREATE TABLE answer (
        response TEXT NOT NULL REFERENCES response(id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        item TEXT NOT NULL,
        value TEXT NOT NULL CHECK (json_valid(value)),
        revision INTEGER NOT NULL,
        PRIMARY KEY (response, question, item)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE repeat_item (
        response TEXT NOT NULL REFERENCES response(id) ON DELETE CASCADE,
        section TEXT NOT NULL,
        item TEXT NOT NULL,
        position INTEGER NOT NULL,
        deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
        PRIMARY KEY (response, section, item)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX repeat_item_item ON repeat_item(response, item)",
    # The day is enough for the record; a finer time would tell who answered when.
    """CREATE TABLE answer_event (
        id INTEGER PRIMARY KEY,
        response TEXT NOT NULL,
        question TEXT NOT NULL,
        item TEXT NOT NULL,
        who TEXT NOT NULL,
        language TEXT NOT NULL,
        old TEXT,
        new TEXT,
        revision INTEGER NOT NULL,
        day TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX answer_event_response ON answer_event(response)",
    # Personal data, apart from the answers so that it can be deleted alone.
    """CREATE TABLE contact (
        response TEXT NOT NULL REFERENCES response(id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        item TEXT NOT NULL CHECK (item = ''),
        value TEXT NOT NULL CHECK (json_valid(value)),
        revision INTEGER NOT NULL,
        PRIMARY KEY (response, question, item)
    ) STRICT, WITHOUT ROWID""",
    # answers is NULL once the respondent has erased them; the code stays known.
    """CREATE TABLE submission (
        response TEXT NOT NULL REFERENCES response(id),
        number INTEGER NOT NULL,
        code TEXT NOT NULL UNIQUE,
        salt TEXT NOT NULL,
        answers TEXT CHECK (answers IS NULL OR json_valid(answers)),
        language TEXT NOT NULL,
        submitted_at TEXT NOT NULL,
        PRIMARY KEY (response, number)
    ) STRICT, WITHOUT ROWID""",
    # The newest submission of each response, answer by answer: the data.
    """CREATE TABLE submitted_answer (
        question TEXT NOT NULL,
        item TEXT NOT NULL,
        response TEXT NOT NULL REFERENCES response(id),
        value TEXT NOT NULL CHECK (json_valid(value)),
        PRIMARY KEY (question, item, response)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX submitted_answer_response ON submitted_answer(response)",
    """CREATE TRIGGER answer_event_is_append_only BEFORE UPDATE ON answer_event
       BEGIN SELECT RAISE(ABORT, 'answer_event is append-only'); END""",
)

_ACCOUNTS = (
    """CREATE TABLE account (
        name TEXT PRIMARY KEY,
        email TEXT UNIQUE,
        password_hash TEXT,
        role TEXT NOT NULL CHECK (role IN ('viewer', 'reviewer', 'administrator')),
        created_at TEXT NOT NULL,
        disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))
    ) STRICT""",
    """CREATE TABLE account_session (
        token_hash TEXT PRIMARY KEY,
        account TEXT NOT NULL REFERENCES account(name) ON DELETE CASCADE,
        created_at TEXT NOT NULL,
        expires_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE sign_in_failure (
        who TEXT NOT NULL,
        at REAL NOT NULL
    ) STRICT""",
    "CREATE INDEX sign_in_failure_who ON sign_in_failure(who, at)",
)

_LISTING = (
    # digest names the content that was decided about; a change of it voids the decision.
    """CREATE TABLE listing (
        response TEXT NOT NULL REFERENCES response(id),
        item TEXT NOT NULL,
        public_id TEXT NOT NULL UNIQUE,
        decision TEXT NOT NULL CHECK (decision IN ('listed', 'declined')),
        who TEXT NOT NULL,
        day TEXT NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (response, item)
    ) STRICT, WITHOUT ROWID""",
)

_REGISTER = (
    "CREATE TABLE loaded (source TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT",
    """CREATE TABLE register (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('institution', 'intermediary')),
        country TEXT NOT NULL,
        names TEXT NOT NULL CHECK (json_valid(names)),
        place TEXT NOT NULL,
        source TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE register_name (
        id INTEGER PRIMARY KEY,
        register TEXT NOT NULL REFERENCES register(id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        folded TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX register_name_folded ON register_name(folded)",
    """CREATE VIRTUAL TABLE register_index USING fts5(
        pairs, content = '', tokenize = "unicode61 remove_diacritics 0"
    )""",
)

_RELEASES = (
    "ALTER TABLE register ADD COLUMN region TEXT NOT NULL DEFAULT ''",
    "DELETE FROM loaded",  # so that the register is read again, with its regions
    # responses and policy say what the release was made of, and under which rules.
    """CREATE TABLE release (
        number INTEGER PRIMARY KEY,
        made_on TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('real', 'simulated')),
        responses INTEGER NOT NULL,
        questionnaire TEXT NOT NULL,
        policy TEXT NOT NULL CHECK (json_valid(policy))
    ) STRICT""",
    # count is NULL for "under k"; an answer of '' is the base of its group and item.
    """CREATE TABLE released_count (
        release INTEGER NOT NULL REFERENCES release(number),
        question TEXT NOT NULL,
        by TEXT NOT NULL,
        grp TEXT NOT NULL,
        item TEXT NOT NULL,
        answer TEXT NOT NULL,
        count INTEGER,
        PRIMARY KEY (release, question, by, grp, item, answer)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE reference (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        origin TEXT NOT NULL,
        position INTEGER NOT NULL,
        body TEXT NOT NULL CHECK (json_valid(body)),
        words TEXT NOT NULL,
        PRIMARY KEY (kind, id)
    ) STRICT""",
    """CREATE VIRTUAL TABLE reference_index USING fts5(
        pairs, content = '', tokenize = "unicode61 remove_diacritics 0"
    )""",
)

_GATE = (
    "DROP TABLE released",
    # added, edited, withdrawn: since the release before.
    """CREATE TABLE release_basis (
        release INTEGER PRIMARY KEY,
        made_at TEXT NOT NULL,
        responses INTEGER NOT NULL,
        added INTEGER NOT NULL,
        edited INTEGER NOT NULL,
        withdrawn INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE release_member (
        release INTEGER NOT NULL REFERENCES release_basis(release) ON DELETE CASCADE,
        response TEXT NOT NULL,
        number INTEGER NOT NULL,
        PRIMARY KEY (release, response)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE exact_count (
        release INTEGER NOT NULL REFERENCES release_basis(release) ON DELETE CASCADE,
        question TEXT NOT NULL,
        by TEXT NOT NULL,
        grp TEXT NOT NULL,
        item TEXT NOT NULL,
        answer TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (question, item, release, by, grp, answer)
    ) STRICT, WITHOUT ROWID""",
    # Every time that the gate was asked, and what it said.
    """CREATE TABLE release_attempt (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('published', 'held', 'failed')),
        release INTEGER,
        detail TEXT NOT NULL CHECK (json_valid(detail))
    ) STRICT""",
    # How many changes the next release waits for: drawn anew each time, so that nobody can count.
    """CREATE TABLE release_wait (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        changes INTEGER NOT NULL
    ) STRICT""",
    # Which process makes the releases of this home, and until when it may.
    """CREATE TABLE release_lease (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        holder TEXT NOT NULL,
        until REAL NOT NULL
    ) STRICT""",
)

_WORKER = (
    # asked_by: the administrator who wants a release as soon as the rule allows one.
    # submissions: a digest of those that the last attempt was about; NULL when it was broken off.
    """CREATE TABLE release_task (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        asked_by TEXT,
        submissions TEXT,
        began_at TEXT,
        ended_at TEXT
    ) STRICT""",
    "INSERT INTO release_task (id) VALUES (1)",
)

_AUDIT = (
    # digest: SHA-256 over the digest before it and the entry, so that no entry can be changed alone.
    """CREATE TABLE audit (
        number INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL CHECK (json_valid(detail)),
        digest TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
       BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
       BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)

_INVITATIONS = (
    # country and category: codes of the questions that the team counts responses by, or ''.
    # issue: how many links were made for it; only the newest opens. opened_at: first time.
    # person and email are personal data.
    """CREATE TABLE invitation (
        id TEXT PRIMARY KEY,
        organisation TEXT NOT NULL,
        register TEXT,
        country TEXT NOT NULL,
        category TEXT NOT NULL,
        wave TEXT NOT NULL,
        language TEXT NOT NULL,
        person TEXT NOT NULL,
        email TEXT NOT NULL,
        issue INTEGER NOT NULL DEFAULT 1,
        token_hash TEXT NOT NULL UNIQUE,
        expires_at TEXT NOT NULL,
        revoked_at TEXT,
        response TEXT REFERENCES response(id),
        opened_at TEXT,
        declined_at TEXT,
        bounced_at TEXT,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX invitation_response ON invitation(response)",
)

_VERDICTS = (
    # verdict: how many cells were attacked, the narrowest interval, what was withheld.
    # frame: how many organisations there are, by breakdown and group.
    "ALTER TABLE release ADD COLUMN verdict TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE release ADD COLUMN frame TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE release ADD COLUMN digest TEXT NOT NULL DEFAULT ''",
    # A release kept under a name; names and citations by language.
    """CREATE TABLE edition (
        id TEXT PRIMARY KEY,
        release INTEGER NOT NULL REFERENCES release(number),
        name TEXT NOT NULL CHECK (json_valid(name)),
        frozen_on TEXT NOT NULL,
        doi TEXT NOT NULL DEFAULT ''
    ) STRICT""",
)

_PACKAGES = (
    # site: the public address of the site at that time; body: the files as a ZIP archive.
    """CREATE TABLE edition_package (
        edition TEXT PRIMARY KEY REFERENCES edition(id),
        site TEXT NOT NULL,
        body BLOB NOT NULL
    ) STRICT""",
    """CREATE TRIGGER edition_stays BEFORE UPDATE OF id, release, name, frozen_on ON edition
       BEGIN SELECT RAISE(ABORT, 'an edition never changes'); END""",
    """CREATE TRIGGER edition_is_kept BEFORE DELETE ON edition
       BEGIN SELECT RAISE(ABORT, 'an edition is kept'); END""",
    """CREATE TRIGGER edition_package_stays BEFORE UPDATE ON edition_package
       BEGIN SELECT RAISE(ABORT, 'an edition never changes'); END""",
    """CREATE TRIGGER edition_package_is_kept BEFORE DELETE ON edition_package
       BEGIN SELECT RAISE(ABORT, 'an edition is kept'); END""",
)
