"""Calendar files and feeds: read by two packages, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from services.database import Database
from services.dossiers.domains import Domain
from services.dossiers.facts import Appointment
from services.dossiers.kinds import Outcome
from services.dossiers.service import Aim
from services.errors import NotFound
from services.scheduling.models import Kind, Mode
from services.staff.models import StaffRow
from services.training.lessons import PlannedSession
from tests.services.console.centre import Centre, make_centre
from tests.services.scheduling.calendars import PhoneCalendar, event_in, read

PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")
TUESDAY = datetime(2027, 1, 5, 10, tzinfo=PARIS)
THURSDAY = datetime(2027, 1, 7, 15, tzinfo=PARIS)


@pytest.fixture
def centre(database_url: str, now: datetime) -> Iterator[Centre]:
    database = Database(database_url)
    yield make_centre(database, now)
    database.close()


def book(centre: Centre, one: int, starts_at=TUESDAY, mode=Mode.CENTRE, kind=Kind.INTERVIEW) -> Appointment:
    return centre.candidate(
        one,
        lambda services: services.scheduling.book(
            one, kind=kind, site_id=centre.site_id, staff_id=centre.adviser_id, starts_at=starts_at, mode=mode
        ),
    )


def file_of(centre: Centre, one: int, appointment: Appointment, locale="fr") -> bytes:
    return centre.candidate(one, lambda s: s.scheduling.calendar_file(appointment.id, locale))


def link(centre: Centre, one: int) -> str:
    return centre.candidate(one, lambda services: services.feeds.new_link(one))


def feed(centre: Centre, secret: str) -> bytes:
    return centre.system(lambda services: services.feeds.calendar(secret))


def train(centre: Centre, one: int, *starts: datetime) -> None:
    """Sessions of three hours in a domain that the candidate is to work on."""
    centre.outcome(one, Outcome.DOSSIER_OPENED, 60)
    centre.assess(one, tuple(d for d in Domain if d is not Domain.D2), 50)
    plan = [Aim(Domain.D2, (centre.now + timedelta(days=90)).date())]
    centre.staff(lambda services: services.dossiers.set_training_plan(one, plan), 49)
    sessions = [
        PlannedSession(Domain.D2, at, at + timedelta(hours=3), "Salle 3; Part-Dieu, Lyon", centre.trainer_id)
        for at in starts
    ]
    centre.staff(lambda services: services.training.plan_sessions(one, sessions), 48)


def test_a_file_says_when_where_and_rings(centre: Centre):
    one = centre.register("Amina")
    content = file_of(centre, one, book(centre, one))

    event = event_in(content)
    assert (event.start_datetime, event.dtstart.utcoffset()) == (TUESDAY, timedelta(hours=1))
    assert event.location == "Part-Dieu, 12 rue des Essais, 69003 Lyon"
    assert (event.geo.lat, event.geo.lng) == (45.76, 4.86)
    assert event.alarm[0].trigger == timedelta(hours=-2)
    assert "entretien d’information" in event.summary
    assert "Claire Moreau" in event.description
    whole = icalendar.Calendar.from_ical(content)
    assert [zone.tz_name for zone in whole.timezones] == ["Europe/Paris"]
    assert b"DTSTART;TZID=Europe/Paris:20270105T100000\r\n" in content
    assert whole["method"] == "PUBLISH"


def test_title_and_words_are_in_the_candidates_language(centre: Centre):
    one = centre.register("Amina", "en")
    appointment = book(centre, one)

    assert event_in(file_of(centre, one, appointment, "en")).summary.startswith("CléA: your interview")
    assert event_in(file_of(centre, one, appointment, "fr")).summary.startswith("CléA")
    assert "With Claire Moreau" in event_in(file_of(centre, one, appointment, "en")).description


def test_a_moved_appointment_updates_and_a_cancelled_one_goes(centre: Centre):
    one, phone = centre.register("Amina"), PhoneCalendar()
    appointment = book(centre, one)
    first = file_of(centre, one, appointment)
    phone.open(first)
    assert phone.starts == [TUESDAY]

    centre.candidate(one, lambda s: s.scheduling.move(appointment.id, starts_at=THURSDAY))
    phone.open(file_of(centre, one, appointment))
    assert phone.starts == [THURSDAY]
    phone.open(first)  # the old file once more
    assert phone.starts == [THURSDAY]

    centre.candidate(one, lambda s: s.scheduling.cancel(appointment.id))
    cancelled = file_of(centre, one, appointment)
    assert event_in(cancelled).status == "CANCELLED"
    assert b"BEGIN:VALARM" not in cancelled
    phone.open(cancelled)
    assert phone.events == {}


def test_two_appointments_of_one_person_are_two_events(centre: Centre):
    one, phone = centre.register("Amina"), PhoneCalendar()
    for kind, moment in ((Kind.INTERVIEW, TUESDAY), (Kind.ASSESSMENT, THURSDAY)):
        phone.open(file_of(centre, one, book(centre, one, moment, kind=kind)))

    assert phone.starts == [TUESDAY, THURSDAY]


def test_by_video_from_la_reunion_her_hour_is_hers_and_the_instant_his(centre: Centre):
    one = centre.register("Marie", zone="Indian/Reunion")
    appointment = book(centre, one, mode=Mode.VIDEO)

    for content in (file_of(centre, one, appointment), feed(centre, link(centre, one))):
        event = event_in(content)
        assert b"DTSTART;TZID=Indian/Reunion:20270105T130000\r\n" in content
        assert event.dtstart.replace(tzinfo=REUNION) == TUESDAY
        assert icalendar.Calendar.from_ical(content).events[0].start == TUESDAY
        assert event.location is None


def test_who_flies_to_lyon_reads_the_hour_of_lyon(centre: Centre):
    one = centre.register("Marie", zone="Indian/Reunion")
    content = file_of(centre, one, book(centre, one))

    assert b"DTSTART;TZID=Europe/Paris:20270105T100000\r\n" in content


def test_the_clock_of_a_file_changes_when_summer_time_comes(centre: Centre):
    """The zone that travels with the file, not the reader's own knowledge, says which instants are meant."""
    one = centre.register("Amina")
    content = file_of(centre, one, book(centre, one))

    strange = content.replace(b"Europe/Paris", b"Somewhere")
    zone = icalendar.Calendar.from_ical(strange).timezones[0].to_tz(lookup_tzid=False)
    assert datetime(2027, 1, 5, 10, tzinfo=zone).utcoffset() == timedelta(hours=1)
    assert datetime(2027, 7, 5, 10, tzinfo=zone).utcoffset() == timedelta(hours=2)


def test_the_feed_has_appointments_and_training_of_now_and_of_a_month_ago(centre: Centre, now: datetime):
    one = centre.register("Amina", days_ago=70)
    lately, long_ago = now - timedelta(days=20), now - timedelta(days=31)
    train(centre, one, long_ago, lately, now + timedelta(days=3))
    book(centre, one, THURSDAY, kind=Kind.ASSESSMENT)

    calendar = read(feed(centre, link(centre, one)))
    starts = sorted(event.start_datetime for event in calendar.events)
    assert starts == sorted([lately, now + timedelta(days=3), THURSDAY])
    rooms = [e.location for e in calendar.events if e.uid.startswith("training")]
    assert rooms == ["Salle 3; Part-Dieu, Lyon"] * 2


def test_the_feed_follows_a_move_and_forgets_what_was_cancelled(centre: Centre):
    one = centre.register("Amina")
    secret, appointment = link(centre, one), book(centre, one)
    before = event_in(feed(centre, secret))

    centre.candidate(one, lambda s: s.scheduling.move(appointment.id, starts_at=THURSDAY))
    after = event_in(feed(centre, secret))
    assert (before.uid, before.sequence + 1) == (after.uid, after.sequence)
    assert after.start_datetime == THURSDAY
    assert after.uid == event_in(file_of(centre, one, appointment)).uid

    centre.candidate(one, lambda s: s.scheduling.cancel(appointment.id))
    assert read(feed(centre, secret)).events == []


def test_an_empty_feed_is_still_a_calendar(centre: Centre):
    content = feed(centre, link(centre, centre.register("Amina")))

    assert read(content).events == []
    assert b"BEGIN:VTIMEZONE" in content  # RFC 5545 asks for a component at least
    assert b"METHOD" not in content


def test_the_feed_names_nobody(centre: Centre):
    one, other = centre.register("Amina"), centre.register("Bilal")
    centre.database.run_now(lambda session: set_video_link(session, centre.adviser_id))
    train(centre, one, centre.now + timedelta(days=3))
    book(centre, one, mode=Mode.VIDEO)
    book(centre, other, THURSDAY)

    content = feed(centre, link(centre, one)).decode().replace("\r\n ", "")
    assert not [name for name in ("Amina", "Bilal", "Claire", "Moreau", "Sami", "Haddad") if name in content]
    assert content.count("BEGIN:VEVENT") == 2


def set_video_link(session, staff_id: int) -> None:
    session.get_one(StaffRow, staff_id).video_link = "https://visio.example.org/claire-moreau"


def test_the_same_feed_is_the_same_bytes(centre: Centre):
    one = centre.register("Amina")
    secret = link(centre, one)
    book(centre, one)

    assert feed(centre, secret) == feed(centre, secret)


def test_a_new_link_ends_the_old_one_and_a_removed_one_leads_nowhere(centre: Centre):
    one = centre.register("Amina")
    old, new = link(centre, one), link(centre, one)
    assert feed(centre, new)
    with pytest.raises(NotFound):
        feed(centre, old)

    centre.candidate(one, lambda services: services.feeds.remove_link(one))
    for secret in (old, new, "", "é", "\0", "x" * 5000):
        with pytest.raises(NotFound):
            feed(centre, secret)
    assert not centre.candidate(one, lambda services: services.feeds.has_link(one))


def test_erasing_a_person_ends_their_link(centre: Centre):
    one, other = centre.register("Amina"), centre.register("Bilal")
    secret, kept = link(centre, one), link(centre, other)

    centre.candidate(one, lambda services: services.candidates.erase(one))

    with pytest.raises(NotFound):
        feed(centre, secret)
    assert feed(centre, kept)


def test_nobody_makes_another_persons_link(centre: Centre):
    one, other = centre.register("Amina"), centre.register("Bilal")

    for work in (
        lambda services: services.feeds.new_link(other),
        lambda services: services.feeds.has_link(other),
        lambda services: services.feeds.remove_link(other),
    ):
        with pytest.raises(NotFound):
            centre.candidate(one, work)


def test_only_the_secrets_hash_is_kept(centre: Centre):
    one = centre.register("Amina")
    secret = link(centre, one)
    deeds = centre.staff(lambda services: [row.action for row in services.candidates.history(one)])

    assert len(secret) >= 32  # 192 bits
    assert "calendar.linked" in deeds
    if centre.database.is_sqlite:
        with centre.database.engine.connect() as connection:
            dump = "".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
        assert secret not in dump


def test_summer_hours_are_read_as_they_were_said(centre: Centre):
    one = centre.register("Amina", days_ago=70)
    at = datetime(2027, 3, 30, 9, tzinfo=PARIS)
    train(centre, one, at)

    content = feed(centre, link(centre, one))
    assert b"DTSTART;TZID=Europe/Paris:20270330T090000\r\n" in content
    assert event_in(content).start_datetime.astimezone(UTC) == datetime(2027, 3, 30, 7, tzinfo=UTC)
