"""A fictitious centre in Lyon, made anew for each test, and the hands to go on making it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, select

from services.actor import Actor, ActorKind
from services.bundle import Services, system_services
from services.candidates.models import CandidateRow, ChatRow
from services.database import Database
from services.dossiers.domains import Domain, Result
from services.dossiers.kinds import AssessmentKind
from services.notices.models import NoticeRow, NoticeState
from services.scheduling.models import Kind, Mode
from services.staff.models import Role, SiteRow, StaffRow

DAY = timedelta(days=1)


@dataclass
class Centre:
    """What was made, and the way to go on making it."""

    database: Database
    now: datetime
    body_id: int = 0
    adviser_id: int = 0
    trainer_id: int = 0
    coordinator_id: int = 0
    site_id: int = 0
    chats: int = 1000

    def staff(self, work, days_ago=0.0):
        """Runs `work(services)` as the adviser, so many days ago."""
        return self._run(work, Actor(ActorKind.STAFF, self.adviser_id, self.body_id), days_ago)

    def coordinate(self, work, days_ago=0.0):
        """The same as the coordinator."""
        return self._run(work, Actor(ActorKind.STAFF, self.coordinator_id, self.body_id), days_ago)

    def candidate(self, candidate_id, work, days_ago=0.0):
        return self._run(work, Actor(ActorKind.CANDIDATE, candidate_id), days_ago)

    def system(self, work, days_ago=0.0):
        moment = self.now - timedelta(days=days_ago)
        return self.database.run_now(lambda session: work(system_services(session, moment)))

    def _run(self, work, actor, days_ago):
        moment = self.now - timedelta(days=days_ago)
        return self.database.run_now(lambda session: work(Services(session, moment, actor)))

    def sign_in_link(self, days_ago=0.0):
        return self.system(lambda services: services.staff.sign_in_link(self.adviser_id), days_ago)

    def register(self, first_name, locale="fr", days_ago=0.0, zone="Europe/Paris", seen_days_ago=None):
        """Somebody new at this centre; returns their number."""
        self.chats += 1
        chat_id = self.body_id * 100_000 + self.chats
        moment = self.now - timedelta(days=days_ago)

        def work(session: Session) -> int:
            session.add(ChatRow(chat_id=chat_id, locale=locale, created_at=moment))
            session.flush()
            one = system_services(session, moment).candidates.register(chat_id, first_name, locale, zone)
            row = session.get_one(CandidateRow, one.id)
            row.body_id, row.site_id, row.adviser_id = self.body_id, self.site_id, self.adviser_id
            if seen_days_ago is not None:
                row.last_seen_at = self.now - timedelta(days=seen_days_ago)
            return one.id

        return self.database.run_now(work)

    def join(self, staff_id, chat_id):
        """They are in Telegram now."""
        self.database.run_now(
            lambda session: setattr(session.get_one(StaffRow, staff_id), "chat_id", chat_id)
        )

    def told_staff(self, rule):
        """To whom of the staff something is to be said under that rule."""
        query = select(NoticeRow.staff_id).where(NoticeRow.rule == rule).order_by(col(NoticeRow.id))
        return self.database.run_now(lambda session: list(session.exec(query)))

    def told(self, candidate_id):
        """Under which rules something is due to be said to a candidate by now."""
        query = select(NoticeRow.rule).where(
            NoticeRow.candidate_id == candidate_id, col(NoticeRow.due_at) <= self.now
        )
        return self.database.run_now(lambda session: list(session.exec(query)))

    def change(self, candidate_id, **values):
        def work(session: Session) -> None:
            row = session.get_one(CandidateRow, candidate_id)
            for name, value in values.items():
                setattr(row, name, value)
            session.add(row)

        self.database.run_now(work)

    def outcome(self, candidate_id, outcome, days_ago):
        self.staff(lambda services: services.dossiers.record_outcome(candidate_id, outcome), days_ago)

    def assess(self, candidate_id, acquired, days_ago, kind=AssessmentKind.INITIAL, domains=tuple(Domain)):
        held_on = (self.now - days_ago * DAY).date()
        results = {d: Result.ACQUIRED if d in acquired else Result.TO_DEVELOP for d in domains}
        self.staff(
            lambda services: services.dossiers.record_assessment(candidate_id, kind, held_on, results),
            days_ago - 0.2,
        )

    def end_notices(self, candidate_id, state, reason=None, rule=None):
        """What the dispatcher would have done of what is due."""

        def work(session: Session) -> None:
            query = select(NoticeRow).where(
                NoticeRow.candidate_id == candidate_id,
                NoticeRow.state == NoticeState.PLANNED,
                col(NoticeRow.due_at) <= self.now,
            )
            for row in session.exec(query if rule is None else query.where(NoticeRow.rule == rule)):
                row.state, row.reason, row.ended_at = state, reason, row.due_at
                session.add(row)

        self.database.run_now(work)


def make_centre(database: Database, now: datetime, name="Le Tremplin, Lyon", locale="en") -> Centre:
    """A body with a site, an adviser, a trainer and openings, and nobody in it."""
    centre = Centre(database, now)
    long_ago = now - 400 * DAY

    def work(session: Session) -> None:
        services = system_services(session, long_ago)
        body_id = made(services.staff.add_body(name, "Europe/Paris").id)
        site = services.staff.add_site(
            SiteRow(
                body_id=body_id,
                name="Part-Dieu",
                address="12 rue des Essais",
                postcode="69003",
                town="Lyon",
                latitude=45.76,
                longitude=4.86,
                timezone="Europe/Paris",
            )
        )
        adviser = services.staff.add_staff(body_id, "Claire", "Moreau", Role.ADVISER)
        trainer = services.staff.add_staff(body_id, "Sami", "Haddad", Role.TRAINER)
        coordinator = services.staff.add_staff(body_id, "Jeanne", "Robert", Role.COORDINATOR)
        adviser.locale = trainer.locale = coordinator.locale = locale
        centre.body_id, centre.site_id = body_id, made(site.id)
        centre.adviser_id, centre.trainer_id = made(adviser.id), made(trainer.id)
        centre.coordinator_id = made(coordinator.id)
        acting = services.acting_as(Actor(ActorKind.STAFF, centre.adviser_id, body_id))
        for weekday in range(5):
            for kind in (Kind.INTERVIEW, Kind.ASSESSMENT):
                acting.scheduling.open(
                    staff_id=centre.adviser_id,
                    site_id=centre.site_id,
                    kind=kind,
                    from_time=time(9),
                    to_time=time(17),
                    slot_minutes=60,
                    modes=list(Mode),
                    weekday=weekday,
                )

    database.run_now(work)
    return centre


def made(number: int | None) -> int:
    """A row's number, which it has once it is in the database."""
    assert number is not None
    return number
