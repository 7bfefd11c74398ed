"""What somebody is about to book in the chat, other software may not book meanwhile."""

from services import HOLD, Actor, ActorKind, Database, Kind, system_services
from tests.services.api import steps
from tests.services.api.conftest import House, Script, StillClock
from tests.services.api.steps import good
from tests.services.scheduling.hours import paris

NINE = "2027-01-05T09:00:00+01:00"
TEN = "2027-01-05T10:00:00+01:00"


def holds_nine(database: Database, clock: StillClock, house: House, candidate_id: int) -> None:
    database.run_now(
        lambda session: (
            system_services(session, clock.now())
            .acting_as(Actor(ActorKind.CANDIDATE, candidate_id))
            .scheduling.hold(
                candidate_id,
                kind=Kind.INTERVIEW,
                site_id=house.site_id,
                starts_at=paris("2027-01-05", "09:00"),
            )
        )
    )


async def test_a_held_slot_is_refused_until_it_runs_out(
    api: Script, database: Database, clock: StillClock, house: House, amina: int, bilal: int
):
    await api.post("/openings", steps.opening(house))
    holds_nine(database, clock, house, amina)

    said = await api.post("/appointments", steps.booking(house, bilal, NINE))
    assert (said.status, said.code) == (409, "slot_taken")
    slots = good(await api.get("/slots", site=house.site_id, kind="interview")).json["items"]
    assert NINE not in [slot["starts_at"] for slot in slots]
    booked = good(await api.post("/appointments", steps.booking(house, bilal, TEN))).json
    said = await api.patch(f"/appointments/{booked['id']}", {"starts_at": NINE})
    assert (said.status, said.code) == (409, "slot_taken")

    clock.advance(seconds=HOLD.total_seconds())
    moved = good(await api.patch(f"/appointments/{booked['id']}", {"starts_at": NINE}))
    assert moved.json["starts_at"] == NINE


async def test_the_centre_books_for_who_holds_it(
    api: Script, database: Database, clock: StillClock, house: House, amina: int
):
    await api.post("/openings", steps.opening(house))
    holds_nine(database, clock, house, amina)

    booked = good(await api.post("/appointments", steps.booking(house, amina, NINE)))
    assert booked.json["status"] == "booked"
