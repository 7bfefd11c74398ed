"""Nothing that was recorded is overwritten: a wrong fact is replaced by another row, and a correction says by which,
why and by whom. So attendance and the jury's decisions become rows of their own, every fact says who recorded it,
and the database refuses to change one. Assessors, trainers and the organisations of jury members are named, so that
who assessed or trained somebody neither assesses what they trained nor sits in that person's jury.
"""

import sqlalchemy as sa
from alembic import op

from services.database import UtcDateTime

revision = "0010_corrections"
down_revision = "0009_voice"

DECISION = sa.Enum("certified", "not_yet", name="decision", native_enum=False, length=40)
FACT = sa.Enum(
    "outcome",
    "assessment",
    "attestation",
    "attendance",
    "progress_check",
    "decision",
    name="factkind",
    native_enum=False,
    length=40,
)

STAYS = {
    # By table: the columns that may not change; empty: none may.
    "interview_outcome": "candidate_id, appointment_id, outcome, recorded_at, recorded_by",
    "assessment": "",
    "assessment_result": "",
    "attestation": "",
    "attendance": "",
    "progress_check": "",
    "jury_decision": "",
    "correction": "",
}

# Not by Alembic's copy of a table: SQLite would clear what refers to the one that it takes away.
NEW_COLUMNS = (
    "interview_outcome ADD COLUMN recorded_by VARCHAR NOT NULL DEFAULT ''",
    "progress_check ADD COLUMN recorded_by VARCHAR NOT NULL DEFAULT ''",
    "assessment ADD COLUMN recorded_by VARCHAR NOT NULL DEFAULT ''",
    "assessment ADD COLUMN assessor_id INTEGER REFERENCES staff (id)",
    "assessment ADD COLUMN assessor VARCHAR NOT NULL DEFAULT ''",
    "assessment ADD COLUMN assessor_body VARCHAR NOT NULL DEFAULT ''",
    "objective ADD COLUMN trainer_id INTEGER REFERENCES staff (id)",
    "objective ADD COLUMN trainer VARCHAR NOT NULL DEFAULT ''",
    "objective ADD COLUMN trainer_body VARCHAR NOT NULL DEFAULT ''",
    "jury_member ADD COLUMN organisation VARCHAR NOT NULL DEFAULT ''",
    "jury_session ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
    "body ADD COLUMN not_yet_after_days INTEGER DEFAULT 7",
)

MOVED_ROWS = (
    """
    INSERT INTO attendance (candidate_id, training_session_id, attended, recorded_at, recorded_by)
    SELECT candidate_id, id, attended, COALESCE(attendance_at, ends_at), ''
    FROM training_session WHERE attended IS NOT NULL ORDER BY id
    """,
    """
    INSERT INTO jury_decision (jury_session_id, candidate_id, decision, next_step, decided_at, decided_by)
    SELECT jury_session_id, candidate_id, decision, next_step, COALESCE(decided_at, attached_at), ''
    FROM jury_dossier WHERE decision IS NOT NULL ORDER BY jury_session_id, candidate_id
    """,
)

OLD_COLUMNS = (
    "training_session DROP COLUMN attended",
    "training_session DROP COLUMN attendance_at",
    "jury_dossier DROP COLUMN decision",
    "jury_dossier DROP COLUMN decided_at",
    "jury_dossier DROP COLUMN next_step",
)


def upgrade() -> None:
    for change in NEW_COLUMNS:
        op.execute(f"ALTER TABLE {change}")
    for table, column in (
        ("jury_session", "moved_at"),
        ("jury_dossier", "tell_at"),
        ("jury_dossier", "detached_at"),
    ):
        op.add_column(table, sa.Column(column, UtcDateTime(), nullable=True))
    _make_attestation()
    _make_attendance()
    _make_jury_decision()
    _make_correction()
    for rows in MOVED_ROWS:
        op.execute(rows)
    for change in OLD_COLUMNS:
        op.execute(f"ALTER TABLE {change}")
    _refuse_changes()


def _of_a_candidate(table: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(f"ix_{table}_candidate_id", table, ["candidate_id"])


def _make_attestation() -> None:
    _of_a_candidate(
        "attestation",
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
    )


def _make_attendance() -> None:
    _of_a_candidate(
        "attendance",
        sa.Column("training_session_id", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["training_session_id"], ["training_session.id"]),
    )
    op.create_index("ix_attendance_training_session_id", "attendance", ["training_session_id"])


def _make_jury_decision() -> None:
    _of_a_candidate(
        "jury_decision",
        sa.Column("jury_session_id", sa.Integer(), nullable=False),
        sa.Column("decision", DECISION, nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["jury_session_id"], ["jury_session.id"]),
    )
    op.create_index("ix_jury_decision_jury_session_id", "jury_decision", ["jury_session_id"])


def _make_correction() -> None:
    _of_a_candidate(
        "correction",
        sa.Column("fact", FACT, nullable=False),
        sa.Column("wrong_id", sa.Integer(), nullable=False),
        sa.Column("right_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("corrected_at", UtcDateTime(), nullable=False),
        sa.Column("corrected_by", sa.String(), nullable=False),
        sa.UniqueConstraint("fact", "wrong_id"),
    )


def _refuse_changes() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            "CREATE FUNCTION refuse_changed_fact() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION 'facts_are_corrected_not_changed'; END $$"
        )
    for table, columns in STAYS.items():
        event = f"BEFORE UPDATE{f' OF {columns}' if columns else ''} ON {table}"
        does = (
            "BEGIN SELECT RAISE(ABORT, 'facts_are_corrected_not_changed'); END"
            if sqlite
            else "FOR EACH ROW EXECUTE FUNCTION refuse_changed_fact()"
        )
        op.execute(f"CREATE TRIGGER {table}_stays {event} {does}")


def downgrade() -> None:
    raise NotImplementedError("corrections would be lost: restore a backup instead")
