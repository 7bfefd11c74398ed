"""What was not understood is kept for coordinators, and what they attach to a topic answers from then on.

The two are apart: a question goes with its candidate, a phrase holds nothing of whoever said it first.
"""

import sqlalchemy as sa
from alembic import op

from services.database import UtcDateTime

revision = "0016_unanswered"
down_revision = "0015_timetables"

TOPIC = sa.Enum(
    "what-is-clea",
    "for-whom",
    "diploma-needed",
    "age",
    "stages",
    "domains",
    "benefits",
    "recognised",
    "levels",
    "cost",
    "duration",
    "where",
    "referral",
    "interview",
    "interview-prepare",
    "commitment",
    "think-time",
    "exam",
    "assessment",
    "not-all-acquired",
    "attestation",
    "five-years",
    "training",
    "work-time",
    "trainer",
    "final-assessment",
    "jury",
    "jury-when",
    "jury-no",
    "french",
    "reading",
    "disability",
    "employer-knows",
    "other-clea",
    "after",
    "privacy",
    "book",
    "move",
    "cancel",
    "absent",
    "timetable",
    "my-file",
    "adviser",
    "language",
    "listen",
    "pause",
    "erase",
    "greeting",
    "thanks",
    "distress",
    name="topicid",
    native_enum=False,
    length=40,
)


def upgrade() -> None:
    op.create_table(
        "unanswered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"]),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("body_id", "candidate_id", "asked_at"):
        op.create_index(f"ix_unanswered_{column}", "unanswered", [column])
    op.create_table(
        "phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("topic", TOPIC, nullable=False),
        sa.Column("attached_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_phrase_body_id", "phrase", ["body_id"])


def downgrade() -> None:
    op.drop_table("phrase")
    op.drop_table("unanswered")
