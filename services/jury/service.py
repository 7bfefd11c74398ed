"""What a jury decides, and when it is told: published in one go, and bad news by a person first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

from locales import NS_, Text
from services.dossiers.corrections import put_right, why
from services.dossiers.facts import JuryPassage
from services.dossiers.kinds import FactKind
from services.dossiers.loading import facts_of
from services.errors import NotFound
from services.jury.models import Decision, JuryDecisionRow, JuryDossierRow, JurySessionRow
from services.jury.publication import Publication, passage_of
from services.jury.refusals import DecisionsMissing, JuryChanged, NoParity, NothingToTell, NotPublished
from services.jury.sessions import Sessions, all_complete
from services.jury.telling import ask_to_tell, untold
from services.messages.models import TaskKind
from services.messages.tasks import finish_tasks, open_task
from services.notices.planner import replan
from services.staff.models import BodyRow


@dataclass(frozen=True, slots=True)
class DecisionOn:
    """What the jury decided of one file; `next_step` says, with "not yet", what to do next, to the candidate too."""

    candidate_id: int
    decision: Decision
    next_step: str = ""


class Jury(Sessions):
    def decide(self, jury_session_id: int, decisions: Sequence[DecisionOn]) -> None:
        """Records decisions; nobody is told before publication. One decided otherwise before is corrected.

        Raises AlreadyPublished, NotFound.
        """
        self._unpublished(jury_session_id)
        before = self.candidates_before(jury_session_id)
        for decided in decisions:
            facts = before.get(decided.candidate_id)
            if facts is None:
                raise NotFound(Text(NS_("File {id} is not before this jury.")).given(id=decided.candidate_id))
            known = passage_of(facts, jury_session_id)
            if (known.decision, known.next_step) != (decided.decision, decided.next_step):
                self._write(jury_session_id, decided, known, "")
                self.audit("jury.decided", decided.candidate_id, jury_session_id=jury_session_id)

    def publication(self, jury_session_id: int) -> Publication:
        """What would be published now, and what stands in the way. Raises NotFound."""
        members, dossiers = self.seated(jury_session_id), self.candidates_before(jury_session_id)
        ties = self.ties_between(members, dossiers.values())
        return Publication(jury_session_id, members, dossiers, ties)

    def publish(self, jury_session_id: int, *, expected: str | None = None) -> JurySessionRow:
        """Publishes all decisions in one transaction; "not yet" is a task for a person first.

        `expected` is the fingerprint of the publication that somebody has looked at.
        Raises JuryChanged, NoParity, MemberTied, DecisionsMissing, DossierIncomplete, AlreadyPublished, NotFound.
        """
        jury = self._unpublished(jury_session_id)
        about = self.publication(jury_session_id)
        if expected is not None and expected != about.fingerprint:
            raise JuryChanged
        if undecided := about.those(None):
            raise DecisionsMissing(candidate_ids=undecided)
        all_complete(about.dossiers[one] for one in about.those(Decision.CERTIFIED))
        self._nobody_is_tied(about.members, about.dossiers.values())
        self._publish_with_parity(jury)
        self._forget_to_chase(jury)
        for candidate_id, passage in about.decided.items():
            if passage.decision is Decision.NOT_YET:
                self._a_person_first(jury, candidate_id, passage.next_step)
            self.audit("jury.published", candidate_id, jury_session_id=jury.id, decision=passage.decision)
            replan(self.session, candidate_id, self.now)
        return jury

    def untold(self, candidate_id: int) -> JuryPassage | None:
        """The "not yet" that a person is to tell this candidate first. Raises NotFound."""
        self.candidate_row(candidate_id)
        return untold(facts_of(self.session, candidate_id), self.now)

    def tell(self, jury_session_id: int, candidate_id: int) -> None:
        """The adviser says that the bot may tell a "not yet" now: they have talked. Told once.

        Raises NotPublished, NothingToTell, NotFound.
        """
        jury = self.session_of(jury_session_id)
        row = self._dossier(jury_session_id, candidate_id)
        if jury.published_at is None:
            raise NotPublished
        if self._passage_of(jury_session_id, candidate_id).decision is not Decision.NOT_YET:
            raise NothingToTell
        if row.tell_at is None or row.tell_at > self.now:
            row.tell_at = self.now
            self.session.add(row)
            self.session.flush()
            self.audit("jury.may_be_told", candidate_id, jury_session_id=jury.id)
            replan(self.session, candidate_id, self.now)
        finish_tasks(self.session, self.now, TaskKind.TELL_DECISION, candidate_id, str(self.actor))

    def correct(self, jury_session_id: int, decided: DecisionOn, reason: str) -> None:
        """Another decision in the place of a published one, or the certificate taken back. The history stays.

        Raises NotPublished, ReasonMissing, DossierIncomplete, NotFound.
        """
        said = why(reason)
        jury = self.session_of(jury_session_id)
        if jury.published_at is None:
            raise NotPublished
        self._dossier(jury_session_id, decided.candidate_id)
        known = self._passage_of(jury_session_id, decided.candidate_id)
        if (known.decision, known.next_step) == (decided.decision, decided.next_step):
            return
        if decided.decision is Decision.CERTIFIED:
            all_complete(self.candidates_before(jury_session_id)[one] for one in [decided.candidate_id])
        self._write(jury_session_id, decided, known, said)
        if decided.decision is Decision.NOT_YET:
            self._a_person_first(jury, decided.candidate_id, decided.next_step)
        else:
            finish_tasks(
                self.session, self.now, TaskKind.TELL_DECISION, decided.candidate_id, str(self.actor)
            )
        replan(self.session, decided.candidate_id, self.now)

    def delay(self) -> int | None:
        """Days after which the bot tells a "not yet" by itself; None: only when somebody says that it may."""
        return self.session.get_one(BodyRow, self.body_id).not_yet_after_days

    def set_delay(self, not_yet_after_days: int | None) -> None:
        """See `delay`."""
        body = self.session.get_one(BodyRow, self.body_id)
        body.not_yet_after_days = not_yet_after_days
        self.session.add(body)
        self.audit("jury.delay_set", days=not_yet_after_days)

    def _write(self, jury_session_id: int, decided: DecisionOn, known: JuryPassage, reason: str) -> None:
        self.candidate_row(decided.candidate_id, lock=True)
        row = JuryDecisionRow(
            jury_session_id=jury_session_id,
            candidate_id=decided.candidate_id,
            decision=decided.decision,
            next_step=decided.next_step,
            decided_at=self.now,
            decided_by=str(self.actor),
        )
        self.session.add(row)
        self.session.flush()
        if known.decision is not None:
            put_right(self, FactKind.DECISION, decided.candidate_id, known.decision_id, row.id, reason)

    def _a_person_first(self, jury: JurySessionRow, candidate_id: int, next_step: str) -> None:
        """A task to call them; the bot follows when it may, or after the body's delay."""
        row = self._dossier(jury.id or 0, candidate_id)
        row.tell_at = self._tell_at(jury)
        self.session.add(row)
        open_task(
            self.session,
            self.now,
            TaskKind.TELL_DECISION,
            f"tell_decision:jury-{jury.id}:{candidate_id}:{int(self.now.timestamp())}",
            jury.body_id,
            candidate_id,
            next_step=next_step,
            jury_session_id=jury.id,
        )
        ask_to_tell(self.session, self.candidate_row(candidate_id), jury.id or 0, self.now)

    def _tell_at(self, jury: JurySessionRow) -> datetime | None:
        days = self.session.get_one(BodyRow, jury.body_id).not_yet_after_days
        return None if days is None else self.now + timedelta(days=days)

    def _dossier(self, jury_session_id: int, candidate_id: int) -> JuryDossierRow:
        """Raises NotFound."""
        row = self.session.get(JuryDossierRow, (jury_session_id, candidate_id))
        if row is None or row.detached_at is not None:
            raise NotFound(Text(NS_("File {id} is not before this jury.")).given(id=candidate_id))
        return row

    def _passage_of(self, jury_session_id: int, candidate_id: int) -> JuryPassage:
        return passage_of(self.candidates_before(jury_session_id)[candidate_id], jury_session_id)

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
