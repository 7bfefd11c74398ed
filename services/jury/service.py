"""Jury sessions: who sits in them, which files are before them, what they decide, and when it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from locales import NS_, Text
from services.dossiers.loading import facts_of_many
from services.errors import NotFound, Refusal
from services.jury.models import Decision, JuryDossierRow, JuryMemberRow, JurySessionRow, Side
from services.messages.models import TaskKind
from services.messages.tasks import open_task
from services.notices.planner import replan
from services.service import Service


class DossierIncomplete(Refusal):
    """A file goes to the jury when all seven domains are acquired."""

    code = "dossier_incomplete"


class NoParity(Refusal):
    """A jury needs as many members of the employers' side as of the employees', and at least one of each."""

    code = "no_parity"


class DecisionsMissing(Refusal):
    """Some files before this jury have no decision yet."""

    code = "decisions_missing"


class AlreadyPublished(Refusal):
    """This jury's decisions are published."""

    code = "already_published"


class AlreadyBeforeAJury(Refusal):
    """This file is before another jury session that has not been published, or was certified."""

    code = "already_before_a_jury"


@dataclass(frozen=True, slots=True)
class DecisionOn:
    """What the jury decided of one file; `next_step` says, with "not yet", what to do next."""

    candidate_id: int
    decision: Decision
    next_step: str = ""


class Jury(Service):
    def create(self, held_on: date, place: str, members: Mapping[Side, Sequence[str]]) -> JurySessionRow:
        """A session, perhaps without all its members yet; parity is asked for at publication."""
        row = JurySessionRow(body_id=self.body_id, held_on=held_on, place=place)
        self.session.add(row)
        self.session.flush()
        assert row.id is not None
        for side, names in members.items():
            for name in names:
                self.session.add(JuryMemberRow(jury_session_id=row.id, name=name, side=side))
        self.audit("jury.created", jury_session_id=row.id)
        return row

    def attach(self, jury_session_id: int, candidate_ids: Sequence[int]) -> list[JuryDossierRow]:
        """Puts files before the jury. Raises DossierIncomplete, AlreadyBeforeAJury, AlreadyPublished, NotFound."""
        jury = self._unpublished(jury_session_id)
        for candidate_id in candidate_ids:
            self.candidate_row(candidate_id, lock=True)
        known = {row.candidate_id for row in self._dossiers(jury_session_id)}
        facts = facts_of_many(self.session, [one for one in candidate_ids if one not in known])
        incomplete = [one for one, its in facts.items() if not its.all_acquired]
        if incomplete:
            raise DossierIncomplete(candidate_ids=incomplete)
        elsewhere = [
            one
            for one, its in facts.items()
            if its.certified_on or any(j.published_at is None for j in its.juries)
        ]
        if elsewhere:
            raise AlreadyBeforeAJury(candidate_ids=elsewhere)
        for candidate_id in facts:
            self.session.add(
                JuryDossierRow(
                    jury_session_id=jury_session_id, candidate_id=candidate_id, attached_at=self.now
                )
            )
        self.session.flush()
        for candidate_id in facts:
            self.audit("jury.attached", candidate_id, jury_session_id=jury.id)
            replan(self.session, candidate_id, self.now)
        return self._dossiers(jury_session_id)

    def decide(self, jury_session_id: int, decisions: Sequence[DecisionOn]) -> list[JuryDossierRow]:
        """Records decisions; nobody is told before publication. Raises AlreadyPublished, NotFound."""
        self._unpublished(jury_session_id)
        dossiers = {row.candidate_id: row for row in self._dossiers(jury_session_id)}
        for decided in decisions:
            row = dossiers.get(decided.candidate_id)
            if row is None:
                raise NotFound(Text(NS_("File {id} is not before this jury.")).given(id=decided.candidate_id))
            row.decision, row.next_step = decided.decision, decided.next_step
            row.decided_at = self.now
            self.session.add(row)
            self.audit("jury.decided", row.candidate_id, jury_session_id=jury_session_id)
        self.session.flush()
        return self._dossiers(jury_session_id)

    def publish(self, jury_session_id: int) -> JurySessionRow:
        """Publishes all decisions in one transaction; "not yet" is a task for a person first.

        Raises NoParity, DecisionsMissing, AlreadyPublished, NotFound.
        """
        jury = self._unpublished(jury_session_id)
        dossiers = self._dossiers(jury_session_id)
        undecided = [row.candidate_id for row in dossiers if row.decision is None]
        if undecided:
            raise DecisionsMissing(candidate_ids=undecided)
        self._publish_with_parity(jury)
        for row in dossiers:
            if row.decision is Decision.NOT_YET:
                open_task(
                    self.session,
                    self.now,
                    TaskKind.TELL_DECISION,
                    f"tell_decision:jury-{jury.id}:{row.candidate_id}",
                    jury.body_id,
                    row.candidate_id,
                    next_step=row.next_step,
                )
            self.audit("jury.published", row.candidate_id, jury_session_id=jury.id, decision=row.decision)
            replan(self.session, row.candidate_id, self.now)
        return jury

    def session_of(self, jury_session_id: int) -> JurySessionRow:
        """Raises NotFound."""
        query = select(JurySessionRow).where(col(JurySessionRow.id) == jury_session_id)
        row = self.session.exec(query.where(JurySessionRow.body_id == self.body_id)).one_or_none()
        if row is None:
            raise NotFound
        return row

    def members(self, jury_session_id: int) -> dict[Side, list[str]]:
        query = select(JuryMemberRow).where(JuryMemberRow.jury_session_id == jury_session_id)
        members: dict[Side, list[str]] = {side: [] for side in Side}
        for row in self.session.exec(query.order_by(col(JuryMemberRow.id))):
            members[row.side].append(row.name)
        return members

    def dossiers(self, jury_session_id: int) -> list[JuryDossierRow]:
        self.session_of(jury_session_id)
        return self._dossiers(jury_session_id)

    def _unpublished(self, jury_session_id: int) -> JurySessionRow:
        row = self.session_of(jury_session_id)
        self.session.refresh(row, with_for_update=True)
        if row.published_at:
            raise AlreadyPublished
        return row

    def _dossiers(self, jury_session_id: int) -> list[JuryDossierRow]:
        query = select(JuryDossierRow).where(JuryDossierRow.jury_session_id == jury_session_id)
        return list(self.session.exec(query.order_by(col(JuryDossierRow.candidate_id))))

    def _publish_with_parity(self, jury: JurySessionRow) -> None:
        try:
            with self.session.begin_nested():
                jury.published_at = self.now
                self.session.add(jury)
                self.session.flush()
        except DBAPIError as error:
            if "jury_without_parity" in str(error.orig):
                raise NoParity from None
            raise
