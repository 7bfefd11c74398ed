"""Advisers' hours as they are: buffers, notice and horizon of each opening, days that are otherwise, absences,
regional holidays, and group sessions, which share a time without being in each other's way.

An appointment of a group session overlaps with the others of that session and with nothing else, and the database
counts them: never more than the session has places.
"""

import sqlalchemy as sa
from alembic import op

from services.database import UtcDateTime

revision = "0003_hours_of_advisers"
down_revision = "0002_guards"

KIND = sa.Enum("interview", "assessment", "final_assessment", name="kind", native_enum=False, length=40)

OVERLAP_SQLITE = """
CREATE TRIGGER appointment_no_overlap_{event} BEFORE {event_clause} ON appointment
WHEN NEW.status = 'booked' AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.staff_id = NEW.staff_id AND other.status = 'booked' AND other.id IS NOT NEW.id
      AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
      {but}
)
BEGIN SELECT RAISE(ABORT, 'no_overlapping_appointments'); END
"""

BUT_OF_ANOTHER_GROUP = (
    "AND (NEW.group_session_id IS NULL OR other.group_session_id IS NOT NEW.group_session_id)"
)

OVERLAP_POSTGRES = """
ALTER TABLE appointment ADD CONSTRAINT no_overlapping_appointments EXCLUDE USING gist (
    int8range(staff_id, staff_id, '[]') WITH &&,
    tstzrange(starts_at, ends_at) WITH &&
    {but}
) WHERE (status = 'booked')
"""

# Excludes what differs: a group session's number for its appointments, an appointment's own for the others.
# Written as network addresses, since theirs is PostgreSQL's only GiST class that knows <> without an extension.
GROUP_DIFFERS = """,
    (CASE WHEN group_session_id IS NULL THEN inet '::' + id ELSE inet '1::' + group_session_id END)
    inet_ops WITH <>"""

SAME_SESSION = """
    id = NEW.group_session_id AND staff_id = NEW.staff_id AND site_id = NEW.site_id AND kind = NEW.kind
    AND starts_at = NEW.starts_at AND ends_at = NEW.ends_at
"""

# The session's row is locked before its appointments are counted: whoever comes at the same time waits, and then
# counts this one too.
PLACES_POSTGRES = f"""
CREATE FUNCTION refuse_more_than_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE places integer;
BEGIN
    SELECT capacity INTO places FROM group_session WHERE {SAME_SESSION} FOR UPDATE;
    IF places IS NULL THEN RAISE EXCEPTION 'group_session_differs'; END IF;
    IF (SELECT count(*) FROM appointment
        WHERE group_session_id = NEW.group_session_id AND status = 'booked' AND id <> NEW.id) >= places
    THEN RAISE EXCEPTION 'group_session_full'; END IF;
    RETURN NEW;
END $$
"""  # noqa: S608 - nothing in it but the words above

PLACES_SQLITE = f"""
CREATE TRIGGER appointment_places_{{event}} BEFORE {{event_clause}} ON appointment
WHEN NEW.status = 'booked' AND NEW.group_session_id IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'group_session_differs') WHERE NOT EXISTS (
        SELECT 1 FROM group_session WHERE {SAME_SESSION}
    );
    SELECT RAISE(ABORT, 'group_session_full') WHERE (
        SELECT count(*) FROM appointment
        WHERE group_session_id = NEW.group_session_id AND status = 'booked' AND id IS NOT NEW.id
    ) >= (SELECT capacity FROM group_session WHERE id = NEW.group_session_id);
END
"""  # noqa: S608 - nor here

# A session that somebody has booked stays where it is, and keeps a place for each.
BOOKED_ALREADY = """
    (SELECT count(*) FROM appointment WHERE group_session_id = NEW.id AND status = 'booked') > {at_most}
"""
ELSEWHERE = """(NEW.staff_id, NEW.site_id, NEW.kind, NEW.starts_at, NEW.ends_at)
    {differs} (OLD.staff_id, OLD.site_id, OLD.kind, OLD.starts_at, OLD.ends_at)"""

SESSION_SQLITE = f"""
CREATE TRIGGER group_session_stays BEFORE UPDATE ON group_session
BEGIN
    SELECT RAISE(ABORT, 'group_session_full') WHERE {BOOKED_ALREADY.format(at_most="NEW.capacity")};
    SELECT RAISE(ABORT, 'group_session_differs')
    WHERE {ELSEWHERE.format(differs="IS NOT")} AND {BOOKED_ALREADY.format(at_most=0)};
END
"""

SESSION_POSTGRES = f"""
CREATE FUNCTION refuse_changed_group_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {BOOKED_ALREADY.format(at_most="NEW.capacity")} THEN RAISE EXCEPTION 'group_session_full'; END IF;
    IF {ELSEWHERE.format(differs="IS DISTINCT FROM")} AND {BOOKED_ALREADY.format(at_most=0)}
    THEN RAISE EXCEPTION 'group_session_differs'; END IF;
    RETURN NEW;
END $$
"""

WHAT_MATTERS = "group_session_id, staff_id, site_id, kind, starts_at, ends_at, status"

OPENING_CHECKS = {
    "buffers_of_four_hours": "buffer_before_minutes BETWEEN 0 AND 240 AND buffer_after_minutes BETWEEN 0 AND 240",
    "notice_of_thirty_days": "notice_minutes BETWEEN 0 AND 43200",
    "horizon_of_a_year": "horizon_days BETWEEN 1 AND 366",
    "capacity_of_a_room": "capacity BETWEEN 1 AND 500",
}

OPENING_COLUMNS = {
    "buffer_before_minutes": "0",
    "buffer_after_minutes": "0",
    "notice_minutes": "120",
    "horizon_days": "60",
    "capacity": "1",
}

BUFFERS = ("buffer_before_minutes", "buffer_after_minutes")


def upgrade() -> None:
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holiday_region", sa.String(), nullable=True))
    with op.batch_alter_table("opening", schema=None) as batch_op:
        for name, default in OPENING_COLUMNS.items():
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=default))
        for name, condition in OPENING_CHECKS.items():
            batch_op.create_check_constraint(name, condition)
        batch_op.create_index("ix_opening_kind_weekday", ["kind", "weekday"], unique=False)
    _create_opening_exception()
    _create_absence()
    _create_group_session()
    _extend_appointment()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def _create_opening_exception() -> None:
    op.create_table(
        "opening_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", KIND, nullable=True),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("from_time", sa.Time(), nullable=True),
        sa.Column("to_time", sa.Time(), nullable=True),
        sa.CheckConstraint("(from_time IS NULL) = (to_time IS NULL)", name="closed_or_other_hours"),
        sa.CheckConstraint("from_time < to_time", name="opens_before_it_closes"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("opening_exception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opening_exception_body_id"), ["body_id"], unique=False)
        batch_op.create_index("ix_opening_exception_staff_date", ["staff_id", "on_date"], unique=False)


def _create_absence() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_body_id"), ["body_id"], unique=False)
        batch_op.create_index("ix_absence_staff_ends", ["staff_id", "ends_at"], unique=False)


def _create_group_session() -> None:
    op.create_table(
        "group_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        sa.CheckConstraint("capacity BETWEEN 1 AND 500", name="capacity_of_a_room"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "staff_id", "site_id", "kind", "starts_at", "ends_at", name="one_group_session_a_slot"
        ),
    )
    with op.batch_alter_table("group_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_session_body_id"), ["body_id"], unique=False)


def _extend_appointment() -> None:
    # Not by rebuilding the table on SQLite: other tables refer to its rows, and its triggers would go with it.
    op.execute("ALTER TABLE appointment ADD COLUMN group_session_id INTEGER REFERENCES group_session (id)")
    for name in BUFFERS:
        op.execute(f"ALTER TABLE appointment ADD COLUMN {name} INTEGER DEFAULT '0' NOT NULL")
    op.create_index(
        op.f("ix_appointment_group_session_id"), "appointment", ["group_session_id"], unique=False
    )


def _guard_sqlite() -> None:
    _overlap_sqlite(BUT_OF_ANOTHER_GROUP, f"UPDATE OF {WHAT_MATTERS}")
    op.execute(PLACES_SQLITE.format(event="insert", event_clause="INSERT"))
    op.execute(PLACES_SQLITE.format(event="update", event_clause=f"UPDATE OF {WHAT_MATTERS}"))
    op.execute(SESSION_SQLITE)


def _guard_postgres() -> None:
    _overlap_postgres(GROUP_DIFFERS)
    op.execute(PLACES_POSTGRES)
    op.execute(
        f"CREATE TRIGGER appointment_places BEFORE INSERT OR UPDATE OF {WHAT_MATTERS} ON appointment FOR EACH ROW"
        " WHEN (NEW.status = 'booked' AND NEW.group_session_id IS NOT NULL)"
        " EXECUTE FUNCTION refuse_more_than_places()"
    )
    op.execute(SESSION_POSTGRES)
    op.execute(
        "CREATE TRIGGER group_session_stays BEFORE UPDATE ON group_session"
        " FOR EACH ROW EXECUTE FUNCTION refuse_changed_group_session()"
    )


def _overlap_sqlite(but: str, moved: str) -> None:
    for event, clause in (("insert", "INSERT"), ("update", moved)):
        op.execute(f"DROP TRIGGER appointment_no_overlap_{event}")
        op.execute(OVERLAP_SQLITE.format(event=event, event_clause=clause, but=but))


def _overlap_postgres(but: str) -> None:
    op.execute("ALTER TABLE appointment DROP CONSTRAINT no_overlapping_appointments")
    op.execute(OVERLAP_POSTGRES.format(but=but))


def downgrade() -> None:
    """Fails where a group session has several candidates: without one, their appointments overlap."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("appointment_places_insert", "appointment_places_update", "group_session_stays"):
            op.execute(f"DROP TRIGGER {name}")
        _overlap_sqlite("", "UPDATE OF staff_id, starts_at, ends_at, status")
        op.execute("UPDATE appointment SET status = status")  # asks the triggers about those that are there
    else:
        op.execute("DROP FUNCTION refuse_more_than_places, refuse_changed_group_session CASCADE")
        _overlap_postgres("")
    op.drop_index(op.f("ix_appointment_group_session_id"), "appointment")
    for name in ("group_session_id", *BUFFERS):
        op.execute(f"ALTER TABLE appointment DROP COLUMN {name}")
    for table in ("group_session", "absence", "opening_exception"):
        op.drop_table(table)
    with op.batch_alter_table("opening", schema=None) as batch_op:
        batch_op.drop_index("ix_opening_kind_weekday")
        for name in OPENING_CHECKS:
            batch_op.drop_constraint(name, type_="check")
        for name in OPENING_COLUMNS:
            batch_op.drop_column(name)
    op.execute("ALTER TABLE site DROP COLUMN holiday_region")
