"""Whom a trainer trains: named in a plan, or in a timetable; where nobody is named, everybody in training."""

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from services.candidates.models import CandidateRow
from services.candidates.service import Candidate, candidate_of
from services.dossiers.models import ObjectiveRow
from services.dossiers.stages import Stage
from services.service import Service
from services.training.models import TrainingSessionRow


class Trainees(Service):
    def of_body(self, limit: int = 500) -> list[Candidate]:
        """The body's candidates in training, by first name."""
        return [candidate_of(row) for row in self.session.exec(self._in_training().limit(limit))]

    def of_trainer(self, staff_id: int) -> list[Candidate]:
        """The body's candidates in training that this person trains, by first name; of none, all of the body's."""
        query = self._in_training()
        planned = select(ObjectiveRow.candidate_id).where(col(ObjectiveRow.trainer_id) == staff_id)
        taught = select(TrainingSessionRow.candidate_id).where(
            col(TrainingSessionRow.trainer_id) == staff_id, col(TrainingSessionRow.cancelled_at).is_(None)
        )
        own = query.where(or_(col(CandidateRow.id).in_(planned), col(CandidateRow.id).in_(taught)))
        rows = self.session.exec(own).all() or self.session.exec(query).all()
        return [candidate_of(row) for row in rows]

    def _in_training(self) -> SelectOfScalar[CandidateRow]:
        query = select(CandidateRow).where(
            col(CandidateRow.body_id) == self.body_id, col(CandidateRow.stage) == Stage.IN_TRAINING
        )
        return query.order_by(col(CandidateRow.first_name), col(CandidateRow.id))
