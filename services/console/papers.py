"""Files to take away from a candidate's file: the summary, as the candidate may read it, and who did what."""

from collections.abc import Callable

from aiohttp import web

from services.bundle import Services
from services.console.trail_table import ROWS_MAX, trail_csv
from services.console.visit import VISIT
from services.documents.service import Paper

Make = Callable[[Services, int], Paper]


async def summary_pdf(request: web.Request) -> web.Response:
    """In the candidate's language and in French. Drawn in the readers' threads."""
    return await paper(request, lambda services, one: services.documents.summary(one))


async def summary_text(request: web.Request) -> web.Response:
    return await paper(request, lambda services, one: services.documents.summary_text(one))


async def audit(request: web.Request) -> web.Response:
    """Who did what to this file, all of it, as a table for spreadsheets."""
    words = request[VISIT].words

    def make(services: Services, one: int) -> Paper:
        entries = services.trail.of_candidate(one, limit=ROWS_MAX)
        table = trail_csv(entries, words.zone, words.locale)
        return Paper(f"audit-{one}.csv", "text/csv", table.encode("utf-8-sig"))

    return await paper(request, make)


async def paper(request: web.Request, make: Make) -> web.Response:
    """Of whatever the address's `id` names. Raises NotFound."""
    visit, one = request[VISIT], int(request.match_info["id"])
    return as_download(await visit.read(lambda services: make(services, one)))


def as_download(one: Paper) -> web.Response:
    """A file that a browser saves by its name, and keeps nowhere else."""
    headers = {
        "Content-Disposition": f'attachment; filename="{one.name}"',
        "Cache-Control": "private, no-store",
    }
    charset = "utf-8" if one.media_type.startswith("text/") else None
    return web.Response(body=one.content, content_type=one.media_type, charset=charset, headers=headers)
