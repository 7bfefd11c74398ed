"""The scheduling and record service. Knows nothing of dialogues or Telegram.

This is its public face: the Services bundle, domain types and refusals. Dialogues see nothing else.
"""

from services import recordings
from services.actor import SYSTEM, VISITOR, Actor, ActorKind
from services.bundle import Services, system_services
from services.candidates import chats
from services.candidates.chats import Chat
from services.candidates.new_phone import AnotherFile
from services.candidates.service import Candidate
from services.clock import Clock, ShiftedClock, SystemClock
from services.database import Database, migrate
from services.dossiers.domains import Domain, Result
from services.dossiers.facts import (
    Appointment,
    EarlierTime,
    Facts,
    JuryPassage,
    Proposal,
    Site,
    TrainingSession,
)
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.stages import Stage, stage_of
from services.errors import Invalid, NotAllowed, NotFound, Refusal
from services.messages.models import TaskKind
from services.messages.models import TaskRow as Task
from services.messages.service import Message, NobodyThere, TooLong
from services.messages.threads import Thread
from services.messages.uploads import Upload
from services.notices.hours import local_day
from services.notices.models import NoticeState
from services.notices.rule import About
from services.notices.rules import appointments as appointment_words
from services.notices.rules import path as path_words
from services.notices.rules import training as training_words
from services.notices.service import Notice
from services.notices.wording import Choice, File, Picture, Wording
from services.places import (
    Places,
    Spot,
    Town,
    find_town,
    nearest,
    town_of,
    wants_to_book,
    zone_of_place,
)
from services.questions.models import TopicId
from services.scheduling import named as staff_words
from services.scheduling.afterwards import LATE_FROM
from services.scheduling.holds import HOLD, Meeting
from services.scheduling.models import MOVE_UNTIL, Kind, Mode
from services.scheduling.service import (
    AlreadyBooked,
    AppointmentOver,
    SlotNotOffered,
    SlotTaken,
    TooLateToMove,
)
from services.scheduling.slots import Slot
from services.scheduling.waiting_list import WAIT_FROM
from services.settings import Settings, SettingsError, load_settings
from services.staff.day import Lesson
from services.staff.day import Meeting as MeetingOfTheDay
from services.staff.models import Role
from services.staff.service import LinkUsed, StaffMember
from services.training.models import Progress
from services.training.service import SessionOver

__all__ = [
    "HOLD",
    "LATE_FROM",
    "MOVE_UNTIL",
    "SYSTEM",
    "VISITOR",
    "WAIT_FROM",
    "About",
    "Actor",
    "ActorKind",
    "AlreadyBooked",
    "AnotherFile",
    "Appointment",
    "AppointmentOver",
    "AssessmentKind",
    "Candidate",
    "Chat",
    "Choice",
    "Clock",
    "Database",
    "Domain",
    "EarlierTime",
    "Facts",
    "File",
    "Invalid",
    "JuryPassage",
    "Kind",
    "Lesson",
    "LinkUsed",
    "Meeting",
    "MeetingOfTheDay",
    "Message",
    "Mode",
    "NobodyThere",
    "NotAllowed",
    "NotFound",
    "Notice",
    "NoticeState",
    "Outcome",
    "Picture",
    "Places",
    "Progress",
    "Proposal",
    "Refusal",
    "Result",
    "Role",
    "Services",
    "SessionOver",
    "Settings",
    "SettingsError",
    "ShiftedClock",
    "Site",
    "Slot",
    "SlotNotOffered",
    "SlotTaken",
    "Spot",
    "StaffMember",
    "Stage",
    "SystemClock",
    "Task",
    "TaskKind",
    "Thread",
    "TooLateToMove",
    "TooLong",
    "TopicId",
    "Town",
    "TrainingSession",
    "Upload",
    "Wording",
    "appointment_words",
    "chats",
    "find_town",
    "load_settings",
    "local_day",
    "migrate",
    "nearest",
    "path_words",
    "recordings",
    "staff_words",
    "stage_of",
    "system_services",
    "town_of",
    "training_words",
    "wants_to_book",
    "zone_of_place",
]
