"""What went out and what did not, and what a person must do."""

from locales import DEFAULT
from services.api import correspondence
from services.api.candidates import zone_of
from services.api.paging import Page, PageQuery
from services.api.routing import Routes
from services.api.schemas import NoticeQuery
from services.bundle import Services
from services.notices.service import NotResendable

routes = Routes("Notices and tasks")


@routes.get("/notices")
def list_notices(services: Services, query: NoticeQuery) -> Page[correspondence.Notice]:
    """What is said to candidates, latest first: what went out, what did not and why."""
    found = services.notices.of_body(query.state, after=query.after, limit=query.limit + 1)
    people = services.candidates.several({one.candidate_id for one in found if one.candidate_id})
    locales, zone = {one.id: one.locale for one in people.values()}, zone_of(services)
    return Page[correspondence.Notice].of(
        found,
        query.limit,
        lambda one: correspondence.Notice.of(one, locales.get(one.candidate_id or 0, DEFAULT), zone),
        lambda item: item.id,
    )


@routes.post("/notices/{id}/resend", NotResendable, status=200)
def resend_notice(services: Services, notice_id: int) -> correspondence.Notice:
    """Send again what failed, or what nobody knows the fate of."""
    notice = services.notices.resend(notice_id)
    people = services.candidates.several({notice.candidate_id} if notice.candidate_id else ())
    locale = next((one.locale for one in people.values()), DEFAULT)
    return correspondence.Notice.of(notice, locale, zone_of(services))


@routes.get("/tasks")
def list_tasks(services: Services, query: PageQuery) -> Page[correspondence.Task]:
    """What a person must do, oldest first."""
    found, zone = services.messages.tasks(after=query.after, limit=query.limit + 1), zone_of(services)
    return Page[correspondence.Task].of(
        found, query.limit, lambda row: correspondence.Task.of(row, zone), lambda item: item.id
    )


@routes.post("/tasks/{id}/done", status=200)
def finish_task(services: Services, task_id: int) -> correspondence.Task:
    """Say that a task is done; to say it again changes nothing."""
    return correspondence.Task.of(services.messages.finish_task(task_id), zone_of(services))
