"""Timetables come from files and for groups: a session knows which one it is in its file, so that the same file again
moves instead of doubling, and which session of a group it follows."""

import sqlalchemy as sa
from alembic import op

from services.database import UtcDateTime

revision = "0015_timetables"
down_revision = "0014_threads_and_deeds"

DOMAIN = sa.Enum("D1", "D2", "D3", "D4", "D5", "D6", "D7", name="domain", native_enum=False, length=40)

NEW_COLUMNS = (
    "source VARCHAR NOT NULL DEFAULT ''",
    "group_session_id INTEGER REFERENCES training_group_session (id)",
    "group_version INTEGER NOT NULL DEFAULT 0",
)


def upgrade() -> None:
    op.create_table(
        "training_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("body_id", "name"),
    )
    op.create_table(
        "training_group_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["training_group.id"]),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"]),
        sa.PrimaryKeyConstraint("group_id", "candidate_id"),
    )
    op.create_index("ix_training_group_member_candidate_id", "training_group_member", ["candidate_id"])
    _make_group_session()
    for column in NEW_COLUMNS:
        op.execute(f"ALTER TABLE training_session ADD COLUMN {column}")
    op.create_index("ix_training_session_group_session_id", "training_session", ["group_session_id"])


def _make_group_session() -> None:
    op.create_table(
        "training_group_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("domain", DOMAIN, nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("trainer_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("moved_from", UtcDateTime(), nullable=True),
        sa.Column("planned_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name="group_session_starts_before_it_ends"),
        sa.ForeignKeyConstraint(["group_id"], ["training_group.id"]),
        sa.ForeignKeyConstraint(["trainer_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_training_group_session_group_id", "training_group_session", ["group_id"])


def downgrade() -> None:
    op.drop_index("ix_training_session_group_session_id", "training_session")
    for column in ("source", "group_session_id", "group_version"):
        op.execute(f"ALTER TABLE training_session DROP COLUMN {column}")
    for table in ("training_group_session", "training_group_member", "training_group"):
        op.drop_table(table)
