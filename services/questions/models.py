"""Tables: what was not understood, until somebody looks at it, and a body's own phrases for a topic."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from services.database import UtcDateTime, one_of


class TopicId(StrEnum):
    """What candidates ask (TOPICS.md); what is said of each is the dialogues'."""

    WHAT_IS_CLEA = "what-is-clea"
    FOR_WHOM = "for-whom"
    DIPLOMA_NEEDED = "diploma-needed"
    AGE = "age"
    STAGES = "stages"
    DOMAINS = "domains"
    BENEFITS = "benefits"
    RECOGNISED = "recognised"
    LEVELS = "levels"
    COST = "cost"
    DURATION = "duration"
    WHERE = "where"
    REFERRAL = "referral"
    INTERVIEW = "interview"
    INTERVIEW_PREPARE = "interview-prepare"
    COMMITMENT = "commitment"
    THINK_TIME = "think-time"
    EXAM = "exam"
    ASSESSMENT = "assessment"
    NOT_ALL_ACQUIRED = "not-all-acquired"
    ATTESTATION = "attestation"
    FIVE_YEARS = "five-years"
    TRAINING = "training"
    WORK_TIME = "work-time"
    TRAINER = "trainer"
    FINAL_ASSESSMENT = "final-assessment"
    JURY = "jury"
    JURY_WHEN = "jury-when"
    JURY_NO = "jury-no"
    FRENCH = "french"
    READING = "reading"
    DISABILITY = "disability"
    EMPLOYER_KNOWS = "employer-knows"
    OTHER_CLEA = "other-clea"
    AFTER = "after"
    PRIVACY = "privacy"
    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    ABSENT = "absent"
    TIMETABLE = "timetable"
    MY_FILE = "my-file"
    ADVISER = "adviser"
    LANGUAGE = "language"
    LISTEN = "listen"
    PAUSE = "pause"
    ERASE = "erase"
    GREETING = "greeting"
    THANKS = "thanks"
    DISTRESS = "distress"


class UnansweredRow(SQLModel, table=True):
    """A question that fits no topic. The candidate is kept only so that it goes when they do; nobody is shown whose
    it is."""

    __tablename__ = "unanswered"

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    candidate_id: int = Field(foreign_key="candidate.id", ondelete="CASCADE", index=True)
    locale: str
    text: str
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)


class PhraseRow(SQLModel, table=True):
    """Words that a coordinator attached to a topic; nothing in it says who used them first."""

    __tablename__ = "phrase"

    id: int | None = Field(default=None, primary_key=True)
    body_id: int = Field(foreign_key="body.id", index=True)
    text: str
    topic: TopicId = Field(sa_type=one_of(TopicId))
    attached_at: datetime = Field(sa_type=UtcDateTime)
