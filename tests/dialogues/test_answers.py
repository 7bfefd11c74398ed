"""What people say leads to what answers it, at any time; what is not understood goes to a person."""

import pytest
from sqlmodel import select

from dialogues.answers import says_stop, where_it_leads
from dialogues.answers.attached import attached_topic
from dialogues.engine import Event, EventKind
from services import TopicId
from services.questions.models import PhraseRow, UnansweredRow
from tests.dialogues.talk import Talk


@pytest.mark.parametrize(
    ("said", "leads_to"),
    [
        ("c koi clea", "discover.page:what"),
        ("C’est quoi, CléA ?", "discover.page:what"),
        ("sa coute combien", "discover.page:cost"),
        ("j ai peur", "discover.page:exam"),
        ("g pa le bac", "answers.topic:diploma-needed"),
        ("je veux un rendez vous", "booking"),
        ("je peux changer l'heure ?", "appointment"),
        ("annuler", "appointment"),
        ("ou j en suis", "path"),
        ("c est quand ma formation", "timetable"),
        ("je veux parler a quelqu un", "handover"),
        ("aide", "help"),
        ("bonjour", "unasked.hello"),
        ("merci beaucoup", "unasked.thanks"),
        ("j’ai envie de mourir", "unasked.danger"),
        ("il fait beau aujourd hui", ""),
        ("hfdjk", ""),
        ("combien " * 30, ""),
    ],
)
def test_what_people_say_leads_to_what_answers_it(said: str, leads_to: str):
    assert where_it_leads(said) == leads_to


@pytest.mark.parametrize(
    "said",
    [
        "stop",
        "Stop.",
        "STOP SVP",
        "stop je veux plus de message",
        "arrete de m ecrire",
        "laissez moi tranquille",
    ],
)
def test_stop_is_heard_as_people_say_it(said: str):
    assert says_stop(said)


@pytest.mark.parametrize("said", ["arrêt de travail", "le bus s’arrête où ?", "plus de place ?", "bonjour"])
def test_what_only_sounds_like_it_stops_nothing(said: str):
    assert not says_stop(said)


def test_a_question_in_the_middle_of_a_booking_is_answered_and_the_booking_goes_on(amina: Talk):
    amina.booking_until("day")
    amina.say("can i stop when i want")

    assert amina.said[0] == "You are free."
    assert amina.scene == "booking.day"
    assert "resume" in [tap.to for tap in amina.taps]

    amina.tap("resume")
    assert amina.said == ["Which day would you like?"]


def test_a_question_where_a_town_is_asked_for_is_answered_too(amina: Talk):
    amina.booking_until("site")
    amina.tap("booking.site", "town")
    amina.say("sa coute combien")

    assert "Who can pay?" in amina.said
    assert amina.scene == "booking.town"


def test_two_close_topics_are_both_offered(amina: Talk):
    amina.hears(Event("cost+duration", EventKind.TAP, to="answers.close"))

    assert amina.said == ["Do you want to know this?"]
    assert [(tap.to, tap.value) for tap in amina.taps[:2]] == [
        ("discover.page", "cost"),
        ("answers.topic", "duration"),
    ]


def test_what_is_not_understood_goes_to_the_adviser_and_is_kept_for_the_coordinator(amina: Talk):
    amina.say("la carte verte du chef")

    assert amina.said[0] == "I do not know."
    assert amina.scene == "handover.offer"
    (kept,) = amina.session.exec(select(UnansweredRow)).all()
    assert kept.text == "la carte verte du chef"


def test_what_a_coordinator_attached_is_answered_at_once(amina: Talk):
    amina.say("la carte verte du chef")
    (kept,) = amina.session.exec(select(UnansweredRow)).all()
    amina.session.add(
        PhraseRow(body_id=kept.body_id, text=kept.text, topic=TopicId.ATTESTATION, attached_at=amina.now)
    )
    amina.session.flush()

    amina.tap("menu")
    amina.say("La carte vert du chef ?")

    assert amina.said[0] == "The attestation is a paper."


def test_nothing_is_kept_of_who_has_not_agreed(talk: Talk):
    talk.say("/start")
    talk.tap("welcome.language", "en")
    talk.say("la carte verte du chef")

    assert talk.session.exec(select(UnansweredRow)).all() == []


def test_distress_is_heard_in_the_middle_of_anything(amina: Talk):
    amina.say("/adviser")
    amina.say("je veux mourir")

    assert "You are not alone, somebody can help you now." in amina.said


def test_what_sounds_like_an_attached_phrase_has_its_topic():
    attached = [("la carte verte", "attestation"), ("le papier bleu", "cost")]

    assert attached_topic("la karte verte ?", attached) == "attestation"
    assert attached_topic("le papier", attached) is None
    assert attached_topic("", attached) is None
