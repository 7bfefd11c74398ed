"""An adviser looks for those of a site, and for those of whom nothing was heard: lists that an index answers."""

from alembic import op

revision = "0017_lists"
down_revision = "0016_unanswered"


def upgrade() -> None:
    op.create_index("ix_candidate_body_site", "candidate", ["body_id", "site_id", "id"])
    op.create_index("ix_candidate_body_seen", "candidate", ["body_id", "last_seen_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_candidate_body_seen", table_name="candidate")
    op.drop_index("ix_candidate_body_site", table_name="candidate")
