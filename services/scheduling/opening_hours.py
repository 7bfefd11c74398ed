"""What a body says of its advisers' hours: openings, exceptions of one day, absences, holidays of a site."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Integer, String, bindparam, column, literal_column, or_, table, update
from sqlalchemy import select as sql_select
from sqlmodel import SQLModel, col, select

from locales import NS_, Text
from services.actor import ActorKind
from services.candidates.models import CandidateRow
from services.dossiers import loading
from services.dossiers.facts import Site
from services.errors import Invalid, NotFound
from services.prepared import Prepared
from services.scheduling.models import (
    CAPACITY_MAX,
    HORIZON_DAYS,
    NOTICE_MINUTES,
    AbsenceRow,
    AppointmentRow,
    Kind,
    Mode,
    OpeningExceptionRow,
    OpeningRow,
    Status,
)
from services.scheduling.public_holidays import REGIONS
from services.service import Service
from services.staff.models import SiteRow, StaffRow

Row = TypeVar("Row", bound=SQLModel)

# Of migration 0003; services.staff.models does not name it.
HOLIDAY_REGION = literal_column("site.holiday_region", String())
_SITE = table("site", column("id", Integer()), column("holiday_region", String()))


_SITES: Any = SiteRow.__table__  # type: ignore[attr-defined]
_BODY: Any = bindparam("body_id", type_=Integer())
_ALL_SITES = sql_select(_SITES).order_by(col(SiteRow.town), col(SiteRow.name))
_THE_BODY = or_(_BODY.is_(None), col(SiteRow.body_id) == _BODY)

SITES = Prepared(_ALL_SITES.where(_THE_BODY))
SITES_FOR = Prepared(
    _ALL_SITES.join(CandidateRow, col(CandidateRow.id) == bindparam("candidate_id")).where(
        or_(col(CandidateRow.body_id).is_(None), col(CandidateRow.body_id) == col(SiteRow.body_id))
    )
)
SITE = Prepared(sql_select(_SITES).where(col(SiteRow.id) == bindparam("site_id"), _THE_BODY))


class OpeningHours(Service):
    def sites(self) -> list[Site]:
        """Sites that offer appointments: the actor's body's, or everybody's for a candidate without a body."""
        if self.actor.kind is ActorKind.CANDIDATE:
            return [*self._candidate_sites]
        return [loading.site_of(row) for row in SITES.all(self.session, body_id=self.actor.body_id)]

    @cached_property
    def _candidate_sites(self) -> list[Site]:
        """A candidate changes none of them, and their turn comes to them several times."""
        return [loading.site_of(row) for row in SITES_FOR.all(self.session, candidate_id=self.actor.id)]

    def site(self, site_id: int) -> Site:
        """Raises NotFound."""
        if self.actor.kind is ActorKind.CANDIDATE:
            for site in self._candidate_sites:
                if site.id == site_id:
                    return site
        row = SITE.one_or_none(self.session, site_id=site_id, body_id=self.actor.body_id)
        if row is None:
            raise NotFound
        return loading.site_of(row)

    def languages_at(self, site_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        """Which languages besides French those who receive at these sites speak, by site."""
        query = select(OpeningRow.site_id, StaffRow.languages).join(
            StaffRow, col(StaffRow.id) == col(OpeningRow.staff_id)
        )
        query = query.where(col(OpeningRow.site_id).in_(site_ids), col(StaffRow.active).is_(True))
        spoken: dict[int, set[str]] = {one: set() for one in site_ids}
        for site_id, languages in self.session.exec(query):
            spoken[site_id].update(languages)
        return {one: tuple(sorted(languages)) for one, languages in spoken.items()}

    def open(
        self,
        *,
        staff_id: int,
        site_id: int,
        kind: Kind,
        from_time: time,
        to_time: time,
        slot_minutes: int,
        modes: Sequence[Mode],
        weekday: int | None = None,
        on_date: date | None = None,
        buffer_before_minutes: int = 0,
        buffer_after_minutes: int = 0,
        notice_minutes: int = NOTICE_MINUTES,
        horizon_days: int = HORIZON_DAYS,
        capacity: int = 1,
    ) -> OpeningRow:
        """Opens hours, weekly (`weekday`, 0 is Monday) or on one date. Raises NotFound, Invalid."""
        if (weekday is None) == (on_date is None):
            raise Invalid(NS_("Give a weekday or a date, and not both."))
        if from_time >= to_time:
            raise Invalid(NS_("The opening must end after it begins."))
        if not modes:
            raise Invalid(NS_("Name at least one way to meet: centre, phone or video."))
        if not 1 <= capacity <= CAPACITY_MAX:
            raise Invalid(Text(NS_("A slot takes from 1 to {most} candidates.")).given(most=CAPACITY_MAX))
        self._staff_row(staff_id)
        self._site_row(site_id)
        row = OpeningRow(
            body_id=self.body_id,
            staff_id=staff_id,
            site_id=site_id,
            kind=kind,
            weekday=weekday,
            on_date=on_date,
            from_time=from_time,
            to_time=to_time,
            slot_minutes=slot_minutes,
            modes=[mode.value for mode in modes],
            buffer_before_minutes=buffer_before_minutes,
            buffer_after_minutes=buffer_after_minutes,
            notice_minutes=notice_minutes,
            horizon_days=horizon_days,
            capacity=capacity,
        )
        self._add(row)
        self.audit("opening.created", opening_id=row.id)
        return row

    def remove_opening(self, opening_id: int) -> OpeningRow:
        """Its appointments stand: those who have one were promised it. Raises NotFound."""
        return self._remove(OpeningRow, opening_id, "opening.removed")

    def except_on(
        self,
        *,
        staff_id: int,
        site_id: int,
        on_date: date,
        hours: tuple[time, time] | None = None,
        kind: Kind | None = None,
    ) -> OpeningExceptionRow:
        """Closed on that date (no `hours`), or other hours than each week's. Raises NotFound, Invalid.

        Hours are the site's wall clock. With `kind`, it concerns openings of that kind only.
        """
        if hours and hours[0] >= hours[1]:
            raise Invalid(NS_("The opening must end after it begins."))
        self._staff_row(staff_id, lock=True)
        self._site_row(site_id)
        from_time, to_time = hours or (None, None)
        row = OpeningExceptionRow(
            body_id=self.body_id,
            staff_id=staff_id,
            site_id=site_id,
            kind=kind,
            on_date=on_date,
            from_time=from_time,
            to_time=to_time,
        )
        self._add(row)
        self.audit("opening_exception.created", exception_id=row.id)
        return row

    def remove_exception(self, exception_id: int) -> OpeningExceptionRow:
        """That date is as every week again. Raises NotFound."""
        return self._remove(OpeningExceptionRow, exception_id, "opening_exception.removed")

    def add_absence(self, *, staff_id: int, starts_at: datetime, ends_at: datetime) -> AbsenceRow:
        """Offers nothing of that adviser's meanwhile. Raises NotFound, Invalid.

        Appointments that fall into it stand until somebody moves or cancels them: see `appointments_within`.
        """
        if starts_at >= ends_at:
            raise Invalid(NS_("The absence must end after it begins."))
        self._staff_row(staff_id, lock=True)
        row = AbsenceRow(body_id=self.body_id, staff_id=staff_id, starts_at=starts_at, ends_at=ends_at)
        self._add(row)
        self.audit("absence.created", absence_id=row.id, staff_id=staff_id)
        return row

    def remove_absence(self, absence_id: int) -> AbsenceRow:
        """Raises NotFound."""
        return self._remove(AbsenceRow, absence_id, "absence.removed")

    def appointments_within(self, absence: AbsenceRow) -> list[int]:
        """The ids of the appointments that still stand in an absence, earliest first."""
        query = select(AppointmentRow.id).where(
            col(AppointmentRow.staff_id) == absence.staff_id,
            col(AppointmentRow.status) == Status.BOOKED,
            col(AppointmentRow.starts_at) < absence.ends_at,
            col(AppointmentRow.ends_at) > absence.starts_at,
        )
        found = self.session.exec(query.order_by(col(AppointmentRow.starts_at), col(AppointmentRow.id)))
        return [one for one in found if one is not None]

    def set_holiday_region(self, site_id: int, region: str | None) -> None:
        """Which region's public holidays hold at a site; None: those of its zone. Raises NotFound, Invalid."""
        if region is not None and region not in REGIONS:
            raise Invalid(
                Text(NS_("Name a region of France by its code: {codes}.")).given(
                    codes=", ".join(sorted(REGIONS))
                )
            )
        self._site_row(site_id)
        change = update(_SITE).where(_SITE.c.id == site_id).values(holiday_region=region)
        self.session.connection().execute(change)
        self.audit("site.holiday_region_set", site_id=site_id, region=region)

    def _add(self, row: SQLModel) -> None:
        self.session.add(row)
        self.session.flush()

    def _remove(self, kind: type[Row], one: int, action: str) -> Row:
        row: Any = self.session.get(kind, one)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        self.session.delete(row)
        self.session.flush()
        self.audit(action, id=one)
        return row  # type: ignore[no-any-return]

    def _site_row(self, site_id: int) -> SiteRow:
        row = self.session.get(SiteRow, site_id)
        if row is None or self.actor.body_id not in (None, row.body_id):
            raise NotFound
        return row

    def _staff_row(self, staff_id: int, *, lock: bool = False) -> StaffRow:
        # The lock makes two bookings of one adviser wait for each other instead of deadlocking on the constraint.
        row = self.session.get(StaffRow, staff_id, with_for_update=lock)
        if row is None or self.actor.body_id not in (None, row.body_id):
            raise NotFound
        return row
