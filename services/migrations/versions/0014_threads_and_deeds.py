"""What an adviser's day stands on: threads with somebody in charge, files to send, templates, deeds to take back.

A thread's row says what the inbox shows, so that it is read from an index however long the threads are. A deed
remembers what undoes it. The link for a new phone is kept by its hash alone, like every other one.
"""

import sqlalchemy as sa
from alembic import op

from services.database import JsonType, UtcDateTime

revision = "0014_threads_and_deeds"
down_revision = "0013_webhooks"

THREADS_SO_FAR = """
INSERT INTO thread (candidate_id, body_id, last_at, last_message_id, last_author, unread)
SELECT m.candidate_id, c.body_id, m.written_at, m.id, m.author,
       (SELECT count(*) FROM message u
        WHERE u.candidate_id = m.candidate_id AND u.author = 'candidate' AND u.read_at IS NULL)
FROM message m JOIN candidate c ON c.id = m.candidate_id
WHERE c.body_id IS NOT NULL AND m.id = (
    SELECT max(x.id) FROM message x WHERE x.candidate_id = m.candidate_id AND x.broadcast_id IS NULL
)
"""


def upgrade() -> None:
    op.create_table(
        "thread",
        sa.Column("candidate_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("last_message_id", sa.Integer(), nullable=False),
        sa.Column("last_author", sa.String(length=40), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"]),
        sa.ForeignKeyConstraint(["assigned_to"], ["staff.id"]),
        sa.PrimaryKeyConstraint("candidate_id"),
    )
    op.create_index("ix_thread_body_last", "thread", ["body_id", "last_at"])
    op.create_index(
        "ix_thread_body_unread",
        "thread",
        ["body_id", "last_at"],
        postgresql_where=sa.text("unread > 0"),
        sqlite_where=sa.text("unread > 0"),
    )
    op.execute(THREADS_SO_FAR)
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_upload_candidate_id", "upload", ["candidate_id"])
    op.create_table(
        "message_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("texts", JsonType, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_message_template_body_id", "message_template", ["body_id"])
    op.create_table(
        "deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("before", JsonType, nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_deed_candidate_id", "deed", ["candidate_id"])
    op.create_table(
        "new_phone_link",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("code_hash"),
    )
    op.create_index("ix_new_phone_link_candidate_id", "new_phone_link", ["candidate_id"])
    op.add_column("staff", sa.Column("digest", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("invitation", sa.Column("note", sa.String(), nullable=False, server_default=sa.text("''")))
    # As SQL: to add a foreign key otherwise, SQLite's table would be made anew, and messages refer to it.
    op.execute("ALTER TABLE broadcast ADD COLUMN staff_id INTEGER REFERENCES staff (id)")
    op.add_column("broadcast", sa.Column("stopped_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("broadcast", "stopped_at")
    op.drop_column("broadcast", "staff_id")
    op.drop_column("invitation", "note")
    op.drop_column("staff", "digest")
    for name in ("new_phone_link", "deed", "message_template", "upload", "thread"):
        op.drop_table(name)
