"""A "not yet" in the adviser's chat: shown with what to say first, told with one tap, by nobody else and only once."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from services import Actor, ActorKind, AssessmentKind, Domain, Outcome, Result, Role, Services
from services.jury.members import Member
from services.jury.models import Decision, Side
from services.jury.service import DecisionOn
from services.jury.telling import compose
from services.notices.models import NoticeRow
from tests.dialogues.colleagues import joined, staff_of
from tests.dialogues.talk import Talk

MEMBERS = [Member(name, side) for name, side in (("A. Martin", Side.EMPLOYERS), ("C. Roux", Side.EMPLOYEES))]


def colleague(amina: Talk, role: Role, chat_id: int) -> Talk:
    """Somebody of the centre, in a chat of their own."""
    later = amina.now + timedelta(hours=2)
    return joined(Talk(amina.session, later, chat_id=chat_id, name="Colleague"), role)


def centre(talk: Talk, body_id: int = 1) -> Services:
    return talk.services.acting_as(Actor(ActorKind.SYSTEM, None, body_id))


def not_yet(amina: Talk) -> str:
    """Amina's file was before a jury, which said "not yet"; what the button about it holds."""
    own, one = centre(amina), amina.candidate_id
    amina.booked()
    own.candidates.candidate_row(one).adviser_id = staff_of(amina, Role.ADVISER).id
    own.dossiers.record_outcome(one, Outcome.DOSSIER_OPENED)
    own.dossiers.record_assessment(
        one, AssessmentKind.INITIAL, amina.now.date(), dict.fromkeys(Domain, Result.ACQUIRED)
    )
    jury = own.jury.create(date(2027, 1, 4), "", MEMBERS).id or 0
    own.jury.attach(jury, [one])
    own.jury.decide(jury, [DecisionOn(one, Decision.NOT_YET, "Read the rules again.")])
    own.jury.publish(jury)
    return f"{one}.{jury}"


def told(talk: Talk) -> list[NoticeRow]:
    query = select(NoticeRow).where(NoticeRow.rule == "not_yet", NoticeRow.due_at <= talk.now)
    return list(talk.session.exec(query))


def test_what_to_say_is_shown_before_the_tap_that_tells(amina: Talk):
    claire = colleague(amina, Role.ADVISER, 4711)
    value = not_yet(amina)

    claire.tap("decision.look", value)
    assert claire.said == [
        "Jury of {day}: “not yet” for {name}.",
        "We have no telephone number of theirs.",
        "First: their 7 strong points stay in the file.",
        "Then what comes next: {step}",
        "I tell them nothing before you say so, or before {when}.",
    ]
    assert told(claire) == []
    claire.choose("decision.told")
    assert len(told(claire)) == 1
    claire.tap("decision.told", value)
    assert claire.said == ["There is nothing to tell here any more."]
    assert len(told(claire)) == 1


def test_the_list_of_tasks_leads_to_it(amina: Talk):
    claire = colleague(amina, Role.ADVISER, 4711)
    not_yet(amina)
    claire.say("/tasks")
    claire.choose("decision.look")
    assert claire.said[0] == "Jury of {day}: “not yet” for {name}."


@pytest.mark.parametrize("value", ["", "1", "999.1", "1.999", "²", "9" * 40, "1.1.1"])
def test_a_forged_tap_tells_nothing(amina: Talk, value: str):
    claire = colleague(amina, Role.ADVISER, 4711)
    not_yet(amina)
    for scene in ("look", "told"):
        claire.tap(f"decision.{scene}", value)
    assert told(claire) == []


def test_trainers_and_candidates_tell_nothing(amina: Talk):
    karim = colleague(amina, Role.TRAINER, 4712)
    value = not_yet(amina)
    karim.tap("decision.told", value)
    amina.tap("decision.told", value)
    assert told(karim) == []


def test_one_message_asks_and_names_who_is_left(amina: Talk):
    claire = colleague(amina, Role.ADVISER, 4711)
    value = not_yet(amina)
    (asked,) = claire.session.exec(select(NoticeRow).where(NoticeRow.rule == "decision_to_tell"))

    wording = compose(claire.session, asked, claire.now)
    assert wording is not None
    assert [choice.to for choice in wording.choices] == [f"decision.look:{value}", "staff.console"]
    claire.tap("decision.told", value)
    assert compose(claire.session, asked, claire.now) is None
