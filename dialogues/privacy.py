"""What is kept, why, how long, who sees it; and having it handed over or erased, without asking anybody."""

import json
from dataclasses import replace

from dialogues import menu
from dialogues.engine import (
    Button,
    Document,
    Done,
    Event,
    EventKind,
    Flow,
    Place,
    Reply,
    Scene,
    Step,
    rows,
    stay,
)
from locales import N_, NB_, line
from services import Services


def ask_what(place: Place, services: Services) -> Done:
    lines = (
        line(N_("I keep your first name, your language, your appointments and your steps.")),
        line(N_("I use them to remind you and to help your centre.")),
        line(N_("Your centre sees them, nobody else.")),
        line(N_("They are erased some months after your file is closed.")),
        line(N_("Telegram carries our messages. Do not write secrets here.")),
    )
    if place.who.candidate_id is None:
        nothing = line(N_("At the moment I keep only the language of this chat."))
        return Done((Reply((nothing, *lines), rows(menu.BACK)),))
    buttons = rows(
        Button(NB_("See what is kept"), to="privacy.export"),
        Button(NB_("Erase everything"), to="erasure"),
        menu.BACK,
    )
    return Done((Reply(lines, buttons),))


def take_what(place: Place, event: Event, services: Services) -> Done:
    return ask_what(place, services)


def take_export(place: Place, event: Event, services: Services) -> Done:
    if place.who.candidate_id is None:
        return ask_what(place, services)
    kept = services.candidates.export(place.who.candidate_id)
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    document = Document("clea.json", "application/json", content)
    return Done((Reply((line(N_("Here is all that is kept of you.")),), rows(menu.BACK), document=document),))


def ask_sure(place: Place, services: Services) -> Reply:
    lines = (
        line(N_("Do you want to erase everything?")),
        line(N_("Your appointments are cancelled and your file is erased here.")),
        line(N_("The messages stay in your phone until you delete this chat.")),
    )
    return Reply(lines, rows(Button(NB_("Yes, erase everything"), "yes"), Button(NB_("No, I keep it"), "no")))


def take_sure(place: Place, event: Event, services: Services) -> Step:
    if event.kind is not EventKind.TAP:
        return stay(line(N_("Please tap one of the buttons.")))
    if event.value != "yes":
        return Done(otherwise="menu")
    services.candidates.erase(place.candidate_id)
    lines = (
        line(N_("It is done. Everything is erased.")),
        line(N_("You can come back whenever you like.")),
    )
    nobody = replace(place.who, candidate_id=None)
    return Done((Reply(lines, rows(menu.DISCOVER)),), who=nobody)


PRIVACY = Flow(
    {
        "what": Scene(ask_what, take_what, anytime=True),
        "export": Scene(ask_what, take_export, anytime=True),
    }
)
ERASURE = Flow({"sure": Scene(ask_sure, take_sure)}, needs_candidate=True)
