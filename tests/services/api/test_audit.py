"""The trail: who did what to whose file, in words, for a candidate or the whole body, to read on or to keep."""

import csv
import io
from dataclasses import replace

import pytest
from sqlmodel import Session

from services import SYSTEM, Actor, ActorKind, Database, Services
from services.audit import record
from services.spreadsheets import as_csv
from tests.services.api import steps
from tests.services.api.conftest import House, Script, StillClock
from tests.services.api.steps import good


async def test_what_was_done_to_a_file_is_told_in_words(api: Script, amina: int, bilal: int):
    await steps.plan(api, amina, "D2")
    await steps.open_dossier(api, bilal)

    items = good(await api.get(f"/candidates/{amina}/audit")).json["items"]

    assert [(one["action"], one["says"]) for one in items] == [
        ("training_plan.set", "all: set the training plan"),
        ("assessment.recorded", "all: recorded an assessment"),
        ("interview.outcome", "all: recorded the interview’s outcome"),
    ]
    assert {(one["actor"], one["name"], one["candidate_id"]) for one in items} == {("token:1", "all", amina)}
    assert items[0]["facts"]["domains"] == ["D2"]
    assert items[0]["at"] == "2027-01-04T09:00:00+01:00"


async def test_it_is_told_in_french_to_who_reads_french(api: Script, amina: int):
    await steps.open_dossier(api, amina)

    said = await api.send("GET", f"/candidates/{amina}/audit", headers={"Accept-Language": "fr"})

    assert said.headers["Content-Language"] == "fr"
    (entry,) = said.json["items"]
    assert entry["says"].replace("\u00a0", " ").startswith("all : ")
    assert entry["says"] != "all: recorded the interview’s outcome"


async def test_what_candidates_and_the_service_do_is_in_the_body_s_trail(
    api: Script, other_api: Script, database: Database, house: House, amina: int, clock: StillClock
):
    def work(session: Session) -> None:
        candidate = Actor(ActorKind.CANDIDATE, amina)
        Services(session, clock.now(), candidate).candidates.stop(amina)
        Services(session, clock.now(), SYSTEM).candidates.come_back(amina)

    database.run_now(work)

    said = [one["says"] for one in good(await api.get("/audit")).json["items"]]

    assert said == ["The service itself: takes messages again", "The candidate: stopped messages"]
    assert good(await other_api.get("/audit")).json["items"] == []


async def test_the_body_s_trail_is_narrowed_and_paged(api: Script, amina: int, bilal: int, clock: StillClock):
    for who in (amina, bilal):
        await steps.open_dossier(api, who)
        clock.advance(days=1)
    await steps.jury(api)

    async def found(**query: object) -> list[str]:
        items = good(await api.get("/audit", **query)).json["items"]
        return [f"{one['action']} {one['candidate_id'] or ''}".strip() for one in items]

    both = [f"interview.outcome {bilal}", f"interview.outcome {amina}"]
    assert await found() == ["jury.created", *both]
    assert await found(action="interview.outcome") == both
    assert await found(candidate=amina) == both[1:]
    assert await found(since="2027-01-05", until="2027-01-05") == both[:1]
    first = good(await api.get("/audit", limit=2)).json
    rest = good(await api.get("/audit", limit=2, cursor=first["next"])).json
    assert [len(page["items"]) for page in (first, rest)] == [2, 1]
    assert rest["next"] is None


async def test_the_body_s_trail_takes_a_scope_of_its_own(api: Script, house: House):
    for path in ("/audit", "/audit.csv"):
        said = await replace(api, token=house.reader).get(path)
        assert (said.status, said.code) == (403, "not_allowed")
        assert "“audit”" in said.json["detail"]


async def test_it_is_exported_as_a_table(api: Script, amina: int):
    await steps.open_dossier(api, amina)

    for path in (f"/candidates/{amina}/audit.csv", "/audit.csv"):
        said = await api.get(path)
        assert said.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert said.headers["Content-Disposition"].startswith('attachment; filename="audit')
        heads, row = csv.reader(io.StringIO(said.json))
        assert heads == ["When", "Who", "Did what", "Candidate", "Code", "Details"]
        assert row == [
            "2027-01-04T09:00:00+01:00",
            "all",
            "recorded the interview’s outcome",
            str(amina),
            "interview.outcome",
            '{"outcome": "dossier_opened"}',
        ]


async def test_too_long_a_table_is_refused(
    api: Script,
    database: Database,
    house: House,
    amina: int,
    clock: StillClock,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("services.api.audit.ROWS_MAX", 2)

    def work(session: Session) -> None:
        for _ in range(3):
            record(session, clock.now(), SYSTEM, "task.done", amina, body_id=house.body_id)

    database.run_now(work)

    for path in (f"/candidates/{amina}/audit.csv", "/audit.csv"):
        said = await api.get(path)
        assert (said.status, said.code) == (422, "too_many")
    assert (await api.get("/audit.csv", since="2027-01-05")).status == 200


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\r=1", "  =1", "＝1", "-"])
def test_nothing_that_somebody_wrote_becomes_a_formula(cell: str):
    rows = list(csv.reader(io.StringIO(as_csv(["a"], [(cell,)]), newline="")))

    assert rows[1] == [f"'{cell}"]


def test_other_cells_stay_as_they_are():
    assert as_csv(["a", "b"], [("Été", -1), ('"x", y', "")], "fr") == 'a;b\r\nÉté;-1\r\n"""x"", y";\r\n'
