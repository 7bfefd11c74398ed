"""Staff answer from Telegram: never the wrong person, never another body's, never after having left."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from dialogues.engine import SOMETHING_ELSE, Attachment, Event, EventKind
from dialogues.flows import FLOWS
from services import Actor, ActorKind, Role
from services.audit import AuditRow
from services.messages.models import Author, MessageRow
from tests.dialogues.colleagues import introduced, joined, staff_of, written
from tests.dialogues.talk import HOSTILE_VALUES, Talk

AMINA, KARIMA = 1, 2


@pytest.fixture
def two(talk: Talk) -> tuple[Talk, int, int]:
    """An adviser at work, and two candidates who wait for an answer."""
    adviser = staff_of(talk, Role.ADVISER)
    amina, karima = introduced(talk, AMINA, "Amina"), introduced(talk, KARIMA, "Karima")
    return joined(talk), written(amina, adviser), written(karima, adviser)


def sent_to(talk: Talk, candidate_id: int) -> list[str]:
    query = select(MessageRow).where(
        MessageRow.candidate_id == candidate_id, MessageRow.author == Author.STAFF
    )
    return [row.text for row in talk.session.exec(query)]


def sent(talk: Talk) -> int:
    return len(talk.session.exec(select(MessageRow).where(MessageRow.author == Author.STAFF)).all())


def replied(to: object, words: str = "Bonjour") -> Event:
    return Event(None, EventKind.TEXT, text=words, answers=str(to))


def test_what_is_written_after_a_tap_goes_to_whom_the_button_names(two):
    talk, amina, karima = two
    talk.tap("answer.to", f"{karima}")
    talk.say("See you on Monday")

    assert (sent_to(talk, karima), sent_to(talk, amina)) == (["See you on Monday"], [])
    assert "Karima" in {str(v) for r in talk.replies for t in r.lines for v in t.values.values()}


def test_a_reply_in_telegrams_own_way_goes_to_whose_words_it_replies_to_whatever_was_asked(two):
    talk, amina, karima = two
    talk.tap("answer.to", f"{amina}")
    talk.hears(replied(karima))

    assert (sent_to(talk, karima), sent_to(talk, amina)) == (["Bonjour"], [])
    assert talk.scene == "", "the question that was open for another person is let go"


@pytest.mark.parametrize("words", ["Menu", "yes", "Send nothing", "no", "help me, I cannot go on"])
def test_words_that_could_be_a_button_or_a_call_for_help_are_an_answer_like_others(two, words: str):
    talk, amina, _ = two
    talk.tap("answer.to", f"{amina}")
    talk.say(words)

    assert (sent_to(talk, amina), talk.scene) == ([words], "")


def test_after_a_while_it_is_asked_again_whom_the_words_are_for(two):
    talk, amina, _ = two
    talk.tap("answer.to", f"{amina}")
    talk.now += timedelta(minutes=16)
    talk.say("See you on Monday")

    assert (sent(talk), talk.scene) == (0, "answer.sure")
    talk.choose("answer.sure")
    assert sent_to(talk, amina) == ["See you on Monday"]


def test_where_somebody_else_wrote_meanwhile_it_is_asked_whom_the_words_are_for(two):
    talk, amina, karima = two
    talk.tap("answer.to", f"{amina}")
    talk.now += timedelta(minutes=1)
    talk.services.acting_as(Actor(ActorKind.CANDIDATE, karima)).messages.from_candidate(karima, "And I?")
    talk.say("See you on Monday")

    assert (sent(talk), talk.scene) == (0, "answer.sure")
    talk.choose("answer.sure", nth=1)
    assert (sent_to(talk, karima), sent_to(talk, amina)) == (["See you on Monday"], [])


def test_words_that_reply_to_an_unknown_message_are_asked_about(two):
    talk, amina, _ = two
    talk.tap("answer.to", f"{amina}")
    talk.hears(replied(SOMETHING_ELSE))

    assert (sent(talk), talk.scene) == (0, "answer.sure")


def test_the_button_of_an_earlier_question_sends_nothing_of_a_later_one(two):
    talk, _, _ = two
    talk.say("First words")
    (first, second, *_) = talk.taps
    talk.tap("answer.sure", "nobody")
    talk.now += timedelta(seconds=30)
    talk.say("Other words")
    for old in (first, second):
        talk.hears(old.event)

    assert (sent(talk), talk.scene) == (0, "answer.sure")


def test_words_out_of_nowhere_are_sent_to_nobody_by_themselves(two):
    talk, amina, karima = two
    talk.say("See you on Monday")

    assert (sent(talk), talk.scene) == (0, "answer.sure")
    assert [tap.value.partition(".")[0] for tap in talk.taps[:2]] == [f"{amina}", f"{karima}"]
    talk.choose("answer.sure", nth=2)
    assert (sent(talk), talk.scene) == (0, "")


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
def test_a_file_is_sent_on_as_what_it_is(two, kind: str):
    talk, amina, _ = two
    talk.tap("answer.to", f"{amina}")
    talk.hears(Event(None, EventKind.FILE, text="", attachment=Attachment(kind, "AgAC")))

    (row,) = talk.session.exec(select(MessageRow).where(MessageRow.author == Author.STAFF))
    assert row.attachment == {"kind": kind, "file_id": "AgAC"}


def test_a_sticker_is_not_sent_on_and_the_question_stays(two):
    talk, amina, _ = two
    talk.tap("answer.to", f"{amina}")
    talk.hears(Event(None, EventKind.FILE, attachment=Attachment("video_note", "AgAC")))

    assert (sent(talk), talk.scene) == (0, "answer.write")


def test_what_is_too_long_is_not_sent_and_can_be_written_again(two):
    talk, amina, _ = two
    talk.tap("answer.to", f"{amina}")
    talk.say("a" * 3001)

    assert (sent(talk), talk.scene) == (0, "answer.write")
    talk.say("shorter")
    assert sent_to(talk, amina) == ["shorter"]


def test_who_has_left_answers_nobody_though_the_question_was_open(two):
    talk, amina, _ = two
    talk.tap("answer.to", f"{amina}")
    row = staff_of(talk, Role.ADVISER)
    coordinator = Actor(ActorKind.STAFF, staff_of(talk, Role.COORDINATOR).id, row.body_id)
    talk.services.acting_as(coordinator).staff.let_go(row.id)
    talk.session.flush()
    talk.session.expire_all()

    talk.say("See you on Monday")
    talk.hears(replied(amina))
    talk.tap("answer.to", f"{amina}")
    talk.say("See you on Tuesday")

    assert sent(talk) == 0


def test_another_bodys_candidate_cannot_be_answered_opened_or_closed(two):
    talk, _amina, karima = two
    elsewhere = talk.services.staff.add_body("Elsewhere", "Europe/Paris")
    row = talk.services.candidates.candidate_row(karima)
    row.body_id = elsewhere.id
    talk.session.add(row)
    talk.session.flush()

    for scene in ("answer.to", "inbox.open", "inbox.close", "inbox.reopen"):
        talk.tap(scene, f"{karima}")
        talk.say("Bonjour") if talk.scene == "answer.write" else None
    talk.hears(replied(karima))

    assert sent(talk) == 0
    assert "Karima" not in {str(v) for r in talk.replies for t in r.lines for v in t.values.values()}


OF_STAFF = st.sampled_from(
    [f"{name}.{scene}" for name, flow in FLOWS.items() if flow.needs_staff for scene in flow.scenes]
)
VALUES = st.one_of(
    st.sampled_from(list(HOSTILE_VALUES.values())),
    st.sampled_from(["1", "2", "3", "1.1", "1.declined", "1.thinking", "1.absent", "1.D1.done", "1.1.yes"]),
    st.text(max_size=20),
)


at_leisure = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@at_leisure
@given(taps=st.lists(st.tuples(OF_STAFF, VALUES, st.booleans()), min_size=1, max_size=6))
def test_a_candidate_who_presses_staffs_buttons_changes_nothing(candidate: Talk, taps):
    """Even with a signature that is good: the signature is not what lets one in."""
    with candidate.trying(repr(taps)):
        before = len(_deeds(candidate))
        for scene, value, says in taps:
            candidate.tap(scene, value)
            if says:
                candidate.hears(replied(value))
        assert [deed for deed in _deeds(candidate)[before:] if deed.startswith("staff")] == []
        assert sent(candidate) == 0


@pytest.fixture
def candidate(talk: Talk) -> Talk:
    written(talk.introduced(), staff_of(talk, Role.ADVISER))
    return talk


@pytest.fixture
def stranger(talk: Talk) -> tuple[Talk, int]:
    """Somebody who works for a body of their own, and their number; Amina waits and has an interview at another."""
    amina = introduced(talk, AMINA, "Amina").booked()
    written(amina, staff_of(talk, Role.ADVISER))
    body = talk.services.staff.add_body("Elsewhere", "Europe/Paris")
    row = talk.services.staff.add_staff(body.id or 0, "Paul", "Martin", Role.COORDINATOR)
    return joined(talk, row), row.id or 0


@at_leisure
@given(taps=st.lists(st.tuples(OF_STAFF, VALUES), min_size=1, max_size=6))
def test_whatever_staff_press_another_body_is_out_of_reach(stranger: tuple[Talk, int], taps):
    """Every number of another body's candidates, threads, tasks and appointments may be tried."""
    talk, staff_id = stranger
    with talk.trying(repr(taps)):
        before = len(_deeds(talk))
        for scene, value in taps:
            talk.tap(scene, value)
            talk.hears(replied(value))
            talk.say("Bonjour")
        assert sent(talk) == 0
        assert [deed for deed in _deeds(talk)[before:] if deed.startswith(f"staff:{staff_id} ")] == []


def _deeds(talk: Talk) -> list[str]:
    query = select(AuditRow).order_by(col(AuditRow.id))
    return [f"{row.actor} {row.action}" for row in talk.session.exec(query)]
