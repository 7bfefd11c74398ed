"""The reference page: everything of the document, readable without a network, and nothing that runs."""

import base64
import hashlib
import re

from services.api.application import ROUTES
from services.api.reference import page
from tests.services.api.conftest import DOCUMENT, Script


async def test_it_shows_every_operation_schema_and_problem(api: Script):
    async with api.client.get("/api/v1/docs") as answer:
        html = await answer.text()

    assert (answer.status, answer.content_type) == (200, "text/html")
    for route in ROUTES:
        assert f'id="{route.name}"' in html, route.name
    for name in DOCUMENT["components"]["schemas"]:
        assert f'id="schema-{name}"' in html
    for code in ("slot_taken", "precondition_failed", "address_not_allowed"):
        assert f'id="problem-{code}"' in html


async def test_it_fetches_and_runs_nothing(api: Script):
    async with api.client.get("/api/v1/docs") as answer:
        html, policy = await answer.text(), answer.headers["Content-Security-Policy"]

    assert not re.search(r"<(script|img|link|iframe)\b|\bstyle=|\bon\w+=|url\(|@import", html)
    assert "default-src 'none'" in policy
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy


def test_every_link_leads_somewhere():
    html = page(DOCUMENT)
    ids = set(re.findall(r'\bid="([^"]+)"', html))

    assert len(re.findall(r'\bid="', html)) == len(ids)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids


def test_what_the_document_says_is_never_markup():
    hostile = {**DOCUMENT, "info": {"title": "<b>x", "description": "a `<i>` <script>alert(1)</script>"}}

    html = page(hostile)

    assert "<script>" not in html
    assert "<code>&lt;i&gt;</code>" in html


async def test_a_problem_s_address_leads_to_its_words(api: Script, amina: int):
    problem = (await api.get("/candidates/999")).json

    async with api.client.get(problem["type"], allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, "/api/v1/docs#problem-not_found")
