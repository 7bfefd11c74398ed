"""A conversation: which flow an event belongs to, what is interrupted by it, and what is resumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dialogues import answers, centre, menu, typed
from dialogues.engine import (
    SOMETHING_ELSE,
    Button,
    Done,
    Event,
    EventKind,
    Flow,
    Goto,
    Place,
    Reply,
    Scene,
    Who,
    advance,
    question,
)
from dialogues.flows import COMMANDS, FLOWS
from dialogues.handover import answers_the_centre
from dialogues.spelled import says_yes
from locales import N_, NB_, line
from services import VISITOR, Actor, ActorKind, Services

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

    def __init__(
        self,
        who: Who,
        places: Sequence[Place],
        services: Services,
        asked_at: datetime | None = None,
        seen_at: datetime | None = None,
    ) -> None:
        """`asked_at` is when the open question was asked, `seen_at` when we last heard of the person (to the hour)."""
        self.who = who
        self.places = [place for place in places if _is_known(place) and _may_stand(place, who)]
        self.replies: list[Reply] = []
        self._services = services.acting_as(actor_of(who))
        self._asked_at = asked_at
        self._seen_at = seen_at
        self._leading: dict[str, str] = {}

    def hear(self, event: Event) -> Said:
        match event.kind:
            case EventKind.COMMAND:
                self._open(COMMANDS.get(event.value or "", "menu"), event)
            case EventKind.TAP:
                self._tapped(event)
            case EventKind.TEXT | EventKind.FILE if self._answers_a_candidate(event):
                self._open("answer.replied", event)
            case EventKind.TEXT if (tap := self._typed(event.text)) is not None:
                self._tapped(tap)
            case _ if self._is_heard_by_the_question(event):
                speaks_for_oneself = not FLOWS[self.places[-1].flow].needs_staff
                self._answer(self.places[-1], event)
                if speaks_for_oneself and self._leads_to(event.text) == answers.DISTRESS:
                    self._open(answers.DISTRESS, event)
            case _:
                self._said(event)
        self._leave_a_door()
        return Said(self.who, tuple(self.places[-REMEMBERED:]), tuple(self.replies))

    @property
    def services(self) -> Services:
        """The services on behalf of whoever speaks now: the same ones for as long as it is the same person."""
        actor = actor_of(self.who)
        if self._services.actor != actor:
            self._services = self._services.acting_as(actor)
        return self._services

    def _typed(self, text: str) -> Event | None:
        """The tap that somebody writes instead."""
        return typed.tap_meant(text, self.who, self.places[-1] if self.places else None, self.services)

    def _just_yes(self) -> None:
        match typed.yes_meant(self.who, self._seen_at, self.services):
            case Event() as tap:
                self._tapped(tap)
            case Reply() as again:
                self.replies.append(again)
            case None:
                self._open("menu", Event())

    def _answers_a_candidate(self, event: Event) -> bool:
        """Whether somebody of the staff replies to a message of ours that says whom it is from."""
        return self.who.staff_id is not None and event.answers not in ("", SOMETHING_ELSE)

    def _said(self, event: Event) -> None:
        """Something that no question of ours asked for: it is answered, and the open question stays open."""
        spoken = event.text if event.kind is EventKind.TEXT else ""
        to, _, value = self._leads_to(spoken).partition(":")
        if self._may_be_for_a_candidate(event):
            self._open("answer.unasked", event)
        elif to == answers.DISTRESS:
            self._open(to, event)
        elif answers.says_stop(spoken):
            self._open("stop.now", event)
        elif event.kind is EventKind.FILE or answers_the_centre(self.who, event, self.services):
            self._open("unasked.said", event)
        elif (wish := centre.heard(event, self.services)) is not None:
            self._goto(wish)
        elif to:
            self._open(to, replace(event, value=value))
        elif not self.places and says_yes(spoken):
            self._just_yes()
        elif self.places:
            self._answer(self.places[-1], event)
        else:
            self._open("unasked.said", event)

    def _may_be_for_a_candidate(self, event: Event) -> bool:
        """Whether somebody of the staff, with no file of their own, says something while candidates wait for words."""
        staff_id, body_id = self.who.staff_id, self.who.body_id
        if staff_id is None or self.who.candidate_id is not None:
            return False
        if event.kind is not EventKind.TEXT:
            return event.kind is EventKind.FILE
        own = self._services.acting_as(Actor(ActorKind.STAFF, staff_id, body_id))
        return own.threads.waiting_for(staff_id) > 0

    def _leave_a_door(self) -> None:
        """No question without a way out of it: the menu is under each, but for the very first ones."""
        if not self.places or not self.replies or self.places[-1].flow in ("welcome", "consent"):
            return
        last = self.replies[-1]
        targets = {button.to for row in last.buttons for button in row}
        if last.pressed and last.buttons and not targets & {"menu", "welcome.start"}:
            self.replies[-1] = replace(last, buttons=(*last.buttons, (menu.BACK,)))

    def _is_heard_by_the_question(self, event: Event) -> bool:
        """Whether words (or a file, a place…) answer the open question, and not the centre that wrote since."""
        if not self.places or event.kind not in self._scene_of(self.places[-1]).hears:
            return False
        if FLOWS[self.places[-1].flow].needs_staff:
            return True
        if self.places[-1].flow == "booking" and self._asks_for_something_else(event.text):
            return False
        candidate_id = self.who.candidate_id
        if candidate_id is None or self._asked_at is None:
            return True
        return not self.services.messages.staff_wrote_since(candidate_id, self._asked_at)

    def _asks_for_something_else(self, text: str) -> bool:
        """Than the town that is asked for: a question is longer than a name, and no town is called like that."""
        to = self._leads_to(text)
        if to in ("", "booking") or (len(text.split()) < 2 and to != "appointment"):
            return False
        asks_where = "where" in to.rpartition(":")[2].split("+")
        return to == answers.DISTRESS or centre.is_no_town(text, by_ear=asks_where)

    def _leads_to(self, text: str) -> str:
        """The scene that answers what somebody says, with its value; empty where none does."""
        if text.strip() and text not in self._leading:
            own = self.services.questions.phrases_for(self.who.candidate_id)
            self._leading[text] = answers.where_it_leads(text, self.who.locale, own)
        return self._leading.get(text, "")

    def _scene_of(self, place: Place) -> Scene:
        return FLOWS[place.flow].scenes[place.scene]

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
        elif here and here.flow == flow_name and _comes_before(flow, scene_name, here.scene):
            # Scrolled up and chose anew: an earlier question is answered again, and all after it is asked again.
            self._answer(replace(here, scene=scene_name), event)
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
        if flow.keeps_question:
            self.replies += advance(flow, place, event, self.services)[1]
            if self.places and event.kind is not EventKind.TAP:
                # Words push the question off the screen.
                self.replies[-1] = self.replies[-1].with_first_button(Button(NB_("Continue"), to="resume"))
            return
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


def _comes_before(flow: Flow, scene: str, other: str) -> bool:
    order = list(flow.scenes)
    return order.index(scene) < order.index(other)


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


def _may_stand(place: Place, who: Who) -> bool:
    """Who has left the centre stands at no question of its staff's any more."""
    return who.staff_id is not None or not FLOWS[place.flow].needs_staff
