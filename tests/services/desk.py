"""A desk at a centre: a body with an adviser, two trainers and candidates, and what candidates would be told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from locales import plain_lines
from services import (
    Actor,
    ActorKind,
    AssessmentKind,
    Database,
    Domain,
    Outcome,
    Result,
    Role,
    Services,
    system_services,
)
from services.candidates.models import CandidateRow
from services.dossiers.service import Aim
from services.notices.models import NoticeRow, NoticeState
from services.notices.wording import unpack_wording


@dataclass
class Desk:
    """One transaction that is never committed; `now` moves when a test says so."""

    session: Session
    now: datetime
    body_id: int = 0
    adviser_id: int = 0
    trainer_id: int = 0
    other_trainer_id: int = 0

    @property
    def services(self) -> Services:
        return self.acting(self.adviser_id)

    @property
    def trainers(self) -> Services:
        return self.acting(self.trainer_id)

    def acting(self, staff_id: int) -> Services:
        return system_services(self.session, self.now).acting_as(
            Actor(ActorKind.STAFF, staff_id, self.body_id)
        )

    def later(self, **time: float) -> "Desk":
        self.now += timedelta(**time)
        return self

    def candidate(self, first_name: str = "Amina", zone: str = "Europe/Paris", locale: str = "en") -> int:
        row = CandidateRow(
            body_id=self.body_id,
            adviser_id=self.adviser_id,
            first_name=first_name,
            locale=locale,
            timezone=zone,
            consented_at=self.now,
            last_seen_at=self.now,
        )
        self.session.add(row)
        self.session.flush()
        assert row.id is not None
        return row.id

    def opened(self, *names: str) -> int:
        one = self.candidate(*names)
        self.services.dossiers.record_outcome(one, Outcome.DOSSIER_OPENED)
        return one

    def assessed(self, *to_develop: Domain, name: str = "Amina") -> int:
        one = self.opened(name)
        self.assess(one, *to_develop)
        return one

    def assess(self, one: int, *to_develop: Domain) -> None:
        results = {d: Result.TO_DEVELOP if d in to_develop else Result.ACQUIRED for d in Domain}
        self.services.dossiers.record_assessment(one, AssessmentKind.INITIAL, self.today, results)

    def in_training(self, *domains: Domain, name: str = "Amina", days: int = 120) -> int:
        """Somebody who trains these domains, with the trainer."""
        one = self.assessed(*domains, name=name)
        aims = [Aim(domain, self.today + timedelta(days=days)) for domain in domains]
        self.services.dossiers.set_training_plan(one, aims)
        return one

    def finish(self, one: int, *domains: Domain) -> None:
        results = dict.fromkeys(domains, Result.ACQUIRED)
        self.services.dossiers.record_assessment(one, AssessmentKind.FINAL, self.today, results)

    @property
    def today(self) -> date:
        return self.now.date()

    def told(self, candidate_id: int, rule: str = "") -> list[str]:
        """What is due by now, in English, oldest first; and it counts as said from then on."""
        query = select(NoticeRow).where(
            col(NoticeRow.candidate_id) == candidate_id,
            col(NoticeRow.state) == NoticeState.PLANNED,
            col(NoticeRow.due_at) <= self.now,
            col(NoticeRow.pointless_at) > self.now,
        )
        rows = list(self.session.exec(query.order_by(col(NoticeRow.due_at), col(NoticeRow.id))))
        for row in rows:
            row.state, row.ended_at = NoticeState.SENT, self.now
            self.session.add(row)
        self.session.flush()
        return [
            plain_lines(unpack_wording(row.content).lines, "en")
            for row in rows
            if not rule or row.rule == rule
        ]


@contextmanager
def desk_on(database_url: str, now: datetime) -> Iterator[Desk]:
    database = Database(database_url)
    try:
        with Session(database.engine, expire_on_commit=False) as session:
            yield furnished(session, now)
            session.rollback()
    finally:
        database.close()


def furnished(session: Session, now: datetime) -> Desk:
    staff = system_services(session, now).staff
    body = staff.add_body("Passerelle", "Europe/Paris")
    people: dict[str, Any] = {
        "adviser_id": staff.add_staff(body.id or 0, "Claire", "Dumas", Role.ADVISER).id,
        "trainer_id": staff.add_staff(body.id or 0, "Karim", "Haddad", Role.TRAINER).id,
        "other_trainer_id": staff.add_staff(body.id or 0, "Rose", "Petit", Role.TRAINER).id,
    }
    return Desk(session, now, body.id or 0, **people)
