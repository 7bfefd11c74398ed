"""Whoever looks at the list of their sessions must know which browser is meant."""

import sqlalchemy as sa
from alembic import op

revision = "0007_sessions_by_name"
down_revision = "0006_stages_and_names"


def upgrade() -> None:
    op.add_column(
        "console_session", sa.Column("browser", sa.String(), nullable=False, server_default=sa.text("''"))
    )


def downgrade() -> None:
    op.drop_column("console_session", "browser")
