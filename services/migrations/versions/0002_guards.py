"""What must not be, the database itself refuses: overlapping appointments, a jury without parity, a changed audit."""

from alembic import op

revision = "0002_guards"
down_revision = "0001_the_path"

OVERLAP_SQLITE = """
CREATE TRIGGER appointment_no_overlap_{event} BEFORE {event_clause} ON appointment
WHEN NEW.status = 'booked' AND EXISTS (
    SELECT 1 FROM appointment AS other
    WHERE other.staff_id = NEW.staff_id AND other.status = 'booked' AND other.id IS NOT NEW.id
      AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
)
BEGIN SELECT RAISE(ABORT, 'no_overlapping_appointments'); END
"""

OVERLAP_POSTGRES = """
ALTER TABLE appointment ADD CONSTRAINT no_overlapping_appointments EXCLUDE USING gist (
    int8range(staff_id, staff_id, '[]') WITH &&,
    tstzrange(starts_at, ends_at) WITH &&
) WHERE (status = 'booked')
"""

NO_PARITY = """
    NEW.published_at IS NOT NULL AND (
        (SELECT count(*) FROM jury_member WHERE jury_session_id = NEW.id AND side = 'employers')
        <> (SELECT count(*) FROM jury_member WHERE jury_session_id = NEW.id AND side = 'employees')
        OR NOT EXISTS (SELECT 1 FROM jury_member WHERE jury_session_id = NEW.id)
    )
"""

PARITY_SQLITE = f"""
CREATE TRIGGER jury_parity_{{event}} BEFORE {{event_clause}} ON jury_session WHEN {NO_PARITY}
BEGIN SELECT RAISE(ABORT, 'jury_without_parity'); END
"""

PARITY_POSTGRES = f"""
CREATE FUNCTION refuse_jury_without_parity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {NO_PARITY} THEN RAISE EXCEPTION 'jury_without_parity'; END IF;
    RETURN NEW;
END $$
"""

# After publication the members stay as they were: parity is recorded, not only checked once.
MEMBERS_SQLITE = """
CREATE TRIGGER jury_members_stay_{event} BEFORE {event} ON jury_member
WHEN EXISTS (SELECT 1 FROM jury_session WHERE id = {row}.jury_session_id AND published_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'jury_published'); END
"""

MEMBERS_POSTGRES = """
CREATE FUNCTION refuse_changed_jury() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE session_id integer;
BEGIN
    IF TG_OP = 'INSERT' THEN session_id := NEW.jury_session_id; ELSE session_id := OLD.jury_session_id; END IF;
    IF EXISTS (SELECT 1 FROM jury_session WHERE id = session_id AND published_at IS NOT NULL)
    THEN RAISE EXCEPTION 'jury_published'; END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$
"""

AUDIT_SQLITE = """
CREATE TRIGGER audit_stays_{event} BEFORE {event} ON audit
BEGIN SELECT RAISE(ABORT, 'audit_is_append_only'); END
"""

AUDIT_POSTGRES = """
CREATE FUNCTION refuse_changed_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit_is_append_only'; END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgres()


def _upgrade_sqlite() -> None:
    moved = "UPDATE OF staff_id, starts_at, ends_at, status"
    op.execute(OVERLAP_SQLITE.format(event="insert", event_clause="INSERT"))
    op.execute(OVERLAP_SQLITE.format(event="update", event_clause=moved))
    op.execute(PARITY_SQLITE.format(event="insert", event_clause="INSERT"))
    op.execute(PARITY_SQLITE.format(event="update", event_clause="UPDATE OF published_at"))
    for event, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
        op.execute(MEMBERS_SQLITE.format(event=event, row=row))
    for event in ("update", "delete"):
        op.execute(AUDIT_SQLITE.format(event=event))


def _upgrade_postgres() -> None:
    op.execute(OVERLAP_POSTGRES)
    op.execute(PARITY_POSTGRES)
    op.execute(
        "CREATE TRIGGER jury_parity BEFORE INSERT OR UPDATE OF published_at ON jury_session"
        " FOR EACH ROW EXECUTE FUNCTION refuse_jury_without_parity()"
    )
    op.execute(MEMBERS_POSTGRES)
    op.execute(
        "CREATE TRIGGER jury_members_stay BEFORE INSERT OR UPDATE OR DELETE ON jury_member"
        " FOR EACH ROW EXECUTE FUNCTION refuse_changed_jury()"
    )
    op.execute(AUDIT_POSTGRES)
    op.execute(
        "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit"
        " FOR EACH ROW EXECUTE FUNCTION refuse_changed_audit()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in (
            "appointment_no_overlap_insert",
            "appointment_no_overlap_update",
            "jury_parity_insert",
            "jury_parity_update",
            "jury_members_stay_insert",
            "jury_members_stay_update",
            "jury_members_stay_delete",
            "audit_stays_update",
            "audit_stays_delete",
        ):
            op.execute(f"DROP TRIGGER {name}")
        return
    op.execute("ALTER TABLE appointment DROP CONSTRAINT no_overlapping_appointments")
    op.execute("DROP FUNCTION refuse_jury_without_parity, refuse_changed_jury, refuse_changed_audit CASCADE")
