"""A body's trail is read page by page, and what an answer kept for its repetition tells goes with an erased person."""

import sqlalchemy as sa
from alembic import op

revision = "0011_the_trail"
down_revision = "0010_corrections"


def upgrade() -> None:
    op.drop_index("ix_audit_body_id", "audit")
    op.drop_index("ix_audit_candidate_id", "audit")
    op.create_index("ix_audit_body", "audit", ["body_id", "id"])
    op.create_index("ix_audit_candidate", "audit", ["candidate_id", "id"])
    op.create_table(
        "idempotent_answer_about",
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id", "key"], ["idempotent_answer.token_id", "idempotent_answer.key"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("candidate_id", "token_id", "key"),
    )
    # Whom they are about is not known of older ones: a day early, they go.
    op.execute("DELETE FROM idempotent_answer")


def downgrade() -> None:
    op.drop_table("idempotent_answer_about")
    op.drop_index("ix_audit_candidate", "audit")
    op.drop_index("ix_audit_body", "audit")
    op.create_index("ix_audit_candidate_id", "audit", ["candidate_id"])
    op.create_index("ix_audit_body_id", "audit", ["body_id"])
