"""Candidates, and the people and places of the body."""

from services.api import answers
from services.api.paging import Page, PageQuery
from services.api.routing import Routes
from services.api.schemas import CandidateQuery, LanguagesIn
from services.bundle import Services
from services.candidates.finding import Search
from services.errors import NotFound
from services.staff.models import BodyRow

routes = Routes("Candidates")


@routes.get("/candidates")
def list_candidates(services: Services, query: CandidateQuery) -> Page[answers.CandidateItem]:
    """The body’s candidates, by id."""
    search = Search(stage=query.stage, q=query.q, after=query.after)
    found = services.candidates.find(search, query.limit + 1)
    return Page[answers.CandidateItem].of(
        found, query.limit, answers.CandidateItem.made_of, lambda item: item.id
    )


@routes.get("/candidates/{id}")
def read_candidate(services: Services, candidate_id: int) -> answers.Candidate:
    """A candidate’s whole file, and what they will be told next."""
    return dossier_of(services, candidate_id)


@routes.get("/sites")
def list_sites(services: Services, query: PageQuery) -> Page[answers.Site]:
    """The body’s sites."""
    sites = sorted(services.scheduling.sites(), key=lambda site: site.id)
    found = [site for site in sites if site.id > (query.after or 0)]
    spoken = services.scheduling.languages_at([site.id for site in found])
    return Page[answers.Site].of(
        found,
        query.limit,
        lambda site: answers.Site.made_of(site, timezone=site.zone, languages=list(spoken[site.id])),
        lambda item: item.id,
    )


@routes.get("/staff")
def list_staff(services: Services, query: PageQuery) -> Page[answers.Staff]:
    """Who works for the body."""
    members = services.staff.members(services.body_id)
    found = [member for member in members if member.id > (query.after or 0)]
    return Page[answers.Staff].of(found, query.limit, answers.Staff.made_of, lambda item: item.id)


@routes.get("/staff/{id}/languages")
def read_languages(services: Services, staff_id: int) -> answers.Staff:
    """Somebody who works for the body, with the languages in which they receive candidates."""
    member = services.staff.member(staff_id)
    if member.body_id != services.body_id:
        raise NotFound
    return answers.Staff.made_of(member)


@routes.put("/staff/{id}/languages")
def set_languages(services: Services, staff_id: int, asked: LanguagesIn) -> answers.Staff:
    """Say in which languages somebody receives candidates: who looks for a centre reads it."""
    services.staff.set_languages(staff_id, asked.languages)
    return answers.Staff.made_of(services.staff.member(staff_id))


def dossier_of(services: Services, candidate_id: int) -> answers.Candidate:
    """Raises NotFound."""
    return answers.Candidate.whole(
        services.candidates.candidate(candidate_id),
        services.dossiers.facts(candidate_id),
        services.notices.next_of(candidate_id),
    )


def zone_of(services: Services) -> str:
    """The body's own time zone, for what concerns no single place or person."""
    return services.session.get_one(BodyRow, services.body_id).timezone
