"""Jury sessions: when they meet, who sits in them, and which files are before them."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlmodel import col, delete, select

from services.dossiers.facts import Facts
from services.dossiers.loading import facts_of_many
from services.errors import NotFound
from services.jury.members import Member, Tie, ties
from services.jury.models import JuryDossierRow, JuryMemberRow, JurySessionRow
from services.jury.publication import missing_domains
from services.jury.refusals import AlreadyBeforeAJury, AlreadyPublished, DossierIncomplete, MemberTied
from services.messages.models import TaskKind
from services.messages.tasks import finish_task_named, open_task
from services.notices.hours import at
from services.notices.planner import replan
from services.service import Service
from services.staff.models import BodyRow

CHASED_AFTER = timedelta(days=7)
"""After its session a jury's decisions are asked for."""

MORNING = time(9)


class Sessions(Service):
    def create(self, held_on: date, place: str, members: Sequence[Member]) -> JurySessionRow:
        """A session, perhaps without all its members yet; parity is asked for at publication. Raises MemberTied."""
        row = JurySessionRow(body_id=self.body_id, held_on=held_on, place=place)
        self.session.add(row)
        self.session.flush()
        assert row.id is not None
        self._seat(row.id, members, [])
        self.audit("jury.created", jury_session_id=row.id)
        return row

    def change(
        self,
        jury_session_id: int,
        *,
        held_on: date | None = None,
        place: str | None = None,
        members: Sequence[Member] | None = None,
    ) -> JurySessionRow:
        """Another day (the candidates are told), place or jury. Raises AlreadyPublished, MemberTied, NotFound."""
        jury = self._unpublished(jury_session_id)
        dossiers = [row.candidate_id for row in self._dossiers(jury_session_id)]
        if members is not None:
            self._seat(jury_session_id, members, dossiers)
        if held_on is not None and held_on != jury.held_on:
            self._forget_to_chase(jury)
            jury.held_on, jury.version, jury.moved_at = held_on, jury.version + 1, self.now
        jury.place = jury.place if place is None else place
        self.session.add(jury)
        self.session.flush()
        self.audit("jury.changed", jury_session_id=jury.id, held_on=jury.held_on.isoformat())
        if dossiers:
            self._chase_later(jury)
        for candidate_id in dossiers:
            replan(self.session, candidate_id, self.now)
        return jury

    def attach(self, jury_session_id: int, candidate_ids: Sequence[int]) -> list[JuryDossierRow]:
        """Puts files before the jury, all or none.

        Raises DossierIncomplete, AlreadyBeforeAJury, MemberTied, AlreadyPublished, NotFound.
        """
        jury = self._unpublished(jury_session_id)
        for candidate_id in candidate_ids:
            self.candidate_row(candidate_id, lock=True)
        known = {row.candidate_id for row in self._dossiers(jury_session_id)}
        facts = facts_of_many(self.session, [one for one in candidate_ids if one not in known])
        all_complete(facts.values())
        elsewhere = [
            one
            for one, its in facts.items()
            if its.certified_on or any(j.published_at is None for j in its.juries)
        ]
        if elsewhere:
            raise AlreadyBeforeAJury(candidate_ids=elsewhere)
        self._nobody_is_tied(self.seated(jury_session_id), facts.values())
        for candidate_id in facts:
            row = self.session.get(JuryDossierRow, (jury_session_id, candidate_id)) or JuryDossierRow(
                jury_session_id=jury_session_id, candidate_id=candidate_id, attached_at=self.now
            )
            row.attached_at, row.detached_at = self.now, None
            self.session.add(row)
        self._chase_later(jury)
        self.session.flush()
        for candidate_id in facts:
            self.audit("jury.attached", candidate_id, jury_session_id=jury.id)
            replan(self.session, candidate_id, self.now)
        return self._dossiers(jury_session_id)

    def detach(self, jury_session_id: int, candidate_id: int, reason: str = "") -> None:
        """Takes a file from before the jury; a person tells the candidate. Raises AlreadyPublished, NotFound."""
        jury = self._unpublished(jury_session_id)
        candidate = self.candidate_row(candidate_id, lock=True)
        row = self.session.get(JuryDossierRow, (jury_session_id, candidate_id))
        if row is None or row.detached_at is not None:
            raise NotFound
        row.detached_at = self.now
        self.session.add(row)
        self.session.flush()
        self.audit("jury.detached", candidate_id, jury_session_id=jury.id, reason=reason)
        replan(self.session, candidate_id, self.now)
        if not self._dossiers(jury_session_id):
            self._forget_to_chase(jury)
        key = f"call:jury-{jury.id}:{candidate_id}:{int(self.now.timestamp())}"
        about: dict[str, Any] = {"why": "jury_postponed", "reason": reason}
        open_task(self.session, self.now, TaskKind.CALL, key, jury.body_id, candidate.id, **about)

    def session_of(self, jury_session_id: int) -> JurySessionRow:
        """Raises NotFound."""
        query = select(JurySessionRow).where(col(JurySessionRow.id) == jury_session_id)
        row = self.session.exec(query.where(JurySessionRow.body_id == self.body_id)).one_or_none()
        if row is None:
            raise NotFound
        return row

    def seated(self, jury_session_id: int) -> list[Member]:
        """The members, in the order in which they were named. Raises NotFound."""
        self.session_of(jury_session_id)
        query = select(JuryMemberRow).where(JuryMemberRow.jury_session_id == jury_session_id)
        rows = self.session.exec(query.order_by(col(JuryMemberRow.id)))
        return [Member(row.name, row.side, row.organisation) for row in rows]

    def candidates_before(self, jury_session_id: int) -> dict[int, Facts]:
        """The facts of those whose file is before the jury, by candidate. Raises NotFound."""
        self.session_of(jury_session_id)
        return facts_of_many(self.session, [row.candidate_id for row in self._dossiers(jury_session_id)])

    def ties_between(self, members: Sequence[Member], dossiers: Iterable[Facts]) -> list[Tie]:
        """Why these members may not decide on these files, where they may not."""
        return list(ties(members, dossiers, self._body_name()))

    def _seat(self, jury_session_id: int, members: Sequence[Member], candidate_ids: Sequence[int]) -> None:
        """These members instead of those there were. Raises MemberTied."""
        self._nobody_is_tied(members, facts_of_many(self.session, candidate_ids).values())
        self.session.exec(delete(JuryMemberRow).where(col(JuryMemberRow.jury_session_id) == jury_session_id))
        for one in members:
            self.session.add(
                JuryMemberRow(
                    jury_session_id=jury_session_id,
                    name=one.name,
                    side=one.side,
                    organisation=one.organisation,
                )
            )
        self.session.flush()

    def _nobody_is_tied(self, members: Sequence[Member], dossiers: Iterable[Facts]) -> None:
        """Raises MemberTied, with who is tied to whom. The assessing body itself sits in no jury."""
        body, found = self._body_name(), self.ties_between(members, dossiers)
        names = {tie.member.name for tie in found} | {m.name for m in members if m.is_tied_to((), body)}
        if names:
            raise MemberTied(members=sorted(names), candidate_ids=sorted({tie.candidate_id for tie in found}))

    def _body_name(self) -> str:
        return self.session.get_one(BodyRow, self.body_id).name

    def _unpublished(self, jury_session_id: int) -> JurySessionRow:
        row = self.session_of(jury_session_id)
        self.session.refresh(row, with_for_update=True)
        if row.published_at:
            raise AlreadyPublished
        return row

    def _dossiers(self, jury_session_id: int) -> list[JuryDossierRow]:
        query = select(JuryDossierRow).where(
            JuryDossierRow.jury_session_id == jury_session_id, col(JuryDossierRow.detached_at).is_(None)
        )
        return list(self.session.exec(query.order_by(col(JuryDossierRow.candidate_id))))

    def _chase_later(self, jury: JurySessionRow) -> None:
        """A week after the session its decisions are a task, unless they are published by then."""
        zone = self.session.get_one(BodyRow, jury.body_id).timezone
        open_task(
            self.session,
            self.now,
            TaskKind.RECORD_DECISIONS,
            _chasing(jury),
            jury.body_id,
            not_before=at(jury.held_on + CHASED_AFTER, MORNING, zone),
            jury_session_id=jury.id,
            starts_at=at(jury.held_on, MORNING, zone).isoformat(),
        )

    def _forget_to_chase(self, jury: JurySessionRow) -> None:
        finish_task_named(self.session, self.now, _chasing(jury), str(self.actor))


def _chasing(jury: JurySessionRow) -> str:
    return f"record_decisions:jury-{jury.id}:{jury.version}"


def all_complete(dossiers: Iterable[Facts]) -> None:
    """Raises DossierIncomplete, with the candidates and the domains that are not acquired."""
    missing = {one.candidate_id: lacking for one in dossiers if (lacking := missing_domains(one))}
    if missing:
        raise DossierIncomplete(candidate_ids=sorted(missing), missing=missing)
