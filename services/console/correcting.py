"""Correcting what was recorded wrongly on a file: another word in its place, with the reason; the history stays."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from services.bundle import Services
from services.candidates.service import Candidate
from services.console.candidate_file import actor_name
from services.console.corrected import history, standing
from services.console.fields import Given, choice_in, day_in, number_in, text_in
from services.console.visit import VISIT, Visit
from services.dossiers.corrections import REASON_MAX
from services.dossiers.domains import Domain, Result
from services.dossiers.facts import Facts
from services.dossiers.kinds import FactKind, Outcome
from services.errors import Invalid, NotAllowed, NotFound, Refusal
from services.staff.models import Role
from services.training.models import Progress

NOTE_MAX = 300

TRAINERS_OWN = frozenset({FactKind.ATTENDANCE, FactKind.CHECK})
"""What trainers record, they correct; the rest is for advisers."""

Work = Callable[[Services, int, int, str], Any]


async def show(request: web.Request) -> web.Response:
    return await _page(request)


async def correct(request: web.Request) -> web.StreamResponse:
    visit, candidate_id, form = request[VISIT], int(request.match_info["id"]), await request.post()
    fact, number = choice_in(form, "fact", FactKind), number_in(form, "id")
    reason = text_in(form, "reason", REASON_MAX)
    if fact is None or number is None or fact not in CORRECTIONS:
        raise Invalid
    if visit.member.role is Role.TRAINER and fact not in TRAINERS_OWN:
        raise NotAllowed
    work = CORRECTIONS[fact](form)
    try:
        await visit.run(lambda services: work(services, candidate_id, number, reason))
    except NotFound:
        raise
    except Refusal as refusal:
        return await _page(request, refusal)
    visit.console.wake()
    raise web.HTTPSeeOther(f"/console/candidates/{candidate_id}/corrections?flash=corrected#history")


def _outcome(form: Given) -> Work:
    """Raises Invalid."""
    said = choice_in(form, "outcome", Outcome)
    if said is None and not _never_was(form):
        raise Invalid
    return lambda services, one, number, reason: services.corrections.outcome(one, number, said, reason)


def _assessment(form: Given) -> Work:
    results = {d: said for d in Domain if (said := choice_in(form, d.value, Result)) is not None}
    about: dict[str, Any] = {
        "held_on": day_in(form, "held_on"),
        "results": results or None,
        "withdrawn": _never_was(form),
    }
    return lambda services, one, number, reason: services.corrections.assessment(one, number, reason, **about)


def _attestation(form: Given) -> Work:
    """Raises Invalid."""
    given_on = None if _never_was(form) else day_in(form, "given_on")
    if given_on is None and not _never_was(form):
        raise Invalid
    return lambda services, one, number, reason: services.corrections.attestation(
        one, number, given_on, reason
    )


def _attendance(form: Given) -> Work:
    """Raises Invalid."""
    said = text_in(form, "came")
    if said not in ("yes", "no", "nobody_knows"):
        raise Invalid
    came = None if said == "nobody_knows" else said == "yes"
    return lambda services, one, number, reason: services.training.correct_attendance(
        one, number, came, reason
    )


def _check(form: Given) -> Work:
    about: dict[str, Any] = {
        "checked_on": day_in(form, "checked_on"),
        "state": choice_in(form, "state", Progress),
        "note": text_in(form, "note", NOTE_MAX) if "note" in form else None,
        "withdrawn": _never_was(form),
    }
    return lambda services, one, number, reason: services.training.correct_check(one, number, reason, **about)


def _never_was(form: Given) -> bool:
    return form.get("never") == "yes"


CORRECTIONS: dict[FactKind, Callable[[Given], Work]] = {
    FactKind.OUTCOME: _outcome,
    FactKind.ASSESSMENT: _assessment,
    FactKind.ATTESTATION: _attestation,
    FactKind.ATTENDANCE: _attendance,
    FactKind.CHECK: _check,
}


async def _page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    visit, candidate_id = request[VISIT], int(request.match_info["id"])

    def gather(services: Services) -> tuple[Candidate, Facts, dict[int, str]]:
        candidate = services.candidates.candidate(candidate_id)
        return candidate, services.dossiers.facts(candidate_id), dict(services.staff.names())

    candidate, facts, names = await visit.read(gather)
    return visit.page(
        "corrections.html",
        status=refusal.status if refusal else 200,
        candidate=candidate,
        facts=facts,
        standing=_may_correct(visit, facts),
        history=history(facts, visit.words),
        who=lambda actor: actor_name(actor, names, candidate.first_name, visit.words),
        problem=visit.words.candidate_text(refusal.detail) if refusal else "",
        reason_max=REASON_MAX,
        note_max=NOTE_MAX,
        flash=request.query.get("flash"),
    )


def _may_correct(visit: Visit, facts: Facts) -> dict[FactKind, list[Any]]:
    """What holds now and the reader may correct, by kind, in the order of the path."""
    found: dict[FactKind, list[Any]] = {}
    for one in standing(facts, visit.words):
        if visit.member.role is not Role.TRAINER or one.fact in TRAINERS_OWN:
            found.setdefault(one.fact, []).append(one)
    return found
