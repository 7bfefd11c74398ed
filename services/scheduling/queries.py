"""The statements of a search for free slots, made once: what differs from one search to the next are values."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, literal, null, or_, union_all
from sqlalchemy import select as sql_select
from sqlmodel import col

from services.prepared import Prepared
from services.scheduling.models import (
    AbsenceRow,
    AppointmentRow,
    HoldRow,
    OpeningExceptionRow,
    OpeningRow,
    Status,
)
from services.scheduling.opening_hours import HOLIDAY_REGION
from services.staff.models import SiteRow, StaffRow

Names = tuple[str, ...]
"""By what the openings are chosen: columns that they share with their exceptions, or MODES."""

MODES = "modes"
"""A pattern that the ways to meet must match."""

OPENING: tuple[Any, ...] = (
    OpeningRow.id, OpeningRow.staff_id, OpeningRow.site_id, SiteRow.timezone, OpeningRow.weekday, OpeningRow.on_date,
    OpeningRow.from_time, OpeningRow.to_time, cast(col(OpeningRow.modes), String), OpeningRow.slot_minutes,
    OpeningRow.buffer_before_minutes, OpeningRow.buffer_after_minutes, OpeningRow.notice_minutes,
    OpeningRow.horizon_days, OpeningRow.capacity, HOLIDAY_REGION,
)  # fmt: skip

_APPOINTMENT = (
    AppointmentRow.staff_id, AppointmentRow.starts_at, AppointmentRow.ends_at, AppointmentRow.buffer_before_minutes,
    AppointmentRow.buffer_after_minutes, AppointmentRow.group_session_id, AppointmentRow.site_id, AppointmentRow.kind,
)  # fmt: skip

_HOLD = (
    HoldRow.staff_id, HoldRow.starts_at, HoldRow.ends_at, HoldRow.buffer_before_minutes,
    HoldRow.buffer_after_minutes, HoldRow.group_session_id, HoldRow.site_id, HoldRow.kind,
)  # fmt: skip

_ABSENCE = (
    AbsenceRow.staff_id, AbsenceRow.starts_at, AbsenceRow.ends_at, literal(0), literal(0), null(), null(), null(),
)  # fmt: skip

_THEIRS: Any = bindparam("staff_ids", expanding=True)


def _select(*columns: Any) -> Select[Any]:
    """Of many columns, which the types of SQLAlchemy's own do not count."""
    return sql_select(*columns)


def openings(names: Names, *columns: Any) -> Select[Any]:
    """These columns of the openings, their sites and staff."""
    query = _select(*columns).select_from(OpeningRow)
    query = query.join(SiteRow, col(OpeningRow.site_id) == col(SiteRow.id))
    query = query.join(StaffRow, col(OpeningRow.staff_id) == col(StaffRow.id))
    if MODES in names:
        query = query.where(cast(col(OpeningRow.modes), String).like(bindparam(MODES)))
    return query.where(col(StaffRow.active).is_(True), *_named(OpeningRow, names))


@cache
def first_openings(names: Names, count: int) -> Prepared:
    return Prepared(openings(names, *OPENING).limit(count))


@cache
def exceptions_from(names: Names) -> Prepared:
    """The exceptions of openings that are chosen by these names (`kind` is the first), from the day `since` on."""
    table = OpeningExceptionRow
    columns = table.staff_id, table.site_id, table.kind, table.on_date, table.from_time, table.to_time
    that_kind, *others = _named(table, names)
    query = _select(*columns).where(or_(col(table.kind).is_(None), that_kind), *others)
    return Prepared(query.where(col(table.on_date) >= bindparam("since")))


TAKEN = Prepared(
    union_all(
        _select(*_APPOINTMENT).where(
            col(AppointmentRow.staff_id).in_(_THEIRS),
            col(AppointmentRow.status) == Status.BOOKED,
            col(AppointmentRow.starts_at) > bindparam("begins"),
            col(AppointmentRow.starts_at) < bindparam("ends"),
            col(AppointmentRow.id) != bindparam("appointment_id"),
        ),
        _select(*_HOLD).where(
            col(HoldRow.staff_id).in_(_THEIRS),
            col(HoldRow.expires_at) > bindparam("now"),
            col(HoldRow.starts_at) > bindparam("begins"),
            col(HoldRow.starts_at) < bindparam("ends"),
            col(HoldRow.candidate_id) != bindparam("candidate_id"),
        ),
        _select(*_ABSENCE).where(
            col(AbsenceRow.staff_id).in_(_THEIRS),
            col(AbsenceRow.ends_at) > bindparam("begins"),
            col(AbsenceRow.starts_at) < bindparam("ends"),
        ),
    )
)
"""What advisers have between two moments, but for one appointment and what one candidate holds."""


def _named(table: Any, names: Names) -> list[ColumnElement[bool]]:
    return [col(getattr(table, name)) == bindparam(name) for name in names if name != MODES]
