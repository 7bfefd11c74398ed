"""A body for the tests of booking: advisers at a site, and candidates."""

from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from services import Actor, ActorKind, Kind, Mode, Role, Services, system_services
from services.candidates.models import CandidateRow
from services.scheduling.service import Scheduling
from services.staff.models import SiteRow

CLAIRE, KARIM = 1, 2
SITE = 1


def found(session: Session, now: datetime, candidates: int = 3, zone: str = "Europe/Paris") -> None:
    """Claire and Karim receive at a site; so many candidates are of the body."""
    staff = system_services(session, now).staff
    body = staff.add_body("Passerelle", zone)
    assert body.id is not None
    place: dict[str, Any] = {"address": "3 rue de la Paix", "postcode": "69001", "town": "Lyon"}
    where: dict[str, Any] = {"latitude": 45.76, "longitude": 4.83, "timezone": zone}
    staff.add_site(SiteRow(body_id=body.id, name="Centre", **place, **where))
    staff.add_staff(body.id, "Claire", "Dumas", Role.ADVISER)
    staff.add_staff(body.id, "Karim", "Haddad", Role.COORDINATOR)
    person: dict[str, Any] = {"locale": "fr", "timezone": zone, "consented_at": now, "last_seen_at": now}
    for number in range(candidates):
        session.add(CandidateRow(body_id=body.id, first_name=f"Amina {number}", **person))
    session.flush()


def of_karim(session: Session, now: datetime) -> Services:
    return system_services(session, now).acting_as(Actor(ActorKind.STAFF, KARIM, 1))


def open_tuesdays(scheduling: Scheduling, staff_id: int = CLAIRE, **changes: Any) -> None:
    """From nine to twelve, half an hour each."""
    usual: dict[str, Any] = {
        "staff_id": staff_id,
        "site_id": SITE,
        "kind": Kind.INTERVIEW,
        "weekday": 1,
        "from_time": time(9),
        "to_time": time(12),
        "slot_minutes": 30,
        "modes": (Mode.CENTRE, Mode.PHONE),
    }
    scheduling.open(**{**usual, **changes})


def book(scheduling: Scheduling, candidate_id: int, starts_at: datetime, **changes: Any) -> Any:
    usual = {"kind": Kind.INTERVIEW, "site_id": SITE, "staff_id": CLAIRE, "mode": Mode.CENTRE}
    return scheduling.book(candidate_id, starts_at=starts_at, **{**usual, **changes})
