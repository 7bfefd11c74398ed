"""A candidate's calendar may be followed by a secret link, and a referrer's code says who sent somebody.

Of the link only its hash is kept, one for a candidate, and it goes with them when they are erased.
"""

import sqlalchemy as sa
from alembic import op

from services.database import UtcDateTime

revision = "0004_feeds_and_referrers"
down_revision = "0003_hours_of_advisers"

REFERRER_KIND = sa.Enum(
    "employer",
    "opco",
    "region",
    "france_travail",
    "careers_adviser",
    name="referrerkind",
    native_enum=False,
    length=40,
)


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("secret_hash"),
        sa.UniqueConstraint("candidate_id"),
    )
    op.create_table(
        "referrer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("kind", REFERRER_KIND, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    with op.batch_alter_table("referrer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referrer_body_id"), ["body_id"], unique=False)


def downgrade() -> None:
    op.drop_table("referrer")
    op.drop_table("calendar_feed")
