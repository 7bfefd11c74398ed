"""Every scene there is, with everything that people and forgers may do at it: never an error, always a next step."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from dialogues.conversation import REMEMBERED
from dialogues.engine import Event, EventKind
from dialogues.flows import COMMANDS, FLOWS
from tests.dialogues.colleagues import at_work
from tests.dialogues.talk import Talk, Tap, odd_events

NOW = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)

SCENES = [f"{name}.{scene}" for name, flow in FLOWS.items() for scene in flow.scenes]

QUESTIONS: dict[str, Callable[[Talk], object]] = {
    "welcome.language": lambda talk: talk.say("/start"),
    "consent.agree": lambda talk: talk.say("/book"),
    "consent.name": lambda talk: (talk.say("/book"), talk.tap("consent.agree", "yes")),
    "booking.site": lambda talk: talk.introduced().booking_until("site"),
    "booking.town": lambda talk: (talk.introduced().booking_until("site"), talk.tap("booking.site", "town")),
    "booking.which": lambda talk: (talk.introduced().booking_until("site"), talk.say("st denis")),
    "booking.day": lambda talk: talk.introduced().booking_until("day"),
    "booking.time": lambda talk: talk.introduced().booking_until("time"),
    "booking.how": lambda talk: talk.introduced().booking_until("how"),
    "booking.confirm": lambda talk: (
        talk.introduced().booking_until("how"),
        talk.tap("booking.how", "phone"),
    ),
    "way.choose": lambda talk: (talk.introduced().booked(), talk.tap("way.open", "a1")),
    "way.number": lambda talk: (
        talk.introduced().booked(),
        talk.tap("way.open", "a1"),
        talk.tap("way.choose", "phone"),
    ),
    "handover.write": lambda talk: talk.introduced().say("/adviser"),
    "handover.file": lambda talk: talk.introduced().hears(odd_events()["a photo"]),
    "handover.offer": lambda talk: talk.introduced().say("???"),
    "language.choose": lambda talk: talk.say("/language"),
    "pause.days": lambda talk: talk.introduced().say("/pause"),
    "kinds.choose": lambda talk: talk.introduced().tap("kinds"),
    "hours.choose": lambda talk: talk.introduced().tap("hours"),
    "erasure.sure": lambda talk: talk.introduced().tap("erasure"),
    "answer.write": lambda talk: at_work(talk).tap("answer.to", "1"),
    "answer.sure": lambda talk: at_work(talk).say("to whom?"),
}
"""Every scene that waits for an answer, and how one gets there."""


def test_every_question_is_walked_to():
    waiting = {
        f"{name}.{s}" for name, flow in FLOWS.items() for s, scene in flow.scenes.items() if not scene.anytime
    }

    assert set(QUESTIONS) == waiting


@pytest.mark.parametrize("scene", QUESTIONS)
def test_whatever_happens_at_a_question_there_is_a_next_step(talk: Talk, scene: str):
    QUESTIONS[scene](talk)
    assert talk.scene == scene

    for name, event in odd_events(scene).items():
        with talk.trying(name):
            talk.hears(event)
            assert_there_is_a_next_step(talk)


@pytest.mark.parametrize("scene", SCENES)
def test_every_button_with_any_value_gives_a_next_step(talk: Talk, scene: str):
    talk.introduced().booked()

    for name, event in odd_events(scene).items():
        with talk.trying(name):
            talk.hears(event)
            assert_there_is_a_next_step(talk)


@pytest.mark.parametrize("scene", [s for s in SCENES if FLOWS[s.partition(".")[0]].needs_staff])
def test_every_button_of_staff_with_any_value_gives_a_next_step(talk: Talk, scene: str):
    at_work(talk)

    for name, event in odd_events(scene).items():
        with talk.trying(name):
            talk.hears(event)
            assert_there_is_a_next_step(talk)


@pytest.mark.parametrize("scene", SCENES)
def test_every_button_gives_a_stranger_a_next_step(talk: Talk, scene: str):
    talk.tap(scene, "a1")

    assert_there_is_a_next_step(talk)


def test_whatever_a_stranger_does_first_there_is_a_next_step(talk: Talk):
    for name, event in odd_events().items():
        with talk.trying(name):
            talk.hears(event)
            assert_there_is_a_next_step(talk)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_gives_strangers_and_candidates_a_next_step(talk: Talk, command: str):
    talk.say(f"/{command}")
    assert_there_is_a_next_step(talk)
    talk.introduced().say(f"/{command}")
    assert_there_is_a_next_step(talk)


def test_every_button_that_a_walk_shows_leads_somewhere(amina: Talk):
    """Breadth first over the buttons themselves, as a person who taps everything would."""
    amina.say("/help")
    seen: set[Tap] = set()
    waiting = amina.taps
    while waiting:
        tap = waiting.pop(0)
        if tap in seen or tap.to in ("erasure.sure", "stop"):
            continue
        seen.add(tap)
        amina.hears(tap.event)
        assert_there_is_a_next_step(amina)
        waiting += [new for new in amina.taps if new not in seen and len(seen) < 60]
    assert {tap.to for tap in seen} >= {"booking", "discover.page", "menu", "path", "handover"}


ANYTHING = st.one_of(
    st.sampled_from([Event(name, EventKind.COMMAND) for name in COMMANDS]),
    st.sampled_from(list(odd_events().values())),
    st.builds(
        lambda to, value: Event(value, EventKind.TAP, to=to),
        st.sampled_from([*SCENES, *FLOWS, "resume"]),
        st.sampled_from(["", "yes", "no", "mine", "fr", "en", "1", "2", "centre", "phone", "a1", "a1.1.yes"]),
    ),
    st.integers(0, 5),
)
"""An event, or the number of a button that is on show: sequences get somewhere only by those."""


@settings(max_examples=80, deadline=None)
@given(events=st.lists(ANYTHING, min_size=3, max_size=25))
def test_no_sequence_of_events_breaks_a_chat(seeded: Engine, events: list[Event | int]):
    with Session(seeded, expire_on_commit=False) as session:
        talk = Talk(session, NOW)
        for event in events:
            talk.hears(event if isinstance(event, Event) else _shown(talk, event))
            assert_there_is_a_next_step(talk)
            assert len(talk.places) <= REMEMBERED
            assert json.loads(json.dumps(talk.places)) == talk.places
        session.rollback()


def _shown(talk: Talk, nth: int) -> Event:
    taps = talk.taps if talk.turn else []
    return taps[nth % len(taps)].event if taps else Event("start", EventKind.COMMAND)


def assert_there_is_a_next_step(talk: Talk) -> None:
    assert talk.replies, "nothing was said"
    assert talk.scene or talk.taps, f"no next step after {talk.said}"
