"""The demo's fictitious body: two sites in Lyon, one in La Réunion, three people, and their openings."""

from datetime import time

from sqlmodel import Session, col, select

from services import Actor, ActorKind, Clock, Kind, Mode, Role, system_services
from services.scheduling.service import Scheduling
from services.staff.models import BodyRow, SiteRow, StaffRow

BODY = "Passerelle (centre fictif)"

BRING = {
    "fr": "Apportez une pièce d’identité, si vous en avez une. Il n’y a rien d’autre à préparer.",
    "en": "Bring an identity card, if you have one. There is nothing else to prepare.",
}

EVERYWHERE = (Mode.CENTRE, Mode.PHONE, Mode.VIDEO)

WEEK = range(5)
TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3


def seed(session: Session, clock: Clock) -> StaffRow:
    """Makes the body unless it is there. Returns the coordinator, who sees everything of it."""
    known = session.exec(select(BodyRow).where(col(BodyRow.name) == BODY)).first()
    if known is None:
        _make(session, clock)
    query = select(StaffRow).where(col(StaffRow.role) == Role.COORDINATOR)
    return session.exec(query.order_by(col(StaffRow.id))).first() or _lost()


def _lost() -> StaffRow:
    raise LookupError("this database has bodies but no coordinator: it is not the demo's")


def _make(session: Session, clock: Clock) -> None:
    staff = system_services(session, clock.now()).staff
    body = staff.add_body(BODY, "Europe/Paris")
    body.sentences = {"bring": BRING}
    assert body.id is not None
    guillotiere, vaise, saint_denis = (staff.add_site(site) for site in _sites(body.id))
    claire = staff.add_staff(body.id, "Claire", "Dumas", Role.ADVISER)
    claire.video_link = "https://visio.example.org/claire-dumas"
    claire.languages = ["ar", "en"]
    staff.add_staff(body.id, "Karim", "Haddad", Role.TRAINER)
    marie = staff.add_staff(body.id, "Marie", "Payet", Role.COORDINATOR)
    coordinator = Actor(ActorKind.STAFF, marie.id, body.id)
    scheduling = system_services(session, clock.now()).acting_as(coordinator).scheduling

    for day in WEEK:
        _open(scheduling, claire, guillotiere, day, (9, 12), Kind.INTERVIEW, EVERYWHERE)
        _open(scheduling, marie, saint_denis, day, (8, 12), Kind.INTERVIEW, EVERYWHERE)
    for day in (TUESDAY, THURSDAY):
        _open(scheduling, claire, vaise, day, (14, 17), Kind.INTERVIEW, EVERYWHERE)
    _open(scheduling, claire, guillotiere, WEDNESDAY, (14, 17), Kind.ASSESSMENT, (Mode.CENTRE,), 90)
    _open(scheduling, marie, saint_denis, WEDNESDAY, (13, 16), Kind.ASSESSMENT, (Mode.CENTRE,), 90)


def _open(
    scheduling: Scheduling,
    who: StaffRow,
    site: SiteRow,
    weekday: int,
    hours: tuple[int, int],
    kind: Kind,
    modes: tuple[Mode, ...],
    minutes: int = 45,
) -> None:
    assert who.id is not None
    assert site.id is not None
    scheduling.open(
        staff_id=who.id,
        site_id=site.id,
        kind=kind,
        weekday=weekday,
        from_time=time(hours[0]),
        to_time=time(hours[1]),
        slot_minutes=minutes,
        modes=modes,
    )


def _sites(body_id: int) -> tuple[SiteRow, ...]:
    return (
        SiteRow(
            body_id=body_id,
            name="Centre Guillotière",
            address="12 rue du Pont-Rose",
            postcode="69007",
            town="Lyon",
            latitude=45.7549,
            longitude=4.8427,
            timezone="Europe/Paris",
            phone="04 00 00 00 01",
            step_free=True,
        ),
        SiteRow(
            body_id=body_id,
            name="Centre Vaise",
            address="3 place du Marché-Vert",
            postcode="69009",
            town="Lyon",
            latitude=45.7805,
            longitude=4.8047,
            timezone="Europe/Paris",
            phone="04 00 00 00 02",
        ),
        SiteRow(
            body_id=body_id,
            name="Centre Saint-Denis",
            address="8 rue des Filaos",
            postcode="97400",
            town="La Réunion",
            latitude=-20.8789,
            longitude=55.4481,
            timezone="Indian/Reunion",
            phone="02 62 00 00 03",
            step_free=True,
        ),
    )
