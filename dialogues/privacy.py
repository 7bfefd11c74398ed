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
    screen,
    stay,
)
from locales import N_, NB_, line, listed
from services import Services

KEPT = (
    # Translators: what is kept, as a list under “If you agree, I keep:”.
    N_("Your first name and your language"),
    N_("Your appointments, steps and results"),
    N_("Your messages"),
    N_("Your phone number, if given"),
)


def show_what(place: Place, services: Services) -> Done:
    lines = (
        line(N_("If you agree, I keep:")),
        line("{kept}", kept=listed(map(line, KEPT))),
        line(N_("It is to help and remind you.")),
        line(N_("Only your centre sees it.")),
        line(N_("All is erased some months after the end of your file.")),
        line(N_("Telegram carries our messages: do not write secrets.")),
    )
    if place.who.candidate_id is None:
        nothing = line(N_("For now: only your language."))
        return Done((Reply((nothing, *lines), rows(menu.BACK)),))
    buttons = rows(
        Button(NB_("See what is kept"), to="privacy.export"),
        Button(NB_("Erase everything"), to="erasure"),
        menu.BACK,
    )
    return Done((Reply(lines, buttons),))


def take_export(place: Place, event: Event, services: Services) -> Done:
    if place.who.candidate_id is None:
        return show_what(place, services)
    kept = services.candidates.export(place.who.candidate_id)
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    document = Document("clea.json", "application/json", content)
    readable = services.documents.everything(place.who.candidate_id)
    text = Document(readable.name, readable.media_type, readable.content)
    lines = (line(N_("Here is all that I keep.")),)
    return Done((Reply(lines, document=text), Reply(lines, rows(menu.BACK), document=document)))


def ask_sure(place: Place, services: Services) -> Reply:
    lines = (
        line(N_("Do you want to erase everything?")),
        line(N_("Your appointments are cancelled and your file (dossier) is erased here.")),
        line(N_("The messages stay in your phone until you delete this chat.")),
    )
    return Reply(lines, rows(Button(NB_("Yes, erase it all"), "yes"), Button(NB_("No, I keep it"), "no")))


def take_sure(place: Place, event: Event, services: Services) -> Step:
    if event.kind is not EventKind.TAP:
        return stay(line(N_("Tap one of the buttons.")))
    if event.value != "yes":
        return Done(otherwise="menu")
    services.candidates.erase(place.candidate_id)
    lines = (
        line(N_("It is done: everything is erased.")),
        line(N_("You can come back whenever you like.")),
    )
    nobody = replace(place.who, candidate_id=None)
    return Done((Reply(lines, rows(menu.DISCOVER)),), who=nobody)


PRIVACY = Flow(
    {
        "what": screen(show_what),
        "export": Scene(show_what, take_export, anytime=True),
    }
)
ERASURE = Flow({"sure": Scene(ask_sure, take_sure)}, needs_candidate=True)
