"""What went out and what did not, and what a person must do."""

from locales import DEFAULT
from services.api import answers
from services.api.candidates import zone_of
from services.api.paging import Page, PageQuery
from services.api.routing import Routes
from services.api.schemas import NoticeQuery
from services.bundle import Services
from services.notices.service import NotResendable

routes = Routes("Notices and tasks")


@routes.get("/notices")
def list_notices(services: Services, query: NoticeQuery) -> Page[answers.Notice]:
    """What is said to candidates, latest first: what went out, what did not and why."""
    found = services.notices.of_body(query.state, after=query.after, limit=query.limit + 1)
    people = services.candidates.several({one.candidate_id for one in found if one.candidate_id})
    locales, zone = {one.id: one.locale for one in people.values()}, zone_of(services)
    return Page[answers.Notice].of(
        found,
        query.limit,
        lambda one: answers.Notice.of(one, locales.get(one.candidate_id or 0, DEFAULT), zone),
        lambda item: item.id,
    )


@routes.post("/notices/{id}/resend", NotResendable, status=200)
def resend_notice(services: Services, notice_id: int) -> answers.Notice:
    """Send again what failed, or what nobody knows the fate of."""
    notice = services.notices.resend(notice_id)
    people = services.candidates.several({notice.candidate_id} if notice.candidate_id else ())
    locale = next((one.locale for one in people.values()), DEFAULT)
    return answers.Notice.of(notice, locale, zone_of(services))


@routes.get("/tasks")
def list_tasks(services: Services, query: PageQuery) -> Page[answers.Task]:
    """What a person must do, oldest first."""
    found, zone = services.messages.tasks(after=query.after, limit=query.limit + 1), zone_of(services)
    return Page[answers.Task].of(
        found, query.limit, lambda row: answers.Task.of(row, zone), lambda item: item.id
    )


@routes.post("/tasks/{id}/done", status=200)
def finish_task(services: Services, task_id: int) -> answers.Task:
    """Say that a task is done; to say it again changes nothing."""
    return answers.Task.of(services.messages.finish_task(task_id), zone_of(services))
