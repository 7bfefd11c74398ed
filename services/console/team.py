"""The team and one's own settings: who works here, invitations with a code to scan, signed-in browsers, the digest."""

from dataclasses import dataclass

from aiohttp import web

from services.bundle import Services
from services.console.composing import text_of
from services.console.visit import VISIT, Visit
from services.errors import Invalid, NotAllowed
from services.pictures.poster import qr_outline
from services.referrers.codes import link
from services.staff.models import InvitationRow, Role
from services.staff.service import SESSION_ID_LENGTH, OpenSession, StaffMember, hashed


@dataclass(frozen=True, slots=True)
class Team:
    members: list[StaffMember]
    invitations: list[InvitationRow]
    sessions: list[OpenSession]
    digest: bool


async def show(request: web.Request) -> web.Response:
    visit = request[VISIT]

    def gather(services: Services) -> Team:
        return Team(
            members=services.staff.members(services.body_id),
            invitations=services.staff.invitations() if visit.may("invite") else [],
            sessions=services.staff.sessions_of(visit.member.id),
            digest=services.staff.wants_digest(visit.member.id),
        )

    return visit.page(
        "team.html",
        team=await visit.read(gather),
        here=hashed(visit.session_token)[:SESSION_ID_LENGTH],
        id_length=SESSION_ID_LENGTH,
        roles=list(Role),
        flash=request.query.get("flash"),
    )


async def revoke(request: web.Request) -> web.StreamResponse:
    """Signs one of one's own browsers out."""
    visit, session_id = request[VISIT], request.match_info["session"]
    await visit.run(lambda services: services.staff.revoke_session(visit.member.id, session_id))
    raise web.HTTPSeeOther("/console/team?flash=session_revoked")


async def digest(request: web.Request) -> web.StreamResponse:
    visit, form = request[VISIT], await request.post()
    wanted = text_of(form, "wanted") == "yes"
    await visit.run(lambda services: services.staff.set_digest(visit.member.id, wanted))
    raise web.HTTPSeeOther("/console/team?flash=kept")


async def invite(request: web.Request) -> web.Response:
    """A link and a code to scan, shown once: only their hash is kept."""
    visit, form = request[VISIT], await request.post()
    role, note = text_of(form, "role"), " ".join(text_of(form, "note").split())
    if role not in set(Role):
        raise Invalid

    def work(services: Services) -> str:
        services.staff.audit("staff.invited", role=role)
        return services.staff.invite(services.body_id, Role(role), note=note)

    code = await visit.run(work)
    return link_page(visit, code, "team", {"note": note})


async def revoke_invitation(request: web.Request) -> web.StreamResponse:
    invitation_id = request.match_info["invitation"]
    await request[VISIT].run(lambda services: services.staff.revoke_invitation(invitation_id))
    raise web.HTTPSeeOther("/console/team?flash=invitation_revoked")


async def let_go(request: web.Request) -> web.StreamResponse:
    """Somebody has left the centre. Nobody locks themselves out. Raises NotAllowed."""
    visit, staff_id = request[VISIT], int(request.match_info["id"])
    if staff_id == visit.member.id:
        raise NotAllowed
    await visit.run(lambda services: services.staff.let_go(staff_id))
    raise web.HTTPSeeOther("/console/team?flash=left")


async def new_phone(request: web.Request) -> web.Response:
    """Lost phone: the adviser has recognised the person, and gives them a link for another Telegram account."""
    visit, form = request[VISIT], await request.post()
    candidate_id, verified = int(request.match_info["id"]), text_of(form, "verified")
    if verified not in VERIFIED:
        raise Invalid

    def work(services: Services) -> tuple[str, str]:
        code = services.new_phones.invite(candidate_id, verified)
        return code, services.candidates.candidate(candidate_id).first_name

    code, name = await visit.run(work)
    return link_page(visit, code, "candidates", {"name": name, "candidate_id": candidate_id})


VERIFIED = ("in_person", "by_video", "by_voice")
"""How an adviser has recognised somebody who lost their phone."""


def link_page(visit: Visit, code: str, room: str, about: dict[str, object]) -> web.Response:
    bot_username = visit.console.bot_username()
    address = link(code, bot_username) if bot_username else ""
    modules, outline = qr_outline(address or f"/start {code}")
    return visit.page(
        "link.html", room=room, about=about, address=address, code=code, modules=modules, outline=outline
    )
