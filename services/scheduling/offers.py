"""Free slots, as screens and clients ask for them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from services.scheduling.models import AppointmentRow, Kind, Mode
from services.scheduling.opening_hours import OpeningHours
from services.scheduling.openings import HORIZON, Opening
from services.scheduling.reading import ReadTaken, ReadTimetable, Wanted
from services.scheduling.refusals import SlotNotOffered, SlotTaken
from services.scheduling.slots import Search, Slot
from services.scheduling.taken import Taken

FURTHEST = timedelta(days=366)
"""No opening's horizon lies beyond."""


class Offers(OpeningHours):
    def slots(
        self,
        kind: Kind,
        *,
        site_id: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: tuple[int, int, int] | None = None,
        limit: int | None = None,
    ) -> list[Slot]:
        """Free slots of a kind, earliest first; those after one (its `key`), and `limit` many at the most."""
        since, until = since or self.now, until or self.now + HORIZON
        if after is not None:
            since = max(since, datetime.fromtimestamp(after[0], UTC))
        found = self._search(kind, site_id).slots(since, until)
        if after is not None:
            found = (slot for slot in found if slot.key > after)
        return list(islice(found, limit))

    def next_days(
        self, kind: Kind, zone: str, *, site_id: int | None = None, since: datetime | None = None, count: int
    ) -> list[date]:
        """The next days (of `zone`, IANA) on which a slot is free, in order."""
        days = self._search(kind, site_id).next_days(since or self.now, self.now + FURTHEST, zone)
        return list(islice(days, count))

    def times_of_day(self, kind: Kind, day: date, zone: str, *, site_id: int | None = None) -> list[Slot]:
        """Free slots that begin on a day of `zone` (IANA), one for each time: the first adviser's."""
        since, until = (
            datetime.combine(one, time(0), ZoneInfo(zone)) for one in (day, day + timedelta(days=1))
        )
        return list(self._search(kind, site_id).times(since, until))

    def nearest(
        self, kind: Kind, near: datetime, *, site_id: int | None = None, count: int = 3
    ) -> list[Slot]:
        """The free slots nearest in time to `near`, nearest first; one for each time, the first adviser's."""
        return self._search(kind, site_id).nearest(near, self.now, self.now + FURTHEST, count)

    def _search(self, kind: Kind, site_id: int | None) -> Search:
        wanted = Wanted(kind, site_id, body_id=self.actor.body_id)
        timetable = ReadTimetable(self.session, wanted, self.now.date())
        return Search(timetable, ReadTaken(self.session, timetable.staff_ids), self.now)

    def _offered(
        self, wanted: Wanted, starts_at: datetime, mode: Mode, moving: AppointmentRow | None = None
    ) -> tuple[Slot, Opening]:
        """The slot as an opening has it, so that nobody books an hour that was never offered.

        Raises SlotNotOffered, SlotTaken.
        """
        timetable = ReadTimetable(self.session, wanted, self.now.date())
        offered = Search(timetable, Taken(), self.now).at(starts_at)
        if not any(mode in slot.modes for slot, _ in offered):
            raise SlotNotOffered
        assert wanted.staff_id is not None
        taken = ReadTaken(self.session, [wanted.staff_id], besides=moving)
        free = Search(timetable, taken, self.now).at(starts_at)
        found = next(((slot, opening) for slot, opening in free if mode in slot.modes), None)
        if found is None:
            raise SlotTaken
        return found
