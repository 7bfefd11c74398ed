"""The body's jury sessions at a glance: when, who sits, how many files, and how far the decisions are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, distinct, exists
from sqlalchemy import select as sql_select
from sqlmodel import col, func, select

from services.candidates.models import CandidateRow
from services.dossiers.kinds import FactKind
from services.dossiers.models import CorrectionRow
from services.jury.models import (
    Decision,
    JuryDecisionRow,
    JuryDossierRow,
    JuryMemberRow,
    JurySessionRow,
    Side,
)
from services.service import Service


@dataclass(frozen=True, slots=True)
class JuryAtAGlance:
    """A jury session: its members by side, its files, and of how many of them something is decided."""

    id: int
    held_on: date
    place: str
    published_at: datetime | None
    employers: int
    employees: int
    files: int
    decided: int
    certified: int

    @property
    def is_even(self) -> bool:
        return 0 < self.employers == self.employees


class Overview(Service):
    def page(self, *, adviser_id: int | None = None, skip: int = 0, limit: int = 20) -> list[JuryAtAGlance]:
        """The body's sessions, the latest day first; with `adviser_id`, those with a file of one of theirs."""
        query = select(JurySessionRow).where(JurySessionRow.body_id == self.body_id)
        if adviser_id is not None:
            query = query.where(_has_a_file_of(adviser_id))
        latest_first = col(JurySessionRow.held_on).desc(), col(JurySessionRow.id).desc()
        rows = list(self.session.exec(query.order_by(*latest_first).offset(skip).limit(limit)))
        ids = [row.id for row in rows if row.id is not None]
        seats, files, decisions = self._seats(ids), self._files(ids), self._decisions(ids)
        return [_glance(row, seats, files, decisions) for row in rows]

    def _seats(self, ids: Sequence[int]) -> dict[Any, tuple[int, int]]:
        employers = func.sum(case((col(JuryMemberRow.side) == Side.EMPLOYERS, 1), else_=0))
        query = select(JuryMemberRow.jury_session_id, employers, func.count()).where(
            col(JuryMemberRow.jury_session_id).in_(ids)
        )
        rows = self.session.exec(query.group_by(col(JuryMemberRow.jury_session_id)))
        return {one: (employers, everybody - employers) for one, employers, everybody in rows}

    def _files(self, ids: Sequence[int]) -> dict[Any, int]:
        query = select(JuryDossierRow.jury_session_id, func.count()).where(
            col(JuryDossierRow.jury_session_id).in_(ids), col(JuryDossierRow.detached_at).is_(None)
        )
        return dict(self.session.exec(query.group_by(col(JuryDossierRow.jury_session_id))).all())

    def _decisions(self, ids: Sequence[int]) -> dict[Any, tuple[int, int]]:
        """By session: of how many files something is decided, and how many are certified, as it stands now."""
        decision, dossier = JuryDecisionRow, JuryDossierRow
        certified = func.sum(case((col(decision.decision) == Decision.CERTIFIED, 1), else_=0))
        query: Any = (
            sql_select(
                col(decision.jury_session_id), func.count(distinct(col(decision.candidate_id))), certified
            )
            .join(
                dossier,
                (col(dossier.jury_session_id) == col(decision.jury_session_id))
                & (col(dossier.candidate_id) == col(decision.candidate_id)),
            )
            .where(
                col(decision.jury_session_id).in_(ids),
                col(dossier.detached_at).is_(None),
                ~_was_replaced(),
            )
            .group_by(col(decision.jury_session_id))
        )
        return {one: (decided, certified) for one, decided, certified in self.session.execute(query)}


def _glance(
    row: JurySessionRow,
    seats: dict[Any, tuple[int, int]],
    files: dict[Any, int],
    decisions: dict[Any, tuple[int, int]],
) -> JuryAtAGlance:
    assert row.id is not None
    employers, employees = seats.get(row.id, (0, 0))
    decided, certified = decisions.get(row.id, (0, 0))
    return JuryAtAGlance(
        id=row.id,
        held_on=row.held_on,
        place=row.place,
        published_at=row.published_at,
        employers=employers,
        employees=employees,
        files=files.get(row.id, 0),
        decided=decided,
        certified=certified,
    )


def _has_a_file_of(adviser_id: int) -> ColumnElement[bool]:
    return exists().where(
        col(JuryDossierRow.jury_session_id) == col(JurySessionRow.id),
        col(JuryDossierRow.detached_at).is_(None),
        col(CandidateRow.id) == col(JuryDossierRow.candidate_id),
        col(CandidateRow.adviser_id) == adviser_id,
    )


def _was_replaced() -> ColumnElement[bool]:
    return exists().where(
        col(CorrectionRow.fact) == FactKind.DECISION, col(CorrectionRow.wrong_id) == col(JuryDecisionRow.id)
    )
