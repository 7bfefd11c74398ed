"""With 100,000 candidates, those at a stage or of a name are found by an index, not by reading everybody.

The stage stays computed from facts; the planner keeps here what it says, in the transaction that changes them.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from services.candidates.names import words_of

revision = "0006_stages_and_names"
down_revision = "0005_moved_sessions"

AT_ONCE = 1000

STAGE = sa.Enum(
    "discovering",
    "interview_booked",
    "thinking",
    "declined",
    "dossier_opened",
    "assessed",
    "in_training",
    "complete",
    "before_the_jury",
    "certified",
    name="stage",
    native_enum=False,
    length=40,
)

# Where everybody stands today, from what was recorded; as stage_of says it when this was written.
STAGES = """
WITH initial AS (
    SELECT candidate_id, id FROM (
        SELECT candidate_id, id,
               row_number() OVER (PARTITION BY candidate_id ORDER BY recorded_at DESC, id) AS place
        FROM assessment WHERE kind = 'initial'
    ) AS placed WHERE place = 1
), acquired AS (
    SELECT initial.candidate_id, count(DISTINCT result.domain) AS domains
    FROM initial
    JOIN assessment ON assessment.candidate_id = initial.candidate_id
        AND (assessment.id = initial.id OR assessment.kind = 'final')
    JOIN assessment_result AS result ON result.assessment_id = assessment.id AND result.result = 'acquired'
    GROUP BY initial.candidate_id
), last_outcome AS (
    SELECT candidate_id, outcome FROM (
        SELECT candidate_id, outcome,
               row_number() OVER (PARTITION BY candidate_id ORDER BY recorded_at DESC, id) AS place
        FROM interview_outcome
    ) AS placed WHERE place = 1
), last_jury AS (
    SELECT candidate_id, published_at FROM (
        SELECT dossier.candidate_id, jury_session.published_at,
               row_number() OVER (PARTITION BY dossier.candidate_id ORDER BY dossier.attached_at DESC) AS place
        FROM jury_dossier AS dossier JOIN jury_session ON jury_session.id = dossier.jury_session_id
    ) AS placed WHERE place = 1
)
UPDATE candidate SET stage = CASE
    WHEN EXISTS (
        SELECT 1 FROM jury_dossier JOIN jury_session ON jury_session.id = jury_dossier.jury_session_id
        WHERE jury_dossier.candidate_id = candidate.id AND jury_session.published_at IS NOT NULL
          AND jury_dossier.decision = 'certified'
    ) THEN 'certified'
    WHEN (SELECT domains FROM acquired WHERE candidate_id = candidate.id) = 7 THEN CASE
        WHEN EXISTS (SELECT 1 FROM last_jury WHERE candidate_id = candidate.id AND published_at IS NULL)
        THEN 'before_the_jury' ELSE 'complete' END
    WHEN EXISTS (SELECT 1 FROM initial WHERE candidate_id = candidate.id) THEN CASE
        WHEN EXISTS (SELECT 1 FROM objective WHERE candidate_id = candidate.id)
        THEN 'in_training' ELSE 'assessed' END
    WHEN EXISTS (
        SELECT 1 FROM interview_outcome WHERE candidate_id = candidate.id AND outcome = 'dossier_opened'
    ) THEN 'dossier_opened'
    WHEN EXISTS (
        SELECT 1 FROM appointment WHERE candidate_id = candidate.id AND kind = 'interview' AND status = 'booked'
    ) THEN 'interview_booked'
    ELSE COALESCE(
        (SELECT outcome FROM last_outcome
         WHERE candidate_id = candidate.id AND outcome IN ('thinking', 'declined')), 'discovering')
END
"""

UNREAD = sa.text("read_at IS NULL AND author = 'candidate'")


def upgrade() -> None:
    op.create_table(
        "candidate_name_word",
        sa.Column("word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "candidate_id"),
    )
    op.create_index("ix_candidate_name_word_candidate_id", "candidate_name_word", ["candidate_id"])
    # Not as a batch, which in SQLite would copy the table under everything that refers to it.
    op.add_column("candidate", sa.Column("stage", STAGE, nullable=False, server_default="discovering"))
    op.execute(STAGES)
    _index_names()
    op.drop_index("ix_candidate_body_id", "candidate")
    op.create_index("ix_candidate_body", "candidate", ["body_id", "id"])
    op.create_index("ix_candidate_body_stage", "candidate", ["body_id", "stage", "id"])
    op.create_index(
        "ix_message_unread", "message", ["candidate_id"], postgresql_where=UNREAD, sqlite_where=UNREAD
    )


def _index_names() -> None:
    connection = op.get_bind()
    candidate = sa.table("candidate", sa.column("id"), sa.column("first_name"))
    word = sa.table("candidate_name_word", sa.column("word"), sa.column("candidate_id"))
    after = 0
    while True:
        some = sa.select(candidate).where(candidate.c.id > after).order_by(candidate.c.id).limit(AT_ONCE)
        people = connection.execute(some).all()
        if not people:
            return
        words: list[dict[str, Any]] = [
            {"word": one, "candidate_id": person.id}
            for person in people
            for one in words_of(person.first_name)
        ]
        if words:
            connection.execute(sa.insert(word), words)
        after = people[-1].id


def downgrade() -> None:
    op.drop_index("ix_message_unread", "message")
    op.drop_index("ix_candidate_body_stage", "candidate")
    op.drop_index("ix_candidate_body", "candidate")
    op.create_index("ix_candidate_body_id", "candidate", ["body_id"])
    op.drop_column("candidate", "stage")
    op.drop_table("candidate_name_word")
