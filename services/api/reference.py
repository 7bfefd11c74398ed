"""The reference page at /api/v1/docs: the OpenAPI document for people to read, in one page that needs nothing else."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from services.api.problems import PREFIX

Json = Mapping[str, Any]

FOLDER = Path(__file__).parent / "templates"

STYLE = (FOLDER / "reference.css").read_text(encoding="utf-8")

HEADERS = {
    # Nothing is fetched, nothing runs; the one style is this one.
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    f" style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, max-age=300",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one path; `said` is its part of the document."""

    method: str
    path: str
    said: Json

    @property
    def scope(self) -> str:
        needs = self.said["security"]
        return str(needs[0]["token"][0]) if needs else ""


def page(document: Json) -> str:
    """The whole page, as HTML."""
    # What the document leaves out is nothing, as in the document itself: no StrictUndefined.
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True)
    environment.filters |= {"kind": kind, "pretty": _pretty, "words": _words}
    return environment.get_template("reference.html").render(
        document=document,
        style=Markup(STYLE),  # noqa: S704 - our own file, and the policy holds its hash
        groups={tag["name"]: list(_operations(document, tag["name"])) for tag in document["tags"]},
        parameters=document["components"]["parameters"],
        schemas=dict(sorted(document["components"]["schemas"].items())),
        problems=_problems(document),
        prefix=PREFIX,
    )


def routes(document: str) -> list[web.RouteDef]:
    """The page, and the way to it from the address that a problem document names as its type."""
    made = cache(lambda: page(json.loads(document)))

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=made(), content_type="text/html", headers=HEADERS)

    async def explain(request: web.Request) -> web.StreamResponse:
        code = request.match_info["code"]
        raise web.HTTPFound(f"{PREFIX}/docs#problem-{code}")

    return [web.get("/docs", show), web.get("/problems/{code:[a-z_]{1,60}}", explain)]


def kind(schema: Json) -> Markup:
    """What a value is, in a few words, with a link to what it is made of."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return Markup('<a href="#schema-{0}">{0}</a>').format(name)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return Markup(" or ").join(dict.fromkeys(kind(one) for one in schema[word]))
    if "enum" in schema:
        return Markup(" · ").join(Markup("<code>{}</code>").format(value) for value in schema["enum"])
    if "const" in schema:
        return Markup("<code>{}</code>").format(schema["const"])
    if schema.get("type") == "array":
        return Markup("list of {}").format(kind(schema.get("items", {})))
    named = " ".join(str(schema[word]) for word in ("type", "format") if word in schema)
    return escape(f"{named or 'any'}{_bounds(schema)}")


def _bounds(schema: Json) -> str:
    """ " (1 to 200)", of a number or of a text's length."""
    for lowest, highest, unit in (("minimum", "maximum", ""), ("minLength", "maxLength", " characters")):
        if lowest in schema or highest in schema:
            return f" ({schema.get(lowest, 0)} to {schema.get(highest, 'any')}{unit})"
    return ""


def _operations(document: Json, tag: str) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method, said in item.items():
            if tag in said.get("tags", ()):
                yield Operation(method.upper(), path, said)


def _problems(document: Json) -> dict[str, Json]:
    """Every code that anything may answer, with an example of its document."""
    found: dict[str, Json] = {}
    for item in document["paths"].values():
        for said in item.values():
            for response in said["responses"].values():
                for content in response.get("content", {}).values():
                    found |= {code: one["value"] for code, one in content.get("examples", {}).items()}
    return dict(sorted(found.items()))


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _words(said: str) -> Markup:
    """Backticks as code, blank lines as paragraphs; the rest as it is."""
    marked = Markup("")
    for number, part in enumerate(said.split("`")):
        marked += Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
    return marked
