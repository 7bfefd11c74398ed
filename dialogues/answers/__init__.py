"""What people ask in their own words: the topic that it is about, and the screen of ours that answers it.

Nothing is made up: what fits no topic is offered to the adviser.
"""

import os
import re
from collections.abc import Iterable, Sequence

# Before numpy is read: for vectors as small as ours, threads of its own cost more than they give.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from dialogues.answers.attached import attached_topic
from dialogues.answers.encoder import encoder
from dialogues.answers.matching import Match, match
from dialogues.answers.reading import plainly, spelled_out
from dialogues.answers.topics import TOPICS

LONGEST = 200
"""Characters: longer messages say more than one thing, and are for a person, distress excepted."""

DISTRESS = "unasked.danger"

# What is asked of the bot itself, and is no topic: one does not understand, or wants to see what there is.
_SIGNS = (
    (
        "reading.simpler",
        r"^(je |j |on )?(ne |n )?(ai |a )?(comprend?s?|pige|compris) (pas|rien)|pas compris|don t understand$"
        r"|^i (do not|don t) understand( you)?$",
    ),
    ("help", r"^(aide|aidez|help|menu)( moi| me)?$"),
)


def understood(text: str, language: str, attached: Iterable[tuple[str, str]] = ()) -> Match:
    """What a message is about; `attached` are a body's own phrases and their topics, which know better than we."""
    found = match(text, language)
    if found.topic != "distress" and (topic := attached_topic(text, attached)) in TOPICS:
        return Match(topic, 1.0)
    return found


def read_ahead(messages: Sequence[tuple[str, str]]) -> None:
    """Reads messages (text, language) before their turns begin: else a transaction would be open for milliseconds."""
    encoder().encode_ahead([spelled_out(text, language) for text, language in messages])
    for text, language in messages:
        match(text, language)


def where_it_leads(text: str, language: str = "fr", attached: Iterable[tuple[str, str]] = ()) -> str:
    """The scene that answers, with its value ("discover.page:cost", "answers.close:cost+duration"), or nothing."""
    found = understood(text, language, attached)
    if found.topic == "distress":
        return DISTRESS
    said = plainly(text)
    for to, sign in _SIGNS:
        if re.search(sign, said):
            return to
    if found.topic is None or len(said) > LONGEST:
        return ""
    if found.close:
        return f"answers.close:{'+'.join(found.close)}"
    return TOPICS[found.topic].to or f"answers.topic:{found.topic}"


_STOP = re.compile(
    r"^stop\b|^stoppez|^arret$|\barrete[zr]? (de |d |les |tout|ca)|plus (de |d |aucun )?(message|msg|sms|notif)"
    r"|ne m ecri|laisse[zr]? moi tranquille|desabonn|unsubscribe|no more messages|stop (writing|sending)"
)


def says_stop(text: str) -> bool:
    """Whether somebody asks in their own words for no more messages."""
    said = plainly(text)
    return len(said) <= LONGEST and bool(_STOP.search(said))
