"""Lists come in pages: nothing is left out, nothing comes twice, whatever happens in between."""

from datetime import datetime
from typing import Any

from services import Database
from tests.services.api import steps
from tests.services.api.conftest import House, Script, candidate
from tests.services.api.steps import good


async def all_pages(api: Script, path: str, **query: Any) -> list[list[Any]]:
    pages = []
    cursor = ""
    while True:
        said = good(await api.get(path, cursor=cursor, **query)).json
        pages.append(said["items"])
        if said["next"] is None:
            return pages
        cursor = said["next"]


async def test_candidates_come_without_gaps_or_doubles(
    api: Script, database: Database, house: House, other_house: House, now: datetime
):
    names = [f"Amina {n}" if n % 2 else f"Bilal {n}" for n in range(7)]

    def work(session: Any) -> list[int]:
        candidate(session, now, other_house, "Somebody else’s")
        return [candidate(session, now, house, name) for name in names]

    ids = database.run_now(work)

    pages = await all_pages(api, "/candidates", limit=3)
    assert [[item["id"] for item in page] for page in pages] == [ids[:3], ids[3:6], ids[6:]]
    assert pages[0][0] == {
        "id": ids[0],
        "first_name": "Bilal 0",
        "locale": "en",
        "stage": "discovering",
        "reachable": True,
    }
    exactly = await all_pages(api, "/candidates", limit=7)
    assert [len(page) for page in exactly] == [7]
    await steps.open_dossier(api, ids[1])
    await steps.open_dossier(api, ids[5])
    opened = await all_pages(api, "/candidates", limit=1, stage="dossier_opened")
    assert [[item["id"] for item in page] for page in opened] == [[ids[1]], [ids[5]]]
    found = await all_pages(api, "/candidates", q="amina", limit=2)
    assert [item["id"] for page in found for item in page] == ids[1::2]
    assert await all_pages(api, "/candidates", q="%") == [[]]


async def test_slots_come_without_gaps_or_doubles(api: Script, house: House, amina: int):
    for who in (house.adviser_id, house.trainer_id):
        good(await api.post("/openings", steps.opening(house, staff_id=who)))
    week = {"from_": "2027-01-05", "to": "2027-01-12"}
    together = (await api.get("/slots", limit=200, **week)).json["items"]
    assert len(together) == 24
    assert together == sorted(together, key=lambda slot: (slot["starts_at"], slot["staff_id"]))

    pages = await all_pages(api, "/slots", limit=5, **week)

    assert [slot for page in pages for slot in page] == together
    first = good(await api.get("/slots", limit=5, **week)).json
    good(await api.post("/appointments", steps.booking(house, amina, together[4]["starts_at"])))
    rest = good(await api.get("/slots", limit=200, cursor=first["next"], **week)).json["items"]
    assert rest == together[5:]


async def test_threads_notices_and_the_rest_have_pages_too(
    api: Script, house: House, database: Database, amina: int
):
    for n in range(5):
        good(await api.post(f"/candidates/{amina}/messages", {"text": f"{n}"}))
        good(await api.post("/openings", steps.opening(house, weekday=n)))
        good(await api.post("/jury-sessions", {"held_on": f"2027-0{n + 1}-15"}))

    thread = await all_pages(api, f"/threads/{amina}", limit=2)
    assert [[message["text"] for message in page] for page in thread] == [["0", "1"], ["2", "3"], ["4"]]
    notices = await all_pages(api, "/notices", limit=2, state="planned")
    assert [notice["text"][-1] for page in notices for notice in page] == ["4", "3", "2", "1", "0"]
    openings = await all_pages(api, "/openings", limit=4)
    assert [opening["weekday"] for page in openings for opening in page] == [0, 1, 2, 3, 4]
    juries = await all_pages(api, "/jury-sessions", limit=4)
    assert [jury["held_on"][6] for page in juries for jury in page] == ["1", "2", "3", "4", "5"]
    assert [len(page) for page in await all_pages(api, "/staff", limit=1)] == [1, 1]
    assert [len(page) for page in await all_pages(api, "/sites", limit=1)] == [1]


async def test_a_cursor_that_was_not_handed_out_is_a_problem(api: Script, amina: int):
    for path in ("/candidates", "/slots", "/notices", "/tasks", "/sites", f"/threads/{amina}"):
        for cursor in ("x", "é", "MQ.", "LTE", "OTk5OTk5OTk5OTk5", "2²", "4oCm", "MS4yLjMuNA"):
            said = await api.get(path, cursor=cursor)
            assert (said.status, said.code) == (400, "bad_cursor"), (path, cursor)


async def test_a_page_has_its_limits(api: Script):
    for limit in ("0", "201", "-1", "many", "1e2", "9" * 30):
        said = await api.get("/candidates", limit=limit)
        assert (said.status, said.json["errors"][0]["field"]) == (422, "limit")
