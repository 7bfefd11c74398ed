"""Who hears that a session has moved must hear which one: its former beginning is kept with it."""

import sqlalchemy as sa
from alembic import op

from services.database import UtcDateTime

revision = "0005_moved_sessions"
down_revision = "0004_feeds_and_referrers"


def upgrade() -> None:
    with op.batch_alter_table("training_session") as table:
        table.add_column(sa.Column("moved_from", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("training_session") as table:
        table.drop_column("moved_from")
