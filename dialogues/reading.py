"""Help with reading: a message aloud, the words in it explained, and the voice for good. The open question stays."""

import re

from dialogues import menu
from dialogues.engine import Button, Done, Event, Flow, Place, Reply, Row, Scene, Speech, rows, screen
from locales import N_, NB_, Text, line
from services import Services

ALOUD = Button(NB_("🔊 Listen"), to="reading.aloud")
WORDS = Button(NB_("❓ The words"), to="reading.words")
ALWAYS = Button(NB_("Always with the voice"), "on", to="reading.always")
NEVER_AGAIN = Button(NB_("No more voice"), "off", to="reading.always")

EXPLAINED: dict[str, tuple[Text, ...]] = {
    "jury": (
        line(N_("<b>The jury</b> (jury): half are employers, half are employees.")),
        line(N_("They look at your file and decide.")),
    ),
    "dossier": (line(N_("<b>Your file</b> (dossier) holds your steps towards CléA.")),),
    "attestation": (
        line(N_("<b>The attestation</b> (attestation) is a paper of your centre.")),
        line(N_("It shows what you can do already.")),
    ),
    "centre": (line(N_("<b>The centre</b> (centre) looks with you at what you can do.")),),
}
"""The words that people meet for the first time here, in the order in which they are explained."""

# As they begin in our languages; the French word stands beside most of them anyway.
_STEMS = {
    "jury": ["jury", "júri", "jurado", "jüri", "журі", "жюрі", "هيئة", "هیئت", "داوران"],
    "dossier": ["dossier", "expediente", "dosya", "справ", "ملف", "پرونده"],
    "attestation": ["attestation", "atestado", "belgesi", "атестац", "إفادة", "گواهی"],
    "centre": ["centre", "centro", "merkez", "центр", "مركز", "المركز", "مرکز"],
}
_MEETS = {word: re.compile(rf"(?<!\w)(?:{'|'.join(stems)})", re.IGNORECASE) for word, stems in _STEMS.items()}


def words_in(text: str) -> list[str]:
    """Which of the words that we explain stand in a message, in whatever language it is."""
    return [word for word, met in _MEETS.items() if met.search(text)]


def aids(text: str, *, aloud: bool) -> Row:
    """The buttons that help with a message of these words; `aloud`: whether there is a voice for its language."""
    explains = WORDS if words_in(text) else None
    return tuple(button for button in (ALOUD if aloud else None, explains) if button is not None)


def take_aloud(place: Place, event: Event, services: Services) -> Done:
    """The message as it stands on the phone, then its buttons."""
    if not event.shown:
        return Done((_gone(place, services),))
    buttons = rows(*_voice_buttons(place, services), menu.BACK)
    return Done((Reply((), buttons, speech=Speech(event.shown, event.offered)),))


def take_words(place: Place, event: Event, services: Services) -> Done:
    met = words_in(event.shown) or list(EXPLAINED)
    lines = [one for word in met for one in EXPLAINED[word]]
    return Done((Reply(tuple(lines), rows(menu.PERSON, menu.BACK)),))


def take_always(place: Place, event: Event, services: Services) -> Done:
    if place.who.candidate_id is None:
        return Done(
            (menu.reply(place.who, services, line(N_("Tap 🔊 under a message, and I read it to you."))),)
        )
    on = event.value != "off"
    services.candidates.set_voice(place.who.candidate_id, on)
    said = N_("From now on I also speak to you.") if on else N_("All right, no more voice.")
    return Done((Reply((line(said),), rows(NEVER_AGAIN if on else ALWAYS, menu.BACK)),))


def show_listen(place: Place, services: Services) -> Done:
    """Asked for in one's own words: "je préfère écouter"."""
    lines = (line(N_("I can read to you.")), line(N_("Tap 🔊 under a message.")))
    return Done((Reply(lines, rows(*_voice_buttons(place, services), menu.BACK)),))


def show_simpler(place: Place, services: Services) -> Done:
    """ "Je ne comprends pas": no fault of theirs; a voice, the words, a person."""
    lines = (
        line(N_("It is not your fault.")),
        line(N_("I can read my message to you: tap 🔊.")),
        line(N_("I can explain the words.")),
        line(N_("You can also talk to a person.")),
    )
    return Done((Reply(lines, rows(WORDS, menu.PERSON, menu.BACK)),))


def _voice_buttons(place: Place, services: Services) -> tuple[Button, ...]:
    if place.who.candidate_id is None:
        return ()
    return (NEVER_AGAIN if services.candidates.has_voice(place.who.candidate_id) else ALWAYS,)


def _gone(place: Place, services: Services) -> Reply:
    lines = (line(N_("This message is too old for me to read.")), line(N_("What would you like to do?")))
    return menu.reply(place.who, services, *lines)


def _at_once(place: Place, services: Services) -> Done:
    return take_words(place, Event(), services)


READING = Flow(
    {
        "listen": screen(show_listen),
        "aloud": Scene(lambda place, services: Done((_gone(place, services),)), take_aloud, anytime=True),
        "words": Scene(_at_once, take_words, anytime=True),
        "always": Scene(show_listen, take_always, anytime=True),
        "simpler": screen(show_simpler),
    },
    keeps_question=True,
)
