"""Every route × its own token, one that lacks the scope, another body's, a revoked one, nobody's."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from services import SYSTEM, Database, Services
from services.api.application import ROUTES
from services.api.routing import Route
from services.messages.models import TaskKind
from services.messages.tasks import open_task
from services.notices.models import NoticeRow
from services.questions.models import PhraseRow, TopicId, UnansweredRow
from services.staff.models import ApiTokenRow
from tests.services.api import steps
from tests.services.api.conftest import House, Script, candidate
from tests.services.api.steps import good

STARTS_AT = "2027-01-05T09:00:00+01:00"


@dataclass(frozen=True)
class Known:
    """The ids of things that are the house's own."""

    candidate: int
    appointment: int
    session: int
    jury: int
    notice: int
    task: int
    referrer: int
    opening: int
    exception: int
    absence: int
    outcome: int
    group: int
    group_session: int
    questions: tuple[int, int]
    phrase: int
    before_the_jury: int
    """A candidate whose file is before the jury."""
    postponed: int
    """Another, whose file is taken away again."""
    webhook: int
    delivery: int


async def prepared(api: Script, database: Database, house: House, amina: int, now: datetime) -> Known:
    await steps.plan(api, amina, "D2")
    opening = good(await api.post("/openings", steps.opening(house))).json["id"]
    closed = good(await api.post("/opening-exceptions", closed_day(house))).json["id"]
    absence = good(await api.post("/absences", away(house))).json["id"]
    appointment = good(await api.post("/appointments", steps.booking(house, amina, STARTS_AT))).json["id"]
    lessons = good(await api.post(f"/candidates/{amina}/training-sessions", [steps.lesson()]))

    def work(session: Session) -> tuple[int, int]:
        open_task(session, now, TaskKind.CALL, "call", house.body_id, amina)
        notice = Services(session, now, SYSTEM).notices.next_of(amina)[0].id
        session.get_one(NoticeRow, notice).state = "failed"  # type: ignore[assignment]
        return notice, 1

    notice, task = database.run_now(work)
    referrer = good(await api.post("/referrers", {"kind": "opco", "name": "Un OPCO"})).json["id"]
    lesson = lessons.json["items"][0]["id"]
    outcome = good(await api.get(f"/candidates/{amina}")).json["outcomes"][0]["id"]
    complete, other = (
        database.run_now(lambda session: candidate(session, now, house, "Chloé")) for _ in range(2)
    )
    for one in (complete, other):
        await steps.assess(api, one)
    questions, phrase = database.run_now(lambda session: asked_freely(session, now, house, amina))
    jury = await steps.jury(api, complete, other)
    webhook = good(await api.post("/webhooks", {"url": "https://example.org/clea"})).json["id"]
    delivery = good(await api.post(f"/webhooks/{webhook}/test")).json["id"]
    group = good(await api.post("/training-groups", {"name": "Groupe du matin"})).json["id"]
    sessions = good(await api.post(f"/training-groups/{group}/training-sessions", [steps.lesson()]))
    return Known(
        amina,
        appointment,
        lesson,
        jury,
        notice,
        task,
        referrer,
        opening,
        closed,
        absence,
        outcome,
        group,
        sessions.json["sessions"][0]["id"],
        questions,
        phrase,
        complete,
        other,
        webhook,
        delivery,
    )


def asked_freely(session: Session, now: datetime, house: House, amina: int) -> tuple[tuple[int, int], int]:
    """Two questions that nobody understood, and a phrase of the body's."""
    rows = [
        UnansweredRow(body_id=house.body_id, candidate_id=amina, locale="fr", text=text, asked_at=now)
        for text in ("la carte verte", "hfdjk")
    ]
    phrase = PhraseRow(body_id=house.body_id, text="le papier", topic=TopicId.ATTESTATION, attached_at=now)
    session.add_all([*rows, phrase])
    session.flush()
    return (rows[0].id or 0, rows[1].id or 0), phrase.id or 0


def closed_day(house: House) -> dict[str, Any]:
    return {"staff_id": house.adviser_id, "site_id": house.site_id, "date": "2027-02-09"}


def away(house: House) -> dict[str, Any]:
    instants = {"starts_at": "2027-03-01T08:00:00+01:00", "ends_at": "2027-03-02T18:00:00+01:00"}
    return {"staff_id": house.adviser_id, **instants}


def requests(known: Known, house: House) -> dict[str, tuple[str, Any]]:
    """A request for each route, by its name: the path with its id, and a body that is right."""
    a = known.candidate
    return {
        "list_candidates": ("/candidates", None),
        "read_candidate": (f"/candidates/{a}", None),
        "list_sites": ("/sites", None),
        "list_staff": ("/staff", None),
        "read_languages": (f"/staff/{house.adviser_id}/languages", None),
        "set_languages": (f"/staff/{house.adviser_id}/languages", {"languages": ["ar"]}),
        "list_openings": ("/openings", None),
        "open_hours": ("/openings", steps.opening(house, weekday=4)),
        "read_opening": (f"/openings/{known.opening}", None),
        "close_hours": (f"/openings/{known.opening}", None),
        "list_opening_exceptions": ("/opening-exceptions", None),
        "except_on": ("/opening-exceptions", closed_day(house) | {"date": "2027-02-16"}),
        "read_opening_exception": (f"/opening-exceptions/{known.exception}", None),
        "remove_opening_exception": (f"/opening-exceptions/{known.exception}", None),
        "list_absences": ("/absences", None),
        "add_absence": ("/absences", away(house)),
        "read_absence": (f"/absences/{known.absence}", None),
        "remove_absence": (f"/absences/{known.absence}", None),
        "read_holidays": (f"/sites/{house.site_id}/holidays", None),
        "set_holidays": (f"/sites/{house.site_id}/holidays", {"region": "57"}),
        "list_slots": (f"/slots?site={house.site_id}", None),
        "book": ("/appointments", steps.booking(house, a, STARTS_AT)),
        "read_appointment": (f"/appointments/{known.appointment}", None),
        "move": (f"/appointments/{known.appointment}", {"starts_at": "2027-01-05T09:30:00+01:00"}),
        "cancel": (f"/appointments/{known.appointment}", {"reason": "ill"}),
        "record_outcome": (f"/candidates/{a}/interview-outcome", {"outcome": "thinking"}),
        "record_assessment": (
            f"/candidates/{a}/assessments",
            {"kind": "final", "held_on": "2027-01-04", "results": {"D2": "acquired"}},
        ),
        "read_training_plan": (f"/candidates/{a}/training-plan", None),
        "record_attestation": (f"/candidates/{a}/attestations", {"given_on": "2027-01-04"}),
        "correct": (
            f"/candidates/{a}/corrections",
            {"fact": "outcome", "id": known.outcome, "outcome": "thinking", "reason": "A mistake."},
        ),
        "set_training_plan": (
            f"/candidates/{a}/training-plan",
            {"objectives": [{"domain": "D2", "due_on": "2027-07-01"}]},
        ),
        "plan_sessions": (f"/candidates/{a}/training-sessions", [steps.lesson()]),
        "read_session": (f"/training-sessions/{known.session}", None),
        "change_session": (f"/training-sessions/{known.session}", {"place": "Salle 5"}),
        "cancel_session": (f"/training-sessions/{known.session}", None),
        "read_summary": (f"/candidates/{a}/summary.pdf", None),
        "read_summary_text": (f"/candidates/{a}/summary.txt", None),
        "jury_list": (f"/jury-sessions/{known.jury}/list.pdf", None),
        "jury_table": (f"/jury-sessions/{known.jury}/list.csv", None),
        "list_groups": ("/training-groups", None),
        "create_group": ("/training-groups", {"name": "Groupe du soir"}),
        "read_group": (f"/training-groups/{known.group}", None),
        "join_group": (f"/training-groups/{known.group}/members", {"candidate_ids": [a]}),
        "read_member": (f"/training-groups/{known.group}/members/{a}", None),
        "leave_group": (f"/training-groups/{known.group}/members/{a}", None),
        "plan_group_sessions": (f"/training-groups/{known.group}/training-sessions", [steps.lesson()]),
        "read_group_session": (f"/group-sessions/{known.group_session}", None),
        "change_group_session": (f"/group-sessions/{known.group_session}", {"place": "Salle 6"}),
        "cancel_group_session": (f"/group-sessions/{known.group_session}", None),
        "plan_weekly": (f"/candidates/{a}/training-series", steps.weekly()),
        "plan_group_weekly": (f"/training-groups/{known.group}/series", steps.weekly()),
        "import_timetable": (f"/candidates/{a}/timetable-imports", {"content": steps.TIMETABLE}),
        "import_group_timetable": (
            f"/training-groups/{known.group}/timetable-imports",
            {"content": steps.TIMETABLE, "dry_run": True},
        ),
        "export_timetable": (f"/candidates/{a}/timetable.csv", None),
        "export_calendar": (f"/candidates/{a}/timetable.ics", None),
        "export_group_timetable": (f"/training-groups/{known.group}/timetable.csv", None),
        "export_group_calendar": (f"/training-groups/{known.group}/timetable.ics", None),
        "timetable_template": ("/timetable-template.csv", None),
        "record_check": (
            f"/candidates/{a}/progress-checks",
            {"domain": "D2", "checked_on": "2027-01-04", "state": "started"},
        ),
        "list_jury_sessions": ("/jury-sessions", None),
        "create_jury_session": ("/jury-sessions", {"held_on": "2027-06-15"}),
        "read_jury_session": (f"/jury-sessions/{known.jury}", None),
        "attach_dossiers": (f"/jury-sessions/{known.jury}/dossiers", {"candidate_ids": [a]}),
        "record_decisions": (
            f"/jury-sessions/{known.jury}/decisions",
            {"decisions": [{"candidate_id": a, "decision": "certified"}]},
        ),
        "publish_decisions": (f"/jury-sessions/{known.jury}/publish", None),
        "change_jury_session": (f"/jury-sessions/{known.jury}", {"place": "Lyon"}),
        "detach_dossier": (f"/jury-sessions/{known.jury}/dossiers/{known.postponed}", None),
        "read_dossier": (f"/jury-sessions/{known.jury}/dossiers/{known.before_the_jury}", None),
        "tell_decision": (f"/jury-sessions/{known.jury}/dossiers/{known.before_the_jury}/tell", None),
        "correct_decision": (
            f"/jury-sessions/{known.jury}/dossiers/{known.before_the_jury}/correction",
            {"decision": "certified", "reason": "A mistake."},
        ),
        "read_jury_delay": ("/jury-delay", None),
        "set_jury_delay": ("/jury-delay", {"not_yet_after_days": 7}),
        "write_message": (f"/candidates/{a}/messages", {"text": "Hi"}),
        "write_broadcast": ("/broadcasts", {"text": "Hi", "audience": {"candidate_ids": [a]}}),
        "read_thread": (f"/threads/{a}", None),
        "list_notices": ("/notices", None),
        "resend_notice": (f"/notices/{known.notice}/resend", None),
        "list_webhooks": ("/webhooks", None),
        "add_webhook": ("/webhooks", {"url": "https://example.org/clea"}),
        "read_webhook": (f"/webhooks/{known.webhook}", None),
        "change_webhook": (f"/webhooks/{known.webhook}", {"events": ["candidate.stage_changed"]}),
        "renew_secret": (f"/webhooks/{known.webhook}/secret", None),
        "test_webhook": (f"/webhooks/{known.webhook}/test", None),
        "list_deliveries": (f"/webhooks/{known.webhook}/deliveries", None),
        "repeat_delivery": (f"/webhook-deliveries/{known.delivery}/repeat", None),
        "remove_webhook": (f"/webhooks/{known.webhook}", None),
        "read_trail": (f"/candidates/{a}/audit", None),
        "export_trail": (f"/candidates/{a}/audit.csv", None),
        "read_body_trail": ("/audit", None),
        "export_body_trail": ("/audit.csv", None),
        "list_unanswered": ("/unanswered", None),
        "read_unanswered": (f"/unanswered/{known.questions[0]}", None),
        "attach_unanswered": (f"/unanswered/{known.questions[0]}/attach", {"topic": "cost"}),
        "let_unanswered_go": (f"/unanswered/{known.questions[1]}", None),
        "list_phrases": ("/phrases", None),
        "read_phrase": (f"/phrases/{known.phrase}", None),
        "detach_phrase": (f"/phrases/{known.phrase}", None),
        "list_referrers": ("/referrers", None),
        "add_referrer": ("/referrers", {"kind": "employer", "name": "Boulangerie Martin"}),
        "close_referrer": (f"/referrers/{known.referrer}/close", None),
        "list_tasks": ("/tasks", None),
        "finish_task": (f"/tasks/{known.task}/done", None),
    }


NAMES_NOBODY = {
    "list_candidates",
    "list_sites",
    "list_staff",
    "list_openings",
    "list_opening_exceptions",
    "list_absences",
    "list_jury_sessions",
    "list_notices",
    "list_tasks",
    "list_referrers",
    "list_unanswered",
    "list_phrases",
    "read_body_trail",
    "export_body_trail",
    "list_webhooks",
    "add_webhook",
    "create_jury_session",
    "read_jury_delay",
    "set_jury_delay",
    "list_groups",
    "create_group",
    "timetable_template",
    "add_referrer",
}
"""Routes that name nothing of another body: they answer, and show none of it."""


OF_THEIR_OWN = {
    "list_webhooks",
    "timetable_template",
    "read_jury_delay",
    "list_sites",
    "list_staff",
    "list_jury_sessions",
    "read_body_trail",
    "export_body_trail",
}
"""Of these the other body has some itself, by the time that it asks."""


async def test_every_route_serves_its_own_body_only(
    api: Script,
    other_api: Script,
    house: House,
    other_house: House,
    database: Database,
    amina: int,
    now: datetime,
):
    asked = requests(await prepared(api, database, house, amina, now), house)
    before = (await api.get(f"/candidates/{amina}")).json
    revoke(database, now, other_house.reader)
    wrong = [
        (replace(api, token=None), (401, "unauthorized")),
        (replace(api, token="clea_guessed"), (401, "unauthorized")),
        (replace(api, token="clé"), (401, "unauthorized")),
        (replace(api, token=other_house.reader), (401, "unauthorized")),
    ]
    for route in ROUTES:
        for stranger, expected in [*wrong, (lacking_scope(api, house, route), (403, "not_allowed"))]:
            said = await ask(stranger, route, asked)
            assert (said.status, said.code) == expected, route.name
            assert ("WWW-Authenticate" in said.headers) == (said.status == 401)
        said = await ask(other_api, route, asked)
        if route.name not in NAMES_NOBODY:
            assert (said.status, said.code) == (404, "not_found"), route.name
        elif route.method == "GET" and route.name not in OF_THEIR_OWN:
            assert said.json == {"items": [], "next": None}, route.name
    assert (await api.get(f"/candidates/{amina}")).json == before
    own = (await other_api.get("/jury-sessions")).json["items"]
    assert len(own) == 1
    assert own[0] not in (await api.get("/jury-sessions")).json["items"]


async def test_every_route_answers_its_own_body(
    api: Script, house: House, database: Database, amina: int, now: datetime
):
    """Whatever it says to these requests, taken in this order, the document has promised it."""
    asked = requests(await prepared(api, database, house, amina, now), house)
    known_by = {route.name for route in ROUTES}
    assert set(asked) == known_by
    for route in ROUTES:
        said = await ask(api, route, asked)
        assert said.status in (route.status, 409), (route.name, said.json)


def lacking_scope(api: Script, house: House, route: Route) -> Script:
    """With all scopes but one: neither of these two tokens has any other than its own."""
    return replace(api, token=house.writer if route.scope == "read" else house.reader)


async def ask(script: Script, route: Route, asked: dict[str, tuple[str, Any]]) -> Any:
    path, body = asked[route.name]
    return await script.send(route.method, path, json=body)


def revoke(database: Database, now: datetime, secret: str) -> None:
    def work(session: Session) -> None:
        token = Services(session, now, SYSTEM).staff.token(secret)
        assert token is not None
        session.get_one(ApiTokenRow, token.id).revoked_at = now

    database.run_now(work)
