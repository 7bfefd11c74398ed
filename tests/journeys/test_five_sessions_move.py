"""A timetable of 500 sessions comes from a file, and five of them move: one message in each chat concerned."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services import Domain
from tests.house import Phone, Town
from tests.journeys.conftest import introduced
from tests.services.training.files import HEADING, course, moved, spoilt

PARIS = ZoneInfo("Europe/Paris")

D2_ALONE = (0, 50, 120, 300, 498)
"""Lines of the course in the second domain: the seventh has the odd ones."""


async def in_training(here: Town, phone: Phone, *domains: Domain) -> int:
    """A candidate who trains these domains; returns their number."""
    await introduced(phone)
    (one,) = (await here.api.get(f"/candidates?q={phone.person.user['first_name']}"))["items"]
    path = f"/candidates/{one['id']}"
    await here.api.post(f"{path}/interview-outcome", {"outcome": "dossier_opened"})
    results = {d: "to_develop" if d in domains else "acquired" for d in Domain}
    asked = {"kind": "initial", "held_on": "2027-01-04", "results": results}
    await here.api.post(f"{path}/assessments", asked)
    aims = [{"domain": d, "due_on": "2028-06-30"} for d in domains]
    await here.api.put(f"{path}/training-plan", {"objectives": aims})
    return int(one["id"])


async def brought(here: Town, group: int, lines: list[str]) -> tuple[int, Any]:
    """What the API answers to the file, and everything that is to be said is said."""
    file = {"content": "\n".join([HEADING, *lines])}
    answer = await here.api.call("POST", f"/training-groups/{group}/timetable-imports", file)
    await here.advance(minutes=1)
    return answer


async def test_one_merged_message_to_each_candidate_concerned_and_none_to_others(here: Town):
    amina, bilal, chloe = (here.phone(n, name) for n, name in enumerate(("Amina", "Bilal", "Chloé"), 1))
    group = (await here.api.post("/training-groups", {"name": "Matin"}))["id"]
    members = [
        await in_training(here, amina, Domain.D2, Domain.D7),
        await in_training(here, bilal, Domain.D2),
        await in_training(here, chloe, Domain.D7),
    ]
    await here.api.post(f"/training-groups/{group}/members", {"candidate_ids": members})

    status, problem = await brought(here, group, spoilt(course()))
    # The twelfth names a domain that is in nobody's plan: a group's timetable may have it, a candidate's not.
    assert (status, problem["code"], len(problem["about"]["lines"])) == (422, "timetable_wrong", 11)
    assert not any("planning" in phone.last for phone in (amina, bilal, chloe))
    assert (await brought(here, group, course()))[1]["added"] == 500
    for phone, sessions in ((amina, 500), (bilal, 250), (chloe, 250)):
        assert phone.last.startswith("Votre planning de formation est prêt.")
        assert f"Il y a {sessions} séances." in phone.last

    heard = {phone: len(phone.said) for phone in (amina, bilal, chloe)}
    assert (await brought(here, group, course()))[1]["unchanged"] == 500
    assert {phone: len(phone.said) for phone in heard} == heard

    report = (await brought(here, group, moved(course(), *D2_ALONE)))[1]
    assert (report["added"], report["moved"], report["unchanged"]) == (0, 5, 495)
    for phone in (amina, bilal):
        (said,) = phone.heard_since(heard[phone])
        assert said.count("est maintenant") == 5
        first = datetime.fromisoformat(report["moves"][0]["before"]).astimezone(PARIS)
        assert f"lundi {first.day} janvier à 9 h" in said
        assert "à 10 h" in said
    assert chloe.heard_since(heard[chloe]) == []
