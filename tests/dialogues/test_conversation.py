"""What interrupts what, what is resumed, and what becomes of buttons that are old, foreign or forged."""

from datetime import date
from typing import Any

import pytest

from dialogues.conversation import REMEMBERED, Conversation, places_from
from dialogues.engine import Event, EventKind, Who
from dialogues.turn import Heard, take_turn
from locales import plain
from services import chats
from tests.dialogues.talk import Talk, Tap, taps_of

INTERRUPTIONS = ["/help", "/aide", "/clea", "/privacy", "/dossier", "/timetable", "/stop"]


@pytest.mark.parametrize("command", INTERRUPTIONS)
def test_a_booking_that_a_command_interrupts_is_one_tap_away(amina: Talk, command: str):
    before = amina.booking_until("day").places

    amina.say(command)
    assert amina.places == before
    amina.tap("resume")

    assert amina.scene == "booking.day"
    assert {tap.to for tap in amina.taps} == {"booking.day", "menu"}


@pytest.mark.parametrize("command", ["/language", "/pause", "/adviser"])
def test_a_booking_waits_below_the_question_that_interrupts_it(amina: Talk, command: str):
    before = amina.booking_until("day").places

    amina.say(command)

    assert amina.places[:-1] == before
    assert amina.scene.partition(".")[0] in ("language", "pause", "handover")


def test_after_another_language_the_booking_is_still_there(amina: Talk):
    before = amina.booking_until("day").places

    amina.say("/language")
    amina.tap("language.choose", "fr")

    assert amina.places == before
    assert amina.turn is not None
    assert amina.turn.locale == "fr"
    assert "resume" in [tap.to for tap in amina.taps]


def test_after_a_message_to_a_person_the_booking_goes_on(amina: Talk):
    amina.booking_until("day")
    amina.say("/adviser")
    amina.say("I am late.")

    assert "resume" in [tap.to for tap in amina.taps]
    amina.tap("resume")

    assert amina.scene == "booking.day"
    assert [m.text for m in amina.services.messages.thread(amina.candidate_id)] == ["I am late."]


def test_an_interrupted_message_to_a_person_is_let_go(amina: Talk):
    amina.say("/adviser")
    amina.say("/book")

    assert [place["flow"] for place in amina.places] == ["booking"]


def test_who_scrolls_up_and_chooses_anew_answers_the_earlier_question_again(amina: Talk):
    amina.booking_until("time")

    (again,) = amina.tap("booking.site", "1")

    assert again.pressed == "booking.day"
    assert amina.scene == "booking.day"


def test_a_button_of_a_question_not_yet_asked_asks_the_question_of_now_again(amina: Talk):
    amina.booking_until("day")
    place = amina.places

    old, again = amina.tap("booking.how", "centre")

    assert old.buttons == ()
    assert again.pressed == "booking.day"
    assert amina.places == place


def test_an_old_button_of_a_flow_that_is_over_begins_it_anew_without_its_value(amina: Talk):
    amina.tap("erasure.sure", "yes")

    assert amina.scene == "erasure.sure"
    assert amina.services.candidates.candidate(amina.candidate_id).first_name == "Amina"


@pytest.mark.parametrize("to", ["", "nowhere", "booking.nowhere", "resume", "."])
def test_an_unknown_button_gets_the_menu(amina: Talk, to: str):
    amina.tap(to, "x")

    assert amina.places == []
    assert "path" in [tap.to for tap in amina.taps]


def test_an_unknown_button_in_the_middle_asks_the_open_question_again(amina: Talk):
    before = amina.booking_until("day").places

    amina.tap("", "")

    assert amina.places == before
    assert {tap.to for tap in amina.taps} == {"booking.day", "menu"}


def test_a_booking_before_consent_goes_on_by_itself_after_it(talk: Talk):
    talk.tap("booking")
    assert talk.scene == "consent.agree"
    talk.tap("consent.agree", "yes")
    talk.say("Amina")

    assert [place["flow"] for place in talk.places] == ["booking"]
    assert talk.scene == "booking.site"


@pytest.mark.parametrize(
    ("command", "then"),
    [("/adviser", "handover.write"), ("/pause", "pause.days"), ("/dossier", ""), ("/timetable", "")],
)
def test_whatever_consent_was_asked_for_goes_on_after_it(talk: Talk, command: str, then: str):
    talk.say(command)
    talk.tap("consent.agree", "yes")
    talk.tap("consent.name", "mine")
    after_consent = talk.said[1:]

    talk.say(command)

    assert after_consent == talk.said
    assert talk.scene == then


@pytest.mark.parametrize(("command", "then"), [("/book", "booking.site"), ("/adviser", "handover.write")])
def test_a_look_at_what_is_kept_changes_nothing_of_that(talk: Talk, command: str, then: str):
    talk.say(command)
    talk.choose("privacy.what")
    talk.choose("resume")
    talk.tap("consent.agree", "yes")
    talk.say("/help")
    talk.choose("resume")
    talk.tap("consent.name", "mine")

    assert [place["flow"] for place in talk.places] == [then.partition(".")[0]]
    assert talk.scene == then


def test_of_two_wishes_before_consent_the_latest_goes_on(talk: Talk):
    talk.say("/adviser")
    talk.say("/book")
    talk.tap("consent.agree", "yes")
    talk.tap("consent.name", "mine")

    assert [place["flow"] for place in talk.places] == ["booking"]


def test_who_refuses_hears_of_clea_and_nothing_is_kept_but_the_language(talk: Talk):
    talk.say("/start")
    talk.tap("welcome.language", "en")
    talk.tap("booking")
    talk.tap("consent.agree", "no")

    chat = chats.chat_of(talk.session, talk.chat_id, talk.now)
    assert (chat.locale, chat.candidate_id, chat.places) == ("en", None, ())
    assert "discover.page" in [tap.to for tap in talk.taps]


def test_who_refused_may_change_their_mind(talk: Talk):
    talk.tap("booking")
    talk.tap("consent.agree", "no")
    talk.tap("booking")
    talk.tap("consent.agree", "yes")
    talk.tap("consent.name", "mine")

    assert talk.scene == "booking.site"


def test_only_a_tap_is_consent(talk: Talk):
    talk.tap("booking")
    for words in ("yes", "Yes, I agree", "oui"):
        talk.say(words)

    assert talk.scene == "consent.agree"


@pytest.mark.parametrize(("scene", "value"), [("consent.agree", "yes"), ("consent.name", "mine")])
def test_a_tap_too_many_on_the_questions_of_consent_makes_no_second_person(
    amina: Talk, scene: str, value: str
):
    """Thumbs tap twice; and whoever is known would lose their file to a new person of the same name."""
    first = amina.candidate_id

    amina.tap(scene, value)
    amina.tap("consent.agree", "yes")
    amina.tap("consent.name", "mine")

    assert amina.candidate_id == first
    assert amina.scene == ""
    assert amina.taps


@pytest.mark.parametrize(
    ("to", "value"),
    [("discover.page", "exam"), ("privacy.what", ""), ("menu.show", ""), ("appointment.move", "a9")],
)
def test_buttons_for_any_time_leave_the_open_question_where_it_is(amina: Talk, to: str, value: str):
    before = amina.booking_until("day").places

    amina.tap(to, value)

    assert amina.places == before
    assert "resume" in [tap.to for tap in amina.taps]


def test_places_that_the_house_no_longer_has_are_dropped(talk: Talk):
    who = Who(chat_id=1, locale="en", candidate_id=None)
    rows: list[dict[str, Any]] = [
        {"flow": "gone", "scene": "which"},
        {"flow": "consent", "scene": "gone", "answers": {}},
        {"flow": "consent", "scene": "agree", "answers": {}},
    ]

    said = Conversation(who, places_from(rows, who), talk.services).hear(Event(None, EventKind.OTHER))

    assert [(p.flow, p.scene) for p in said.places] == [("consent", "agree")]


def test_no_more_than_three_places_are_remembered(amina: Talk):
    for command in ("/book", "/language", "/pause", "/adviser", "/book", "/language"):
        amina.say(command)

    assert len(amina.places) <= REMEMBERED


def test_a_repeated_update_is_heard_once(amina: Talk):
    heard = Heard(5, amina.chat_id, Event("book", EventKind.COMMAND))

    assert take_turn(amina.services, heard, "Europe/Paris") is not None
    assert take_turn(amina.services, heard, "Europe/Paris") is None


@pytest.mark.parametrize("command", ["/console", "/inbox"])
def test_what_is_for_staff_gives_anybody_else_the_help(amina: Talk, command: str):
    amina.say(command)
    said = amina.said
    amina.say("/help")

    assert said == amina.said


def test_who_erases_everything_is_a_stranger_again(amina: Talk):
    amina.booking_until("day")
    amina.say("/privacy")
    amina.tap("erasure")
    amina.tap("erasure.sure", "yes")

    chat = chats.chat_of(amina.session, amina.chat_id, amina.now)
    assert (chat.candidate_id, chat.places) == (None, ())


def test_a_day_and_an_hour_that_are_typed_are_taps(amina: Talk):
    amina.booking_until("day")
    days = [tap.value for tap in amina.taps if tap.to == "booking.day"]

    amina.say(date.fromisoformat(days[0]).strftime("%A"))
    hours = [tap for tap in amina.taps if tap.to == "booking.time"]
    amina.say(_label_of(amina, hours[0]))

    assert amina.scene == "booking.how"
    assert amina.places[-1]["answers"]["day"] == days[0]


def test_somebody_who_says_hello_before_anything_hears_who_speaks(talk: Talk):
    talk.say("bonjour")

    assert talk.scene == "welcome.language"


def _label_of(talk: Talk, wanted: Tap) -> str:
    """The words on a button."""
    for reply in talk.replies:
        for button, tap in zip(
            (b for row in reply.buttons for b in row if not b.url), taps_of(reply), strict=True
        ):
            if tap == wanted:
                return plain(button.text, talk.language)
    raise LookupError(wanted)
