"""A conversation: which flow an event belongs to, what is interrupted by it, and what is resumed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dialogues import menu
from dialogues.engine import Button, Done, Event, EventKind, Flow, Goto, Place, Reply, Who, advance, question
from dialogues.flows import COMMANDS, FLOWS
from locales import N_, line
from services import VISITOR, Actor, ActorKind, Services

STOP_WORDS = frozenset(
    {
        "stop",
        "stoppez",
        "arrêt",
        "arret",
        "arrêtez",
        "arretez",
        "arrêtez les messages",
        "arretez les messages",
        "plus de message",
        "plus de messages",
        "ne m écrivez plus",
        "ne m ecrivez plus",
        "désabonner",
        "desabonner",
        "stop messages",
        "no more messages",
        "unsubscribe",
    }
)
"""As people write it, in any of our languages: what is between two signs counts, capitals do not."""

REMEMBERED = 3
"""Interrupted flows are kept this deep; older ones are let go."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a turn comes to: who speaks now, where they stand, and what is said to them."""

    who: Who
    places: tuple[Place, ...]
    replies: tuple[Reply, ...]


class Conversation:
    """One turn of one chat: places come in, an event happens, places and replies come out."""

    def __init__(self, who: Who, places: Sequence[Place], services: Services) -> None:
        self.who = who
        self.places = [place for place in places if _is_known(place)]
        self.replies: list[Reply] = []
        self._services = services

    def hear(self, event: Event) -> Said:
        match event.kind:
            case EventKind.COMMAND if event.value in COMMANDS:
                self._open(COMMANDS[event.value], event)
            case EventKind.TEXT if says_stop(event.text):
                self._open("stop.now", event)
            case EventKind.TAP:
                self._tapped(event)
            case _ if self.places:
                self._answer(self.places[-1], event)
            case _:
                self._open("unasked.said", event)
        return Said(self.who, tuple(self.places[-REMEMBERED:]), tuple(self.replies))

    @property
    def services(self) -> Services:
        """The services on behalf of whoever speaks now."""
        return self._services.acting_as(actor_of(self.who))

    def _tapped(self, event: Event) -> None:
        flow_name, _, scene_name = event.to.partition(".")
        flow = FLOWS.get(flow_name)
        here = self.places[-1] if self.places else None
        if event.to == "resume" and here:
            self._ask(here)
        elif flow is None or (scene_name and scene_name not in flow.scenes):
            self._what_was_asked()
        elif here and (here.flow, here.scene) == (flow_name, scene_name):
            self._answer(here, event)
        elif not scene_name or flow.scenes[scene_name].anytime:
            self._open(event.to, event)
        else:
            self._old_button(flow_name)

    def _open(self, target: str, event: Event) -> None:
        """Enters a flow, or lets a scene that works at any time take the event."""
        flow_name, _, scene_name = target.partition(".")
        flow = FLOWS[flow_name]
        if flow.needs_staff and self.who.staff_id is None:
            self._open("help", Event())
            return
        if flow.needs_candidate and self.who.candidate_id is None:
            self._ask_consent_for(Place(self.who, flow_name, flow.first))
            return
        scene = flow.scenes[scene_name or flow.first]
        place = Place(self.who, flow_name, scene_name or flow.first)
        if scene.anytime and scene_name:
            self._aside(flow, place, event)
        else:
            self._enter(place)
            self._ask(place)

    def _aside(self, flow: Flow, place: Place, event: Event) -> None:
        """Answered on the side: the question that was open stays open, one tap away."""
        self._let_go(place.flow)
        then, said = advance(flow, place, event, self.services)
        self.replies += said
        self._follow(then, place)

    def _answer(self, place: Place, event: Event) -> None:
        then, said = advance(FLOWS[place.flow], place, event, self.services)
        self.places.pop()
        self.replies += said
        self._follow(then, place)

    def _ask(self, place: Place) -> None:
        then, said = question(FLOWS[place.flow], replace(place, who=self.who), self.services)
        self.places = [other for other in self.places if other != place]
        self.replies += said
        self._follow(then, place)

    def _follow(self, then: Place | Goto | Done, left: Place) -> None:
        self.who = then.who or self.who
        match then:
            case Place():
                self.places.append(then)
            case Goto():
                self._goto(then)
            case Done(otherwise=otherwise):
                self._resume(left, otherwise)

    def _goto(self, goto: Goto) -> None:
        flow = FLOWS[goto.flow]
        place = Place(self.who, goto.flow, goto.scene or flow.first, goto.answers)
        if flow.needs_candidate and self.who.candidate_id is None:
            self._ask_consent_for(place)
            return
        self._enter(place)
        self._ask(place)

    def _ask_consent_for(self, place: Place) -> None:
        """Nothing of a candidate's before they agree; then `place` asks its question by itself."""
        self._let_go("consent")
        self._enter(place)
        self.places.append(Place(self.who, "consent", FLOWS["consent"].first))
        self._ask(self.places[-1])

    def _resume(self, left: Place, otherwise: str) -> None:
        """After a flow: what consent was asked for goes on by itself, another one is a tap away."""
        if self.who.candidate_id is None and not self._consent_is_asked:
            self.places = [place for place in self.places if not FLOWS[place.flow].needs_candidate]
        waiting = self.places[-1] if self.places else None
        if waiting and left.flow == "consent":
            self._ask(waiting)
        elif otherwise:
            self._open(otherwise, Event())
        elif waiting and self.replies and (label := FLOWS[waiting.flow].resume):
            self.replies[-1] = self.replies[-1].with_first_button(Button(label, to="resume"))

    def _enter(self, place: Place) -> None:
        self._let_go(place.flow)
        self.places.append(place)

    def _let_go(self, flow_name: str) -> None:
        """Drops places of the same flow (it begins anew), and those that make no sense after an interruption."""
        waits = self._consent_is_asked
        self.places = [
            p
            for p in self.places
            if p.flow != flow_name and (FLOWS[p.flow].resume or (waits and FLOWS[p.flow].needs_candidate))
        ]

    @property
    def _consent_is_asked(self) -> bool:
        """Then what it is asked for waits below it."""
        return any(place.flow == "consent" for place in self.places)

    def _old_button(self, flow_name: str) -> None:
        """A button whose question is over: its question is asked again instead of guessing."""
        self.replies.append(Reply((line(N_("This button is old, here is where we are.")),)))
        here = self.places[-1] if self.places else None
        if here and here.flow == flow_name:
            self._ask(here)
        else:
            self._open(flow_name, Event())

    def _what_was_asked(self) -> None:
        if self.places:
            self._ask(self.places[-1])
        else:
            self.replies.append(menu.reply(self.who, self.services, line(N_("What would you like to do?"))))


def says_stop(text: str) -> bool:
    """Whether somebody asks in their own words for no more messages; a few words and nothing else."""
    words = re.sub(r"[^\w\s]", " ", text.casefold().replace("’", " ").replace("'", " ")).split()
    return " ".join(words) in STOP_WORDS


def actor_of(who: Who) -> Actor:
    if who.candidate_id is not None:
        return Actor(ActorKind.CANDIDATE, who.candidate_id)
    return VISITOR


def places_from(rows: Sequence[Mapping[str, Any]], who: Who) -> list[Place]:
    return [Place(who, row["flow"], row["scene"], row.get("answers", {})) for row in rows]


def rows_from(places: Sequence[Place]) -> list[dict[str, Any]]:
    return [{"flow": p.flow, "scene": p.scene, "answers": dict(p.answers)} for p in places]


def _is_known(place: Place) -> bool:
    """Whether the house still has this scene: a place may be older than the code."""
    return place.flow in FLOWS and place.scene in FLOWS[place.flow].scenes
