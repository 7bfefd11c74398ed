"""After booking: another way to meet, coming late, and what the adviser hears of it in time."""

from datetime import timedelta

from locales import NS_, Moment, Text
from services.candidates.models import CandidateRow
from services.dossiers.facts import Appointment
from services.messages.models import TaskKind
from services.messages.tasks import open_task
from services.notices.planner import plan_one, replan
from services.notices.rule import Wanted
from services.notices.wording import Wording
from services.scheduling.holds import Holds
from services.scheduling.models import AppointmentRow, Mode
from services.scheduling.reading import ReadTimetable
from services.scheduling.reading import Wanted as WantedSlots
from services.scheduling.refusals import AppointmentOver, SlotNotOffered
from services.scheduling.slots import Search
from services.scheduling.taken import Taken
from services.staff.models import SiteRow, StaffRow

LATE_FROM = timedelta(hours=3)
"""Who says earlier that they come late has time to move."""

SHORT_NOTICE = timedelta(hours=24)
"""The adviser hears at once of what changes so shortly before; the rest stands in the console."""


class Afterwards(Holds):
    def ways(self, appointment_id: int) -> tuple[Mode, ...]:
        """The ways in which one may meet at the hour of an appointment. Raises NotFound."""
        return self._ways(self._row(appointment_id))

    def meet(self, appointment_id: int, mode: Mode) -> Appointment:
        """The same hour, met in another way. Raises SlotNotOffered, AppointmentOver, NotFound."""
        row = self._open_row(appointment_id)
        if row.ends_at <= self.now:
            raise AppointmentOver
        if mode not in self._ways(row):
            raise SlotNotOffered
        if mode is not row.mode:
            self._write(row, mode=mode, **self._change_of(row))
            self.audit("appointment.way_changed", row.candidate_id, appointment_id=row.id, mode=mode)
            self._tell_adviser(
                row, NS_("{name} (candidate {id}) comes in another way, see the console: {when}")
            )
            replan(self.session, row.candidate_id, self.now)
        return self._appointment(row)

    def come_late(self, appointment_id: int, minutes: int) -> Appointment:
        """The adviser hears by how much; later words replace earlier ones. Raises AppointmentOver, NotFound."""
        row = self._open_row(appointment_id)
        if row.ends_at <= self.now or row.starts_at - self.now > LATE_FROM:
            raise AppointmentOver
        if row.late_minutes != minutes:
            row.late_minutes = minutes
            self.session.add(row)
            self.audit("appointment.late", row.candidate_id, appointment_id=row.id, minutes=minutes)
            said = NS_("⏰ {name} (candidate {id}) comes {n} minutes late: {when}")
            if not self._tell_adviser(row, said, n=minutes):
                key = f"{TaskKind.COMES_LATE}:a{row.id}:{row.version}"
                open_task(
                    self.session,
                    self.now,
                    TaskKind.COMES_LATE,
                    key,
                    row.body_id,
                    row.candidate_id,
                    starts_at=row.starts_at.isoformat(),
                )
        return self._appointment(row)

    def _ways(self, row: AppointmentRow) -> tuple[Mode, ...]:
        """Of the openings that have a slot then, whatever their notice period; the present way in any case."""
        timetable = ReadTimetable(
            self.session, WantedSlots(row.kind, row.site_id, row.staff_id), self.now.date()
        )
        found = {row.mode}
        for notice in {opening.notice for opening in timetable.openings}:
            offered = Search(timetable, Taken(), row.starts_at - notice).at(row.starts_at)
            found.update(mode for slot, _ in offered for mode in slot.modes)
        return tuple(mode for mode in Mode if mode in found)

    def _tell_adviser(self, row: AppointmentRow, said: str, **values: int) -> bool:
        """Tells the adviser, on the clock of the site, what a candidate changed shortly before.

        False where the adviser has no chat.
        """
        staff = self.session.get_one(StaffRow, row.staff_id)
        if not self._by_candidate or row.starts_at - self.now > SHORT_NOTICE:
            return True
        if staff.chat_id is None:
            return False
        candidate = self.session.get_one(CandidateRow, row.candidate_id)
        zone = self.session.get_one(SiteRow, row.site_id).timezone
        text = Text(said).given(
            name=candidate.first_name,
            id=row.candidate_id,
            when=Moment(row.starts_at, zone),
            **values,
        )
        subject = f"a{row.id}.{row.version}.{'.'.join(map(str, values.values()))}"
        one = Wanted(subject, row.version, self.now, row.ends_at, Wording((text,)))
        plan_one(self.session, "appointment_news", one, self.now, body_id=row.body_id, staff_id=row.staff_id)
        return True
