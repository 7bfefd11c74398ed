"""Free slots, as screens and clients ask for them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from services.actor import ActorKind
from services.scheduling.models import Kind, Mode
from services.scheduling.opening_hours import OpeningHours
from services.scheduling.openings import HORIZON
from services.scheduling.reading import Besides, ReadTaken, ReadTimetable, Wanted
from services.scheduling.refusals import SlotNotOffered, SlotTaken
from services.scheduling.slots import Offer, Search, Slot
from services.scheduling.taken import Taken

FURTHEST = timedelta(days=366)
"""No opening's horizon lies beyond."""


class Offers(OpeningHours):
    """What a candidate holds is taken for all others, and free for the candidate."""

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
        self,
        kind: Kind,
        zone: str,
        *,
        site_id: int | None = None,
        mode: Mode | None = None,
        since: datetime | None = None,
        count: int,
    ) -> list[date]:
        """The next days (of `zone`, IANA) on which a slot is free (for `mode`), in order."""
        search = self._search(kind, site_id, mode)
        return list(islice(search.next_days(since or self.now, self.now + FURTHEST, zone), count))

    def times_of_day(
        self, kind: Kind, day: date, zone: str, *, site_id: int | None = None, mode: Mode | None = None
    ) -> list[Slot]:
        """Free slots that begin on a day of `zone` (IANA), one for each time: the first adviser's."""
        since, until = (
            datetime.combine(one, time(0), ZoneInfo(zone)) for one in (day, day + timedelta(days=1))
        )
        return list(self._search(kind, site_id, mode).times(since, until))

    def nearest(
        self,
        kind: Kind,
        near: datetime,
        *,
        site_id: int | None = None,
        mode: Mode | None = None,
        count: int = 3,
    ) -> list[Slot]:
        """The free slots nearest in time to `near`, nearest first; one for each time, the first adviser's."""
        return self._search(kind, site_id, mode).nearest(near, self.now, self.now + FURTHEST, count)

    def _search(self, kind: Kind, site_id: int | None, mode: Mode | None = None) -> Search:
        wanted = Wanted(kind, site_id, body_id=self.actor.body_id, mode=mode)
        own = self.actor.id if self.actor.kind is ActorKind.CANDIDATE else None
        timetable = ReadTimetable(self.session, wanted, self.now.date())
        taken = ReadTaken(self.session, timetable.staff_ids, self.now, Besides(candidate_id=own))
        return Search(timetable, taken, self.now)

    def _offered(
        self, wanted: Wanted, starts_at: datetime, besides: Besides, as_of: datetime | None = None
    ) -> list[Offer]:
        """The free slots that openings have at that time, so that nobody books an hour that was never offered.

        `as_of` is when it was offered: what somebody holds stays bookable when its notice period begins.
        Raises SlotNotOffered, SlotTaken.
        """
        as_of = as_of or self.now
        timetable = ReadTimetable(self.session, wanted, self.now.date())
        if not Search(timetable, Taken(), as_of).at(starts_at):
            raise SlotNotOffered
        taken = ReadTaken(self.session, timetable.staff_ids, self.now, besides)
        free = Search(timetable, taken, as_of).at(starts_at)
        if not free:
            raise SlotTaken
        return free
