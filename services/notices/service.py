"""What was said and will be said, for those who may see it; and saying it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from services.errors import NotFound, Refusal
from services.notices.models import NoticeRow, NoticeState
from services.notices.wording import Wording, unpack_wording
from services.service import Service

RESEND_FOR = timedelta(days=1)


class NotResendable(Refusal):
    """Only what failed, or what nobody knows the fate of, can be sent again."""

    code = "not_resendable"


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of the outbox, to be looked at."""

    id: int
    rule: str
    candidate_id: int | None
    state: NoticeState
    reason: str | None
    due_at: datetime
    ended_at: datetime | None
    attempts: int
    wording: Wording


class Notices(Service):
    def next_of(self, candidate_id: int, limit: int = 20) -> list[Notice]:
        """What will be said to a candidate, soonest first."""
        self.candidate_row(candidate_id)
        query = select(NoticeRow).where(
            col(NoticeRow.candidate_id) == candidate_id,
            col(NoticeRow.state).in_([NoticeState.PLANNED, NoticeState.SENDING]),
        )
        return _notices(self.session.exec(query.order_by(col(NoticeRow.due_at)).limit(limit)).all())

    def past_of(self, candidate_id: int, limit: int = 50) -> list[Notice]:
        """What was said, or was not and why, latest first."""
        self.candidate_row(candidate_id)
        query = select(NoticeRow).where(
            col(NoticeRow.candidate_id) == candidate_id,
            col(NoticeRow.state).not_in([NoticeState.PLANNED, NoticeState.SENDING]),
        )
        return _notices(self.session.exec(query.order_by(col(NoticeRow.id).desc()).limit(limit)).all())

    def of_body(
        self, state: NoticeState | None = None, *, after: int | None = None, limit: int = 50
    ) -> list[Notice]:
        """The body's notices, latest first; `after` is the id of the last one of the page before."""
        query = select(NoticeRow).where(col(NoticeRow.body_id) == self.body_id)
        if state is not None:
            query = query.where(col(NoticeRow.state) == state)
        if after is not None:
            query = query.where(col(NoticeRow.id) < after)
        return _notices(self.session.exec(query.order_by(col(NoticeRow.id).desc()).limit(limit)).all())

    def resend(self, notice_id: int) -> Notice:
        """Sends again what failed or is unknown, once, within a day. Raises NotResendable, NotFound."""
        row = self.session.get(NoticeRow, notice_id, with_for_update=True)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        if row.state not in (NoticeState.FAILED, NoticeState.UNKNOWN):
            raise NotResendable
        row.perhaps_sent = row.state is NoticeState.UNKNOWN
        row.state, row.reason, row.ended_at = NoticeState.PLANNED, None, None
        row.due_at, row.pointless_at = self.now, max(row.pointless_at, self.now + RESEND_FOR)
        self.session.add(row)
        self.audit("notice.resent", row.candidate_id, notice_id=row.id)
        return _notice(row)


def _notices(rows: Sequence[NoticeRow]) -> list[Notice]:
    return [_notice(row) for row in rows]


def _notice(row: NoticeRow) -> Notice:
    assert row.id is not None
    content: dict[str, Any] = row.content
    return Notice(
        id=row.id,
        rule=row.rule,
        candidate_id=row.candidate_id,
        state=row.state,
        reason=row.reason,
        due_at=row.due_at,
        ended_at=row.ended_at,
        attempts=row.attempts,
        wording=unpack_wording(content),
    )
