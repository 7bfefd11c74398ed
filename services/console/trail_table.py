"""The trail in words, and as a table for spreadsheets: the console and the API say the same."""

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from locales import NS_, Text, plain
from services import spreadsheets
from services.actor import ActorKind
from services.console.labels import ACTIONS, BODY_ACTIONS
from services.trail import Entry

ROWS_MAX = 20_000
"""Of one table; more than this no spreadsheet is fond of."""

ACTORS = {
    ActorKind.CANDIDATE: NS_("The candidate"),
    ActorKind.SYSTEM: NS_("The service itself"),
    ActorKind.TOKEN: NS_("The centre’s other software"),
    ActorKind.STAFF: NS_("Somebody of the centre"),
}
"""Where nobody's name is known, or to be told."""


def trail_csv(entries: Sequence[Entry], zone: str, language: str) -> str:
    """Times on the clock of `zone`, with its offset."""
    heads = [NS_("When"), NS_("Who"), NS_("Did what"), NS_("Candidate"), NS_("Code"), NS_("Details")]
    rows = [
        (
            entry.at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds"),
            who(entry, language),
            what(entry, language),
            entry.candidate_id or "",
            entry.action,
            json.dumps(dict(entry.facts), ensure_ascii=False) if entry.facts else "",
        )
        for entry in entries
    ]
    return spreadsheets.as_csv([plain(Text(head), language) for head in heads], rows, language)


def who(entry: Entry, language: str) -> str:
    kind = ActorKind(entry.actor.partition(":")[0])
    return entry.name or plain(Text(ACTORS.get(kind, str(kind))), language)


def what(entry: Entry, language: str) -> str:
    words = ACTIONS.get(entry.action) or BODY_ACTIONS.get(entry.action, entry.action)
    return plain(Text(words), language)
