"""Conditional requests: what is still the same is not sent again, and nobody overwrites what they have not seen."""

import asyncio
from collections import Counter

from services.api.application import ROUTES, SHOWN
from tests.services.api import steps
from tests.services.api.conftest import DOCUMENT, House, Script
from tests.services.api.steps import good

NINE, HALF_PAST = "2027-01-05T09:00:00+01:00", "2027-01-05T09:30:00+01:00"


async def booked(api: Script, house: House, who: int) -> tuple[str, str]:
    """An appointment's path and tag."""
    good(await api.post("/openings", steps.opening(house)))
    said = good(await api.post("/appointments", steps.booking(house, who, NINE)))
    assert said.headers["Location"] == f"/api/v1/appointments/{said.json['id']}"
    return f"/appointments/{said.json['id']}", said.headers["ETag"]


def test_whatever_can_be_changed_can_be_read_at_the_same_path():
    unread = [
        f"{r.method} {r.path}" for r in ROUTES if not r.reads and r.method != "POST" and r.path not in SHOWN
    ]
    assert unread == []


def test_the_document_tells_of_conditions():
    for route in ROUTES:
        operation = DOCUMENT["paths"][route.path][route.method.lower()]
        named = {parameter.get("$ref", "").split("/")[-1] for parameter in operation["parameters"]}
        assert ("IfNoneMatch" in named) == ("304" in operation["responses"]) == (route.method == "GET")
        changes = route.method in ("PUT", "PATCH", "DELETE")
        assert ("IfMatch" in named) == ("412" in operation["responses"]) == changes


async def test_what_is_still_the_same_is_not_sent_again(api: Script, amina: int):
    path = f"/candidates/{amina}"
    tag = good(await api.get(path)).headers["ETag"]
    assert tag.startswith('"')

    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        said = await api.send("GET", path, headers={"If-None-Match": known})
        assert (said.status, said.json, said.headers["ETag"]) == (304, None, tag)

    assert (await api.send("GET", path, headers={"If-None-Match": '"other"'})).status == 200
    await steps.open_dossier(api, amina)
    changed = await api.send("GET", path, headers={"If-None-Match": tag})
    assert changed.status == 200
    assert changed.headers["ETag"] != tag


async def test_a_change_of_what_was_seen_is_made(api: Script, house: House, amina: int):
    path, tag = await booked(api, house, amina)
    assert good(await api.get(path)).headers["ETag"] == tag

    moved = good(await api.send("PATCH", path, json={"starts_at": HALF_PAST}, headers={"If-Match": tag}))

    assert moved.headers["ETag"] == good(await api.get(path)).headers["ETag"] != tag


async def test_a_change_of_what_has_changed_is_refused(api: Script, house: House, amina: int):
    path, tag = await booked(api, house, amina)
    good(await api.patch(path, {"starts_at": HALF_PAST}))

    for known in (tag, f"W/{tag}", '"x"', "nonsense"):
        for method, asked in (("PATCH", {"starts_at": NINE}), ("DELETE", None)):
            said = await api.send(method, path, json=asked, headers={"If-Match": known})
            assert (said.status, said.code) == (412, "precondition_failed")

    assert good(await api.get(path)).json["status"] == "booked"
    good(await api.send("DELETE", path, headers={"If-Match": "*"}))


async def test_a_plan_is_replaced_only_by_who_has_seen_it(api: Script, amina: int):
    await steps.plan(api, amina, "D2")
    path = f"/candidates/{amina}/training-plan"
    tag = good(await api.get(path)).headers["ETag"]
    asked = {"objectives": [{"domain": "D2", "due_on": "2027-09-30"}]}

    first = good(await api.send("PUT", path, json=asked, headers={"If-Match": tag}))

    assert first.headers["ETag"] == good(await api.get(path)).headers["ETag"] != tag
    said = await api.send("PUT", path, json=asked, headers={"If-Match": tag})
    assert (said.status, said.code) == (412, "precondition_failed")


async def test_of_ten_at_once_who_saw_the_same_one_changes_it(api: Script, house: House, amina: int):
    path, tag = await booked(api, house, amina)
    times = [f"2027-01-05T{hour:02}:{minute}:00+01:00" for hour in (10, 11) for minute in ("00", "30")] * 3

    said = await asyncio.gather(
        *(api.send("PATCH", path, json={"starts_at": time}, headers={"If-Match": tag}) for time in times[:10])
    )

    assert Counter(one.status for one in said) == {200: 1, 412: 9}
