"""Many candidates at once, with appointments and notices, written straight into the tables."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

import sqlmodel
from sqlalchemy import func, select
from sqlmodel import Session, SQLModel

from locales import Text
from services import Kind, Mode, Role
from services.candidates.models import CandidateRow, ChatRow
from services.dossiers.loading import facts_of_many
from services.messages.models import TaskRow
from services.notices.models import NoticeRow, NoticeState
from services.notices.planner import plan_one
from services.notices.rule import Wanted
from services.notices.rules import RULES
from services.notices.wording import Wording
from services.scheduling.models import AppointmentRow, OpeningRow, Status
from services.staff.models import BodyRow, SiteRow, StaffRow

BODY = SITE = 1

RETRIED, HELD = "appointment_booked", "broadcast"
"""A kind of notice that is tried again when in doubt, and one that is not."""

FINAL = frozenset(NoticeState) - {NoticeState.PLANNED, NoticeState.SENDING}

NOTICE = NoticeRow.__table__  # type: ignore[attr-defined]
CANDIDATE = CandidateRow.__table__  # type: ignore[attr-defined]


def crowd(session: Session, now: datetime, size: int, **about: Any) -> None:
    """A body, a site, an adviser, and candidates 1 to `size`, each in the chat of the same number."""
    people = range(1, size + 1)
    _add(session, BodyRow, [{"name": "Centre", "timezone": "Europe/Paris", "created_at": now}])
    place = {
        "latitude": 45.7,
        "longitude": 4.8,
        "address": "1 rue Verte",
        "postcode": "69001",
        "town": "Lyon",
    }
    _add(session, SiteRow, [{"body_id": BODY, "name": "Centre", "timezone": "Europe/Paris", **place}])
    advisers(session, now, 1)
    candidate: dict[str, Any] = {
        "body_id": BODY,
        "first_name": "Amina",
        "locale": "en",
        "timezone": "Europe/Paris",
        "consented_at": now,
        "last_seen_at": now,
        **about,
    }
    _add(session, CandidateRow, [candidate for _ in people])
    _add(session, ChatRow, [{"chat_id": one, "candidate_id": one, "created_at": now} for one in people])


def advisers(session: Session, now: datetime, count: int) -> None:
    adviser = {"body_id": BODY, "first_name": "Claire", "last_name": "Dumas", "role": Role.ADVISER}
    _add(session, StaffRow, [{**adviser, "created_at": now} for _ in range(count)])


def open_every_day(session: Session, staff_ids: Iterable[int]) -> None:
    """Hours from 9 to 12 on every day of the week."""
    hours = {"from_time": time(9), "to_time": time(12), "slot_minutes": 60, "modes": [Mode.PHONE]}
    of = {"body_id": BODY, "site_id": SITE, "kind": Kind.INTERVIEW, **hours}
    _add(
        session,
        OpeningRow,
        [{**of, "staff_id": one, "weekday": day} for one in staff_ids for day in range(7)],
    )


def appointments(session: Session, booked_at: datetime, times: Iterable[tuple[int, int, datetime]]) -> None:
    """Interviews by phone: candidate, adviser, beginning of an hour."""
    booked = {
        "body_id": BODY,
        "site_id": SITE,
        "kind": Kind.INTERVIEW,
        "mode": Mode.PHONE,
        "status": Status.BOOKED,
        "booked_at": booked_at,
        "changed_at": booked_at,
        "changed_by_candidate": False,
    }
    rows = [
        {**booked, "candidate_id": who, "staff_id": whom, "starts_at": at, "ends_at": at + timedelta(hours=1)}
        for who, whom, at in times
    ]
    _add(session, AppointmentRow, rows)


def two_each(session: Session, now: datetime, size: int) -> None:
    """A crowd in which everybody is to hear, now, of an appointment (retried) and of news (held)."""
    crowd(session, now, size)
    appointments(session, now, ((one, 1, now + timedelta(days=7, hours=one)) for one in range(1, size + 1)))
    plan_all(session, now, size, RETRIED)
    for one in range(1, size + 1):
        news(session, now, one)


def plan_all(session: Session, now: datetime, size: int, *rules: str) -> None:
    """Plans what these rules ask to be said to each of the crowd, as the planner does, but many at once."""
    for one, facts in facts_of_many(session, range(1, size + 1)).items():
        for rule in rules:
            plan = RULES[rule].plan
            assert plan is not None
            for wanted in plan(facts, now):
                plan_one(session, rule, wanted, now, body_id=BODY, candidate_id=one)


def news(session: Session, now: datetime, candidate_id: int, text: str = "News", rule: str = HELD) -> None:
    """A person's words to a candidate, due now."""
    wanted = Wanted(f"m{text}", 1, now, now + timedelta(days=7), Wording((Text("{text}").given(text=text),)))
    plan_one(session, rule, wanted, now, body_id=BODY, candidate_id=candidate_id)


def kind_of(text: str) -> str:
    """Which of the two kinds a message of `two_each` was."""
    return HELD if "News" in text else RETRIED


def states(session: Session) -> dict[str, int]:
    """How many notices are in each state."""
    query = select(NOTICE.c.state, func.count()).group_by(NOTICE.c.state)
    return {str(state): count for state, count in session.connection().execute(query)}


def unfinished(session: Session) -> int:
    query = select(func.count()).select_from(NOTICE).where(NOTICE.c.state.not_in(FINAL))
    return session.connection().execute(query).scalar_one()


def set_all(session: Session, **values: Any) -> None:
    """Changes every notice."""
    session.connection().execute(NOTICE.update().values(**values))


def set_one(session: Session, notice_id: int, **values: Any) -> None:
    session.connection().execute(NOTICE.update().where(NOTICE.c.id == notice_id).values(**values))


def sent(session: Session, now: datetime) -> None:
    """Whatever was on its way has arrived, each as a message of its own."""
    way = NOTICE.c.state == NoticeState.SENDING
    arrived = {"state": NoticeState.SENT, "ended_at": now, "message_id": NOTICE.c.id, "lease_until": None}
    session.connection().execute(NOTICE.update().where(way).values(**arrived))


def set_candidate(session: Session, candidate_id: int, **values: Any) -> None:
    changed = CANDIDATE.update().where(CANDIDATE.c.id == candidate_id).values(**values)
    session.connection().execute(changed)


def reachable(session: Session, candidate_id: int) -> bool:
    query = select(CANDIDATE.c.reachable).where(CANDIDATE.c.id == candidate_id)
    return bool(session.connection().execute(query).scalar_one())


def notices(session: Session) -> list[Any]:
    """All rows of the outbox, by id."""
    return list(session.connection().execute(select(NOTICE).order_by(NOTICE.c.id)))


def tasks(session: Session) -> list[TaskRow]:
    """All tasks for a person, shown yet or not."""
    return list(session.exec(sqlmodel.select(TaskRow)))


def _add(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    session.add_all([table(**row) for row in rows])
    session.flush()
