"""Juries for tests of the console: complete files, a session with two members on each side, decisions."""

from datetime import date

from services.dossiers.domains import Domain
from services.dossiers.kinds import Outcome
from services.jury.members import Member
from services.jury.models import Decision, Side
from services.jury.service import DecisionOn
from tests.services.console.centre import Centre, made

MEETS = date(2027, 1, 15)

MEMBERS = [
    Member("Anne Petit", Side.EMPLOYERS, "Bâtiment 69"),
    Member("Luc Roy", Side.EMPLOYERS),
    Member("Zoé Blanc", Side.EMPLOYEES, "Union locale"),
    Member("Ali Benali", Side.EMPLOYEES),
]


def complete(centre: Centre, name: str) -> int:
    """Somebody with all seven domains, who is before no jury."""
    one = centre.register(name, days_ago=30, seen_days_ago=1)
    centre.outcome(one, Outcome.DOSSIER_OPENED, 20)
    centre.assess(one, tuple(Domain), 6)
    return one


def planned(centre: Centre, name: str, decision: Decision | None = None, step: str = "") -> tuple[int, int]:
    """A session with a file of that name before it, perhaps decided: its number, and the candidate's."""
    jury = made(centre.coordinate(lambda s: s.jury.create(MEETS, "Lyon", MEMBERS), 3).id)
    one = joined(centre, jury, name)
    if decision is not None:
        centre.coordinate(lambda s: s.jury.decide(jury, [DecisionOn(one, decision, step)]), 1)
    return jury, one


def joined(centre: Centre, jury: int, name: str) -> int:
    """Another file before it."""
    one = complete(centre, name)
    centre.coordinate(lambda services: services.jury.attach(jury, [one]), 2)
    return one


def published(centre: Centre, name: str, decision: Decision) -> tuple[int, int]:
    jury, one = planned(centre, name, decision, "Revoir le calcul.")
    centre.coordinate(lambda services: services.jury.publish(jury), 0.5)
    return jury, one
