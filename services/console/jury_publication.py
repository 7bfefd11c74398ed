"""Publishing a jury: a last look that says who is told what and by whom; and what is decided anew afterwards."""

from dataclasses import replace

from aiohttp import web

from locales import best_locale, plain_lines
from services.console.fields import choice_in, text_in
from services.console.hints import Preview, preview_of
from services.console.jury_page import NEXT_STEP_MAX, REASON_MAX, JuryView, Line, viewed
from services.console.visit import VISIT, Visit
from services.errors import NotFound, Refusal
from services.jury.models import Decision
from services.jury.publication import missing_domains, with_passage
from services.jury.service import DecisionOn
from services.notices.rules.jury import certified as told_when_certified


async def look(request: web.Request) -> web.Response:
    return await _last_look(request)


async def publish(request: web.Request) -> web.StreamResponse:
    """Publishes what was looked at; if that changed meanwhile, it is looked at once more."""
    visit, form = request[VISIT], await request.post()
    one, seen = int(request.match_info["id"]), text_in(form, "seen")
    try:
        await visit.run(lambda services: services.jury.publish(one, expected=seen))
    except NotFound:
        raise
    except Refusal as refusal:
        return await _last_look(
            request, status=refusal.status, problem=visit.words.candidate_text(refusal.detail)
        )
    visit.console.wake()
    raise web.HTTPSeeOther(f"/console/juries/{one}?flash=published")


async def anew(request: web.Request) -> web.Response:
    """The form for another decision in the place of a published one."""
    return await _anew_page(request)


async def correct(request: web.Request) -> web.StreamResponse:
    visit, form = request[VISIT], await request.post()
    one, candidate_id = int(request.match_info["id"]), int(request.match_info["candidate"])
    said = choice_in(form, "decision", Decision)
    if said is None:
        return await _anew_page(request, status=422)
    step = text_in(form, "next", NEXT_STEP_MAX) if said is Decision.NOT_YET else ""
    reason = text_in(form, "reason", REASON_MAX)
    try:
        await visit.run(
            lambda services: services.jury.correct(one, DecisionOn(candidate_id, said, step), reason)
        )
    except NotFound:
        raise
    except Refusal as refusal:
        problem = visit.words.candidate_text(refusal.detail)
        return await _anew_page(request, status=refusal.status, problem=problem, reason=reason)
    visit.console.wake()
    raise web.HTTPSeeOther(f"/console/juries/{one}?flash=corrected")


async def _last_look(request: web.Request, *, status: int = 200, problem: str = "") -> web.Response:
    visit = request[VISIT]
    view = await viewed(visit, request)
    if view.row.published_at is not None:
        raise web.HTTPSeeOther(f"/console/juries/{view.id}?flash=published_already")
    by_decision = {said: [line for line in view.lines if line.passage.decision is said] for said in Decision}
    certified = by_decision[Decision.CERTIFIED]
    return visit.page(
        "jury_last_look.html",
        status=status,
        view=view,
        row=view.row,
        about=view.about,
        told_at_once=[line for line in certified if _is_reached(line)],
        told_by_hand=[line for line in certified if not _is_reached(line)],
        told_first=by_decision[Decision.NOT_YET],
        undecided=[line for line in view.lines if line.passage.decision is None],
        names={line.candidate.id: line.candidate.first_name for line in view.lines},
        example=_example(visit, view, certified),
        problem=problem,
    )


async def _anew_page(
    request: web.Request, *, status: int = 200, problem: str = "", reason: str = ""
) -> web.Response:
    visit, candidate_id = request[VISIT], int(request.match_info["candidate"])
    view = await viewed(visit, request)
    line = next((one for one in view.lines if one.candidate.id == candidate_id), None)
    if line is None:
        raise NotFound
    if view.row.published_at is None:
        raise web.HTTPSeeOther(f"/console/juries/{view.id}")
    return visit.page(
        "jury_anew.html",
        status=status,
        view=view,
        row=view.row,
        line=line,
        missing=missing_domains(view.about.dossiers[candidate_id]),
        problem=problem,
        reason=reason,
        next_step_max=NEXT_STEP_MAX,
        reason_max=REASON_MAX,
    )


def _is_reached(line: Line) -> bool:
    return line.candidate.reachable and not line.candidate.stopped


def _example(visit: Visit, view: JuryView, certified: list[Line]) -> Preview | None:
    """What the first of the certified will read."""
    if not certified:
        return None
    published = replace(certified[0].passage, published_at=visit.now)
    facts = with_passage(view.about.dossiers[certified[0].candidate.id], published)
    wanted = next(iter(told_when_certified(facts, visit.now)), None)
    if wanted is None:
        return None
    locale = best_locale(certified[0].candidate.locale)
    return preview_of(wanted.wording, plain_lines(wanted.wording.lines, locale), locale, visit.words)
