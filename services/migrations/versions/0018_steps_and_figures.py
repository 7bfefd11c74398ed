"""Figures of 10,000 candidates are counted from days beside each, and by indexes; nobody reads everybody's facts.

The days stay computed from facts; the planner keeps here what they say, as it keeps the stage. What lies behind
is filled in once, in days of UTC.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_steps_and_figures"
down_revision = "0017_lists"

STEPS = (
    "interviewed_on",
    "opened_on",
    "assessed_on",
    "training_on",
    "complete_on",
    "jury_on",
    "certified_on",
)

RIGHT = "NOT EXISTS (SELECT 1 FROM correction WHERE fact = '{fact}' AND wrong_id = {table}.id)"

OUTCOMES = "FROM interview_outcome WHERE candidate_id = candidate.id AND " + RIGHT.format(
    fact="outcome", table="interview_outcome"
)

ASSESSMENTS = "FROM assessment WHERE candidate_id = candidate.id AND " + RIGHT.format(
    fact="assessment", table="assessment"
)

# What was reached so far, from what was recorded and still holds.
FILLED = f"""
UPDATE candidate SET
    interviewed_on = (SELECT date(min(recorded_at)) {OUTCOMES} AND outcome <> 'absent'),
    opened_on = (SELECT date(min(recorded_at)) {OUTCOMES} AND outcome = 'dossier_opened'),
    assessed_on = (SELECT held_on {ASSESSMENTS} AND kind = 'initial' ORDER BY recorded_at DESC LIMIT 1),
    training_on = (SELECT date(min(set_at)) FROM objective WHERE candidate_id = candidate.id),
    complete_on = CASE WHEN stage IN ('complete', 'before_the_jury', 'certified')
        THEN (SELECT max(held_on) {ASSESSMENTS}) END,
    jury_on = (SELECT date(min(attached_at)) FROM jury_dossier
        WHERE candidate_id = candidate.id AND detached_at IS NULL),
    certified_on = CASE WHEN stage = 'certified' THEN (
        SELECT date(min(jury_session.published_at)) FROM jury_dossier
        JOIN jury_session ON jury_session.id = jury_dossier.jury_session_id
        WHERE candidate_id = candidate.id AND detached_at IS NULL) END
"""  # noqa: S608 - nothing in it but the words above

ENDED = sa.text("ended_at IS NOT NULL")


def upgrade() -> None:
    # Not as a batch, which in SQLite would copy the table under everything that refers to it.
    for name in STEPS:
        op.add_column("candidate", sa.Column(name, sa.Date(), nullable=True))
    op.execute(FILLED)
    op.drop_index("ix_appointment_body_id", "appointment")
    op.create_index("ix_appointment_body_starts", "appointment", ["body_id", "starts_at", "status"])
    op.create_index(
        "ix_notice_body_ended",
        "notice",
        ["body_id", "ended_at", "state", "candidate_id"],
        postgresql_where=ENDED,
        sqlite_where=ENDED,
    )


def downgrade() -> None:
    op.drop_index("ix_notice_body_ended", "notice")
    op.drop_index("ix_appointment_body_starts", "appointment")
    op.create_index("ix_appointment_body_id", "appointment", ["body_id"])
    for name in STEPS:
        op.drop_column("candidate", name)
