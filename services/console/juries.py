"""Jury sessions: the list, planning one, and changing its day, its place or who sits in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aiohttp import web

from locales import NS_
from services.bundle import Services
from services.console.fields import cleaned, day_in, number_in, text_in
from services.console.visit import VISIT, Visit, page_number
from services.errors import Invalid
from services.jury.members import Member, Tie, is_even
from services.jury.models import JurySessionRow, Side
from services.jury.overview import JuryAtAGlance
from services.jury.refusals import AlreadyPublished, MemberTied
from services.staff.models import Role

PAGE = 20

SEATS_AT_FIRST = 3
SEATS_MOST = 12
"""Of a side."""

NAME_MAX = 100

DELAY_MOST = 365


@dataclass(frozen=True, slots=True)
class Seat:
    """A line of the form: a member, perhaps not written yet."""

    name: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A session as the form has it; `seats` by side."""

    held_on: date | None = None
    place: str = ""
    seats: Mapping[Side, Sequence[Seat]] = field(default_factory=dict)
    problem: str = ""
    ties: Sequence[Tie] = ()

    @property
    def members(self) -> list[Member]:
        return [
            Member(seat.name, side, seat.organisation)
            for side in Side
            for seat in self.seats.get(side, ())
            if seat.name
        ]

    @property
    def is_even(self) -> bool:
        return is_even(self.members)

    def counted(self, side: Side) -> int:
        return sum(member.side == side for member in self.members)

    def lines(self, side: Side, more: bool) -> list[Seat]:
        """What is written, and room for some more."""
        written = [seat for seat in self.seats.get(side, ()) if seat.name or seat.organisation]
        room = max(SEATS_AT_FIRST, len(written) + (2 if more else 1))
        return (written + [Seat()] * room)[: min(room, SEATS_MOST)]


async def show(request: web.Request) -> web.Response:
    visit, number = request[VISIT], page_number(request)
    everything = visit.member.role is Role.COORDINATOR or request.query.get("whose") == "all"
    adviser_id = None if everything else visit.member.id

    def gather(services: Services) -> tuple[list[JuryAtAGlance], int | None]:
        skip = (number - 1) * PAGE
        found = services.juries.page(adviser_id=adviser_id, skip=skip, limit=PAGE + 1)
        return found, services.jury.delay()

    found, delay = await visit.read(gather)
    today = visit.words.today
    shown = found[:PAGE]
    return visit.page(
        "juries.html",
        coming=sorted((one for one in shown if one.published_at is None), key=lambda one: one.held_on),
        published=[one for one in shown if one.published_at is not None],
        late=lambda one: one.published_at is None and one.held_on < today,
        next_page=number + 1 if len(found) > PAGE else None,
        number=number,
        mine=not everything,
        delay=delay,
        delay_most=DELAY_MOST,
        flash=request.query.get("flash"),
    )


async def new(request: web.Request) -> web.Response:
    return _form_page(request[VISIT], None, Draft())


async def create(request: web.Request) -> web.StreamResponse:
    visit, form = request[VISIT], await request.post()
    draft = draft_of(form)
    if form.get("do") == "more":
        return _form_page(visit, None, draft, more=True)

    def work(services: Services) -> int:
        _look_through(draft)
        assert draft.held_on is not None
        return services.jury.create(draft.held_on, draft.place, draft.members).id or 0

    try:
        jury_session_id = await visit.run(work)
    except (Invalid, MemberTied) as refusal:
        return await _refused(visit, None, draft, refusal)
    raise web.HTTPSeeOther(f"/console/juries/{jury_session_id}?flash=created")


async def edit(request: web.Request) -> web.Response:
    visit, jury_session_id = request[VISIT], int(request.match_info["id"])

    def gather(services: Services) -> tuple[JurySessionRow, list[Member]]:
        return services.jury.session_of(jury_session_id), services.jury.seated(jury_session_id)

    row, members = await visit.read(gather)
    seats = {side: [Seat(m.name, m.organisation) for m in members if m.side is side] for side in Side}
    return _form_page(visit, jury_session_id, Draft(row.held_on, row.place, seats))


async def change(request: web.Request) -> web.StreamResponse:
    visit, form = request[VISIT], await request.post()
    jury_session_id, draft = int(request.match_info["id"]), draft_of(form)
    if form.get("do") == "more":
        await visit.read(lambda services: services.jury.session_of(jury_session_id))
        return _form_page(visit, jury_session_id, draft, more=True)

    def work(services: Services) -> None:
        services.jury.session_of(jury_session_id)
        _look_through(draft)
        services.jury.change(jury_session_id, held_on=draft.held_on, place=draft.place, members=draft.members)

    try:
        await visit.run(work)
    except AlreadyPublished:
        raise web.HTTPSeeOther(f"/console/juries/{jury_session_id}?flash=published_already") from None
    except (Invalid, MemberTied) as refusal:
        return await _refused(visit, jury_session_id, draft, refusal)
    visit.console.wake()
    raise web.HTTPSeeOther(f"/console/juries/{jury_session_id}?flash=changed")


async def set_delay(request: web.Request) -> web.StreamResponse:
    """After how many days the bot tells a "not yet" by itself; empty: never."""
    visit, form = request[VISIT], await request.post()
    said, days = text_in(form, "days"), number_in(form, "days")
    if said and (days is None or days > DELAY_MOST):
        raise Invalid
    await visit.run(lambda services: services.jury.set_delay(days if said else None))
    raise web.HTTPSeeOther("/console/juries?flash=delay_set")


def draft_of(form: Any) -> Draft:
    """`name_employers` and `organisation_employers` come once a line, in the same order."""
    seats = {}
    for side in Side:
        names, organisations = (form.getall(f"{what}_{side}", []) for what in ("name", "organisation"))
        seats[side] = [
            Seat(cleaned(name, NAME_MAX), cleaned(organisation, NAME_MAX))
            for name, organisation in zip(names[:SEATS_MOST], organisations[:SEATS_MOST], strict=False)
        ]
    return Draft(day_in(form, "held_on"), text_in(form, "place"), seats)


def _look_through(draft: Draft) -> None:
    """Raises Invalid for what the services would take without a word."""
    if draft.held_on is None:
        raise Invalid(NS_("Say on what day the jury meets."))
    nameless = any(seat.organisation and not seat.name for seats in draft.seats.values() for seat in seats)
    if nameless:
        raise Invalid(NS_("A member has a name: write it beside the organisation, or empty the line."))


async def _refused(
    visit: Visit, jury_session_id: int | None, draft: Draft, refusal: Invalid | MemberTied
) -> web.Response:
    """The form again, with what is wrong; of a member who is tied also to whom, and how."""

    def gather(services: Services) -> tuple[Sequence[Tie], dict[int, str]]:
        if not isinstance(refusal, MemberTied) or jury_session_id is None:
            return (), {}
        dossiers = services.jury.candidates_before(jury_session_id)
        found = services.jury.ties_between(draft.members, dossiers.values())
        return found, {one: facts.first_name for one, facts in dossiers.items()}

    ties, names = await visit.read(gather)
    members = ", ".join(refusal.facts.get("members", ()))
    said = visit.words.candidate_text(refusal.detail)
    again = Draft(draft.held_on, draft.place, draft.seats, f"{members}: {said}" if members else said, ties)
    return _form_page(visit, jury_session_id, again, names=names, status=refusal.status)


def _form_page(
    visit: Visit,
    jury_session_id: int | None,
    draft: Draft,
    *,
    more: bool = False,
    names: Mapping[int, str] | None = None,
    status: int = 200,
) -> web.Response:
    return visit.page(
        "jury_edit.html",
        status=status,
        jury_session_id=jury_session_id,
        draft=draft,
        lines={side: draft.lines(side, more) for side in Side},
        names=names or {},
        name_max=NAME_MAX,
    )
