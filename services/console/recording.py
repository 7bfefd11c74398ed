"""Recording in the fewest clicks: an outcome, an assessment, a check, who came; and taking it back for ten seconds."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from aiohttp import web

from locales import NS_, plain
from services.bundle import Services
from services.console import candidate_file
from services.console.composing import Draft, text_of
from services.console.fields import day_in, number_in
from services.console.visit import VISIT
from services.dossiers.domains import Domain, Result
from services.dossiers.kinds import AssessmentKind, Outcome
from services.dossiers.people import Person
from services.dossiers.service import Aim
from services.errors import Invalid, NotFound, Refusal
from services.training.models import Progress

NOTE_MAX = 300

Form = Mapping[str, Any]


async def outcome(request: web.Request) -> web.StreamResponse:
    form = await request.post()
    said = _one_of(Outcome, form, "outcome")
    return await _recorded(request, lambda services, one: services.deeds.record_outcome(one, said))


async def assessment(request: web.Request) -> web.StreamResponse:
    """All domains of one assessment in one form; a domain left open says nothing."""
    form = await request.post()
    kind = _one_of(AssessmentKind, form, "kind")
    results = {domain: Result(said) for domain in Domain if (said := text_of(form, domain)) in set(Result)}
    held_on = _day(form)
    return await _recorded(
        request, lambda services, one: services.deeds.record_assessment(one, kind, held_on, results)
    )


async def check(request: web.Request) -> web.StreamResponse:
    form = await request.post()
    domain, state = _one_of(Domain, form, "domain"), _one_of(Progress, form, "state")
    note = text_of(form, "note")[:NOTE_MAX]
    return await _recorded(
        request, lambda services, one: services.deeds.record_check(one, domain, state, note)
    )


async def attendance(request: web.Request) -> web.StreamResponse:
    form, session_id = await request.post(), int(request.match_info["session"])
    came = text_of(form, "came")
    if came not in ("yes", "no"):
        raise Invalid
    return await _recorded(
        request, lambda services, one: services.deeds.record_attendance(one, session_id, came == "yes")
    )


async def plan(request: web.Request) -> web.StreamResponse:
    """The training plan whole: the domains that are ticked, by when, and with whom."""
    form, candidate_id = await request.post(), int(request.match_info["id"])

    def work(services: Services, one: int) -> int:
        services.dossiers.set_training_plan(one, list(_aims(form)))
        return 0

    return await _recorded(request, work, f"/console/candidates/{candidate_id}?flash=plan_set#record")


async def attestation(request: web.Request) -> web.StreamResponse:
    """The centre has given its own paper of the strong points so far."""
    given_on, candidate_id = _day(await request.post()), int(request.match_info["id"])

    def work(services: Services, one: int) -> int:
        services.dossiers.record_attestation(one, given_on)
        return 0

    return await _recorded(request, work, f"/console/candidates/{candidate_id}?flash=attested#record")


def _aims(form: Form) -> Iterator[Aim]:
    """Raises Invalid."""
    for domain in Domain:
        if form.get(f"aim_{domain}") == "yes":
            due_on, trainer_id = day_in(form, f"due_{domain}"), number_in(form, f"trainer_{domain}")
            if due_on is None:
                raise Invalid(NS_("Say by when, for each domain that is ticked."))
            yield Aim(domain, due_on, Person("", trainer_id) if trainer_id else None)


async def undo(request: web.Request) -> web.StreamResponse:
    candidate_id, deed_id = int(request.match_info["id"]), int(request.match_info["deed"])

    def work(services: Services, one: int) -> int:
        services.deeds.undo(one, deed_id)
        return 0

    return await _recorded(request, work, f"/console/candidates/{candidate_id}?flash=undone#record")


async def _recorded(
    request: web.Request, work: Callable[[Services, int], int], then: str = ""
) -> web.StreamResponse:
    """Does it, and leads back to the file; what is refused is said there, with what to do."""
    visit, candidate_id = request[VISIT], int(request.match_info["id"])
    try:
        await visit.run(lambda services: work(services, candidate_id))
    except NotFound:
        raise
    except Refusal as refusal:
        problem = plain(refusal.detail, visit.words.locale)
        return await candidate_file.file_page(request, Draft(), status=refusal.status, problem=problem)
    visit.console.wake()
    raise web.HTTPSeeOther(then or f"/console/candidates/{candidate_id}?flash=recorded#record")


def _one_of(choices: Any, form: Form, name: str) -> Any:
    said = text_of(form, name)
    if said not in set(choices):
        raise Invalid
    return choices(said)


def _day(form: Form) -> date:
    try:
        return date.fromisoformat(text_of(form, "held_on"))
    except ValueError:
        raise Invalid from None
