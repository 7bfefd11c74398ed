"""Every fact of a file, recorded through the API as another software does it, and what the candidate reads of each."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from locales import LOCALES, Day, Moment, Text, Value, line, own_name, plain
from services import Domain
from tests.house import Phone, Town, town

PARIS = ZoneInfo("Europe/Paris")

READ_IN = [locale for locale in ("fr", "ar") if locale in LOCALES]
"""French, and a language written from right to left."""

INVISIBLE = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")

FIVE = {f"D{n}": "acquired" for n in range(1, 8)} | {"D2": "to_develop", "D7": "to_develop"}
MEMBERS: dict[str, list[Any]] = {
    "employers": ["A. Martin", {"name": "B. Petit", "organisation": "Bâtiment 69"}, "E. Noir"],
    "employees": ["C. Roux", "D. Blanc"],
}


class Reader:
    """A phone in one language, and what was said since it was last looked at."""

    def __init__(self, here: Town, locale: str) -> None:
        self.here, self.locale = here, locale
        self.phone: Phone = here.phone(language=locale)
        self.read = 0

    async def reads(self, msgid: str, **values: Value) -> str:
        """What was said since the last time, in which this sentence must stand."""
        await self.here.settled()
        said = "\n".join(map(visible, self.phone.said[self.read :]))
        self.read = len(self.phone.said)
        sentence = visible(plain(line(msgid, **values), self.locale))
        assert sentence.casefold() in said.casefold(), f"{sentence!r} is not in {said!r}"
        return said

    async def reads_nothing(self) -> None:
        await self.here.settled()
        assert self.phone.said[self.read :] == []

    async def asks(self, command: str) -> None:
        self.read = len(self.phone.said)
        await self.phone.say(command)

    async def taps(self, msgid: str) -> None:
        await self.phone.tap(visible(plain(Text(msgid), self.locale)))


def visible(text: str) -> str:
    """Without marks of direction and odd spaces: what the eye sees."""
    return INVISIBLE.sub("", text).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture(params=READ_IN)
async def reader(request: pytest.FixtureRequest, sqlite_url: str, now: datetime) -> AsyncIterator[Reader]:
    async with town(sqlite_url, now) as here:
        yield Reader(here, request.param)


async def test_every_fact_is_recorded_through_the_api_and_read_in_the_chat(reader: Reader):
    one = await _is_referred(reader)
    path = f"/candidates/{one}"
    await _the_interview(reader, one)
    await _the_assessment(reader, path)
    await _the_plan_and_the_timetable(reader, path)
    await _attendance_and_checks(reader, path)
    await _the_final_assessment(reader, path)
    await _a_jury_that_says_not_yet(reader, one)
    await _a_jury_that_certifies(reader, one)


async def _is_referred(reader: Reader) -> int:
    """Somebody told them of CléA: fact 3."""
    referrer = await reader.here.api.post("/referrers", {"kind": "opco", "name": "Un OPCO"})
    await reader.phone.say(f"/start {referrer['code']}")
    await reader.phone.tap(own_name(reader.locale))
    await reader.taps("Yes, I agree")
    await reader.phone.tap(reader.phone.person.user["first_name"])
    await reader.reads("Nice to meet you, {name}.", name="Amina")
    (one,) = (await reader.here.api.get("/candidates"))["items"]
    assert (one["locale"], one["stage"]) == (reader.locale, "discovering")
    return int(one["id"])


async def _the_interview(reader: Reader, one: int) -> None:
    """An interview that commits to nothing, time to think, and the agreement to open a file: fact 4."""
    api = reader.here.api
    (site,) = [s for s in (await api.get("/sites"))["items"] if s["name"] == "Centre Guillotière"]
    slot = (await api.get(f"/slots?site={site['id']}&kind=interview&from=2027-01-06"))["items"][0]
    booked = {name: slot[name] for name in ("staff_id", "site_id", "kind", "starts_at")}
    await api.post("/appointments", {"candidate_id": one, "mode": "centre", **booked})
    starts_at = datetime.fromisoformat(slot["starts_at"])
    await reader.reads("It is {when}.", when=Moment(starts_at, "Europe/Paris"))
    await reader.here.until(starts_at + timedelta(hours=1))
    reader.read = len(reader.phone.said)

    await api.post(f"/candidates/{one}/interview-outcome", {"outcome": "thinking"})
    await reader.reads_nothing()
    await reader.here.until(datetime(2027, 1, 11, 12, tzinfo=PARIS))
    await reader.reads("You are free: you can also say no.")
    opened = await api.post(f"/candidates/{one}/interview-outcome", {"outcome": "dossier_opened"})
    assert opened["stage"] == "dossier_opened"
    await reader.reads("Your file (dossier) is open.")


async def _the_assessment(reader: Reader, path: str) -> None:
    """Strong points first, an attestation, five years: facts 5 and 6."""
    await reader.here.until(datetime(2027, 1, 13, 15, tzinfo=PARIS))
    reader.read = len(reader.phone.said)
    asked = {"kind": "initial", "held_on": "2027-01-13", "results": FIVE, "assessor": {"staff_id": 1}}
    file = await reader.here.api.post(f"{path}/assessments", asked)
    assert (file["stage"], file["finish_by"]) == ("assessed", "2032-01-13")
    assert file["assessments"][0]["assessor"]["name"] == "Claire Dumas"
    until = Day(date(2032, 1, 13), with_year=True)
    said = await reader.reads("You have 5 years to finish: until {day}.", day=until)
    strong, to_develop = (visible(plain(d.short_name, reader.locale)) for d in (Domain.D1, Domain.D2))
    assert said.index(strong) < said.index(to_develop)

    await reader.here.api.post(f"{path}/attestations", {"given_on": "2027-01-13"})
    await reader.reads("Your centre has given you your attestation.")
    await reader.asks("/dossier")
    await reader.reads("You have until {day} to finish.", day=until)


async def _the_plan_and_the_timetable(reader: Reader, path: str) -> None:
    """Objectives, a trainer who is not the assessor, a precise timetable: fact 7."""
    api = reader.here.api
    objectives: list[dict[str, Any]] = [{"domain": d, "due_on": "2027-04-30"} for d in ("D2", "D7")]
    wrong = [{**objective, "trainer": {"staff_id": 1}} for objective in objectives]
    status, problem = await api.call("PUT", f"{path}/training-plan", {"objectives": wrong})
    assert (status, problem["code"]) == (422, "trainer_is_assessor")
    right = [{**objective, "trainer": {"staff_id": 2}} for objective in objectives]
    assert (await api.put(f"{path}/training-plan", {"objectives": right}))["stage"] == "in_training"
    await reader.asks("/dossier")
    await reader.reads("You are in training.")

    lines = [
        "domaine;date;début;fin;lieu;formateur",
        *(f"D2;{n}/02/2027;9h;12h;Salle 3;Haddad" for n in (2, 9, 16)),
    ]
    report = await api.post(f"{path}/timetable-imports", {"content": "\n".join(lines)})
    assert report["added"] == 3
    await reader.here.advance(minutes=1)
    first = Moment(datetime(2027, 2, 2, 9, tzinfo=PARIS), "Europe/Paris")
    await reader.reads("The first one: {when}.", when=first)


async def _attendance_and_checks(reader: Reader, path: str) -> None:
    """The trainer says who came and how it grows; a wrong word is put right: fact 7."""
    api = reader.here.api
    session = (await api.get(path))["training"]["sessions"][0]["id"]
    await reader.here.until(datetime(2027, 2, 2, 12, tzinfo=PARIS))
    reader.read = len(reader.phone.said)
    await api.call("PATCH", f"/training-sessions/{session}", {"attended": False})
    await reader.reads("You did not come to training, that can happen.")
    await reader.here.advance(minutes=30)
    wrong = {"fact": "attendance", "id": session, "attended": True, "reason": "Elle était dans la salle 4."}
    file = await api.post(f"{path}/corrections", wrong)
    assert [c["reason"] for c in file["corrections"]] == ["Elle était dans la salle 4."]
    await reader.reads("I am sorry for the mistake.")

    check = {"domain": "D2", "checked_on": "2027-02-02", "state": "going_well", "note": "Bravo."}
    await api.post(f"{path}/progress-checks", check)
    await reader.here.until(datetime(2027, 2, 3, 10, tzinfo=PARIS))
    name = Domain.D2.short_name
    await reader.reads("“{domain}”: you are making progress, go on like this!", domain=name)


async def _the_final_assessment(reader: Reader, path: str) -> None:
    """Only what was trained, and not by the trainer: facts 7 and 8."""
    await reader.here.until(datetime(2027, 3, 2, 10, tzinfo=PARIS))
    reader.read = len(reader.phone.said)
    api, asked = reader.here.api, {"kind": "final", "held_on": "2027-03-02"}
    status, problem = await api.call("POST", f"{path}/assessments", asked | {"results": {"D3": "acquired"}})
    assert (status, problem["code"]) == (422, "domain_not_trained")
    both = {"results": {"D2": "acquired", "D7": "acquired"}}
    by_the_trainer = asked | both | {"assessor": {"staff_id": 2}}
    status, problem = await api.call("POST", f"{path}/assessments", by_the_trainer)
    assert (status, problem["code"]) == (422, "assessor_is_trainer")
    file = await api.post(f"{path}/assessments", asked | both | {"assessor": {"staff_id": 1}})
    assert file["stage"] == "complete"
    await reader.reads("Your file can go to the jury.")


async def _a_jury_that_says_not_yet(reader: Reader, one: int) -> None:
    """Half and half, or nothing is published; a person tells it first: facts 9 and 10."""
    api = reader.here.api
    jury = (await api.post("/jury-sessions", {"held_on": "2027-03-10", "members": MEMBERS}))["id"]
    await api.post(f"/jury-sessions/{jury}/dossiers", {"candidate_ids": [one]})
    await reader.reads("The jury meets on {day}.", day=Day(date(2027, 3, 10)))
    await reader.here.until(datetime(2027, 3, 10, 17, tzinfo=PARIS))
    reader.read = len(reader.phone.said)
    decision = {"candidate_id": one, "decision": "not_yet", "next_step": "Revoir D2."}
    await api.post(f"/jury-sessions/{jury}/decisions", {"decisions": [decision]})
    status, problem = await api.call("POST", f"/jury-sessions/{jury}/publish")
    assert (status, problem["code"]) == (409, "no_parity")
    six = {**MEMBERS, "employees": [*MEMBERS["employees"], "F. Brun"]}
    status, _ = await api.call("PATCH", f"/jury-sessions/{jury}", {"members": six})
    assert status == 200
    await api.post(f"/jury-sessions/{jury}/publish")
    await reader.reads_nothing()
    tasks = [task["kind"] for task in (await api.get("/tasks"))["items"]]
    assert "tell_decision" in tasks
    await api.post(f"/jury-sessions/{jury}/dossiers/{one}/tell")
    await reader.reads("What comes next: {step}", step="Revoir D2.")


async def _a_jury_that_certifies(reader: Reader, one: int) -> None:
    """The certificate; and what becomes of it where the decision was recorded wrongly: fact 9."""
    api = reader.here.api
    six = {**MEMBERS, "employees": [*MEMBERS["employees"], "F. Brun"]}
    jury = (await api.post("/jury-sessions", {"held_on": "2027-04-14", "members": six}))["id"]
    await api.post(f"/jury-sessions/{jury}/dossiers", {"candidate_ids": [one]})
    await reader.reads("Your file (dossier) goes to the jury.")
    await reader.here.until(datetime(2027, 4, 15, 10, tzinfo=PARIS))
    reader.read = len(reader.phone.said)
    decided = {"candidate_id": one, "decision": "certified"}
    await api.post(f"/jury-sessions/{jury}/decisions", {"decisions": [decided]})
    await reader.reads_nothing()
    await api.post(f"/jury-sessions/{jury}/publish")
    await reader.reads("The jury has decided: you have the CléA certificate.")
    assert (await api.get(f"/candidates/{one}"))["certified_on"] == "2027-04-15"

    await reader.here.advance(days=1)
    wrong = {"decision": "not_yet", "next_step": "Revoir D7.", "reason": "Un autre dossier."}
    await api.post(f"/jury-sessions/{jury}/dossiers/{one}/correction", wrong)
    await reader.reads_nothing()
    file = await api.get(f"/candidates/{one}")
    assert (file["stage"], file["certified_on"]) == ("complete", None)
    await api.post(f"/jury-sessions/{jury}/dossiers/{one}/tell")
    await reader.reads("The jury’s decision was corrected.")
