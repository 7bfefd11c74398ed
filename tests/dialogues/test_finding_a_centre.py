"""Finding a centre, with the demo's: two in Lyon, one in La Réunion."""

import json
from typing import Any

import pytest
from sqlmodel import select

from dialogues import centre
from dialogues.engine import Event, EventKind
from locales import Languages, render
from services import Actor, ActorKind, Kind, Mode, chats
from services.candidates.models import CandidateRow
from services.messages.models import TaskKind, TaskRow
from services.scheduling.models import OpeningRow
from services.staff.models import BodyRow, SiteRow
from tests.dialogues.talk import Talk

VILLEURBANNE = Event(None, EventKind.LOCATION, latitude=45.7663, longitude=4.8797)
BREST = Event(None, EventKind.LOCATION, latitude=48.39, longitude=-4.4865)


def site_names(talk: Talk) -> list[str]:
    """The centres on the buttons, in order."""
    labels = [button.label for reply in talk.replies for row in reply.buttons for button in row]
    return [
        str(text.values["name"]) for text in labels if not isinstance(text, str) and "name" in text.values
    ]


def values(talk: Talk, of: str) -> list[Any]:
    """What the last replies say under a name, in order."""
    lines = [text for reply in talk.replies for text in reply.lines]
    return [text.values[of] for text in lines if of in text.values]


def kilometres(talk: Talk) -> list[int]:
    return [int(away.values.get("n", 0)) for away in values(talk, "distance")]


def tasks(talk: Talk) -> list[tuple[TaskKind, str]]:
    rows = talk.session.exec(select(TaskRow).where(TaskRow.candidate_id == talk.candidate_id)).all()
    return [(row.kind, row.about["why"]) for row in rows]


def books(talk: Talk) -> int:
    """Books by the first button of each question; how many taps it took."""
    taps = 0
    while talk.scene:
        talk.choose(talk.scene)
        taps += 1
    assert talk.services.dossiers.facts(talk.candidate_id).booked(Kind.INTERVIEW)
    return taps


@pytest.fixture
def asked(amina: Talk) -> Talk:
    """Asked which centre she would like."""
    return amina.booking_until("site")


def test_few_centres_are_all_shown_with_two_ways_to_look_elsewhere(asked: Talk):
    assert site_names(asked) == ["Centre Saint-Denis", "Centre Guillotière", "Centre Vaise"]
    assert [tap.value for tap in asked.taps if tap.to == "booking.site"][-2:] == ["town", "town"]


@pytest.mark.parametrize("written", ["villeurbane", "69100", "j habite à vilurbane", "lyon 3"])
def test_a_town_shows_the_centres_near_it_the_nearest_first(asked: Talk, written: str):
    asked.say(written)

    assert site_names(asked) == ["Centre Guillotière", "Centre Vaise"]
    assert kilometres(asked) == sorted(kilometres(asked))
    assert "♿ There is no step to climb." in asked.said
    assert asked.said.count("First free day: {day}.") == 2
    assert values(asked, "languages") == [Languages(("ar", "en"))] * 2
    assert books(asked) <= 5


def test_languages_are_named_in_the_readers_own():
    assert render(Languages(("pt", "ar", "tr")), "fr") == "arabe, portugais et turc"
    assert render(Languages(("ar",)), "en") == "Arabic"


def test_a_shared_location_shows_them_too_and_is_not_kept(asked: Talk):
    asked.tap("booking.site", "town")
    (question,) = asked.replies
    assert question.asks_for_location
    asked.hears(VILLEURBANNE)

    away, _shown = asked.replies
    assert away.puts_keyboard_away
    assert site_names(asked) == ["Centre Guillotière", "Centre Vaise"]
    assert kilometres(asked) == [3, 6]
    assert "45.76" not in json.dumps(asked.places)
    assert books(asked) <= 5


def test_another_town_may_be_written_again_and_again(asked: Talk):
    asked.say("villeurbane")
    asked.choose("booking.site", 2)
    assert asked.scene == "booking.town"
    asked.say("saint denis reunion")

    assert site_names(asked) == ["Centre Saint-Denis"]


def test_namesakes_are_asked_about(asked: Talk):
    asked.say("st denis")
    assert asked.scene == "booking.which"
    asked.tap("booking.which", "97411")

    assert site_names(asked) == ["Centre Saint-Denis"]
    assert books(asked) <= 5


def test_a_town_that_was_not_offered_is_not_taken(asked: Talk):
    asked.say("st denis")
    asked.tap("booking.which", "75056")

    assert asked.scene == "booking.which"


def test_an_unknown_town_is_asked_for_again(asked: Talk):
    asked.tap("booking.site", "town")
    asked.say("xqzwkjh")

    assert asked.scene == "booking.town"
    assert asked.said[0] == "I do not know this town."


def test_far_from_every_centre_one_may_talk_by_phone_or_video(asked: Talk):
    asked.say("brest")
    assert asked.said[1] == "There is no centre near {place} yet."
    asked.tap("booking.site", next(tap.value for tap in asked.taps if tap.value.startswith("video:")))
    while asked.scene:
        assert asked.scene != "booking.how"
        asked.choose(asked.scene)

    booked = asked.services.dossiers.facts(asked.candidate_id).booked(Kind.INTERVIEW)
    assert booked is not None
    assert booked.mode is Mode.VIDEO


def test_only_hours_of_that_way_are_offered_then(asked: Talk):
    site = asked.services.scheduling.sites()[1]
    for opening in asked.session.exec(select(OpeningRow).where(OpeningRow.site_id == site.id)):
        opening.modes = ["centre", "video"] if opening.weekday == 1 else ["centre"]
    asked.session.flush()
    asked.tap("booking.site", "town")
    asked.hears(Event(None, EventKind.LOCATION, latitude=43.3, longitude=5.37))  # Marseille
    asked.tap("booking.site", f"video:{site.id}")

    days = [tap.value for tap in asked.taps if tap.value.startswith("2027")]
    assert days == ["2027-01-05", "2027-01-12", "2027-01-19", "2027-01-26", "2027-02-02", "2027-02-09"]


def test_a_wish_becomes_one_task_for_a_person(asked: Talk):
    asked.hears(BREST)
    wish = next(tap for tap in asked.taps if tap.value.startswith("wish:"))
    asked.hears(wish.event)
    asked.say("/book")
    asked.hears(BREST)
    asked.hears(wish.event)

    assert tasks(asked) == [(TaskKind.CALL, "no_centre_near")]
    assert asked.scene == ""
    assert "handover" in [tap.to for tap in asked.taps]


def test_a_wish_in_a_house_of_several_bodies_goes_to_the_nearest_centre_s(asked: Talk):
    candidate = asked.session.get_one(CandidateRow, asked.candidate_id)
    candidate.body_id = None
    asked.session.add(BodyRow(name="Another", timezone="Europe/Paris", created_at=asked.now))
    asked.session.flush()
    asked.hears(BREST)
    asked.hears(next(tap for tap in asked.taps if tap.value.startswith("wish:")).event)

    assert tasks(asked) == [(TaskKind.CALL, "no_centre_near")]
    assert asked.session.get_one(CandidateRow, asked.candidate_id).body_id == 1


@pytest.mark.parametrize("value", ["wish:99", "video:99", "99", "wish:", "phone:x", ":1", "far:1:2"])
def test_a_centre_that_is_none_is_not_chosen(asked: Talk, value: str):
    asked.tap("booking.site", value)

    assert tasks(asked) == []
    assert asked.scene in ("booking.site", "booking.day")


def test_a_centre_s_own_link_chooses_it(talk: Talk):
    vaise = next(site for site in talk.services.scheduling.sites() if site.name == "Centre Vaise")
    talk.say(f"/start site-{vaise.id}")
    talk.tap("welcome.language", "en")
    talk.tap("consent.agree", "yes")
    talk.tap("consent.name", "mine")
    talk.choose("booking")

    assert talk.scene == "booking.day"
    assert values(talk, "name") == ["Centre Vaise"]
    assert 1 + books(talk) <= 5


def test_a_link_chooses_for_who_is_known_already_too_and_another_centre_stays_possible(amina: Talk):
    amina.say("/start site-2")
    amina.choose("booking")
    assert amina.scene == "booking.day"
    amina.tap("booking.day", "site")

    assert amina.scene == "booking.site"
    assert len(site_names(amina)) == 3


@pytest.mark.parametrize("code", ["site-99", "site-0", "site-", "site-1x", "site-1 OR 1", "a-referrer"])
def test_a_link_to_no_centre_chooses_none(amina: Talk, code: str):
    amina.say(f"/start {code}")
    amina.say("/book")

    assert amina.scene == "booking.site"


def test_of_many_centres_the_town_is_asked_for_first(amina: Talk):
    _more_sites(amina, 5)
    amina.say("/book")
    assert amina.scene == "booking.town"
    amina.say("villeurbane")

    assert amina.scene == "booking.site"
    assert len(site_names(amina)) == centre.SHOWN


def test_a_sentence_begins_booking_where_it_says(amina: Talk):
    goto = centre.heard(Event(None, EventKind.TEXT, text="je veux un rendez vous a villeurbane"), _own(amina))

    assert goto is not None
    assert (goto.flow, goto.scene, goto.answers["near"]["of"]) == ("booking", "site", "Villeurbanne")


@pytest.mark.parametrize(
    ("said", "scene"), [("je voudrais un rdv", ""), ("un rdv à st denis", "which"), ("mon rdv à lyon", None)]
)
def test_a_sentence_without_a_town_or_with_two_begins_booking_too(amina: Talk, said: str, scene: str | None):
    goto = centre.heard(Event(None, EventKind.TEXT, text=said), _own(amina))

    assert (goto.scene if goto else None) == scene


def test_a_location_that_nobody_asked_for_begins_booking_near_it(amina: Talk):
    goto = centre.heard(VILLEURBANNE, _own(amina))

    assert goto is not None
    assert goto.answers["near"]["km"][0][1] == 3
    assert centre.heard(Event(None, EventKind.LOCATION), _own(amina)) is None


@pytest.mark.parametrize("said", ["je veux un rendez vous a villeurbane", "randé vous a vilurbane"])
def test_whatever_is_open_or_nothing_a_sentence_begins_booking(amina: Talk, said: str):
    amina.say(said)

    assert site_names(amina) == ["Centre Guillotière", "Centre Vaise"]
    assert books(amina) <= 5


def test_a_stranger_s_sentence_waits_for_consent_and_the_town_is_not_asked_again(talk: Talk):
    talk.say("je veux un rendez vous a villeurbane")
    talk.tap("consent.agree", "yes")
    talk.tap("consent.name", "mine")

    assert talk.scene == "booking.site"
    assert site_names(talk) == ["Centre Guillotière", "Centre Vaise"]


def _own(talk: Talk) -> Any:
    return talk.services.acting_as(Actor(ActorKind.CANDIDATE, talk.candidate_id))


def _more_sites(talk: Talk, count: int) -> None:
    for number in range(count):
        talk.session.add(
            SiteRow(
                body_id=1,
                name=f"Centre {number}",
                address="1 rue",
                postcode="69100",
                town="Villeurbanne",
                latitude=45.7 + number / 100,
                longitude=4.88,
                timezone="Europe/Paris",
            )
        )
    talk.session.flush()
    assert chats.chat_of(talk.session, talk.chat_id, talk.now).candidate_id
