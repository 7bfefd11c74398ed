"""Referrers: whose code it is, who came by it, and whom nobody may ask about. On both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from services.actor import Actor, ActorKind
from services.audit import AuditRow
from services.bundle import Services
from services.candidates import chats
from services.candidates.models import CandidateRow
from services.database import Database
from services.errors import Invalid, NotAllowed, NotFound
from services.referrers.codes import LETTERS, link, new_code
from services.referrers.models import ReferrerKind
from services.referrers.service import Referrer
from services.scheduling.models import Kind, Mode
from services.staff.models import Role, StaffRow
from tests.services.console.centre import Centre, make_centre


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def centre(database: Database, now: datetime) -> Centre:
    return led(make_centre(database, now))


@pytest.fixture
def other(centre: Centre, database: Database, now: datetime) -> Centre:
    return led(make_centre(database, now, "Un autre centre"))


def led(centre: Centre) -> Centre:
    """The adviser is a coordinator."""

    def work(session: Session) -> None:
        session.get_one(StaffRow, centre.adviser_id).role = Role.COORDINATOR

    centre.database.run_now(work)
    return centre


def add(centre: Centre, name="Boulangerie Martin", kind=ReferrerKind.EMPLOYER) -> Referrer:
    return centre.staff(lambda services: services.referrers.add(kind, name))


def now_of(centre: Centre, referrer: Referrer) -> Referrer:
    return centre.staff(lambda services: services.referrers.referrer(referrer.id))


def counts(centre: Centre, referrer: Referrer) -> tuple[int, int, int]:
    one = now_of(centre, referrer)
    return one.came, one.registered, one.booked


def start(centre: Centre, chat_id: int, code: str) -> None:
    """/start CODE, as the welcome hears it."""

    def work(session: Session) -> None:
        chats.chat_of(session, chat_id, centre.now)
        chats.set_code(session, chat_id, code)

    centre.database.run_now(work)


def agree(centre: Centre, chat_id: int, name="Amina") -> int:
    one: int = centre.system(
        lambda services: services.candidates.register(chat_id, name, "fr", "Europe/Paris").id
    )
    return one


def book(centre: Centre, one: int, hour=9) -> int:
    starts_at = datetime(2027, 1, 5, hour, tzinfo=UTC)
    made = centre.candidate(
        one,
        lambda services: services.scheduling.book(
            one,
            kind=Kind.INTERVIEW,
            site_id=centre.site_id,
            staff_id=centre.adviser_id,
            starts_at=starts_at,
            mode=Mode.CENTRE,
        ),
    )
    return int(made.id)


def body_of(centre: Centre, one: int) -> int | None:
    return centre.database.run_now(lambda session: session.get_one(CandidateRow, one).body_id)


def test_a_code_is_short_plain_and_nobody_elses():
    codes = {new_code() for _ in range(2000)}

    assert len(codes) == 2000
    assert {len(code) for code in codes} == {11}
    assert set("".join(codes)) <= set(LETTERS)
    assert not set(LETTERS) & set("01OILSZBD")
    assert link("7XQ4WM2RJCF", "clea_bot") == "https://t.me/clea_bot?start=7XQ4WM2RJCF"


def test_who_came_registered_and_booked_is_counted(centre: Centre):
    baker, office = add(centre), add(centre, "France Travail Lyon 3", ReferrerKind.FRANCE_TRAVAIL)
    for chat_id in (1, 2, 3):
        start(centre, chat_id, baker.code)
    start(centre, 4, office.code)
    start(centre, 5, "whatever-else")
    assert counts(centre, baker) == (3, 0, 0)

    book(centre, agree(centre, 1))
    agree(centre, 2, "Bilal")

    assert counts(centre, baker) == (3, 2, 1)
    assert counts(centre, office) == (1, 0, 0)


def test_scanning_twice_counts_once(centre: Centre):
    baker = add(centre)
    start(centre, 1, baker.code)
    start(centre, 1, baker.code)
    agree(centre, 1)
    start(centre, 1, baker.code)

    assert counts(centre, baker) == (1, 1, 0)


def test_a_code_copied_by_hand_in_small_letters_is_the_same(centre: Centre):
    baker = add(centre)
    start(centre, 1, baker.code.lower())

    assert counts(centre, baker) == (1, 0, 0)


def test_a_cancelled_interview_is_not_counted_and_a_moved_one_once(centre: Centre):
    baker = add(centre)
    start(centre, 1, baker.code)
    one = agree(centre, 1)
    appointment = book(centre, one)
    moved_to = datetime(2027, 1, 6, 9, tzinfo=UTC)
    centre.candidate(one, lambda s: s.scheduling.move(appointment, starts_at=moved_to))
    assert counts(centre, baker) == (1, 1, 1)

    centre.candidate(one, lambda s: s.scheduling.cancel(appointment))
    assert counts(centre, baker) == (1, 1, 0)
    book(centre, one)
    assert counts(centre, baker) == (1, 1, 1)


def test_a_closed_code_counts_no_more_and_refuses_nobody(centre: Centre):
    baker = add(centre)
    start(centre, 1, baker.code)
    closed = centre.staff(lambda services: services.referrers.close(baker.id))
    assert closed.closed_at == centre.now

    start(centre, 2, baker.code)
    agree(centre, 2)
    assert counts(centre, baker) == (1, 0, 0)

    agree(centre, 1)  # who came before it was closed is counted to the end
    assert counts(centre, baker) == (1, 1, 0)


def test_an_erased_person_is_in_no_count(centre: Centre):
    baker = add(centre)
    start(centre, 1, baker.code)
    one = agree(centre, 1)
    centre.candidate(one, lambda services: services.candidates.erase(one))

    assert counts(centre, baker) == (0, 0, 0)


def test_a_code_leads_to_its_own_body(centre: Centre, other: Centre):
    baker, teacher = add(centre), add(other, "Mission locale", ReferrerKind.CAREERS_ADVISER)
    for chat_id, code in ((1, baker.code), (2, teacher.code), (3, "unknown")):
        start(centre, chat_id, code)

    bodies = [body_of(centre, agree(centre, chat_id)) for chat_id in (1, 2, 3)]

    assert bodies == [centre.body_id, other.body_id, None]


def test_with_one_body_in_the_house_everybody_is_of_it(centre: Centre):
    start(centre, 1, "unknown")

    assert body_of(centre, agree(centre, 1)) == centre.body_id


def test_another_body_sees_and_changes_nothing(centre: Centre, other: Centre):
    baker = add(centre)

    assert other.staff(lambda services: services.referrers.all()) == []
    for work in (
        lambda services: services.referrers.referrer(baker.id),
        lambda services: services.referrers.close(baker.id),
    ):
        with pytest.raises(NotFound):
            other.staff(work)
    assert now_of(centre, baker).closed_at is None


@pytest.mark.parametrize("role", [Role.ADVISER, Role.TRAINER])
def test_others_than_coordinators_only_read(centre: Centre, role: Role):
    baker = add(centre)

    def demote(session: Session) -> None:
        session.get_one(StaffRow, centre.adviser_id).role = role

    centre.database.run_now(demote)

    assert [one.id for one in centre.staff(lambda services: services.referrers.all())] == [baker.id]
    with pytest.raises(NotAllowed):
        add(centre)
    with pytest.raises(NotAllowed):
        centre.staff(lambda services: services.referrers.close(baker.id))


@pytest.mark.parametrize("actor", [Actor(ActorKind.CANDIDATE, 1), Actor(ActorKind.VISITOR)])
def test_people_of_no_body_may_nothing(centre: Centre, actor: Actor):
    with pytest.raises(NotAllowed):
        centre.database.run_now(lambda session: Services(session, centre.now, actor).referrers.all())


def test_what_was_done_is_in_the_audit(centre: Centre):
    baker = add(centre)
    for _ in range(2):
        centre.staff(lambda services: services.referrers.close(baker.id))

    query = select(AuditRow).where(col(AuditRow.action).startswith("referrer."))
    deeds = centre.database.run_now(lambda session: list(session.exec(query.order_by(col(AuditRow.id)))))

    assert [(row.action, row.facts, row.body_id) for row in deeds] == [
        ("referrer.added", {"referrer_id": baker.id}, centre.body_id),
        ("referrer.closed", {"referrer_id": baker.id}, centre.body_id),
    ]
    assert {row.actor for row in deeds} == {f"staff:{centre.adviser_id}"}


@pytest.mark.parametrize(("given", "kept"), [("  La\tBoulange \n", "La Boulange"), ("a\0b\x0bc", "a b c")])
def test_a_name_is_one_line_that_can_be_printed(centre: Centre, given: str, kept: str):
    assert add(centre, given).name == kept


@pytest.mark.parametrize("name", ["", " \n", "\0\x01", "\u202e"])
def test_a_referrer_needs_a_name(centre: Centre, name: str):
    with pytest.raises(Invalid):
        add(centre, name)


def test_a_page_goes_on_after_the_one_before(centre: Centre):
    ids = [add(centre, f"Employeur {n}").id for n in range(5)]

    first = centre.staff(lambda services: services.referrers.all(limit=3))
    rest = centre.staff(lambda services: services.referrers.all(after=first[-1].id))

    assert [one.id for one in (*first, *rest)] == ids
    assert first[0].created_at - centre.now < timedelta(seconds=1)
