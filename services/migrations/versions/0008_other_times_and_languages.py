"""An adviser falls ill: the other times that were offered stay with the appointment that could not be kept.

And candidates look for a centre where somebody speaks their language: staff say which they speak.
"""

import sqlalchemy as sa
from alembic import op

from services.database import JsonType

revision = "0008_other_times_and_languages"
down_revision = "0007_sessions_by_name"


def upgrade() -> None:
    with op.batch_alter_table("appointment") as table:
        table.add_column(sa.Column("proposed", JsonType, nullable=True))
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("languages", JsonType, nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.drop_column("languages")
    with op.batch_alter_table("appointment") as table:
        table.drop_column("proposed")
