"""Candidates: consent, choices, and what is kept of them, which they may see and erase."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete as sql_delete
from sqlmodel import col, select

from locales import NS_
from services.actor import Actor, ActorKind
from services.api.idempotency import forget_answers_about
from services.audit import AuditRow, record
from services.candidates.finding import Search
from services.candidates.models import CandidateRow, ChatRow, PlaceRow
from services.dossiers.facts import Facts
from services.dossiers.loading import facts_of, facts_of_many
from services.dossiers.models import (
    AssessmentResultRow,
    AssessmentRow,
    AttestationRow,
    CorrectionRow,
    InterviewOutcomeRow,
    ObjectiveRow,
)
from services.dossiers.stages import Stage
from services.errors import Invalid
from services.jury.models import JuryDecisionRow, JuryDossierRow
from services.messages.models import MessageRow, TaskKind, TaskRow
from services.messages.tasks import finish_tasks
from services.notices.models import NoticeRow
from services.notices.planner import replan, take_back_all
from services.notices.rule import About
from services.questions.models import UnansweredRow
from services.referrers.codes import body_of
from services.scheduling.models import AppointmentRow, EarlierTimeRow, HoldRow, WaitRow
from services.service import Service
from services.staff.models import BodyRow
from services.training.models import AttendanceRow, GroupMemberRow, ProgressCheckRow, TrainingSessionRow
from services.webhooks.telling import tell_of_erasure

NAME_MAX = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person on the path, as others may see them."""

    id: int
    body_id: int | None
    adviser_id: int | None
    site_id: int | None
    first_name: str
    locale: str
    zone: str
    phone: str | None
    reachable: bool
    paused_until: datetime | None
    stopped: bool
    last_seen_at: datetime
    stage: Stage


class Candidates(Service):
    def candidate(self, candidate_id: int) -> Candidate:
        """Raises NotFound."""
        return candidate_of(self.candidate_row(candidate_id))

    def find(self, search: Search, limit: int = 50) -> list[Candidate]:
        """The body's candidates that match, by id."""
        rows = self.session.exec(search.query(self.body_id, self.now, limit))
        return [candidate_of(row) for row in rows]

    def page(
        self,
        *,
        stage: Stage | None = None,
        q: str | None = None,
        after: int | None = None,
        limit: int = 50,
    ) -> list[tuple[Candidate, Facts]]:
        """The same, with their facts (see Search for the conditions)."""
        search = Search(stage=stage, q=q, after=after)
        found = self.find(search, limit)
        facts = facts_of_many(self.session, [one.id for one in found])
        return [(one, facts[one.id]) for one in found]

    def several(self, candidate_ids: Collection[int]) -> dict[int, Candidate]:
        """Those of these candidates that are the body's own, by id."""
        query = select(CandidateRow).where(
            col(CandidateRow.body_id) == self.body_id, col(CandidateRow.id).in_(candidate_ids)
        )
        return {one.id: one for one in map(candidate_of, self.session.exec(query))}

    def history(
        self, candidate_id: int, limit: int = 100, *, actions: Collection[str] | None = None
    ) -> list[AuditRow]:
        """Who did what to the candidate's file and when, latest first; only some deeds where named. Raises NotFound."""
        self.candidate_row(candidate_id)
        query = select(AuditRow).where(col(AuditRow.candidate_id) == candidate_id)
        if actions is not None:
            query = query.where(col(AuditRow.action).in_(actions))
        return list(self.session.exec(query.order_by(col(AuditRow.id).desc()).limit(limit)))

    def register(self, chat_id: int, first_name: str, locale: str, zone: str) -> Candidate:
        """Keeps a person who has just agreed to it, for the chat they speak in. Raises Invalid for no name."""
        name = " ".join(first_name.split())[:NAME_MAX]
        if not name:
            raise Invalid(NS_("A first name is needed."))
        chat = self.session.get_one(ChatRow, chat_id, with_for_update=True)
        bodies = self.session.exec(select(BodyRow.id).limit(2)).all()
        row = CandidateRow(
            # With one body in the house there is nothing to choose; with several, a referrer sends to its own.
            body_id=bodies[0] if len(bodies) == 1 else body_of(self.session, chat.code),
            first_name=name,
            locale=locale,
            timezone=zone,
            referrer_code=chat.code,
            consented_at=self.now,
            last_seen_at=self.now,
        )
        self.session.add(row)
        self.session.flush()
        chat.candidate_id, chat.code = row.id, None
        self.session.add(chat)
        Service(self.session, self.now, Actor(ActorKind.CANDIDATE, row.id)).audit(
            "candidate.consented", row.id
        )
        return candidate_of(row)

    def set_locale(self, candidate_id: int, locale: str) -> None:
        row = self.candidate_row(candidate_id)
        row.locale = locale
        self.session.add(row)

    def set_phone(self, candidate_id: int, phone: str) -> None:
        row = self.candidate_row(candidate_id)
        row.phone = phone[:30]
        self.session.add(row)

    def pause(self, candidate_id: int, days: int) -> datetime:
        """No automatic message for so many days; returns when the pause ends."""
        row = self.candidate_row(candidate_id)
        row.paused_until = self.now + timedelta(days=days)
        self.session.add(row)
        replan(self.session, candidate_id, self.now)
        self.audit("candidate.paused", candidate_id, days=days)
        return row.paused_until

    def muted(self, candidate_id: int) -> frozenset[About]:
        """The kinds of automatic messages that they do not want."""
        return frozenset(About(kind) for kind in self.candidate_row(candidate_id).muted)

    def turn_over(self, candidate_id: int, kind: About) -> None:
        """Mutes a kind of message, or lets it come again."""
        row = self.candidate_row(candidate_id)
        row.muted = sorted({*row.muted} ^ {kind.value})
        self.session.add(row)
        self.audit("candidate.chose_kinds", candidate_id, muted=row.muted)
        if kind.value not in row.muted:
            replan(self.session, candidate_id, self.now, returning=True)

    def set_hours(self, candidate_id: int, opens: int, closes: int) -> None:
        """The hours of their own clock in which automatic messages may come."""
        row = self.candidate_row(candidate_id)
        row.opens, row.closes = opens, closes
        self.session.add(row)
        self.audit("candidate.chose_hours", candidate_id, opens=opens, closes=closes)

    def has_voice(self, candidate_id: int) -> bool:
        """Whether they want every message spoken too."""
        return self.candidate_row(candidate_id).has_voice

    def set_voice(self, candidate_id: int, on: bool) -> None:
        row = self.candidate_row(candidate_id)
        row.has_voice = on
        self.session.add(row)
        self.audit("candidate.chose_voice", candidate_id, on=on)

    def stop(self, candidate_id: int) -> None:
        """No message at all any more, until they come back."""
        row = self.candidate_row(candidate_id)
        row.stopped_at = self.now
        self.session.add(row)
        take_back_all(self.session, candidate_id, self.now)
        self.audit("candidate.stopped", candidate_id)

    def come_back(self, candidate_id: int) -> None:
        """They want messages again, or unblocked the bot: what is still to come is planned again."""
        row = self.candidate_row(candidate_id)
        if row.stopped_at is None and row.paused_until is None and row.reachable:
            return
        row.stopped_at, row.paused_until, row.reachable = None, None, True
        self.session.add(row)
        replan(self.session, candidate_id, self.now, returning=True)
        finish_tasks(self.session, self.now, TaskKind.UNREACHABLE, candidate_id)
        self.audit("candidate.came_back", candidate_id)

    def lose(self, candidate_id: int) -> None:
        """They blocked the bot: nothing reaches them until they let it in again."""
        row = self.candidate_row(candidate_id)
        row.reachable = False
        self.session.add(row)
        self.audit("candidate.unreachable", candidate_id)

    def export(self, candidate_id: int) -> dict[str, Any]:
        """All that is kept of a candidate, as JSON."""
        row = self.candidate_row(candidate_id)
        messages = self.session.exec(select(MessageRow).where(col(MessageRow.candidate_id) == candidate_id))
        return {
            "first_name": row.first_name,
            "language": row.locale,
            "time_zone": row.timezone,
            "phone": row.phone,
            "agreed_at": row.consented_at.isoformat(),
            "path": _as_json(facts_of(self.session, candidate_id)),
            "messages": [
                {"from": m.author, "text": m.text, "written_at": m.written_at.isoformat()} for m in messages
            ],
        }

    def erase(self, candidate_id: int) -> None:
        """Erases the person and all that was recorded of them. The audit keeps that it was done, nameless."""
        body_id = self.candidate_row(candidate_id, lock=True).body_id
        forget_answers_about(self.session, candidate_id)
        assessments = select(AssessmentRow.id).where(col(AssessmentRow.candidate_id) == candidate_id)
        self.session.connection().execute(
            sql_delete(AssessmentResultRow).where(col(AssessmentResultRow.assessment_id).in_(assessments))
        )
        for table in _ABOUT_A_CANDIDATE:
            self.session.connection().execute(sql_delete(table).where(table.candidate_id == candidate_id))
        chats = self.session.exec(select(ChatRow).where(col(ChatRow.candidate_id) == candidate_id)).all()
        for chat in chats:
            self.session.connection().execute(
                sql_delete(PlaceRow).where(col(PlaceRow.chat_id) == chat.chat_id)
            )
            chat.candidate_id = None
            self.session.add(chat)
        self.session.flush()
        self.session.connection().execute(
            sql_delete(CandidateRow).where(col(CandidateRow.id) == candidate_id)
        )
        self.session.expire_all()
        record(self.session, self.now, self.actor, "candidate.erased", candidate_id, body_id=body_id)
        tell_of_erasure(self.session, self.now, body_id, candidate_id)


# In the order in which their rows may go.
_ABOUT_A_CANDIDATE: tuple[Any, ...] = (
    UnansweredRow,
    NoticeRow,
    TaskRow,
    MessageRow,
    CorrectionRow,
    JuryDecisionRow,
    JuryDossierRow,
    ProgressCheckRow,
    AttendanceRow,
    TrainingSessionRow,
    GroupMemberRow,
    ObjectiveRow,
    AttestationRow,
    AssessmentRow,
    InterviewOutcomeRow,
    EarlierTimeRow,
    WaitRow,
    HoldRow,
    AppointmentRow,
)


def candidate_of(row: CandidateRow) -> Candidate:
    assert row.id is not None
    return Candidate(
        id=row.id,
        body_id=row.body_id,
        adviser_id=row.adviser_id,
        site_id=row.site_id,
        first_name=row.first_name,
        locale=row.locale,
        zone=row.timezone,
        phone=row.phone,
        reachable=row.reachable and row.stopped_at is None,
        paused_until=row.paused_until,
        stopped=row.stopped_at is not None,
        last_seen_at=row.last_seen_at,
        stage=row.stage,
    )


def _as_json(value: Any) -> Any:
    """Facts as JSON: dataclasses by their fields, instants and days in ISO 8601."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_as_json(item) for item in value]
    if isinstance(value, dict):
        return {str(name): _as_json(item) for name, item in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return {name: _as_json(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
