"""Who reads with difficulty listens: a recording is made once, and a candidate may want every message spoken."""

import sqlalchemy as sa
from alembic import op

from services.database import UtcDateTime

revision = "0009_voice"
down_revision = "0008_other_times_and_languages"


def upgrade() -> None:
    op.create_table(
        "recording",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_recording_used_at", "recording", ["used_at"])
    # Not as a batch, which in SQLite would copy the table under everything that refers to it: rows of other tables
    # would go with the old one, and numbers of erased people would be used again.
    op.add_column(
        "candidate", sa.Column("has_voice", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    with op.batch_alter_table("candidate") as table:
        table.drop_column("has_voice")
    op.drop_table("recording")
