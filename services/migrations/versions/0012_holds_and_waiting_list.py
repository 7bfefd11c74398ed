"""A time that somebody tapped is theirs for some minutes, and who would like to come earlier waits for a freed one.

Holds are a table of their own, so that nothing that reads appointments can take one for an appointment. What keeps
the two apart is here: a hold and an appointment, or two holds, never meet at one adviser. A hold that ran out is in
nobody's way, and no job need remove it: rows are compared with the moment at which the new one was written
(`held_at`, `changed_at`), which is the service's own present, in the demo too. On PostgreSQL the adviser's row is
locked first: whoever comes at the same time waits, and then sees what the other wrote.
"""

import sqlalchemy as sa
from alembic import op

from services.database import UtcDateTime

revision = "0012_holds_and_waiting_list"
down_revision = "0011_the_trail"

KIND = sa.Enum("interview", "assessment", "final_assessment", name="kind", native_enum=False, length=40)

# Candidates of one group session are not in each other's way; `{differs}` is each dialect's "is another, or none".
NOT_OF_ONE_SESSION = "(NEW.group_session_id IS NULL OR other.group_session_id {differs} NEW.group_session_id)"

MEETS = "other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at"

HELD = f"""EXISTS (
    SELECT 1 FROM hold AS other
    WHERE other.staff_id = NEW.staff_id AND other.candidate_id <> NEW.candidate_id
      AND other.expires_at > NEW.{{written_at}} AND {MEETS} AND {NOT_OF_ONE_SESSION}
)"""  # noqa: S608 - nothing in it but the words above

BOOKED = f"""EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.staff_id = NEW.staff_id AND other.status = 'booked' AND other.id {{differs}} NEW.moving_id
      AND {MEETS} AND {NOT_OF_ONE_SESSION}
)"""  # noqa: S608 - nor here

# Places of a group session that are not free for NEW: booked by others, or held by others and not run out.
PLACES_TAKEN = """(
    (SELECT count(*) FROM appointment AS other
     WHERE other.group_session_id = NEW.group_session_id AND other.status = 'booked' AND other.id {differs} NEW.{own})
    + (SELECT count(*) FROM hold AS other
       WHERE other.group_session_id = NEW.group_session_id AND other.candidate_id <> NEW.candidate_id
         AND other.expires_at > NEW.{written_at})
)"""

SAME_SESSION = """
    id = NEW.group_session_id AND staff_id = NEW.staff_id AND site_id = NEW.site_id AND kind = NEW.kind
    AND starts_at = NEW.starts_at AND ends_at = NEW.ends_at
"""

OF_APPOINTMENT = {"written_at": "changed_at", "own": "id"}
OF_HOLD = {"written_at": "held_at", "own": "moving_id"}
SQLITE, POSTGRES = {"differs": "IS NOT"}, {"differs": "IS DISTINCT FROM"}

WHAT_MATTERS = "group_session_id, staff_id, site_id, kind, starts_at, ends_at, status"

EVENTS_SQLITE = {
    "appointment": {"insert": "INSERT", "update": f"UPDATE OF {WHAT_MATTERS}"},
    "hold": {"insert": "INSERT", "update": "UPDATE"},
}

APPOINTMENT_SQLITE = f"""
CREATE TRIGGER appointment_not_held_{{event}} BEFORE {{clause}} ON appointment
WHEN NEW.status = 'booked' AND {HELD.format(**OF_APPOINTMENT, **SQLITE)}
BEGIN SELECT RAISE(ABORT, 'time_is_held'); END
"""

PLACES_SQLITE = """
CREATE TRIGGER {table}_places_{event} BEFORE {clause} ON {table}
WHEN {when} AND NEW.group_session_id IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'group_session_differs') WHERE NOT EXISTS (SELECT 1 FROM group_session WHERE {same});
    SELECT RAISE(ABORT, 'group_session_full')
    WHERE {taken} >= (SELECT capacity FROM group_session WHERE id = NEW.group_session_id);
END
"""

HOLD_SQLITE = f"""
CREATE TRIGGER hold_no_overlap_{{event}} BEFORE {{clause}} ON hold
WHEN {HELD.format(**OF_HOLD, **SQLITE)} OR {BOOKED.format(**SQLITE)}
BEGIN SELECT RAISE(ABORT, 'time_is_held'); END
"""

LOCK_ADVISER = "PERFORM 1 FROM staff WHERE id = NEW.staff_id FOR NO KEY UPDATE;"

PLACES_POSTGRES = f"""
    IF NEW.group_session_id IS NOT NULL THEN
        SELECT capacity INTO places FROM group_session WHERE {SAME_SESSION} FOR UPDATE;
        IF places IS NULL THEN RAISE EXCEPTION 'group_session_differs'; END IF;
        IF {{taken}} >= places THEN RAISE EXCEPTION 'group_session_full'; END IF;
    END IF;
"""  # noqa: S608 - nor here

APPOINTMENT_POSTGRES = f"""
CREATE FUNCTION refuse_held_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE places integer;
BEGIN
    {LOCK_ADVISER}
    IF {HELD.format(**OF_APPOINTMENT, **POSTGRES)} THEN RAISE EXCEPTION 'time_is_held'; END IF;
    {PLACES_POSTGRES.format(taken=PLACES_TAKEN.format(**OF_APPOINTMENT, **POSTGRES))}
    RETURN NEW;
END $$
"""

HOLD_POSTGRES = f"""
CREATE FUNCTION refuse_taken_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE places integer;
BEGIN
    {LOCK_ADVISER}
    IF {HELD.format(**OF_HOLD, **POSTGRES)} OR {BOOKED.format(**POSTGRES)}
    THEN RAISE EXCEPTION 'time_is_held'; END IF;
    {PLACES_POSTGRES.format(taken=PLACES_TAKEN.format(**OF_HOLD, **POSTGRES))}
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    _create_hold()
    _create_waiting_list()
    op.execute("ALTER TABLE appointment ADD COLUMN late_minutes INTEGER")
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def _create_hold() -> None:
    op.create_table(
        "hold",
        sa.Column("candidate_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("buffer_before_minutes", sa.Integer(), nullable=False),
        sa.Column("buffer_after_minutes", sa.Integer(), nullable=False),
        sa.Column("group_session_id", sa.Integer(), nullable=True),
        sa.Column("moving_id", sa.Integer(), nullable=True),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        sa.CheckConstraint("held_at < expires_at", name="held_before_it_expires"),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"]),
        sa.ForeignKeyConstraint(["group_session_id"], ["group_session.id"]),
        sa.ForeignKeyConstraint(["moving_id"], ["appointment.id"]),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("candidate_id"),
    )
    op.create_index("ix_hold_staff_starts", "hold", ["staff_id", "starts_at"])
    op.create_index(op.f("ix_hold_group_session_id"), "hold", ["group_session_id"])


def _create_waiting_list() -> None:
    op.create_table(
        "wait",
        sa.Column("appointment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"]),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"]),
        sa.PrimaryKeyConstraint("appointment_id"),
    )
    op.create_index(op.f("ix_wait_candidate_id"), "wait", ["candidate_id"])
    op.create_table(
        "earlier_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("tell_at", UtcDateTime(), nullable=False),
        sa.Column("pointless_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"]),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_earlier_time_appointment_id", "earlier_time", ["appointment_id"])
    op.create_index("ix_earlier_time_candidate_id", "earlier_time", ["candidate_id"])
    op.create_index("ix_earlier_time_staff_starts", "earlier_time", ["staff_id", "starts_at"])


def _guard_sqlite() -> None:
    for event, clause in EVENTS_SQLITE["appointment"].items():
        op.execute(APPOINTMENT_SQLITE.format(event=event, clause=clause))
        op.execute(f"DROP TRIGGER appointment_places_{event}")
        _places_sqlite("appointment", event, PLACES_TAKEN.format(**OF_APPOINTMENT, **SQLITE))
    for event, clause in EVENTS_SQLITE["hold"].items():
        op.execute(HOLD_SQLITE.format(event=event, clause=clause))
        _places_sqlite("hold", event, PLACES_TAKEN.format(**OF_HOLD, **SQLITE))


def _places_sqlite(table: str, event: str, taken: str) -> None:
    when = "NEW.status = 'booked'" if table == "appointment" else "TRUE"
    clause = EVENTS_SQLITE[table][event]
    op.execute(
        PLACES_SQLITE.format(
            table=table, event=event, clause=clause, when=when, same=SAME_SESSION, taken=taken
        )
    )


def _guard_postgres() -> None:
    # What 0003 counted is counted here too, with the holds.
    op.execute("DROP TRIGGER appointment_places ON appointment")
    op.execute(APPOINTMENT_POSTGRES)
    op.execute(
        f"CREATE TRIGGER appointment_not_held BEFORE INSERT OR UPDATE OF {WHAT_MATTERS} ON appointment FOR EACH ROW"
        " WHEN (NEW.status = 'booked') EXECUTE FUNCTION refuse_held_time()"
    )
    op.execute(HOLD_POSTGRES)
    op.execute(
        "CREATE TRIGGER hold_no_overlap BEFORE INSERT OR UPDATE ON hold"
        " FOR EACH ROW EXECUTE FUNCTION refuse_taken_hold()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "update"):
            op.execute(f"DROP TRIGGER appointment_not_held_{event}")
            op.execute(f"DROP TRIGGER appointment_places_{event}")
            booked = PLACES_TAKEN.format(**OF_APPOINTMENT, **SQLITE).partition("\n    + ")[0] + ")"
            _places_sqlite("appointment", event, booked)
    else:
        op.execute("DROP FUNCTION refuse_held_time, refuse_taken_hold CASCADE")
        op.execute(
            f"CREATE TRIGGER appointment_places BEFORE INSERT OR UPDATE OF {WHAT_MATTERS} ON appointment FOR EACH ROW"
            " WHEN (NEW.status = 'booked' AND NEW.group_session_id IS NOT NULL)"
            " EXECUTE FUNCTION refuse_more_than_places()"
        )
    for table in ("earlier_time", "wait", "hold"):
        op.drop_table(table)
    op.execute("ALTER TABLE appointment DROP COLUMN late_minutes")
