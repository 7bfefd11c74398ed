"""The same POST twice: one effect, one answer."""

import asyncio
from collections import Counter
from datetime import datetime

from sqlmodel import Session, col, func, select

from services import SYSTEM, Database, Services
from services.api.idempotency import KEPT, forget_answers
from services.api.models import IdempotentAnswerRow
from services.messages.models import MessageRow
from tests.services.api import steps
from tests.services.api.conftest import House, Script, StillClock
from tests.services.api.steps import good

HELLO = {"text": "Hello"}


def messages(database: Database) -> int:
    return database.run_now(lambda session: session.exec(select(func.count(col(MessageRow.id)))).one())


def kept(session: Session) -> int:
    return session.exec(select(func.count()).select_from(IdempotentAnswerRow)).one()


async def test_a_repeated_request_gets_the_same_answer_and_no_second_effect(
    api: Script, database: Database, amina: int
):
    first = await api.post(f"/candidates/{amina}/messages", HELLO, key="k1")
    again = await api.post(f"/candidates/{amina}/messages", HELLO, key="k1")
    other = await api.post(f"/candidates/{amina}/messages", HELLO, key="k2")

    assert (again.status, again.json) == (first.status, first.json)
    assert [said.headers.get("Idempotency-Replayed") for said in (first, again, other)] == [
        None,
        "true",
        None,
    ]
    assert other.json["id"] != first.json["id"]
    assert messages(database) == 2


async def test_twenty_at_once_have_one_effect(api: Script, database: Database, amina: int):
    path = f"/candidates/{amina}/messages"

    said = await asyncio.gather(*(api.post(path, HELLO, key="same") for _ in range(20)))

    assert Counter(answer.status for answer in said) == {201: 20}
    assert len({answer.json["id"] for answer in said}) == 1
    assert Counter(answer.headers.get("Idempotency-Replayed") for answer in said) == {None: 1, "true": 19}
    assert messages(database) == 1


async def test_one_key_is_for_one_request(api: Script, amina: int, bilal: int):
    good(await api.post(f"/candidates/{amina}/messages", HELLO, key="k"))

    for path, asked in (
        (f"/candidates/{amina}/messages", {"text": "Bye"}),
        (f"/candidates/{bilal}/messages", HELLO),
    ):
        said = await api.post(path, asked, key="k")
        assert (said.status, said.code) == (422, "idempotency_key_reused")


async def test_the_same_request_may_be_laid_out_otherwise(api: Script, amina: int):
    path = f"/candidates/{amina}/messages"
    asked = {"text": "Hello", "send_at": "2027-01-05T09:00:00+01:00"}
    first = good(await api.post(path, asked, key="k"))

    again = await api.post(path, dict(reversed(asked.items())), key="k")

    assert again.json == first.json


async def test_a_refusal_is_not_kept(api: Script, house: House, amina: int):
    asked = steps.booking(house, amina, "2027-01-05T09:00:00+01:00")
    refused = await api.post("/appointments", asked, key="k")
    assert refused.code == "slot_not_offered"

    good(await api.post("/openings", steps.opening(house)))

    assert (await api.post("/appointments", asked, key="k")).status == 201


async def test_a_key_is_the_token_s_own(api: Script, other_api: Script, amina: int):
    good(await api.post("/jury-sessions", {"held_on": "2027-06-15"}, key="k"))

    said = await other_api.post("/jury-sessions", {"held_on": "2027-07-15"}, key="k")

    assert (said.status, said.json["held_on"]) == (201, "2027-07-15")


async def test_a_key_is_forgotten_after_a_day(api: Script, database: Database, amina: int, clock: StillClock):
    path = f"/candidates/{amina}/messages"
    good(await api.post(path, HELLO, key="k"))
    clock.advance(hours=24)
    good(await api.post(path, {"text": "Another day"}, key="k"))
    assert messages(database) == 2

    clock.advance(hours=23)
    assert database.run_now(lambda session: forget_answers(session, clock.now() - KEPT)) == 0
    clock.advance(hours=2)
    assert database.run_now(lambda session: forget_answers(session, clock.now() - KEPT)) == 1
    assert database.run_now(kept) == 0


async def test_an_impossible_key_is_refused(api: Script, amina: int):
    path = f"/candidates/{amina}/messages"

    for key in ("x" * 256, "clé", "a\tb"):
        said = await api.post(path, HELLO, key=key)
        assert (said.status, said.code) == (422, "invalid")
    assert (await api.post(path, HELLO, key="x" * 255)).status == 201


async def test_nothing_is_kept_without_a_key(api: Script, database: Database, amina: int):
    good(await api.post(f"/candidates/{amina}/messages", HELLO))

    assert database.run_now(kept) == 0


async def test_with_an_erased_person_go_the_answers_that_tell_of_them(
    api: Script, database: Database, house: House, amina: int, bilal: int, now: datetime
):
    """Texts written to them, too; what was answered about others stays."""
    for who in (amina, bilal):
        await steps.assess(api, who)
        good(await api.post(f"/candidates/{who}/messages", {"text": f"Secret {who}"}, key=f"message {who}"))
    jury = await steps.jury(api)
    good(await api.post(f"/jury-sessions/{jury}/dossiers", {"candidate_ids": [amina]}, key="jury"))
    only = {"text": "Secret to one", "audience": {"candidate_ids": [amina]}}
    good(await api.post("/broadcasts", only, key="broadcast"))
    assert database.run_now(kept) == 4

    database.run_now(lambda session: Services(session, now, SYSTEM).candidates.erase(amina))

    left = database.run_now(lambda session: session.exec(select(IdempotentAnswerRow)).all())
    assert [row.key for row in left] == [f"message {bilal}"]
    said = await api.post(
        f"/candidates/{amina}/messages", {"text": f"Secret {amina}"}, key=f"message {amina}"
    )
    assert said.status == 404
