"""A day's page asks for its own hours, goals and limits by index: with 10,000 files it read all of them each time."""

from alembic import op

revision = "0019_pages_of_thousands"
down_revision = "0018_steps_and_figures"


def upgrade() -> None:
    op.create_index("ix_training_session_trainer_starts", "training_session", ["trainer_id", "starts_at"])
    op.create_index("ix_assessment_kind_held", "assessment", ["kind", "held_on"])
    op.create_index("ix_objective_due", "objective", ["due_on"])
    op.drop_index("ix_appointment_body_starts", "appointment")
    op.create_index(
        "ix_appointment_body_starts", "appointment", ["body_id", "starts_at", "status", "site_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_appointment_body_starts", "appointment")
    op.create_index("ix_appointment_body_starts", "appointment", ["body_id", "starts_at", "status"])
    op.drop_index("ix_objective_due", "objective")
    op.drop_index("ix_assessment_kind_held", "assessment")
    op.drop_index("ix_training_session_trainer_starts", "training_session")
