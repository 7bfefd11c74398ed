"""Services: everything that can be done, within one transaction, at one moment, for one actor."""

from datetime import datetime
from functools import cached_property

from sqlmodel import Session

from services.actor import SYSTEM, Actor
from services.candidates.looking import Looking
from services.candidates.new_phone import NewPhones
from services.candidates.service import Candidates
from services.deeds.service import Deeds
from services.documents.service import Documents
from services.dossiers.corrections import Corrections
from services.dossiers.service import Dossiers
from services.figures.service import Figures
from services.jury.overview import Overview
from services.jury.service import Jury
from services.messages.attention import Attention
from services.messages.broadcasts import Broadcasts
from services.messages.service import Messages
from services.messages.templates import Templates
from services.messages.threads import Threads
from services.messages.uploads import Uploads
from services.notices.service import Notices
from services.questions.service import Questions
from services.referrers.service import Referrers
from services.scheduling.agenda import Agenda
from services.scheduling.desk import Desk
from services.scheduling.feeds import Feeds
from services.scheduling.service import Scheduling
from services.service import Service
from services.staff.day import Day
from services.staff.service import StaffService
from services.trail import Trail
from services.training.groups import Groups
from services.training.service import Training
from services.training.timetables import Timetables
from services.training.trainees import Trainees
from services.webhooks.service import Webhooks


class Services(Service):
    """The face that dialogues, the API and the console speak to."""

    def acting_as(self, actor: Actor) -> "Services":
        return Services(self.session, self.now, actor)

    @cached_property
    def agenda(self) -> Agenda:
        return Agenda(self.session, self.now, self.actor)

    @cached_property
    def attention(self) -> Attention:
        return Attention(self.session, self.now, self.actor)

    @cached_property
    def broadcasts(self) -> Broadcasts:
        return Broadcasts(self.session, self.now, self.actor)

    @cached_property
    def candidates(self) -> Candidates:
        return Candidates(self.session, self.now, self.actor)

    @cached_property
    def deeds(self) -> Deeds:
        return Deeds(self.session, self.now, self.actor)

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.session, self.now, self.actor)

    @cached_property
    def figures(self) -> Figures:
        return Figures(self.session, self.now, self.actor)

    @cached_property
    def corrections(self) -> Corrections:
        return Corrections(self.session, self.now, self.actor)

    @cached_property
    def day(self) -> Day:
        return Day(self.session, self.now, self.actor)

    @cached_property
    def documents(self) -> Documents:
        return Documents(self.session, self.now, self.actor)

    @cached_property
    def dossiers(self) -> Dossiers:
        return Dossiers(self.session, self.now, self.actor)

    @cached_property
    def feeds(self) -> Feeds:
        return Feeds(self.session, self.now, self.actor)

    @cached_property
    def groups(self) -> Groups:
        return Groups(self.session, self.now, self.actor)

    @cached_property
    def jury(self) -> Jury:
        return Jury(self.session, self.now, self.actor)

    @cached_property
    def juries(self) -> Overview:
        return Overview(self.session, self.now, self.actor)

    @cached_property
    def looking(self) -> Looking:
        return Looking(self.session, self.now, self.actor)

    @cached_property
    def messages(self) -> Messages:
        return Messages(self.session, self.now, self.actor)

    @cached_property
    def new_phones(self) -> NewPhones:
        return NewPhones(self.session, self.now, self.actor)

    @cached_property
    def notices(self) -> Notices:
        return Notices(self.session, self.now, self.actor)

    @cached_property
    def questions(self) -> Questions:
        return Questions(self.session, self.now, self.actor)

    @cached_property
    def referrers(self) -> Referrers:
        return Referrers(self.session, self.now, self.actor)

    @cached_property
    def scheduling(self) -> Scheduling:
        return Scheduling(self.session, self.now, self.actor)

    @cached_property
    def staff(self) -> StaffService:
        return StaffService(self.session, self.now, self.actor)

    @cached_property
    def trail(self) -> Trail:
        return Trail(self.session, self.now, self.actor)

    @cached_property
    def webhooks(self) -> Webhooks:
        return Webhooks(self.session, self.now, self.actor)

    @cached_property
    def timetables(self) -> Timetables:
        return Timetables(self.session, self.now, self.actor)

    @cached_property
    def trainees(self) -> Trainees:
        return Trainees(self.session, self.now, self.actor)

    @cached_property
    def training(self) -> Training:
        return Training(self.session, self.now, self.actor)

    @cached_property
    def templates(self) -> Templates:
        return Templates(self.session, self.now, self.actor)

    @cached_property
    def threads(self) -> Threads:
        return Threads(self.session, self.now, self.actor)

    @cached_property
    def uploads(self) -> Uploads:
        return Uploads(self.session, self.now, self.actor)


def system_services(session: Session, now: datetime) -> Services:
    """On behalf of the process itself: commands, the planner, the demo's seed."""
    return Services(session, now, SYSTEM)
