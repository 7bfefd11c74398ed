"""One appointment: what is agreed, moving it, and cancelling it with a reason that the candidate is told."""

from aiohttp import web

from services.bundle import Services
from services.candidates.service import Candidate
from services.console.fields import text_in
from services.console.visit import CONSOLE, VISIT
from services.dossiers.facts import Appointment
from services.notices.rules.appointments import zone_of
from services.scheduling.service import AppointmentOver

REASON_MAX = 200


async def show(request: web.Request) -> web.Response:
    return await _page(request)


async def cancel(request: web.Request) -> web.StreamResponse:
    visit, appointment_id = request[VISIT], int(request.match_info["id"])
    reason = text_in(await request.post(), "reason", REASON_MAX) or None
    try:
        cancelled = await visit.run(lambda services: services.scheduling.cancel(appointment_id, reason))
    except AppointmentOver:
        return await _page(request, status=409, is_over=True)
    request.app[CONSOLE].wake()
    day = cancelled.starts_at.date()
    raise web.HTTPSeeOther(f"/console/agenda?adviser={cancelled.staff_id}&on={day}&flash=cancelled")


async def _page(request: web.Request, *, status: int = 200, is_over: bool = False) -> web.Response:
    visit, appointment_id = request[VISIT], int(request.match_info["id"])

    def gather(services: Services) -> tuple[Appointment, Candidate, str]:
        appointment = services.scheduling.appointment(appointment_id)
        candidate = services.candidates.candidate(appointment.candidate_id)
        return appointment, candidate, zone_of(appointment, services.dossiers.facts(candidate.id))

    appointment, candidate, their_zone = await visit.read(gather)
    return visit.page(
        "appointment.html",
        status=status,
        one=appointment,
        candidate=candidate,
        their_zone=their_zone,
        is_over=is_over,
        longest=REASON_MAX,
        is_to_come=appointment.is_booked and appointment.ends_at > visit.now,
        flash=request.query.get("flash"),
    )
