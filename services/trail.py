"""The trail: who did what to whose file; for one candidate, or for a body's coordinators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from services.actor import ActorKind
from services.audit import AuditRow
from services.service import Service
from services.staff.models import ApiTokenRow, StaffRow, full_name


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed. `actor` is candidate:12, staff:3, token:1 or system; `name` is theirs where it is known."""

    id: int
    at: datetime
    actor: str
    name: str | None
    action: str
    candidate_id: int | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Which:
    """Which deeds: those from `since` on and before `until`, of one `action`, about one candidate."""

    since: datetime | None = None
    until: datetime | None = None
    action: str | None = None
    candidate_id: int | None = None


class Trail(Service):
    def of_candidate(self, candidate_id: int, *, after: int | None = None, limit: int = 50) -> list[Entry]:
        """What was done to a candidate's file, latest first. Raises NotFound."""
        self.candidate_row(candidate_id)
        return self._entries(select(AuditRow).where(col(AuditRow.candidate_id) == candidate_id), after, limit)

    def of_body(self, which: Which = Which(), *, after: int | None = None, limit: int = 50) -> list[Entry]:
        """What was done in the body, latest first; also to files that have been erased since."""
        query = select(AuditRow).where(col(AuditRow.body_id) == self.body_id)
        if which.since is not None:
            query = query.where(col(AuditRow.at) >= which.since)
        if which.until is not None:
            query = query.where(col(AuditRow.at) < which.until)
        if which.action is not None:
            query = query.where(col(AuditRow.action) == which.action)
        if which.candidate_id is not None:
            query = query.where(col(AuditRow.candidate_id) == which.candidate_id)
        return self._entries(query, after, limit)

    def _entries(self, query: Any, after: int | None, limit: int) -> list[Entry]:
        if after is not None:
            query = query.where(col(AuditRow.id) < after)
        rows = self.session.exec(query.order_by(col(AuditRow.id).desc()).limit(limit)).all()
        names = self._names()
        return [
            Entry(
                id=row.id or 0,
                at=row.at,
                actor=row.actor,
                name=names.get(row.actor),
                action=row.action,
                candidate_id=row.candidate_id,
                facts=row.facts,
            )
            for row in rows
        ]

    def _names(self) -> dict[str, str]:
        """By actor: everybody who works or worked for the body, and its other software."""
        staff = self.session.exec(select(StaffRow).where(col(StaffRow.body_id) == self.body_id))
        tokens = self.session.exec(select(ApiTokenRow).where(col(ApiTokenRow.body_id) == self.body_id))
        return {
            **{f"{ActorKind.STAFF}:{one.id}": full_name(one) for one in staff},
            **{f"{ActorKind.TOKEN}:{one.id}": one.name for one in tokens},
        }
