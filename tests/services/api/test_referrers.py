"""Referrers for a body's software: added, listed with counts, closed."""

from sqlmodel import Session

from services import Database
from services.candidates.models import CandidateRow
from tests.services.api.conftest import Script
from tests.services.api.steps import good

BAKER = {"kind": "employer", "name": "Boulangerie Martin"}


async def test_a_referrer_is_added_counted_and_closed(api: Script, database: Database, amina: int):
    added = good(await api.post("/referrers", BAKER)).json
    assert (added["kind"], added["name"], added["closed_at"]) == ("employer", "Boulangerie Martin", None)
    assert added["link"] == f"https://t.me/clea_bot?start={added['code']}"
    assert (added["came"], added["registered"], added["booked"]) == (0, 0, 0)

    def came(session: Session) -> None:
        session.get_one(CandidateRow, amina).referrer_code = added["code"]

    database.run_now(came)
    (listed,) = good(await api.get("/referrers")).json["items"]
    assert (listed["came"], listed["registered"]) == (1, 1)

    closed = good(await api.post(f"/referrers/{added['id']}/close")).json
    assert closed["closed_at"] == "2027-01-04T09:00:00+01:00"
    assert good(await api.post(f"/referrers/{added['id']}/close")).json == closed


async def test_a_repeated_request_adds_one(api: Script):
    first = good(await api.post("/referrers", BAKER, key="k1")).json
    assert good(await api.post("/referrers", BAKER, key="k1")).json == first
    assert len((await api.get("/referrers")).json["items"]) == 1


async def test_what_is_wrong_is_told(api: Script):
    for wrong in (
        {"kind": "friend", "name": "X"},
        {"kind": "opco", "name": " "},
        {"kind": "opco", "name": "\u202e"},
        {"kind": "opco"},
        {"kind": "opco", "name": "X", "code": "MINE"},
    ):
        assert (await api.post("/referrers", wrong)).status == 422, wrong
    assert (await api.post("/referrers/999/close")).status == 404


async def test_a_long_list_comes_in_pages(api: Script):
    names = [f"Employeur {n}" for n in range(5)]
    for name in names:
        good(await api.post("/referrers", {**BAKER, "name": name}))

    first = (await api.get("/referrers", limit=3)).json
    rest = (await api.get("/referrers", limit=3, cursor=first["next"])).json

    assert [one["name"] for one in first["items"] + rest["items"]] == names
    assert rest["next"] is None
