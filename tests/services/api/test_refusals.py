"""Every refusal has its code, by which a program knows it; and what was refused has no effect."""

from typing import Any

from services import Database
from services.notices.models import NoticeRow
from tests.services.api import steps
from tests.services.api.conftest import House, Said, Script, StillClock
from tests.services.api.steps import good

NINE = "2027-01-05T09:00:00+01:00"
HALF_PAST_NINE = "2027-01-05T09:30:00+01:00"


def refused(said: Said) -> tuple[int, str]:
    return said.status, said.code


async def test_a_slot_is_taken_once(api: Script, house: House, amina: int, bilal: int):
    await api.post("/openings", steps.opening(house))
    good(await api.post("/appointments", steps.booking(house, amina, NINE)))

    said = await api.post("/appointments", steps.booking(house, bilal, NINE))

    assert refused(said) == (409, "slot_taken")
    assert (
        said.json["title"]
        == said.json["detail"]
        == "Another candidate has this slot already, or is about to book it."
    )
    slots = (await api.get("/slots", from_=NINE, to="2027-01-05")).json["items"]
    assert slots[0]["starts_at"] == HALF_PAST_NINE


async def test_what_was_never_offered_cannot_be_booked(api: Script, house: House, amina: int):
    await api.post("/openings", steps.opening(house))

    for starts_at in ("2027-01-05T09:10:00+01:00", "2027-01-06T09:00:00+01:00", "2026-12-29T09:00:00+01:00"):
        said = await api.post("/appointments", steps.booking(house, amina, starts_at))
        assert refused(said) == (409, "slot_not_offered")
    said = await api.post("/appointments", steps.booking(house, amina, NINE, mode="video"))
    assert refused(said) == (409, "slot_not_offered")


async def test_one_interview_at_a_time(api: Script, house: House, amina: int):
    await api.post("/openings", steps.opening(house))
    good(await api.post("/appointments", steps.booking(house, amina, NINE)))

    said = await api.post("/appointments", steps.booking(house, amina, HALF_PAST_NINE))

    assert refused(said) == (409, "already_booked")


async def test_a_move_asks_for_a_free_slot_too(api: Script, house: House, amina: int, bilal: int):
    await api.post("/openings", steps.opening(house))
    good(await api.post("/appointments", steps.booking(house, amina, NINE)))
    hers = good(await api.post("/appointments", steps.booking(house, bilal, HALF_PAST_NINE))).json["id"]

    assert refused(await api.patch(f"/appointments/{hers}", {"starts_at": NINE})) == (409, "slot_taken")
    good(await api.delete(f"/appointments/{hers}", {"reason": "ill"}))
    assert refused(await api.patch(f"/appointments/{hers}", {"starts_at": NINE})) == (409, "appointment_over")


async def test_the_file_keeps_its_order(api: Script, amina: int):
    assessments, plan = f"/candidates/{amina}/assessments", f"/candidates/{amina}/training-plan"
    initial = {"kind": "initial", "held_on": "2027-01-04", "results": steps.results("D2")}
    final = {**initial, "kind": "final", "results": {"D2": "acquired"}}
    objectives = {"objectives": [{"domain": "D2", "due_on": "2027-06-30"}]}

    assert refused(await api.post(assessments, initial)) == (409, "dossier_not_opened")
    await steps.open_dossier(api, amina)
    again = await api.post(f"/candidates/{amina}/interview-outcome", {"outcome": "thinking"})
    assert refused(again) == (409, "dossier_already_opened")
    assert refused(await api.post(assessments, final)) == (409, "not_assessed")
    assert refused(await api.put(plan, objectives)) == (409, "not_assessed")
    missing = await api.post(assessments, {**initial, "results": {"D1": "acquired"}})
    assert refused(missing) == (422, "domains_missing")
    assert missing.json["about"] == {"domains": ["D2", "D3", "D4", "D5", "D6", "D7"]}
    tomorrow = await api.post(assessments, {**initial, "held_on": "2027-01-05"})
    assert refused(tomorrow) == (422, "in_the_future")
    good(await api.post(assessments, initial))
    acquired = {"objectives": [{"domain": "D1", "due_on": "2027-06-30"}]}
    assert refused(await api.put(plan, acquired)) == (422, "domain_already_acquired")
    twice = {"objectives": objectives["objectives"] * 2}
    assert refused(await api.put(plan, twice)) == (422, "invalid")
    assert refused(await api.post(assessments, final)) == (422, "domain_not_trained")


async def test_only_planned_domains_are_trained(api: Script, house: House, amina: int):
    await steps.plan(api, amina, "D2")
    sessions, checks = f"/candidates/{amina}/training-sessions", f"/candidates/{amina}/progress-checks"
    check = {"domain": "D7", "checked_on": "2027-01-04", "state": "started"}

    both = await api.post(sessions, [steps.lesson("D2"), steps.lesson("D7")])
    assert refused(both) == (422, "domain_not_in_plan")
    assert refused(await api.post(checks, check)) == (422, "domain_not_in_plan")
    backwards = steps.lesson(starts_at="2027-02-02T13:00:00+01:00")
    assert refused(await api.post(sessions, [steps.lesson(), backwards])) == (422, "invalid")
    assert refused(await api.post(sessions, [steps.lesson(trainer_id=999)])) == (404, "not_found")
    assert (await api.get(f"/candidates/{amina}")).json["training"]["sessions"] == []

    one = good(await api.post(sessions, [steps.lesson()])).json["items"][0]["id"]
    good(await api.delete(f"/training-sessions/{one}"))
    assert refused(await api.delete(f"/training-sessions/{one}")) == (409, "session_over")
    assert refused(await api.patch(f"/training-sessions/{one}", {"place": "9"})) == (409, "session_over")


async def test_a_jury_takes_complete_files_and_publishes_with_parity(api: Script, amina: int, bilal: int):
    await steps.assess(api, amina)
    await steps.assess(api, bilal, "D2")
    session_id = await steps.jury(api, amina, employees=3)
    path = f"/jury-sessions/{session_id}"

    incomplete = await api.post(f"{path}/dossiers", {"candidate_ids": [bilal]})
    assert refused(incomplete) == (409, "dossier_incomplete")
    assert incomplete.json["about"] == {"candidate_ids": [bilal], "missing": {str(bilal): ["D2"]}}
    elsewhere = await steps.jury(api)
    again = await api.post(f"/jury-sessions/{elsewhere}/dossiers", {"candidate_ids": [amina]})
    assert refused(again) == (409, "already_before_a_jury")
    assert refused(await api.post(f"{path}/publish")) == (409, "decisions_missing")
    stranger = {"decisions": [{"candidate_id": bilal, "decision": "certified"}]}
    assert refused(await api.post(f"{path}/decisions", stranger)) == (404, "not_found")
    await steps.decide(api, session_id, "certified", amina)
    assert refused(await api.post(f"{path}/publish")) == (409, "no_parity")
    assert (await api.get(path)).json["published_at"] is None


async def test_what_is_published_stays(api: Script, amina: int):
    await steps.assess(api, amina)
    session_id = await steps.jury(api, amina)
    await steps.decide(api, session_id, "not_yet", amina)
    good(await api.post(f"/jury-sessions/{session_id}/publish"))
    decision = {"decisions": [{"candidate_id": amina, "decision": "certified"}]}

    for path, asked in (
        ("publish", None),
        ("decisions", decision),
        ("dossiers", {"candidate_ids": [amina]}),
    ):
        said = await api.post(f"/jury-sessions/{session_id}/{path}", asked)
        assert refused(said) == (409, "already_published")


async def test_not_yet_is_a_task_for_a_person_first(api: Script, amina: int):
    await steps.assess(api, amina)
    session_id = await steps.jury(api, amina)
    await steps.decide(api, session_id, "not_yet", amina)
    good(await api.post(f"/jury-sessions/{session_id}/publish"))

    (task,) = (await api.get("/tasks")).json["items"]
    assert (task["kind"], task["candidate_id"], task["about"]) == (
        "tell_decision",
        amina,
        {"next_step": "Call.", "jury_session_id": session_id},
    )
    done = await api.post(f"/tasks/{task['id']}/done")
    assert (done.status, done.json["done_at"], done.json["done_by"]) == (
        200,
        "2027-01-04T09:00:00+01:00",
        "token:1",
    )
    assert (await api.post(f"/tasks/{task['id']}/done")).json == done.json
    assert (await api.get("/tasks")).json == {"items": [], "next": None}


async def test_messages_have_their_limits(api: Script, amina: int):
    path = f"/candidates/{amina}/messages"

    assert refused(await api.post(path, {"text": "x" * 3001})) == (422, "too_long")
    assert refused(await api.post(path, {"text": "  "})) == (422, "invalid")
    too_long = {"text": "x" * 3001, "audience": {}}
    assert refused(await api.post("/broadcasts", too_long)) == (422, "too_long")
    late = {"text": "Hi", "send_at": "2027-01-04T08:59:59+01:00"}
    assert refused(await api.post(path, late)) == (422, "in_the_past")
    assert refused(await api.post("/broadcasts", {**late, "audience": {}})) == (422, "in_the_past")
    no_words = await api.post("/broadcasts", {"texts": {"fr": "Bonjour"}, "audience": {}})
    assert refused(no_words) == (422, "invalid")
    assert no_words.json["about"] == {"locales": ["en"]}
    nobody = {"text": "Hi", "audience": {"candidate_ids": [amina, 999]}}
    assert refused(await api.post("/broadcasts", nobody)) == (404, "not_found")
    assert (await api.get(f"/threads/{amina}")).json["items"] == []


async def test_only_what_did_not_arrive_is_sent_again(api: Script, database: Database, amina: int):
    good(await api.post(f"/candidates/{amina}/messages", {"text": "Hi"}))
    (notice,) = (await api.get("/notices")).json["items"]
    path = f"/notices/{notice['id']}/resend"
    assert refused(await api.post(path)) == (409, "not_resendable")

    database.run_now(lambda session: fail(session.get_one(NoticeRow, notice["id"])))
    (failed,) = (await api.get("/notices", state="failed")).json["items"]
    assert failed["reason"] == "blocked"
    again = await api.post(path)
    assert (again.status, again.json["state"], again.json["reason"]) == (200, "planned", None)


def fail(notice: Any) -> None:
    notice.state, notice.reason = "failed", "blocked"


WRONG_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"weekday": 7}, "weekday"),
    ({"weekday": "mardi"}, "weekday"),
    ({"weekday": None}, ""),
    ({"date": "2027-01-05"}, ""),
    ({"from": "9:00"}, "from"),
    ({"slot_minutes": 4}, "slot_minutes"),
    ({"modes": []}, "modes"),
    ({"modes": ["tea"]}, "modes.0"),
    ({"kind": None}, "kind"),
    ({"colour": "red"}, "colour"),
]


async def test_a_wrong_field_is_named(api: Script, house: House):
    for changes, field in WRONG_FIELDS:
        said = await api.post("/openings", steps.opening(house, **changes))

        assert refused(said) == (422, "invalid"), changes
        assert [error["field"] for error in said.json["errors"]] == [field]


async def test_an_opening_ends_after_it_begins(api: Script, house: House):
    said = await api.post("/openings", steps.opening(house, to="09:00"))

    assert refused(said) == (422, "invalid")


async def test_a_time_without_an_offset_is_refused_and_it_is_said_what_to_do(
    api: Script, house: House, amina: int
):
    said = await api.post("/appointments", steps.booking(house, amina, "2027-01-05T09:00:00"))

    message = "has no offset: add one, such as +01:00, or Z for UTC"
    assert refused(said) == (422, "invalid")
    assert said.json["errors"] == [{"field": "starts_at", "message": message}]
    assert said.json["detail"] == f"starts_at: {message}."


async def test_a_refused_appointment_plans_nothing(
    api: Script, house: House, amina: int, bilal: int, clock: StillClock
):
    await api.post("/openings", steps.opening(house))
    good(await api.post("/appointments", steps.booking(house, amina, NINE)))

    await api.post("/appointments", steps.booking(house, bilal, NINE))

    assert (await api.get(f"/candidates/{bilal}")).json["next_notices"] == []


async def test_a_language_is_known_by_its_code(api: Script, house: House):
    address = f"/staff/{house.adviser_id}/languages"

    assert (await api.put(address, {"languages": ["pt", "ar", "ar"]})).json["languages"] == ["ar", "pt"]
    refused = await api.put(address, {"languages": ["klingon"]})

    assert (refused.status, refused.code) == (422, "invalid")
    assert (await api.get("/sites")).json["items"][0]["languages"] == []  # nobody receives there yet
