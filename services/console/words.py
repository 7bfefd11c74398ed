"""Texts, days and hours of a page, in the language of who reads it and on the clock that is meant."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as wall_clock
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_timedelta, get_timezone_location

from locales import NS_, Day, Text, TimeOfDay, plain
from locales.catalogs import babel_locale, catalog


@dataclass(frozen=True, slots=True)
class Words:
    """`zone` is the reader's own (an IANA name); a moment read on another clock says so."""

    locale: str
    zone: str
    now: datetime

    @property
    def today(self) -> date:
        """The day on the reader's clock."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def say(self, msgid: str, **values: object) -> str:
        """A text for staff. Its values are data; the template escapes the whole."""
        said = catalog(self.locale).gettext(msgid)
        return said.format(**values) if values else said

    def candidate_text(self, text: Text) -> str:
        """A text of the candidates' catalog, as staff read it."""
        return plain(text, self.locale)

    def day(self, on: date) -> str:
        """Friday 8 January; with its year where that is not the present one."""
        return plain(Day(on, with_year=on.year != self.now.astimezone(ZoneInfo(self.zone)).year), self.locale)

    def moment(self, at: datetime, zone: str | None = None) -> str:
        """Fri 8 Jan, 14:00 on the clock of `zone`, named where it differs from the reader's."""
        zone = zone or self.zone
        local = at.astimezone(ZoneInfo(zone))
        same_year = local.year == self.now.astimezone(ZoneInfo(zone)).year
        skeleton = "MMMEd" if same_year else "yMMMEd"
        day = format_skeleton(skeleton, local.date(), locale=babel_locale(self.locale))
        return f"{day}, {self.time(at, zone)}{self._clock(at, zone)}"

    def hours(self, starts_at: datetime, ends_at: datetime, zone: str) -> str:
        """Fri 8 Jan, 14:00-16:00."""
        clock = self._clock(starts_at, zone)
        return f"{self.moment(starts_at, zone).removesuffix(clock)}–{self.time(ends_at, zone)}{clock}"

    def period(self, starts_at: datetime, ends_at: datetime, zone: str) -> str:
        """From when until when, be it days: Fri 8 Jan – Sun 10 Jan, where both are whole."""
        begin, end = (moment.astimezone(ZoneInfo(zone)) for moment in (starts_at, ends_at))
        if begin.time() == end.time() == wall_clock(0):
            last = end.date() - timedelta(days=1)
            days = [self.short_day(begin.date()), *([self.short_day(last)] if last > begin.date() else [])]
            return " – ".join(days)
        if begin.date() == end.date():
            return self.hours(starts_at, ends_at, zone)
        return f"{self.moment(starts_at, zone)} – {self.moment(ends_at, zone)}"

    def time(self, at: datetime, zone: str) -> str:
        """14:00, or 14 h: it stays on one line."""
        return plain(TimeOfDay(at, zone), self.locale).replace(" ", "\u00a0")

    def short_day(self, on: date) -> str:
        """Fri 8 Jan."""
        return str(format_skeleton("MMMEd", on, locale=babel_locale(self.locale)))

    def weekday(self, number: int) -> str:
        """Monday for 0."""
        name = str(babel_locale(self.locale).days["stand-alone"]["wide"][number])
        return name[:1].upper() + name[1:]

    def iso_day(self, at: datetime, zone: str) -> str:
        """The day of a moment as addresses and fields have it: 2027-01-08."""
        return at.astimezone(ZoneInfo(zone)).date().isoformat()

    def clock(self, at: datetime, zone: str) -> str:
        """The time of a moment as addresses and fields have it: 14:00."""
        return self.hour_minute(at.astimezone(ZoneInfo(zone)).time())

    def hour_minute(self, clock: wall_clock) -> str:
        return f"{clock:%H:%M}"

    def clock_of(self, zone: str) -> str:
        """Whose hours they are, where these are not the reader's."""
        place = get_timezone_location(zone, locale=babel_locale(self.locale), return_city=True)
        return self.say(NS_("clock of {place}"), place=place)

    def ago(self, at: datetime) -> str:
        """Today, yesterday, 5 days ago: counted in days of the reader's calendar."""
        zone = ZoneInfo(self.zone)
        days = (self.now.astimezone(zone).date() - at.astimezone(zone).date()).days
        if days <= 0:
            return self.say(NS_("today"))
        if days == 1:
            return self.say(NS_("yesterday"))
        return format_timedelta(at - self.now, add_direction=True, locale=babel_locale(self.locale))

    def language(self, code: str) -> str:
        """A language's name in the reader's."""
        return str(babel_locale(self.locale).languages.get(code, code))

    def _clock(self, at: datetime, zone: str) -> str:
        if at.astimezone(ZoneInfo(zone)).utcoffset() == at.astimezone(ZoneInfo(self.zone)).utcoffset():
            return ""
        return f" ({self.clock_of(zone)})"
