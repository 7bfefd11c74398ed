"""One text to many, each in their language: who gets it, how far it is, and stopping it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, insert, literal, or_, update
from sqlmodel import col, select

from locales import N_, NB_, NS_, Text
from services.actor import ActorKind
from services.candidates.finding import Search
from services.candidates.models import CandidateRow
from services.dossiers.stages import Stage
from services.errors import Invalid, NotFound, Refusal
from services.messages.models import Author, BroadcastRow, MessageRow
from services.messages.service import MESSAGE_MAX, STAYS_WORTH_SENDING, TooLong
from services.messages.templates import filled
from services.notices.models import NoticeRow, NoticeState
from services.notices.planner import plan_many
from services.notices.rule import Wanted
from services.notices.wording import Choice, Wording
from services.service import Service
from services.staff.models import BodyRow

STOPPED = "broadcast_stopped"

NOTICE_KEY: Any = (
    literal("broadcast:m")
    + cast(col(MessageRow.id), String)
    + literal(":1:c")
    + cast(col(MessageRow.candidate_id), String)
)
"""The key of the notice that carries a message of a broadcast: a join by the outbox's own index."""


class AudienceChanged(Refusal):
    """Between the preview and the confirmation, somebody joined or left those who would get it: look again."""

    code = "audience_changed"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a broadcast is for: every condition that is given must hold."""

    stage: Stage | None = None
    site_id: int | None = None
    locale: str | None = None
    group_id: int | None = None
    """A training group."""
    candidate_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How many would get a broadcast, by language; `unreachable` of them cannot be written to at present."""

    recipients: int
    by_locale: Mapping[str, int]
    unreachable: int


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast and how far it is: `states` counts its messages by what became of them."""

    id: int
    texts: Mapping[str, str]
    audience: Mapping[str, Any]
    recipients: int
    staff_id: int | None
    written_at: datetime
    send_at: datetime
    stopped_at: datetime | None
    states: Mapping[NoticeState, int]

    @property
    def ended(self) -> int:
        """How many messages have come to an end, whatever it was."""
        on_the_way = (NoticeState.PLANNED, NoticeState.SENDING)
        return sum(count for state, count in self.states.items() if state not in on_the_way)

    @property
    def is_over(self) -> bool:
        return self.ended >= self.recipients


class Broadcasts(Service):
    def recipients(self, audience: Audience) -> list[CandidateRow]:
        query = select(CandidateRow).where(*self._meant(audience))
        return list(self.session.exec(query.order_by(col(CandidateRow.id))))

    def reach(self, audience: Audience) -> Reach:
        """The exact number of those who would get it now: counted where they are, however many."""
        away = or_(col(CandidateRow.stopped_at).is_not(None), col(CandidateRow.reachable).is_(False))
        query = select(CandidateRow.locale, func.count(), func.sum(case((away, 1), else_=0)))
        rows = self.session.exec(query.where(*self._meant(audience)).group_by(col(CandidateRow.locale))).all()
        return Reach(
            recipients=sum(count for _, count, _ in rows),
            by_locale={locale: count for locale, count, _ in rows},
            unreachable=sum(unreachable for _, _, unreachable in rows),
        )

    def _meant(self, audience: Audience) -> list[ColumnElement[bool]]:
        search = Search(
            stage=audience.stage,
            site_id=audience.site_id,
            locale=audience.locale,
            group_id=audience.group_id,
        )
        conditions = list(search.conditions(self.body_id, self.now))
        if audience.candidate_ids is not None:
            conditions.append(col(CandidateRow.id).in_(audience.candidate_ids))
        return conditions

    def send(
        self,
        texts: Mapping[str, str],
        audience: Audience,
        send_at: datetime | None = None,
        *,
        expected: int | None = None,
    ) -> BroadcastRow:
        """One text to many, each in their language where it is given (the key "" stands for all others).

        Raises TooLong, Invalid where somebody's language has no text or nobody is meant, AudienceChanged where
        there are not as many as `expected`.
        """
        recipients = self.recipients(audience)
        self._may_go(texts, recipients, expected)
        row = BroadcastRow(
            body_id=self.body_id,
            texts=dict(texts),
            audience=_as_json(audience),
            recipients=len(recipients),
            staff_id=self.actor.id if self.actor.kind is ActorKind.STAFF else None,
            written_at=self.now,
            send_at=max(send_at or self.now, self.now),
        )
        self.session.add(row)
        self.session.flush()
        self._write(row, recipients)
        self.audit("broadcast.sent", broadcast_id=row.id, recipients=len(recipients))
        return row

    def broadcast(self, broadcast_id: int) -> Broadcast:
        """Raises NotFound."""
        row = self._row(broadcast_id)
        return _broadcast(row, self._states([row]).get(broadcast_id, {}))

    def page(self, *, before: int | None = None, limit: int = 20) -> list[Broadcast]:
        """The body's broadcasts, the latest first."""
        query = select(BroadcastRow).where(col(BroadcastRow.body_id) == self.body_id)
        if before is not None:
            query = query.where(col(BroadcastRow.id) < before)
        rows = list(self.session.exec(query.order_by(col(BroadcastRow.id).desc()).limit(limit)))
        states = self._states(rows)
        return [_broadcast(row, states.get(row.id or 0, {})) for row in rows]

    def not_received(self, broadcast_id: int, limit: int = 200) -> list[tuple[int, str, NoticeState, str]]:
        """Who did not get it, or perhaps not: candidate, first name, state, reason. Raises NotFound."""
        self._row(broadcast_id)
        query = (
            select(CandidateRow.id, CandidateRow.first_name, NoticeRow.state, NoticeRow.reason)
            .select_from(MessageRow)
            .join(NoticeRow, col(NoticeRow.key) == NOTICE_KEY)
            .join(CandidateRow, col(CandidateRow.id) == col(MessageRow.candidate_id))
            .where(
                col(MessageRow.broadcast_id) == broadcast_id,
                col(CandidateRow.body_id) == self.body_id,
                col(NoticeRow.state).not_in([NoticeState.PLANNED, NoticeState.SENDING, NoticeState.SENT]),
            )
        )
        found = self.session.exec(query.order_by(col(CandidateRow.id)).limit(limit))
        return [(one or 0, name, NoticeState(state), reason or "") for one, name, state, reason in found]

    def stop(self, broadcast_id: int) -> Broadcast:
        """What has not gone out stays here. Again, it changes nothing. Raises NotFound."""
        row = self._row(broadcast_id)
        if row.stopped_at is None:
            row.stopped_at = self.now
            self.session.add(row)
            of_it = (
                select(NoticeRow.id)
                .join(MessageRow, col(NoticeRow.key) == NOTICE_KEY)
                .where(
                    col(MessageRow.broadcast_id) == broadcast_id, col(NoticeRow.state) == NoticeState.PLANNED
                )
            )
            ended = {"state": NoticeState.CANCELLED, "reason": STOPPED, "ended_at": self.now}
            self.session.execute(
                update(NoticeRow)
                .where(col(NoticeRow.id).in_(of_it), col(NoticeRow.state) == NoticeState.PLANNED)
                .values(**ended)
                .execution_options(synchronize_session=False)
            )
            self.audit("broadcast.stopped", broadcast_id=broadcast_id)
        return self.broadcast(broadcast_id)

    def _may_go(self, texts: Mapping[str, str], recipients: list[CandidateRow], expected: int | None) -> None:
        if expected is not None and expected != len(recipients):
            raise AudienceChanged
        if any(len(text) > MESSAGE_MAX for text in texts.values()):
            raise TooLong
        if any(not text.strip() for text in texts.values()):
            raise Invalid(NS_("The message is empty."))
        missing = sorted({c.locale for c in recipients if c.locale not in texts and "" not in texts})
        if missing:
            raise Invalid(
                Text(NS_("There is no text for these languages: {codes}.")).given(codes=", ".join(missing)),
                locales=missing,
            )

    def _write(self, row: BroadcastRow, recipients: list[CandidateRow]) -> None:
        """A message and a notice for each: all at once, so that thousands are written while others wait little."""
        if not recipients:
            return
        told = {one.id: self._text_for(one, row.texts) for one in recipients}
        common = {
            "author": Author.STAFF,
            "staff_id": row.staff_id,
            "broadcast_id": row.id,
            "written_at": self.now,
            "send_at": row.send_at,
            "read_at": self.now,
        }
        rows = [{**common, "candidate_id": one, "text": text} for one, text in told.items()]
        self.session.execute(insert(MessageRow), rows)
        query = select(MessageRow.id, MessageRow.candidate_id).where(col(MessageRow.broadcast_id) == row.id)
        name = self.session.get_one(BodyRow, self.body_id).name
        plan_many(
            self.session,
            "broadcast",
            [
                (self._wanted(row, message_id or 0, name, told[one]), one)
                for message_id, one in self.session.exec(query)
            ],
            self.now,
            body_id=self.body_id,
        )

    def _text_for(self, candidate: CandidateRow, texts: Mapping[str, str]) -> str:
        return filled(texts.get(candidate.locale) or texts[""], candidate.first_name)

    def _wanted(self, row: BroadcastRow, message_id: int, name: str, text: str) -> Wanted:
        until = row.send_at + STAYS_WORTH_SENDING
        return Wanted(f"m{message_id}", 1, row.send_at, until, broadcast_wording(name, text))

    def _row(self, broadcast_id: int) -> BroadcastRow:
        row = self.session.get(BroadcastRow, broadcast_id)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        return row

    def _states(self, rows: list[BroadcastRow]) -> dict[int, dict[NoticeState, int]]:
        query = (
            select(MessageRow.broadcast_id, NoticeRow.state, func.count())
            .select_from(MessageRow)
            .join(NoticeRow, col(NoticeRow.key) == NOTICE_KEY)
            .where(col(MessageRow.broadcast_id).in_([row.id for row in rows]))
            .group_by(col(MessageRow.broadcast_id), col(NoticeRow.state))
        )
        states: dict[int, dict[NoticeState, int]] = {}
        for one, state, count in self.session.exec(query):
            states.setdefault(one or 0, {})[NoticeState(state)] = count
        return states


def broadcast_wording(name: str, text: str) -> Wording:
    """As the candidate reads it."""
    lines = (Text(N_("✉️ {name} writes to you:")).given(name=name), Text("{text}").given(text=text))
    return Wording(lines, (Choice(NB_("Answer"), "handover"),))


def _broadcast(row: BroadcastRow, states: Mapping[NoticeState, int]) -> Broadcast:
    assert row.id is not None
    return Broadcast(
        id=row.id,
        texts=row.texts,
        audience=row.audience,
        recipients=row.recipients,
        staff_id=row.staff_id,
        written_at=row.written_at,
        send_at=row.send_at,
        stopped_at=row.stopped_at,
        states=states,
    )


def _as_json(audience: Audience) -> dict[str, Any]:
    given = {
        "stage": audience.stage,
        "site_id": audience.site_id,
        "locale": audience.locale,
        "group_id": audience.group_id,
        "candidate_ids": list(audience.candidate_ids) if audience.candidate_ids is not None else None,
    }
    return {name: value for name, value in given.items() if value is not None}
