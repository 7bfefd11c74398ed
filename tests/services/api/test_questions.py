"""What was not understood: listed without names, attached to a topic, let go; each body its own."""

from datetime import timedelta

from sqlmodel import Session, select

from services import Database
from services.actor import Actor, ActorKind
from services.bundle import Services
from services.candidates.models import CandidateRow
from services.questions.models import UnansweredRow
from services.questions.service import KEPT, forget_unanswered
from tests.services.api.conftest import Script
from tests.services.api.steps import good


def asks(database: Database, now, candidate_id: int, text: str) -> None:
    """A candidate says something that nobody understands."""
    actor = Actor(ActorKind.CANDIDATE, candidate_id)
    database.run_now(lambda session: Services(session, now, actor).questions.keep(candidate_id, text))


def phrases_of(database: Database, now, candidate_id: int) -> list[tuple[str, str]]:
    actor = Actor(ActorKind.CANDIDATE, candidate_id)
    return database.run_now(lambda session: Services(session, now, actor).questions.phrases_for(candidate_id))


async def test_a_question_is_listed_without_its_candidate_and_then_attached(
    api: Script, database, now, amina
):
    asks(database, now, amina, "c est koi la carte verte, mon numero 06 12 34 56 78")

    (listed,) = good(await api.get("/unanswered")).json["items"]
    assert listed["text"] == "c est koi la carte verte, mon numero …"
    assert set(listed) == {"id", "text", "locale", "asked_at"}

    attached = good(await api.post(f"/unanswered/{listed['id']}/attach", {"topic": "attestation"})).json
    assert attached["topic"] == "attestation"
    assert good(await api.get("/unanswered")).json["items"] == []
    assert phrases_of(database, now, amina) == [(listed["text"], "attestation")]

    good(await api.delete(f"/phrases/{attached['id']}"))
    assert phrases_of(database, now, amina) == []


async def test_a_question_may_be_let_go(api: Script, database, now, amina):
    asks(database, now, amina, "hfdjk")
    (listed,) = good(await api.get("/unanswered")).json["items"]

    good(await api.delete(f"/unanswered/{listed['id']}"))

    assert good(await api.get("/unanswered")).json["items"] == []
    assert (await api.delete(f"/unanswered/{listed['id']}")).status == 404


async def test_a_topic_that_is_none_is_refused(api: Script, database, now, amina):
    asks(database, now, amina, "hfdjk")
    (listed,) = good(await api.get("/unanswered")).json["items"]

    refused = await api.post(f"/unanswered/{listed['id']}/attach", {"topic": "weather"})

    assert refused.status == 422


async def test_a_question_goes_with_its_candidate_and_its_phrase_stays(api: Script, database, now, amina):
    asks(database, now, amina, "la carte verte")
    asks(database, now, amina, "hfdjk")
    first, _ = good(await api.get("/unanswered")).json["items"]
    good(await api.post(f"/unanswered/{first['id']}/attach", {"topic": "attestation"}))

    actor = Actor(ActorKind.CANDIDATE, amina)
    database.run_now(lambda session: Services(session, now, actor).candidates.erase(amina))

    assert good(await api.get("/unanswered")).json["items"] == []
    assert [one["text"] for one in good(await api.get("/phrases")).json["items"]] == ["la carte verte"]


async def test_what_nobody_attached_is_forgotten_in_time(database: Database, now, amina):
    asks(database, now, amina, "hfdjk")

    def kept_after(passed: timedelta) -> int:
        database.run_now(lambda session: forget_unanswered(session, now + passed))
        return len(database.run_now(lambda session: session.exec(select(UnansweredRow)).all()))

    assert kept_after(KEPT) == 1
    assert kept_after(KEPT + timedelta(seconds=1)) == 0


async def test_nothing_is_kept_of_who_has_no_body(database: Database, now, amina):
    def leaves(session: Session) -> None:
        session.get_one(CandidateRow, amina).body_id = None

    database.run_now(leaves)
    asks(database, now, amina, "hfdjk")

    assert database.run_now(lambda session: session.exec(select(UnansweredRow)).all()) == []
