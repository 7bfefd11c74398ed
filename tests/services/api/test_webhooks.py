"""Webhooks: a change and its telling are one transaction; what is told is signed, repeated, and never too much."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlmodel import Session, col, select, update

from services import SYSTEM, Database, Services
from services.api.application import api_application
from services.messages.models import TaskKind, TaskRow
from services.webhooks import outbox
from services.webhooks.models import DeliveryRow, DeliveryState
from services.webhooks.sender import Sender
from tests.services.api import steps
from tests.services.api.conftest import House, Script, StillClock
from tests.services.api.steps import good


@dataclass
class Ear:
    """The other software: keeps what it is told, and answers as the test likes."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    """For the next calls; then 204."""
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    pause_s: float = 0.0

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append(
            ({name.lower(): value for name, value in request.headers.items()}, await request.read())
        )
        await asyncio.sleep(self.pause_s)
        status = self.statuses.pop(0) if self.statuses else 204
        return web.Response(status=status, headers={"Location": "/elsewhere"} if status == 302 else {})

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]


@pytest.fixture
async def client(
    database: Database, clock: StillClock
) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    """As in the other tests, but private addresses are allowed."""
    application = web.Application()
    application.add_subapp("/api/v1", api_application(database, clock, private_webhooks=True))
    async with TestClient(TestServer(application)) as client:
        yield client


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    ear = Ear()
    application = web.Application()
    application.router.add_route("*", "/{any:.*}", ear.hear)
    async with TestServer(application) as server:
        ear.url = str(server.make_url("/hook"))
        yield ear


@pytest.fixture
def sender(database: Database, clock: StillClock) -> Sender:
    return Sender(database, clock, private=True, call_s=0.3)


async def listen(api: Script, ear: Ear, *events: str) -> dict[str, Any]:
    added: dict[str, Any] = good(await api.post("/webhooks", {"url": ear.url, "events": list(events)})).json
    return added


async def deliveries(api: Script, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    """Oldest first."""
    items: list[dict[str, Any]] = good(await api.get(f"/webhooks/{webhook['id']}/deliveries")).json["items"]
    return items[::-1]


async def test_a_change_of_stage_is_told_and_signed(
    api: Script, ear: Ear, sender: Sender, clock: StillClock, amina: int
):
    webhook = await listen(api, ear)
    await steps.open_dossier(api, amina)
    assert ear.heard == []

    assert await sender.drain() == 1

    ((headers, body),) = ear.heard
    assert json.loads(body) == {
        "type": "candidate.stage_changed",
        "timestamp": "2027-01-04T08:00:00+00:00",
        "data": {"candidate_id": amina, "from": "discovering", "to": "dossier_opened"},
    }
    assert headers["content-type"] == "application/json"
    assert headers["webhook-timestamp"] == str(int(clock.now().timestamp()))
    key = base64.b64decode(webhook["secret"].removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    signature = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{signature}"
    (delivery,) = await deliveries(api, webhook)
    assert (delivery["state"], delivery["status"], delivery["attempts"]) == ("delivered", 204, 1)
    assert delivery["message_id"] == headers["webhook-id"]
    assert await sender.drain() == 0


async def test_the_whole_path_is_told_without_a_word_of_what_was_written(
    api: Script, ear: Ear, sender: Sender, house: House, amina: int
):
    await listen(api, ear)
    good(await api.post("/openings", steps.opening(house)))
    booking = steps.booking(house, amina, "2027-01-05T09:00:00+01:00")
    path = f"/appointments/{good(await api.post('/appointments', booking)).json['id']}"
    good(await api.patch(path, {"starts_at": "2027-01-05T09:30:00+01:00"}))
    good(await api.delete(path, {"reason": "A very private reason"}))
    await steps.assess(api, amina)
    jury = await steps.jury(api, amina)
    await steps.decide(api, jury, "certified", amina)
    good(await api.post(f"/jury-sessions/{jury}/publish"))
    await sender.drain()

    stages = [one["data"]["to"] for one in ear.told if one["type"] == "candidate.stage_changed"]
    assert stages == [
        "interview_booked",
        "discovering",
        "dossier_opened",
        "complete",
        "before_the_jury",
        "certified",
    ]
    others = [one["type"] for one in ear.told if one["type"] != "candidate.stage_changed"]
    assert others == [
        "appointment.booked",
        "appointment.moved",
        "appointment.cancelled",
        "jury.attached",
        "jury.published",
    ]
    assert b"private" not in b"".join(body for _, body in ear.heard)
    assert b"Amina" not in b"".join(body for _, body in ear.heard)


async def test_a_refused_change_is_not_told(api: Script, ear: Ear, sender: Sender, house: House, amina: int):
    await listen(api, ear)
    refused = await api.post("/appointments", steps.booking(house, amina, "2027-01-05T09:00:00+01:00"))
    assert refused.status == 409

    assert await sender.drain() == 0


async def test_one_hears_only_what_one_listens_to_and_of_one_s_own_body(
    api: Script, other_api: Script, ear: Ear, sender: Sender, amina: int
):
    await listen(api, ear, "jury.published")
    await listen(other_api, ear)
    await steps.open_dossier(api, amina)

    assert await sender.drain() == 0


async def test_what_is_not_heard_is_repeated_later_and_later(
    api: Script, ear: Ear, sender: Sender, clock: StillClock, amina: int
):
    webhook = await listen(api, ear)
    await steps.open_dossier(api, amina)
    ear.statuses = [500, 302, 404]

    waits = []
    for seconds in (0, 5, 30, 120):
        clock.advance(seconds=seconds - 1)
        assert await sender.drain() == 0 or seconds == 0
        clock.advance(seconds=1)
        waits.append(await sender.drain() or len(ear.heard) == 1)

    assert len(ear.heard) == 4
    assert len({headers["webhook-id"] for headers, _ in ear.heard}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in ear.heard}) > 1
    (delivery,) = await deliveries(api, webhook)
    assert (delivery["state"], delivery["attempts"]) == ("delivered", 4)
    assert good(await api.get(f"/webhooks/{webhook['id']}")).json["failures"] == 0


async def test_after_a_failure_the_endpoint_rests(
    api: Script, ear: Ear, sender: Sender, amina: int, bilal: int, clock: StillClock
):
    await listen(api, ear)
    ear.statuses = [503]
    await steps.open_dossier(api, amina)
    await sender.drain()
    await steps.open_dossier(api, bilal)

    assert await sender.drain() == 0
    clock.advance(seconds=5)
    assert await sender.drain() == 2


async def test_who_never_hears_is_switched_off_and_a_person_is_told(
    api: Script, ear: Ear, sender: Sender, clock: StillClock, amina: int, bilal: int
):
    webhook = await listen(api, ear)
    ear.statuses = [500] * 8
    await steps.open_dossier(api, amina)
    for delay in (*outbox.RETRY_DELAYS, outbox.RETRY_DELAYS[0]):
        assert await sender.drain() == 1
        clock.advance(seconds=delay.total_seconds())

    off = good(await api.get(f"/webhooks/{webhook['id']}")).json
    assert (off["active"], off["disabled_because"], off["failures"]) == (False, "failing", 8)
    tasks = good(await api.get("/tasks")).json["items"]
    assert [(task["kind"], task["about"]["endpoint_id"]) for task in tasks] == [("webhook", webhook["id"])]
    (failed,) = await deliveries(api, webhook)
    assert (failed["state"], failed["status"], failed["reason"]) == ("failed", 500, "refused")

    good(await api.patch(f"/webhooks/{webhook['id']}", {"active": True}))
    good(await api.post(f"/webhook-deliveries/{failed['id']}/repeat"))
    assert await sender.drain() == 1
    again = await api.post(f"/webhook-deliveries/{failed['id']}/repeat")
    assert (again.status, again.code) == (409, "not_repeatable")


async def test_who_is_gone_is_switched_off_at_once(
    api: Script, ear: Ear, sender: Sender, database: Database, amina: int
):
    webhook = await listen(api, ear)
    ear.statuses = [410]
    await steps.open_dossier(api, amina)
    await sender.drain()

    assert good(await api.get(f"/webhooks/{webhook['id']}")).json["disabled_because"] == "gone"
    kinds = database.run_now(lambda session: session.exec(select(TaskRow.kind)).all())
    assert TaskKind.WEBHOOK in kinds


async def test_what_happens_while_it_is_off_is_not_told(api: Script, ear: Ear, sender: Sender, amina: int):
    webhook = await listen(api, ear)
    path = f"/webhooks/{webhook['id']}"
    off = good(await api.patch(path, {"active": False})).json
    assert (off["active"], off["disabled_because"]) == (False, "switched_off")
    await steps.open_dossier(api, amina)
    good(await api.patch(path, {"active": True}))

    assert await sender.drain() == 0


async def test_who_does_not_answer_in_time_is_called_again(api: Script, ear: Ear, sender: Sender, amina: int):
    webhook = await listen(api, ear)
    ear.pause_s = 2
    await steps.open_dossier(api, amina)
    await sender.drain()

    (delivery,) = await deliveries(api, webhook)
    assert (delivery["state"], delivery["reason"]) == ("planned", "no_answer")


async def test_a_private_address_is_not_called_even_where_it_stands_in_the_table(
    api: Script, ear: Ear, database: Database, clock: StillClock, amina: int
):
    webhook = await listen(api, ear)
    await steps.open_dossier(api, amina)
    await Sender(database, clock).drain()

    assert ear.heard == []
    (delivery,) = await deliveries(api, webhook)
    assert (delivery["state"], delivery["reason"]) == ("planned", "address_not_allowed")


async def test_a_sender_that_died_is_followed_by_another(
    api: Script, ear: Ear, sender: Sender, database: Database, clock: StillClock, amina: int
):
    """And what it says afterwards changes nothing."""
    await listen(api, ear)
    await steps.open_dossier(api, amina)
    late = database.run_now(lambda session: outbox.claim(session, clock.now()))
    assert await sender.drain() == 0

    def lease_ends(session: Session) -> None:
        session.exec(update(DeliveryRow).values(lease_until=clock.now().replace(year=2000)))

    database.run_now(lease_ends)
    assert await sender.drain() == 1
    database.run_now(lambda s: outbox.record(s, [(late[0], outbox.Receipt(500))], clock.now()))

    states = database.run_now(lambda session: session.exec(select(DeliveryRow.state)).all())
    assert states == [DeliveryState.DELIVERED]


async def test_an_erasure_is_told_and_what_was_told_of_the_person_goes(
    api: Script, ear: Ear, sender: Sender, database: Database, clock: StillClock, amina: int, bilal: int
):
    await listen(api, ear)
    await steps.open_dossier(api, amina)
    await sender.drain()
    await steps.open_dossier(api, bilal)
    database.run_now(lambda session: Services(session, clock.now(), SYSTEM).candidates.erase(amina))
    await sender.drain()

    assert ear.told[-1]["type"] == "candidate.erased"
    assert ear.told[-1]["data"] == {"candidate_id": amina}
    rows = database.run_now(
        lambda session: session.exec(
            select(DeliveryRow.event).where(col(DeliveryRow.candidate_id) == amina)
        ).all()
    )
    assert rows == ["candidate.erased"]


async def test_a_test_is_told_at_once(api: Script, ear: Ear, sender: Sender):
    webhook = await listen(api, ear, "jury.published")
    good(await api.post(f"/webhooks/{webhook['id']}/test"))
    await sender.drain()

    assert [one["type"] for one in ear.told] == ["test"]


async def test_a_secret_is_shown_once_and_renewed(api: Script, ear: Ear):
    webhook = await listen(api, ear)
    for path in ("/webhooks", f"/webhooks/{webhook['id']}"):
        assert "whsec_" not in json.dumps(good(await api.get(path)).json)

    renewed = good(await api.post(f"/webhooks/{webhook['id']}/secret")).json

    assert renewed["secret"].startswith("whsec_")
    assert renewed["secret"] != webhook["secret"]


async def test_removed_it_is_told_nothing_more(api: Script, ear: Ear, sender: Sender, amina: int):
    webhook = await listen(api, ear)
    await steps.open_dossier(api, amina)
    good(await api.delete(f"/webhooks/{webhook['id']}"))

    assert await sender.drain() == 0
    assert (await api.get(f"/webhooks/{webhook['id']}")).status == 404


async def test_addresses_inside_the_house_are_refused(
    database: Database, clock: StillClock, house: House, ear: Ear
):
    application = web.Application()
    application.add_subapp("/api/v1", api_application(database, clock))
    async with TestClient(TestServer(application)) as client:
        api = Script(client, house.token)
        good(await api.post("/webhooks", {"url": "https://example.org/clea"}))
        for url in (ear.url, "https://127.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://localhost/"):
            for said in (
                await api.post("/webhooks", {"url": url}),
                await api.patch("/webhooks/1", {"url": url}),
            ):
                assert (said.status, said.code) == (422, "address_not_allowed")


async def test_there_are_twenty_at_most(api: Script, ear: Ear):
    for _ in range(20):
        await listen(api, ear)

    said = await api.post("/webhooks", {"url": ear.url})
    assert (said.status, said.code) == (409, "too_many_endpoints")
