"""The tables of the two databases, as migrations that are never edited once landed."""

from hees.store.steps import Database, Migrations

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


@responses()
def m010_review(db: Database) -> None:
    """What the study team thinks of each response, and which responses were merged into one."""
    for statement in _REVIEW:
        db.execute(statement)


@responses()
def m011_coding(db: Database) -> None:
    """What the study team makes of answers in people's own words: codes and quotations."""
    for statement in _CODING:
        db.execute(statement)


@responses()
def m012_outbox(db: Database) -> None:
    """What is mailed to those who are invited: words, settings, and every mail with its state."""
    for statement in _OUTBOX:
        db.execute(statement)


@responses()
def m013_import(db: Database) -> None:
    """Files of partnerships that the study team imported, each undone as a whole."""
    for statement in _IMPORT:
        db.execute(statement)


@responses()
def m014_protection(db: Database) -> None:
    """Settings, active time a section, and passwords that must be changed at the first sign-in."""
    for statement in _PROTECTION:
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


@public()
def m006_quotations(db: Database) -> None:
    """What respondents let the study quote, as it was approved."""
    db.execute(
        # named: the respondent's names by language, or {} without permission to name it.
        # category: a code, or ''; shown only while a release shows enough of that category.
        """CREATE TABLE quotation (
            id TEXT PRIMARY KEY,
            question TEXT NOT NULL,
            topic TEXT NOT NULL,
            passage TEXT NOT NULL,
            language TEXT NOT NULL,
            translation TEXT NOT NULL CHECK (json_valid(translation)),
            named TEXT NOT NULL CHECK (json_valid(named)),
            category TEXT NOT NULL,
            approved_on TEXT NOT NULL
        ) STRICT"""
    )


@public()
def m007_register_matching(db: Database) -> None:
    """Several files make up the register; a query reads only as many names as it offers."""
    for statement in _REGISTER_MATCHING:
        db.execute(statement)


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

_PROTECTION = (
    """CREATE TABLE setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL CHECK (json_valid(value)),
        who TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT""",
    # Coarse on purpose: a finer time would tell who answered when.
    """CREATE TABLE section_visit (
        response TEXT NOT NULL REFERENCES response(id) ON DELETE CASCADE,
        section TEXT NOT NULL,
        day TEXT NOT NULL,
        seconds INTEGER NOT NULL,
        PRIMARY KEY (response, section, day)
    ) STRICT, WITHOUT ROWID""",
    # temporary: the password opens nothing until it is replaced.
    "ALTER TABLE account ADD COLUMN temporary INTEGER NOT NULL DEFAULT 0 CHECK (temporary IN (0, 1))",
)

_OUTBOX = (
    # issue: of the invitation whose link the mail carries. batch: what was queued in one go.
    # sending is committed before the mail is handed to the server: found again after a crash,
    # nobody knows whether it arrived, and it becomes uncertain.
    # due, claimed: seconds since 1970.
    """CREATE TABLE outbox (
        id INTEGER PRIMARY KEY,
        batch TEXT NOT NULL,
        invitation TEXT NOT NULL REFERENCES invitation(id) ON DELETE CASCADE,
        issue INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reminder')),
        wave TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN
            ('queued', 'sending', 'sent', 'handed_over', 'failed', 'uncertain', 'cancelled')),
        queued_at TEXT NOT NULL,
        queued_by TEXT NOT NULL,
        due REAL NOT NULL DEFAULT 0,
        claimed REAL,
        attempts INTEGER NOT NULL DEFAULT 0,
        message_id TEXT,
        sent_at TEXT,
        error TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX outbox_invitation ON outbox(invitation)",
    "CREATE INDEX outbox_state ON outbox(state, due)",
    # Whatever the code does, one mail at a time waits for a person, and no link is sent twice as new.
    """CREATE UNIQUE INDEX outbox_waits_once ON outbox(invitation)
       WHERE state IN ('queued', 'sending', 'uncertain')""",
    """CREATE UNIQUE INDEX outbox_invites_once ON outbox(invitation, issue)
       WHERE kind = 'invitation'
       AND state IN ('queued', 'sending', 'uncertain', 'sent', 'handed_over')""",
    """CREATE TABLE mail_text (
        kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reminder')),
        language TEXT NOT NULL,
        subject TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (kind, language)
    ) STRICT, WITHOUT ROWID""",
    # deadline: an ISO day or ''. every_language: one mail in all languages. rest: days between mails.
    """CREATE TABLE mail_settings (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        deadline TEXT NOT NULL,
        every_language INTEGER NOT NULL CHECK (every_language IN (0, 1)),
        per_minute INTEGER NOT NULL CHECK (per_minute > 0),
        rest INTEGER NOT NULL CHECK (rest > 0)
    ) STRICT""",
    "INSERT INTO mail_settings VALUES (1, '', 0, 20, 7)",
    # What keeps everything from being sent, or ''.
    "CREATE TABLE outbox_trouble (id INTEGER PRIMARY KEY CHECK (id = 1), said TEXT NOT NULL) STRICT",
    "INSERT INTO outbox_trouble VALUES (1, '')",
)

_REVIEW = (
    # A response without a row is as it was received. reason: a code, '' unless excluded.
    """CREATE TABLE review (
        response TEXT PRIMARY KEY REFERENCES response(id),
        state TEXT NOT NULL CHECK (state IN ('received', 'attention', 'accepted', 'excluded')),
        reason TEXT NOT NULL,
        comment TEXT NOT NULL,
        who TEXT NOT NULL,
        at TEXT NOT NULL,
        CHECK ((state = 'excluded') = (reason <> ''))
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE review_note (
        id INTEGER PRIMARY KEY,
        response TEXT NOT NULL REFERENCES response(id),
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX review_note_response ON review_note(response)",
    # digest names the evidence that was judged to be in order: other evidence raises the flag again.
    """CREATE TABLE flag_settled (
        response TEXT NOT NULL REFERENCES response(id),
        flag TEXT NOT NULL,
        digest TEXT NOT NULL,
        who TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (response, flag, digest)
    ) STRICT, WITHOUT ROWID""",
    # merged: the response that was made of the sources. It stands until undone_at.
    """CREATE TABLE merge (
        merged TEXT PRIMARY KEY REFERENCES response(id),
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        undone_at TEXT
    ) STRICT, WITHOUT ROWID""",
    # state, comment, who, at: how the source had been reviewed before; NULL if never.
    """CREATE TABLE merge_source (
        merged TEXT NOT NULL REFERENCES merge(merged),
        source TEXT NOT NULL REFERENCES response(id),
        state TEXT,
        comment TEXT,
        who TEXT,
        at TEXT,
        PRIMARY KEY (merged, source)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX merge_source_source ON merge_source(source)",
    # The one place that says who is in the data: whatever is counted or published reads these two.
    """CREATE VIEW counted AS
       SELECT id AS response FROM response WHERE status = 'submitted'
       AND id NOT IN (SELECT response FROM review WHERE state = 'excluded')""",
    """CREATE VIEW counted_answer AS
       SELECT question, item, response, value FROM submitted_answer
       WHERE response NOT IN (SELECT response FROM review WHERE state = 'excluded')""",
)

_CODING = (
    # A code of the scheme of one question; retired, never deleted.
    """CREATE TABLE code (
        id TEXT PRIMARY KEY,
        question TEXT NOT NULL,
        position INTEGER NOT NULL,
        label TEXT NOT NULL CHECK (json_valid(label)),
        definition TEXT NOT NULL CHECK (json_valid(definition)),
        retired_at TEXT
    ) STRICT""",
    # What one coder says of one answer; digest names the text that was read.
    """CREATE TABLE coding (
        response TEXT NOT NULL REFERENCES response(id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        item TEXT NOT NULL,
        coder TEXT NOT NULL,
        codes TEXT NOT NULL CHECK (json_valid(codes)),
        digest TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (question, response, item, coder)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX coding_response ON coding(response)",
    # What was agreed where two coders differed.
    """CREATE TABLE coding_final (
        response TEXT NOT NULL REFERENCES response(id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        item TEXT NOT NULL,
        codes TEXT NOT NULL CHECK (json_valid(codes)),
        digest TEXT NOT NULL,
        who TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (question, response, item)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX coding_final_response ON coding_final(response)",
    # id is random and also the public one. basis: the submitted answers that it rests on, as
    # [question, item, value as JSON or null]; when one of them changes, the quotation falls.
    """CREATE TABLE quotation (
        id TEXT PRIMARY KEY,
        response TEXT NOT NULL,
        question TEXT NOT NULL,
        item TEXT NOT NULL,
        passage TEXT NOT NULL,
        language TEXT NOT NULL,
        translation TEXT NOT NULL CHECK (json_valid(translation)),
        topic TEXT NOT NULL,
        basis TEXT NOT NULL CHECK (json_valid(basis)),
        named TEXT NOT NULL CHECK (json_valid(named)),
        category TEXT NOT NULL,
        state TEXT NOT NULL
            CHECK (state IN ('candidate', 'approved', 'declined', 'taken_down', 'fallen')),
        marked_by TEXT NOT NULL,
        marked_on TEXT NOT NULL,
        decided_by TEXT NOT NULL,
        decided_on TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX quotation_response ON quotation(response)",
    "CREATE INDEX quotation_approved ON quotation(id) WHERE state = 'approved'",
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

_REGISTER_MATCHING = (
    # The entries as each file gives them; register and register_name are made of these.
    # position: a file before another keeps its ids where both have an institution.
    """CREATE TABLE register_source (
        source TEXT PRIMARY KEY,
        position INTEGER NOT NULL,
        merges INTEGER NOT NULL CHECK (merges IN (0, 1)),
        loaded_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE register_row (
        source TEXT NOT NULL REFERENCES register_source(source) ON DELETE CASCADE,
        id TEXT NOT NULL,
        position INTEGER NOT NULL,
        body TEXT NOT NULL CHECK (json_valid(body)),
        PRIMARY KEY (source, id)
    ) STRICT, WITHOUT ROWID""",
    # Under which id an institution stands that another file calls `id`.
    """CREATE TABLE register_same (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        register TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    # rank: the shorter name first, so that the first hits of a query are the best.
    "ALTER TABLE register_name ADD COLUMN rank INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX register_name_rank ON register_name(rank)",
    "CREATE INDEX register_name_register ON register_name(register)",
    "DROP TABLE register_index",
    """CREATE VIRTUAL TABLE register_index USING fts5(
        pairs, marks, starts, content = '', prefix = '1',
        tokenize = "unicode61 remove_diacritics 0"
    )""",
    "DELETE FROM loaded WHERE source IN (SELECT source FROM register)",
    "DELETE FROM register_name",
    "DELETE FROM register",
)

_IMPORT = (
    # plan: how files of this source are read, as JSON (columns, codes, institutions).
    """CREATE TABLE import_source (
        name TEXT PRIMARY KEY,
        plan TEXT NOT NULL CHECK (json_valid(plan)),
        changed_at TEXT NOT NULL,
        changed_by TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE import_batch (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        file TEXT NOT NULL,
        digest TEXT NOT NULL,
        rows INTEGER NOT NULL,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        undone_at TEXT,
        undone_by TEXT
    ) STRICT""",
    """CREATE TABLE import_row (
        batch TEXT NOT NULL REFERENCES import_batch(id),
        position INTEGER NOT NULL,
        sheet TEXT NOT NULL,
        row INTEGER NOT NULL,
        body TEXT NOT NULL CHECK (json_valid(body)),
        PRIMARY KEY (batch, position)
    ) STRICT, WITHOUT ROWID""",
)
