"""A jury says "not yet": the adviser hears it in Telegram, talks with the candidate, and a tap lets the bot tell it."""

from services import Role, system_services
from tests.house import Phone, Town
from tests.journeys.conftest import introduced

CLAIRE = 900

MEMBERS = {"employers": ["A. Martin", "B. Petit"], "employees": ["C. Roux", "D. Blanc"]}


async def adviser_of(here: Town, candidate: int) -> Phone:
    """Claire, the demo's adviser, whose phone joins the centre; she cares for this candidate."""

    def invite(session: object) -> str:
        staff = system_services(session, here.clock.now()).staff  # type: ignore[arg-type]
        return staff.invite(1, Role.ADVISER, 1)

    claire = here.phone(CLAIRE, "Claire")
    await claire.say(f"/start {await here.house.database.run(invite)}")
    return claire


async def before_the_jury(here: Town, phone: Phone) -> tuple[int, int]:
    """A candidate with all seven domains, and the jury that looks at the file."""
    await introduced(phone)
    one = (await here.api.get("/candidates"))["items"][0]["id"]
    await here.api.post(f"/candidates/{one}/interview-outcome", {"outcome": "dossier_opened"})
    results = {f"D{n}": "acquired" for n in range(1, 8)}
    asked = {"kind": "initial", "held_on": "2027-01-04", "results": results}
    await here.api.post(f"/candidates/{one}/assessments", asked)
    jury = (await here.api.post("/jury-sessions", {"held_on": "2027-01-04", "members": MEMBERS}))["id"]
    await here.api.post(f"/jury-sessions/{jury}/dossiers", {"candidate_ids": [one]})
    await here.settled()
    return one, jury


async def test_the_adviser_is_told_first_and_one_tap_tells_the_candidate(here: Town, phone: Phone):
    one, jury = await before_the_jury(here, phone)
    claire = await adviser_of(here, one)
    heard = len(phone.said)
    decided = {"candidate_id": one, "decision": "not_yet", "next_step": "Revoir les consignes."}
    await here.api.post(f"/jury-sessions/{jury}/decisions", {"decisions": [decided]})
    await here.api.post(f"/jury-sessions/{jury}/publish")
    await here.settled()

    assert claire.last.startswith("⚖️ Le jury dit « pas encore » pour :\n• Amina")
    assert phone.heard_since(heard) == []
    await claire.tap("Amina")
    assert "Ensuite, la suite : Revoir les consignes." in claire.last
    assert phone.heard_since(heard) == []
    await claire.tap("Nous avons parlé")
    (said,) = phone.heard_since(heard)
    assert "pas encore" in said
    assert "Revoir les consignes." in said
    await claire.say("/tasks")
    assert "⚖️" not in "".join(claire.buttons)
