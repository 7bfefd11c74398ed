"""The whole path through the API: what another software records, and what it reads back."""

import asyncio
from collections import Counter
from datetime import date, datetime

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from locales import plain
from services import Database, Domain
from services.api.application import api_application
from tests.services.api import steps
from tests.services.api.conftest import House, Script, StillClock, candidate
from tests.services.api.steps import good


async def test_a_candidate_goes_from_the_interview_to_the_certificate(
    api: Script, house: House, amina: int, clock: StillClock
):
    await the_interview(api, house, amina, clock)
    await the_assessment(api, amina)
    await the_training(api, house, amina)
    await the_final_assessment(api, amina, clock)
    await the_jury(api, amina)


async def the_interview(api: Script, house: House, amina: int, clock: StillClock) -> None:
    opened = good(await api.post("/openings", steps.opening(house)))
    assert opened.json == {
        "id": opened.json["id"],
        "staff_id": house.adviser_id,
        "site_id": house.site_id,
        "kind": "interview",
        "weekday": 1,
        "date": None,
        "from": "09:00",
        "to": "12:00",
        "slot_minutes": 30,
        "modes": ["centre", "phone"],
        "notice_minutes": 120,
        "horizon_days": 60,
        "buffer_before_minutes": 0,
        "buffer_after_minutes": 0,
        "capacity": 1,
    }
    slots = good(await api.get("/slots", site=house.site_id, from_="2027-01-05", to="2027-01-05")).json
    assert [slot["starts_at"] for slot in slots["items"]] == [
        f"2027-01-05T{hour}:00+01:00" for hour in ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30")
    ]
    booked = await api.post("/appointments", steps.booking(house, amina, "2027-01-05T08:00:00Z"))
    assert booked.status == 201
    assert booked.json["starts_at"] == "2027-01-05T09:00:00+01:00"
    moved = await api.patch(f"/appointments/{booked.json['id']}", {"starts_at": "2027-01-05T10:00:00+01:00"})
    assert (moved.json["starts_at"], moved.json["status"]) == ("2027-01-05T10:00:00+01:00", "booked")

    file = (await api.get(f"/candidates/{amina}")).json
    assert (file["stage"], file["site_id"], file["adviser_id"]) == (
        "interview_booked",
        house.site_id,
        house.adviser_id,
    )
    eve = next(notice for notice in file["next_notices"] if notice["rule"] == "appointment_eve")
    assert eve["due_at"] == "2027-01-04T18:00:00+01:00"
    assert eve["text"].splitlines()[-1] == "Are you coming?"

    clock.advance(days=1)
    thinking = await api.post(f"/candidates/{amina}/interview-outcome", {"outcome": "thinking"})
    assert thinking.json["stage"] == "thinking"
    assert [appointment["status"] for appointment in thinking.json["appointments"]] == ["held"]
    clock.advance(days=5)
    opened = await api.post(f"/candidates/{amina}/interview-outcome", {"outcome": "dossier_opened"})
    assert opened.status == 201
    assert (opened.json["stage"], opened.json["dossier_opened_at"]) == (
        "dossier_opened",
        "2027-01-10T09:00:00+01:00",
    )


async def the_assessment(api: Script, amina: int) -> None:
    asked = {"kind": "initial", "held_on": "2027-01-09", "results": steps.results("D2", "D7")}
    assessed = (await api.post(f"/candidates/{amina}/assessments", asked)).json
    assert assessed["stage"] == "assessed"
    assert assessed["domains"] == steps.results("D2", "D7")
    assert assessed["finish_by"] == "2032-01-09"
    text = next(notice["text"] for notice in assessed["next_notices"] if notice["rule"] == "assessed")
    strong, to_develop = (plain(domain.short_name, "en") for domain in (Domain.D1, Domain.D2))
    assert text.index(f"✅ {strong}") < text.index(f"🌱 {to_develop}")


async def the_training(api: Script, house: House, amina: int) -> None:
    objectives = [{"domain": "D2", "due_on": "2027-05-31"}, {"domain": "D7", "due_on": "2027-06-30"}]
    planned = (await api.put(f"/candidates/{amina}/training-plan", {"objectives": objectives})).json
    by_nobody = [objective | {"trainer": None} for objective in objectives]
    assert (planned["stage"], planned["training"]["objectives"]) == ("in_training", by_nobody)

    lessons = [
        steps.lesson("D2", "2027-02-02", trainer_id=house.trainer_id),
        steps.lesson("D7", "2027-02-03"),
    ]
    sessions = await api.post(f"/candidates/{amina}/training-sessions", lessons)
    assert sessions.status == 201
    first, second = sessions.json["items"]
    assert first == {
        "id": first["id"],
        "domain": "D2",
        "starts_at": "2027-02-02T09:00:00+01:00",
        "ends_at": "2027-02-02T12:00:00+01:00",
        "place": "Salle 3",
        "trainer_id": house.trainer_id,
        "status": "planned",
        "coming": None,
        "attended": None,
    }
    changed = await api.patch(f"/training-sessions/{first['id']}", {"place": "Salle 4"})
    assert changed.json == {**first, "place": "Salle 4"}
    cancelled = await api.delete(f"/training-sessions/{second['id']}")
    assert (cancelled.status, cancelled.json["status"]) == (200, "cancelled")

    check = {"domain": "D2", "checked_on": "2027-01-10", "state": "going_well", "note": "Well done"}
    recorded = await api.post(f"/candidates/{amina}/progress-checks", check)
    assert (recorded.status, recorded.json) == (201, {"id": recorded.json["id"], **check})
    training = (await api.get(f"/candidates/{amina}")).json["training"]
    assert [session["status"] for session in training["sessions"]] == ["planned", "cancelled"]
    assert training["progress_checks"] == [recorded.json]


async def the_final_assessment(api: Script, amina: int, clock: StillClock) -> None:
    clock.advance(days=140)
    path = f"/candidates/{amina}/assessments"
    asked = {"kind": "final", "held_on": "2027-05-28", "results": {"D2": "acquired", "D3": "acquired"}}
    refused = await api.post(path, asked)
    assert (refused.status, refused.code, refused.json["about"]) == (
        422,
        "domain_not_trained",
        {"domains": ["D3"]},
    )
    done = await api.post(path, {**asked, "results": {"D2": "acquired", "D7": "acquired"}})
    assert (done.json["stage"], set(done.json["domains"].values())) == ("complete", {"acquired"})


async def the_jury(api: Script, amina: int) -> None:
    session_id = await steps.jury(api, amina)
    before = (await api.get(f"/candidates/{amina}")).json
    assert before["stage"] == "before_the_jury"
    assert "before_the_jury" in {notice["rule"] for notice in before["next_notices"]}

    await steps.decide(api, session_id, "certified", amina)
    silent = (await api.get(f"/candidates/{amina}")).json
    assert (silent["stage"], silent["jury"]) == (
        "before_the_jury",
        {"session_id": session_id, "held_on": "2027-06-15", "decision": None, "published_at": None},
    )
    assert "certified" not in {notice["rule"] for notice in silent["next_notices"]}

    published = await api.post(f"/jury-sessions/{session_id}/publish")
    assert (published.status, published.json["published_at"]) == (200, "2027-05-30T10:00:00+02:00")
    assert published.json["dossiers"] == [
        {"candidate_id": amina, "decision": "certified", "next_step": "Call.", "tell_at": None}
    ]
    assert (await api.get(f"/jury-sessions/{session_id}")).json == published.json
    told = (await api.get(f"/candidates/{amina}")).json
    assert (told["stage"], told["certified_on"]) == ("certified", str(date(2027, 5, 30)))
    assert told["jury"]["decision"] == "certified"
    assert "certified" in {notice["rule"] for notice in told["next_notices"]}


async def test_an_appointment_is_cancelled_with_a_reason_that_the_candidate_hears(
    api: Script, house: House, amina: int
):
    await api.post("/openings", steps.opening(house))
    booked = good(await api.post("/appointments", steps.booking(house, amina, "2027-01-05T09:00:00+01:00")))
    path = f"/appointments/{booked.json['id']}"

    cancelled = await api.delete(path, {"reason": "The adviser is ill."})

    assert (cancelled.status, cancelled.json["status"], cancelled.json["reason"]) == (
        200,
        "cancelled",
        "The adviser is ill.",
    )
    notices = (await api.get(f"/candidates/{amina}")).json["next_notices"]
    assert "The adviser is ill." in next(n for n in notices if n["rule"] == "appointment_cancelled")["text"]
    assert (await api.delete(path)).code == "appointment_over"


async def test_the_reason_may_stand_in_the_address(api: Script, house: House, amina: int):
    await api.post("/openings", steps.opening(house))
    booked = good(await api.post("/appointments", steps.booking(house, amina, "2027-01-05T09:00:00+01:00")))

    cancelled = await api.delete(f"/appointments/{booked.json['id']}?reason=Holidays")

    assert cancelled.json["reason"] == "Holidays"


async def test_times_have_the_offset_of_their_place(other_api: Script, other_house: House):
    good(await other_api.post("/openings", steps.opening(other_house)))

    slots = await other_api.get(
        "/slots", site=other_house.site_id, from_="2027-01-05T06:00:00+01:00", limit=1
    )

    assert slots.json["items"][0]["starts_at"] == "2027-01-05T09:00:00+04:00"


async def test_a_message_is_written_and_read_back_with_its_delivery(api: Script, amina: int):
    written = await api.post(f"/candidates/{amina}/messages", {"text": "See <b>you</b> & all tomorrow 🙂"})
    later = await api.post(
        f"/candidates/{amina}/messages", {"text": "And then", "send_at": "2027-01-06T09:00:00+01:00"}
    )

    assert (written.status, written.json["delivery"], written.json["text"]) == (
        201,
        "planned",
        "See <b>you</b> & all tomorrow 🙂",
    )
    assert later.json["send_at"] == "2027-01-06T09:00:00+01:00"
    thread = await api.get(f"/threads/{amina}")
    assert thread.json == {"items": [written.json, later.json], "next": None}
    notices = (await api.get("/notices", state="planned")).json["items"]
    assert [notice["rule"] for notice in notices] == ["message", "message"]
    assert notices[-1]["text"] == "✉️ Centre de Lyon writes to you:\nSee <b>you</b> & all tomorrow 🙂"


async def test_a_broadcast_reaches_those_it_is_for(api: Script, house: House, amina: int):
    texts = {"fr": "Le centre est fermé.", "en": "The centre is closed."}

    to_all = await api.post("/broadcasts", {"texts": texts, "audience": {}})
    to_her = await api.post("/broadcasts", {"text": "Hello", "audience": {"candidate_ids": [amina]}})
    to_none = await api.post("/broadcasts", {"text": "Bravo", "audience": {"stage": "certified"}})

    assert [said.json["recipients"] for said in (to_all, to_her, to_none)] == [1, 1, 0]
    thread = (await api.get(f"/threads/{amina}")).json["items"]
    assert [message["text"] for message in thread] == ["The centre is closed.", "Hello"]


async def test_sites_and_staff_can_be_learnt(api: Script, house: House, other_house: House):
    sites, staff = await api.get("/sites"), await api.get("/staff")

    assert [(site["id"], site["timezone"]) for site in sites.json["items"]] == [
        (house.site_id, "Europe/Paris")
    ]
    assert [(one["id"], one["role"]) for one in staff.json["items"]] == [
        (house.adviser_id, "adviser"),
        (house.trainer_id, "trainer"),
    ]


async def test_of_twenty_who_want_one_slot_at_once_one_has_it(
    api: Script, house: House, database: Database, now: datetime
):
    good(await api.post("/openings", steps.opening(house)))
    people = database.run_now(lambda session: [candidate(session, now, house, f"P{n}") for n in range(20)])

    said = await asyncio.gather(
        *(api.post("/appointments", steps.booking(house, one, "2027-01-05T09:00:00+01:00")) for one in people)
    )

    assert Counter(answer.status if answer.status == 201 else answer.code for answer in said) == {
        201: 1,
        "slot_taken": 19,
    }


async def test_whoever_sends_is_woken_when_something_was_written(
    database: Database, house: House, amina: int, clock: StillClock
):
    woken: list[str] = []
    application = web.Application()
    application.add_subapp("/api/v1", api_application(database, clock, wake=lambda: woken.append("!")))
    async with TestClient(TestServer(application)) as client:
        api = Script(client, house.token)
        await api.get(f"/candidates/{amina}")
        await api.post(f"/candidates/{amina}/messages", {"text": ""})
        assert woken == []
        await api.post(f"/candidates/{amina}/messages", {"text": "Hi"}, key="k")
        await api.post(f"/candidates/{amina}/messages", {"text": "Hi"}, key="k")
    assert woken == ["!"]
