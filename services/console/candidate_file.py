"""A candidate's file: where they are, what comes, what was said and will be said, and writing to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from markupsafe import Markup

from locales import NS_, best_locale, plain, plain_lines
from services.audit import AuditRow
from services.bundle import Services
from services.candidates.service import Candidate
from services.console.candidate_list import Next, upcoming
from services.console.composing import Draft
from services.console.conversation import Talk, talk_of
from services.console.rendering import picture
from services.console.task_list import Todo, todos
from services.console.telling import ToTell, to_tell
from services.console.timeline import timeline
from services.console.visit import CONSOLE, VISIT, Visit
from services.console.words import Words
from services.deeds.models import DeedRow
from services.dossiers.domains import Domain
from services.dossiers.facts import Facts, Site
from services.dossiers.kinds import AssessmentKind
from services.dossiers.stages import Stage, stage_of
from services.messages.attention import Waiting
from services.messages.models import TaskKind
from services.notices.models import NoticeState
from services.notices.rules.path import domain_marks, path_picture
from services.notices.service import Notice, NotResendable
from services.notices.wording import Wording
from services.pictures import domains_picture
from services.pictures import path_picture as draw_path
from services.staff.service import StaffMember

RESENDABLE = (NoticeState.FAILED, NoticeState.UNKNOWN)

SESSIONS_SHOWN = 5

ORDER = ("acquired", "growing", "to_develop", "")
"""Strong points first, always."""


@dataclass(frozen=True, slots=True)
class File:
    """All that the page shows of a candidate."""

    candidate: Candidate
    facts: Facts
    stage: Stage
    site: Site | None
    adviser: str | None
    todos: list[Todo]
    to_tell: ToTell | None
    upcoming: list[Next]
    talk: Talk
    next_notices: list[Notice]
    past_notices: list[Notice]
    history: list[AuditRow]
    undoable: DeedRow | None
    trainers: list[StaffMember]
    waiting: Waiting
    staff: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A notice as the candidate reads it."""

    text: str
    choices: list[str]
    picture: str


async def show(request: web.Request) -> web.Response:
    return await file_page(request, Draft(), flash=request.query.get("flash"))


async def resend(request: web.Request) -> web.StreamResponse:
    """Sends again what failed or may not have arrived."""
    visit, candidate_id = request[VISIT], int(request.match_info["id"])
    notice_id = int(request.match_info["notice"])
    try:
        await visit.run(lambda services: services.notices.resend(notice_id))
    except NotResendable:
        raise web.HTTPSeeOther(f"/console/candidates/{candidate_id}?flash=settled#said") from None
    request.app[CONSOLE].wake()
    raise web.HTTPSeeOther(f"/console/candidates/{candidate_id}?flash=resent#said")


async def file_page(
    request: web.Request, draft: Draft, *, status: int = 200, flash: str | None = None, problem: str = ""
) -> web.Response:
    visit, candidate_id = request[VISIT], int(request.match_info["id"])
    file = await visit.read(lambda services: file_of(services, candidate_id))
    if file.waiting.unread:
        await visit.run(lambda services: services.attention.seen(candidate_id))
    return _page(visit, file, draft, status, flash, problem)


def _page(
    visit: Visit, file: File, draft: Draft, status: int, flash: str | None, problem: str
) -> web.Response:
    words, locale = visit.words, best_locale(file.candidate.locale)
    return visit.page(
        "candidate.html",
        status=status,
        file=file,
        candidate=file.candidate,
        their_locale=locale,
        draft=draft,
        flash=flash,
        talk=file.talk,
        path=_path(file, words),
        domains=_domains(file.facts, words),
        marks=_marks(file.facts),
        timeline=timeline(file.facts, words),
        said=lambda notice: _said(notice.wording, locale),
        say=lambda wording: _said(wording, locale),
        who=lambda actor: actor_name(actor, file.staff, file.candidate.first_name, words),
        resendable=RESENDABLE,
        problem=problem,
        undoable=file.undoable,
        **_recordable(file.facts, visit.now),
        zone=file.facts.zone,
    )


def _recordable(facts: Facts, now: datetime) -> dict[str, object]:
    """What can be recorded now: sessions that are over, domains to check, an assessment and its domains."""
    initial = facts.initial is None
    return {
        "to_attend": [
            one
            for one in facts.sessions
            if one.starts_at <= now and one.attended is None and one.cancelled_at is None
        ][-SESSIONS_SHOWN:],
        "to_check": [domain for domain in facts.trained if domain not in facts.acquired],
        "to_assess": ()
        if facts.dossier_opened_at is None or facts.certified_on
        else tuple(Domain)
        if initial
        else tuple(domain for domain in facts.trained if domain not in facts.acquired),
        "to_plan": _to_plan(facts),
        "aims": {objective.domain: objective for objective in facts.objectives},
        "may_attest": bool(facts.acquired and not facts.attestations and not facts.certified_on),
        "assess_kind": AssessmentKind.INITIAL if initial else AssessmentKind.FINAL,
    }


def _to_plan(facts: Facts) -> tuple[Domain, ...]:
    """What a training plan may be about: the domains to work on, and those that stand in it."""
    if facts.initial is None or facts.certified_on:
        return ()
    return tuple(d for d in Domain if d in facts.to_develop or d in facts.trained)


def file_of(services: Services, candidate_id: int) -> File:
    """Raises NotFound, for a candidate of another body too."""
    candidate = services.candidates.candidate(candidate_id)
    facts = services.dossiers.facts(candidate_id)
    talk = talk_of(services, candidate_id, candidate)
    telling = to_tell(services, facts)
    names = talk.staff
    sites = {site.id: site for site in services.scheduling.sites()}
    return File(
        candidate=candidate,
        facts=facts,
        stage=stage_of(facts),
        site=sites.get(candidate.site_id or 0),
        adviser=names.get(candidate.adviser_id or 0),
        to_tell=telling,
        # What is to be told has a card of its own, with what to say first.
        todos=[
            todo
            for todo in todos(services, services.attention.tasks_of(candidate_id))
            if telling is None or todo.kind is not TaskKind.TELL_DECISION
        ],
        upcoming=upcoming(facts, services.now),
        talk=talk,
        next_notices=services.notices.next_of(candidate_id),
        past_notices=services.notices.past_of(candidate_id),
        history=services.candidates.history(candidate_id),
        undoable=services.deeds.undoable(candidate_id),
        trainers=services.staff.trainers(),
        waiting=talk.waiting,
        staff=names,
    )


def _path(file: File, words: Words) -> Markup:
    about = path_picture(file.facts).about
    title = words.say(NS_("Where {name} is on the path"), name=file.candidate.first_name)
    return picture(draw_path(**about, title=title))


def _domains(facts: Facts, words: Words) -> Markup:
    title = words.say(NS_("The seven domains; the table beside says the same"))
    return picture(domains_picture(domain_marks(facts), title=title))


def _marks(facts: Facts) -> list[tuple[Domain, str]]:
    """Each domain and its mark, in the order of the picture."""
    marks = domain_marks(facts)
    pairs = [(domain, marks.get(domain) or "") for domain in Domain]
    return sorted(pairs, key=lambda pair: ORDER.index(pair[1]))


def _said(wording: Wording, locale: str) -> Said:
    return Said(
        text=plain_lines(wording.lines, locale),
        choices=[plain(choice.text, locale) for choice in wording.choices],
        picture=plain(wording.picture.title, locale) if wording.picture else "",
    )


def actor_name(actor: str, staff: Mapping[int, str], first_name: str, words: Words) -> str:
    """An actor of the audit ("staff:3") as a person."""
    kind, _, number = actor.partition(":")
    if kind == "staff" and number.isdecimal():
        return staff.get(int(number), words.say(NS_("Somebody of the centre")))
    others = {
        "candidate": first_name,
        "token": words.say(NS_("The centre’s software")),
    }
    return others.get(kind, words.say(NS_("The service itself")))
