"""Steps along the path, as a body's software takes them: each leaves the candidate further on."""

from typing import Any

from tests.services.api.conftest import SEVEN, House, Said, Script


def opening(house: House, kind: str = "interview", **changes: Any) -> dict[str, Any]:
    """Tuesdays from nine to twelve, half an hour each."""
    hours = {"from": "09:00", "to": "12:00", "slot_minutes": 30, "modes": ["centre", "phone"]}
    who = {"staff_id": house.adviser_id, "site_id": house.site_id, "kind": kind, "weekday": "tuesday"}
    return {**who, **hours, **changes}


def booking(house: House, candidate_id: int, starts_at: str, **changes: Any) -> dict[str, Any]:
    return {
        "candidate_id": candidate_id,
        "staff_id": house.adviser_id,
        "site_id": house.site_id,
        "kind": "interview",
        "starts_at": starts_at,
        "mode": "centre",
        **changes,
    }


def results(*to_develop: str) -> dict[str, str]:
    return {domain: "to_develop" if domain in to_develop else "acquired" for domain in SEVEN}


def lesson(domain: str = "D2", day: str = "2027-02-02", **changes: Any) -> dict[str, Any]:
    return {
        "domain": domain,
        "starts_at": f"{day}T09:00:00+01:00",
        "ends_at": f"{day}T12:00:00+01:00",
        "place": "Salle 3",
        **changes,
    }


TIMETABLE = "domaine;date;début;fin;lieu\nD2;02/03/2027;09:00;12:00;Salle 3\n"


def weekly(**changes: Any) -> dict[str, Any]:
    """Four Tuesdays in April."""
    usual = {"domain": "D2", "weekdays": [1], "from": "09:00", "to": "12:00", "place": "Salle 3"}
    return {**usual, "first_on": "2027-04-06", "count": 4, **changes}


async def open_dossier(api: Script, candidate_id: int) -> None:
    good(await api.post(f"/candidates/{candidate_id}/interview-outcome", {"outcome": "dossier_opened"}))


async def assess(api: Script, candidate_id: int, *to_develop: str) -> None:
    """Opens the file, and records an initial assessment with these domains to develop."""
    await open_dossier(api, candidate_id)
    asked = {"kind": "initial", "held_on": "2027-01-04", "results": results(*to_develop)}
    good(await api.post(f"/candidates/{candidate_id}/assessments", asked))


async def plan(api: Script, candidate_id: int, *domains: str) -> None:
    """Assesses, and plans training for these domains."""
    await assess(api, candidate_id, *domains)
    objectives = [{"domain": domain, "due_on": "2027-06-30"} for domain in domains]
    good(await api.put(f"/candidates/{candidate_id}/training-plan", {"objectives": objectives}))


async def jury(api: Script, *candidate_ids: int, employees: int = 2) -> int:
    """A jury session with these files before it; returns its id."""
    members = {
        "employers": ["A. Martin", "B. Petit"],
        "employees": [f"C. Roux {n}" for n in range(employees)],
    }
    created = good(await api.post("/jury-sessions", {"held_on": "2027-06-15", "members": members}))
    session_id: int = created.json["id"]
    if candidate_ids:
        asked = {"candidate_ids": list(candidate_ids)}
        good(await api.post(f"/jury-sessions/{session_id}/dossiers", asked))
    return session_id


async def decide(api: Script, session_id: int, decision: str, *candidate_ids: int) -> None:
    decisions = [{"candidate_id": one, "decision": decision, "next_step": "Call."} for one in candidate_ids]
    good(await api.post(f"/jury-sessions/{session_id}/decisions", {"decisions": decisions}))


def good(said: Said) -> Said:
    assert said.status < 300, said.json
    return said
