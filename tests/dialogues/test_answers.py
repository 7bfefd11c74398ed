"""A few sure signs in what people say, and no guessing."""

import pytest

from dialogues.answers import says_stop, where_it_leads


@pytest.mark.parametrize(
    ("said", "leads_to"),
    [
        ("c koi clea", "discover"),
        ("C’est quoi, CléA ?", "discover"),
        ("sa coute combien", "discover.page:cost"),
        ("j ai peur", "discover.page:exam"),
        ("g pa le bac", "discover.page:for-whom"),
        ("je veux un rendez vous", "booking"),
        ("je peux changer l'heure ?", "appointment"),
        ("annuler", "appointment"),
        ("ou j en suis", "path"),
        ("c est quand ma formation", "timetable"),
        ("je veux parler a quelqu un", "handover"),
        ("aide moi", "help"),
        ("bonjour", "menu"),
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
