"""Fifteen fictitious candidates: every stage of the path, and everything that may need an adviser."""

from datetime import UTC, date, datetime, time, timedelta

from services.dossiers.domains import Domain
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.service import Aim
from services.jury.members import Member
from services.jury.models import Decision, Side
from services.jury.service import DecisionOn
from services.notices.models import NoticeState
from services.scheduling.models import Kind, Mode
from services.training.lessons import PlannedSession
from services.training.models import Progress
from tests.services.console.centre import Centre

DAY = timedelta(days=1)
D1, D2, D3, D4, D5, D6, D7 = Domain


def people(centre: Centre) -> dict[str, int]:
    """Fifteen candidates: every stage, several languages, and everything that may need an adviser."""
    made = {
        "Élodie": _discovering(centre),
        "Moussa": _booked(centre),
        "Fatima": _thinking(centre),
        "Kevin": _declined(centre),
        "Amina": _dossier_opened(centre),
        "Thi Lan": _assessed(centre),
        "Rosa": _in_training(centre),
        "Bakary": _training_and_writing(centre),
        "Jean-Paul": _complete(centre),
        "Olena": _before_the_jury(centre),
        "Yasmine": _certified(centre),
    }
    made["David"] = centre.register("David", days_ago=60, seen_days_ago=41)
    centre.change(made["David"], stopped_at=centre.now - 40 * DAY)
    made["Ahmet"] = centre.register("Ahmet", days_ago=30, seen_days_ago=12)
    centre.candidate(made["Ahmet"], lambda services: services.candidates.pause(made["Ahmet"], 30), 12)
    made["Marie-Thérèse"] = _unreachable(centre)
    made["Noé"] = centre.register("Noé", days_ago=0.1)
    return made


def _book(centre: Centre, one: int, kind: Kind, day: date, hour: int, mode=Mode.CENTRE, days_ago=3.0) -> None:
    starts_at = datetime.combine(day, time(hour - 1), UTC)
    centre.staff(
        lambda services: services.scheduling.book(
            one, kind=kind, site_id=centre.site_id, staff_id=centre.adviser_id, starts_at=starts_at, mode=mode
        ),
        days_ago,
    )


def _weekday(centre: Centre, days: int) -> date:
    """A working day, so many days from now or a little later."""
    day = centre.now.date() + days * DAY
    while day.weekday() > 4:
        day += DAY
    return day


def _opened(centre: Centre, name: str, days_ago: float, locale="fr", seen=1.0) -> int:
    one = centre.register(name, locale, days_ago=days_ago, seen_days_ago=seen)
    centre.outcome(one, Outcome.DOSSIER_OPENED, days_ago - 7)
    return one


def _discovering(centre: Centre) -> int:
    one = centre.register("Élodie", days_ago=2, seen_days_ago=0.05)
    words = "Bonjour, est-ce que c’est payant ? Je suis au chômage depuis mars."
    centre.candidate(one, lambda services: services.messages.from_candidate(one, words), 0.05)
    return one


def _booked(centre: Centre) -> int:
    one = centre.register("Moussa", days_ago=5, seen_days_ago=1)
    _book(centre, one, Kind.INTERVIEW, _weekday(centre, 2), 10)
    return one


def _thinking(centre: Centre) -> int:
    one = centre.register("Fatima", "en", days_ago=12, seen_days_ago=4)
    centre.outcome(one, Outcome.THINKING, 2)
    return one


def _declined(centre: Centre) -> int:
    one = centre.register("Kevin", days_ago=40, seen_days_ago=33)
    centre.outcome(one, Outcome.DECLINED, 33)
    return one


def _dossier_opened(centre: Centre) -> int:
    one = _opened(centre, "Amina", 16, "en")
    _book(centre, one, Kind.ASSESSMENT, _weekday(centre, 4), 14)
    centre.candidate(
        one,
        lambda services: services.scheduling.answer(
            services.dossiers.facts(one).appointments[-1].id, 1, True
        ),
    )
    return one


def _assessed(centre: Centre) -> int:
    one = _opened(centre, "Thi Lan", 40, seen=9)
    centre.assess(one, (D2, D4, D7), 5)
    return one


def _trained(
    centre: Centre, name: str, days_ago: float, acquired, locale="fr", seen=0.5, first_in=-14
) -> int:
    """Somebody in training for what they had not yet, with sessions past and to come."""
    one = _opened(centre, name, days_ago, locale, seen)
    centre.assess(one, acquired, days_ago - 14)
    domains = [d for d in Domain if d not in acquired]
    plan = [Aim(d, centre.now.date() + (20 + 15 * n) * DAY) for n, d in enumerate(domains)]
    centre.staff(lambda services: services.dossiers.set_training_plan(one, plan), days_ago - 15)
    first = _weekday(centre, first_in)
    sessions = [
        PlannedSession(
            domains[n % len(domains)],
            datetime.combine(first + n * 7 * DAY, time(8), UTC),
            datetime.combine(first + n * 7 * DAY, time(11), UTC),
            "Salle 3, Part-Dieu",
            centre.trainer_id,
        )
        for n in range(6)
    ]
    centre.staff(lambda services: services.training.plan_sessions(one, sessions), days_ago - 15.1)
    return one


def _in_training(centre: Centre) -> int:
    one = _trained(centre, "Rosa", 60, (D1, D4, D5, D6, D7))
    today = centre.now.date()
    centre.staff(
        lambda s: s.training.record_check(one, D2, today - 6 * DAY, Progress.GOING_WELL, "Beau travail !"), 6
    )
    centre.end_notices(one, NoticeState.SENT)
    centre.staff(lambda services: services.messages.to_candidate(one, "Bonjour Rosa, tout va bien ?"), 5)
    centre.end_notices(one, NoticeState.SENT)
    words = "Oui merci ! J’ai compris les pourcentages.\nEst-ce que je peux venir plus tôt lundi ?"
    centre.candidate(one, lambda services: services.messages.from_candidate(one, words), 0.55)
    centre.candidate(
        one,
        lambda services: services.training.answer(
            services.dossiers.facts(one).sessions_from(services.now)[0].id, 1, True
        ),
        0.5,
    )
    return one


def _training_and_writing(centre: Centre) -> int:
    one = _trained(centre, "Bakary", 75, (D4, D5, D7), seen=2)
    centre.end_notices(one, NoticeState.UNKNOWN, "no_answer", rule="progress_checked")
    centre.staff(lambda s: s.training.record_check(one, D1, s.now.date(), Progress.STARTED), 8)
    centre.end_notices(one, NoticeState.UNKNOWN, "no_answer", rule="progress_checked")
    centre.end_notices(one, NoticeState.SENT)
    centre.candidate(
        one,
        lambda services: services.training.answer(
            services.dossiers.facts(one).sessions_from(services.now)[0].id, 1, False
        ),
        1,
    )
    return one


def _complete(centre: Centre) -> int:
    one = _opened(centre, "Jean-Paul", 30, seen=3)
    centre.assess(one, tuple(Domain), 6)
    centre.end_notices(one, NoticeState.SENT)
    return one


def _jury(centre: Centre, held_on: date, days_ago: float) -> int:
    sides = {Side.EMPLOYERS: ("Anne Petit", "Luc Roy"), Side.EMPLOYEES: ("Zoé Blanc", "Ali Benali")}
    members = [Member(name, side) for side, names in sides.items() for name in names]
    return centre.staff(lambda services: services.jury.create(held_on, "Lyon", members), days_ago).id


def _before_the_jury(centre: Centre) -> int:
    one = _opened(centre, "Olena", 50, "en")
    centre.assess(one, tuple(Domain), 20)
    jury = _jury(centre, _weekday(centre, 18), 10)
    centre.staff(lambda services: services.jury.attach(jury, [one]), 9)
    centre.end_notices(one, NoticeState.SENT)
    return one


def _certified(centre: Centre) -> int:
    one = _trained(centre, "Yasmine", 200, (D1, D2, D3, D4, D5), seen=6, first_in=-90)
    centre.assess(one, (D6, D7), 30, AssessmentKind.FINAL, (D6, D7))
    jury = _jury(centre, centre.now.date() - 8 * DAY, 25)
    centre.staff(lambda services: services.jury.attach(jury, [one]), 24)
    centre.staff(lambda services: services.jury.decide(jury, [DecisionOn(one, Decision.CERTIFIED)]), 8)
    centre.staff(lambda services: services.jury.publish(jury), 7)
    centre.end_notices(one, NoticeState.SENT)
    return one


def _unreachable(centre: Centre) -> int:
    one = _opened(centre, "Marie-Thérèse", 90, seen=27)
    centre.end_notices(one, NoticeState.FAILED, "blocked")
    centre.change(one, reachable=False)
    centre.staff(lambda services: services.messages.ask_to_call(one, "unreachable"), 2)
    return one
