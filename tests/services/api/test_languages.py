"""Problems are told in English, or in French to who asks for it; their codes are for programs and stay."""

import ast
from pathlib import Path

import pytest

from locales import extraction
from services.api.languages import language_of
from tests.services.api.conftest import Script

SERVICES = Path(__file__).parent.parent.parent.parent / "services"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en;q=0.4, FR-ca;q=0.5", "fr"),
        ("de, fr;q=0.1", "fr"),
        ("de", "en"),
        ("*", "en"),
        ("fr;q=0, *", "en"),
        ("fr;q=x, en;q=0.1", "en"),
        ("fr;q=²", "en"),
        (",;=,;q=,,", "en"),
    ],
)
def test_the_language_that_is_wanted_most(accepted: str, language: str):
    assert language_of(accepted) == language


async def test_a_refusal_is_told_in_french(api: Script, amina: int):
    headers = {"Accept-Language": "fr"}

    said = await api.send("GET", "/candidates/999", headers=headers)

    assert said.code == "not_found"
    assert said.json["title"].startswith("Il n’y a rien ici sous ce nom")
    assert said.headers["Content-Language"] == "fr"
    assert said.headers["Vary"] == "Accept-Language"


async def test_what_is_wrong_where_is_told_in_french(api: Script, amina: int):
    asked = {"starts_at": "demain", "place": 7}

    said = await api.send("PATCH", "/training-sessions/1", json=asked, headers={"Accept-Language": "fr"})

    assert said.json["errors"] == [
        {
            "field": "starts_at",
            "message": "doit être une heure avec son décalage, comme 2027-01-05T14:00:00+01:00",
        },
        {"field": "place", "message": "doit être un texte"},
    ]
    assert said.json["detail"].startswith("starts_at\u00a0: doit être")


async def test_values_of_a_refusal_stand_in_both_languages(api: Script):
    for language, sentence in (("en", "Given twice: limit."), ("fr", "Donné deux fois : limit.")):
        said = await api.send(
            "GET",
            "/candidates",
            params=[("limit", "1"), ("limit", "2")],
            headers={"Accept-Language": language},
        )
        assert said.json["detail"].replace("\u00a0", " ").replace("\u202f", " ") == sentence


def test_every_refusal_s_sentence_is_gathered_for_translation():
    gathered = {message.msgid for message in extraction.messages()}
    sentences = {
        ast.get_docstring(node, clean=True).splitlines()[0]  # type: ignore[union-attr]
        for path in SERVICES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ClassDef) and "Refusal" in {getattr(base, "id", "") for base in node.bases}
    }
    assert len(sentences) > 30
    assert sentences <= gathered


def test_no_refusal_is_given_words_that_nobody_can_translate():
    """Words with values in them are a Text with a marked msgid; a plain text is marked with NS_."""
    wrong = [
        f"{path.relative_to(SERVICES.parent)}:{node.lineno}"
        for path in SERVICES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and getattr(node.exc.func, "id", "") in ("Invalid", "NotFound", "NotAllowed")
        and node.exc.args
        and isinstance(node.exc.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert wrong == []
