"""For people who work at a centre: their console, and who waits for an answer."""

import re

from dialogues import menu
from dialogues.engine import Button, Done, Flow, Place, Reply, rows, screen
from locales import NS_, line
from services import Actor, ActorKind, Services, StaffMember

NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def acting(place: Place, services: Services) -> Services:
    """The services on behalf of whoever of the staff speaks here: their body's people, and nobody else's."""
    return services.acting_as(Actor(ActorKind.STAFF, place.who.staff_id, place.who.body_id))


def speaker(place: Place, services: Services) -> StaffMember:
    """Whoever of the staff speaks here; only flows for staff ask."""
    assert place.who.staff_id is not None
    return services.staff.member(place.who.staff_id)


def number_in(value: str | None) -> int | None:
    """The number that a button carries; None for anything else, which is the client's word."""
    return int(value) if value and NUMBER.fullmatch(value) else None


def show(place: Place, services: Services) -> Done:
    member = speaker(place, services)
    lines = (
        line(NS_("Hello {name}. You work for {body}."), name=member.first_name, body=member.body_name),
        line(NS_("I send you what candidates write, and a link to the console.")),
    )
    return Done((Reply(lines, menu.STAFF),))


def show_console(place: Place, services: Services) -> Done:
    """A link that signs in once, within five minutes."""
    assert place.who.staff_id is not None
    secret = services.staff.sign_in_link(place.who.staff_id)
    lines = (line(NS_("Your link to the console. It works once, for five minutes.")),)
    link = Button(NS_("Open the console"), url=f"/console/sign-in/{secret}")
    return Done((Reply(lines, rows(link, menu.BACK)),))


def stop_digest(place: Place, services: Services) -> Done:
    """No more message in the morning; the console's settings bring it back."""
    assert place.who.staff_id is not None
    services.staff.set_digest(place.who.staff_id, False)
    lines = (line(NS_("Done. You can ask for it again in the console, in your settings.")),)
    return Done((Reply(lines, menu.STAFF),))


STAFF = Flow(
    {
        "show": screen(show),
        "console": screen(show_console),
        "no_digest": screen(stop_digest),
    },
    needs_staff=True,
)
