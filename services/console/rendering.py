"""Templates to pages: everything escaped, in one language, and kept by no cache but the browser's own."""

from functools import cache
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from locales import is_right_to_left
from locales.catalogs import catalog
from services.console import labels
from services.console.assets import address
from services.console.words import Words

_FOLDERS = (Path(__file__).parent / "templates", Path(__file__).parent.parent / "pictures" / "templates")
"""Our pages, and the pictograms that the pictures are drawn with: a stage looks the same everywhere."""


@cache
def _environment(locale: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDERS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    texts = catalog(locale)
    environment.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(asset=address, labels=labels)
    environment.filters["direction"] = direction
    return environment


def direction(locale: str) -> str:
    """The dir of a text in somebody's language."""
    return "rtl" if is_right_to_left(locale) else "ltr"


def page(template: str, words: Words, *, status: int = 200, **values: object) -> web.Response:
    defaults = {"member": None, "form_token": "", "rooms": ()}
    html = _environment(words.locale).get_template(template).render(words=words, **{**defaults, **values})
    return web.Response(
        text=html, status=status, content_type="text/html", headers={"Cache-Control": "no-store"}
    )


def picture(svg: str) -> Markup:
    """A picture of ours, to stand in a page as it is: services.pictures has escaped its title."""
    return Markup(svg)  # noqa: S704
