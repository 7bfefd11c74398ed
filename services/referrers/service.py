"""Referrers of a body: added with a code, closed, and how many came by it, without names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists
from sqlmodel import col, func, select

from locales import NS_
from services.candidates.models import CandidateRow, ChatRow
from services.errors import Invalid, NotFound
from services.referrers.codes import new_code
from services.referrers.models import ReferrerKind, ReferrerRow
from services.scheduling.models import AppointmentRow, Kind, Status
from services.service import Service

NAME_MAX = 80


@dataclass(frozen=True, slots=True)
class Referrer:
    """Who refers people to a body, and how many came: chats begun, candidates registered, interviews booked.

    Those who erased themselves are in no count any more.
    """

    id: int
    kind: ReferrerKind
    name: str
    code: str
    created_at: datetime
    closed_at: datetime | None
    came: int
    registered: int
    booked: int


class Referrers(Service):
    def all(self, after: int | None = None, limit: int = 200) -> list[Referrer]:
        """The body's referrers, in the order in which they were added, from after the id `after`."""
        query = select(ReferrerRow).where(
            col(ReferrerRow.body_id) == self.body_id, col(ReferrerRow.id) > (after or 0)
        )
        return self._counted(self.session.exec(query.order_by(col(ReferrerRow.id)).limit(limit)).all())

    def referrer(self, referrer_id: int) -> Referrer:
        """Raises NotFound, also for another body's."""
        return self._counted([self._row(referrer_id)])[0]

    def add(self, kind: ReferrerKind, name: str) -> Referrer:
        """Gives a referrer a code of its own. Raises Invalid for no name, NotAllowed for who may not."""
        self.coordinators_only()
        shown = clean_name(name)
        if not shown:
            raise Invalid(NS_("A referrer needs a name."))
        row = ReferrerRow(body_id=self.body_id, kind=kind, name=shown, code=new_code(), created_at=self.now)
        self.session.add(row)
        self.session.flush()
        self.audit("referrer.added", referrer_id=row.id)
        return self._counted([row])[0]

    def close(self, referrer_id: int) -> Referrer:
        """Its code counts no more; who scans an old poster is welcome all the same. Raises NotFound, NotAllowed."""
        self.coordinators_only()
        row = self._row(referrer_id)
        if row.closed_at is None:
            row.closed_at = self.now
            self.session.add(row)
            self.audit("referrer.closed", referrer_id=row.id)
        return self._counted([row])[0]

    def _row(self, referrer_id: int) -> ReferrerRow:
        row = self.session.get(ReferrerRow, referrer_id)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        return row

    def _counted(self, rows: Sequence[ReferrerRow]) -> list[Referrer]:
        codes = [row.code for row in rows]
        registered = self._candidates_by_code(codes)
        booked = self._candidates_by_code(codes, _has_booked())
        waiting = self._chats_by_code(codes)
        return [
            Referrer(
                id=row.id or 0,
                kind=row.kind,
                name=row.name,
                code=row.code,
                created_at=row.created_at,
                closed_at=row.closed_at,
                came=waiting.get(row.code, 0) + registered.get(row.code, 0),
                registered=registered.get(row.code, 0),
                booked=booked.get(row.code, 0),
            )
            for row in rows
        ]

    def _candidates_by_code(
        self, codes: Sequence[str], *conditions: ColumnElement[bool]
    ) -> Mapping[str | None, int]:
        code = col(CandidateRow.referrer_code)
        query = select(code, func.count()).where(code.in_(codes), *conditions).group_by(code)
        return dict(self.session.exec(query).all())

    def _chats_by_code(self, codes: Sequence[str]) -> Mapping[str | None, int]:
        """Chats that came by a code, but for those whose candidate is counted by it already."""
        code = col(ChatRow.code)
        counted = exists().where(
            col(CandidateRow.id) == col(ChatRow.candidate_id), col(CandidateRow.referrer_code) == code
        )
        query = select(code, func.count()).where(code.in_(codes), ~counted).group_by(code)
        return dict(self.session.exec(query).all())


def _has_booked() -> ColumnElement[bool]:
    return exists().where(
        col(AppointmentRow.candidate_id) == col(CandidateRow.id),
        col(AppointmentRow.kind) == Kind.INTERVIEW,
        col(AppointmentRow.status) != Status.CANCELLED,
    )


def clean_name(name: str) -> str:
    """One line of letters that can be shown and printed: no control characters, which no SVG takes either."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:NAME_MAX].strip()
