"""A jury's "not yet" on a candidate's file: what to say in person first, and letting the bot tell it then."""

from dataclasses import dataclass, replace

from aiohttp import web

from services.bundle import Services
from services.console.visit import VISIT
from services.dossiers.facts import Facts, JuryPassage
from services.jury.publication import with_passage
from services.jury.refusals import NothingToTell
from services.jury.telling import untold
from services.notices.rules.jury import not_yet
from services.notices.wording import Wording


@dataclass(frozen=True, slots=True)
class ToTell:
    """The decision that somebody tells in person first; `wording` is what the bot will write."""

    passage: JuryPassage
    wording: Wording


async def told(request: web.Request) -> web.StreamResponse:
    """They have talked: the bot tells it now. Where there is nothing to tell any more, nothing changes."""
    visit, candidate_id = request[VISIT], int(request.match_info["id"])

    def work(services: Services) -> str:
        passage = services.jury.untold(candidate_id)
        if passage is None:
            return "nothing_to_tell"
        try:
            services.jury.tell(passage.session_id, candidate_id)
        except NothingToTell:
            return "nothing_to_tell"
        return "told"

    flash = await visit.run(work)
    visit.console.wake()
    raise web.HTTPSeeOther(f"/console/candidates/{candidate_id}?flash={flash}")


def to_tell(services: Services, facts: Facts) -> ToTell | None:
    passage = untold(facts, services.now)
    if passage is None:
        return None
    told = not_yet(with_passage(facts, replace(passage, tell_at=services.now)), services.now)
    wording = next(one.wording for one in told if one.subject == f"j{passage.session_id}")
    return ToTell(passage, wording)
