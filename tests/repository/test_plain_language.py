"""The plain-language rules: what they refuse in French texts for candidates, and what they let pass."""

import pytest

from locales.plain_language import (
    FAILS,
    WARNS,
    all_sentences,
    button_length,
    kandel_moles,
    lix,
    remarks,
    syllable_count,
    words,
)


def failing(text):
    return {remark.rule for remark in remarks(text) if remark.severity == FAILS}


def warned(text):
    return {remark.rule for remark in remarks(text) if remark.severity == WARNS}


GOOD = [
    "Bonjour {name} !",
    "CléA est un certificat.\nIl montre ce que vous savez faire.\nVous êtes libre.",
    "Ce n’est pas un examen.",
    "Il n’y a ni note ni classement.",
    "C’est sans test et sans niveau.",
    "Demain, {day} à 14 h : votre entretien d’information.",
    "Votre rendez-vous : mardi 12 janvier à 14 h 30.",
    "Le vendredi 1er janvier 2027, le centre est fermé.",
    "Vous avez 5 ans, à partir de janvier 2027.",
    "Le CPF (compte personnel de formation) peut payer.",
    "Votre compte personnel de formation (CPF) peut payer.",
    "France Travail (avant : Pôle emploi) peut vous aider.",
    "Le jury (des employeurs et des salariés) décide.",
    "Voulez-vous un ou deux exemples ?",
    "Cela coûte 3,5 euros.",
    "<b>Bravo !</b>\nVous avez 5 domaines acquis.",
    "🟢 Déjà acquis\n• Compter et calculer",
    "M. Durand vous attend.",
]


@pytest.mark.parametrize("text", GOOD)
def test_a_plain_text_passes(text):
    assert failing(text) == set()


BAD = [
    ("sentence length", "Vous pouvez venir au centre le matin ou bien le soir si cela vous va mieux ainsi."),
    ("message length", "\n".join(["Vous pouvez venir au centre le matin ou bien le soir."] * 6)),
    ("message length", "\n".join(["Vous êtes libre."] * 7)),
    ("one idea", "Vous venez ; vous parlez."),
    ("one idea", "Vous venez (ou pas)."),
    ("one idea", "Papiers, stylo, lunettes, eau : venez avec."),
    ("one sentence a line", "Bonjour. Vous êtes libre.\nÀ bientôt."),
    ("abbreviation", "Le CPF peut payer."),
    ("abbreviation", "Le CPF (oui) peut payer."),
    ("abbreviation", "Apportez un stylo, etc."),
    ("abbreviation", "Votre RDV est demain."),
    ("abbreviation", "Un papier, p. ex. une carte."),
    ("symbol", "Vous avez 50 % des domaines."),
    ("symbol", "Vous &amp; nous"),
    ("symbol", "Tapez #aide"),
    ("banned word", "C’est un échec."),
    ("banned word", "Vous avez été refusée."),
    ("banned word", "C’est un examen."),
    ("banned word", "Votre niveau est faible."),
    ("banned word", "Votre note arrive."),
    ("banned word", "Nous parlons d’illettrisme."),
    ("banned word", "C’est cinquante pour cent."),
    ("digits", "Il y a sept domaines."),
    ("digits", "Il reste une dizaine de jours."),
    ("date", "Rendez-vous le 12/01/2027."),
    ("date", "Rendez-vous le 2027-01-12."),
    ("date", "Rendez-vous le 12 janvier à 14 h."),
]


@pytest.mark.parametrize(("rule", "text"), BAD)
def test_a_text_that_is_not_plain_is_refused(rule, text):
    assert rule in failing(text)


WARNING = [
    ("sentence length", "Vous pouvez venir au centre le matin ou bien le soir après 17 h."),
    (
        "message length",
        "\n".join(
            ["Vous pouvez venir au centre le matin ou bien le soir."] * 4 + ["Venez bien à l’heure."] * 2
        ),
    ),
    ("one idea", "Venez avec un stylo, une carte, de l’eau."),
    ("one word per thing", "Votre candidature est là."),
    ("one word per thing", "La structure est ouverte."),
]


@pytest.mark.parametrize(("rule", "text"), WARNING)
def test_a_text_that_is_nearly_plain_is_warned_of(rule, text):
    assert rule in warned(text)
    assert rule not in failing(text)


@pytest.mark.parametrize(
    ("label", "severities"),
    [
        ("Prendre rendez-vous", [WARNS]),
        ("Oui, d’accord", []),
        ("Voir toutes les heures libres", [FAILS]),
        ("Le {day} à {time}", [WARNS]),
    ],
)
def test_a_button_is_short(label, severities):
    assert [remark.severity for remark in button_length(label)] == severities


def test_sentences_end_where_a_reader_stops():
    text = "Bonjour {name} ! Vous venez ?\n1. L’entretien\nM. Durand dit « oui ! » à tous.\nAttendez… Voilà."

    assert all_sentences(text) == [
        "Bonjour Xxx !",
        "Vous venez ?",
        "1. L’entretien",
        "M. Durand dit « oui ! » à tous.",
        "Attendez…",
        "Voilà.",
    ]


def test_a_placeholder_is_one_word_and_punctuation_none():
    assert words("<b>{first name}</b>, l’entretien est à 14 h !") == [
        "Xxx,",
        "l’entretien",
        "est",
        "à",
        "14",
        "h",
    ]


def test_easier_texts_score_as_easier():
    easy = ["Vous venez.\nVous parlez."]
    hard = ["L’accompagnement individualisé nécessite préalablement une identification institutionnelle."]

    assert lix(easy) < 30 < lix(hard)
    assert kandel_moles(easy) > kandel_moles(hard)


@pytest.mark.parametrize(
    ("word", "count"), [("jury", 2), ("entretien", 3), ("centre", 1), ("le", 1), ("évaluation", 4), ("b", 1)]
)
def test_syllables_are_counted_roughly(word, count):
    assert syllable_count(word) == count
