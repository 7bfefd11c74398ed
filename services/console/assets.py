"""Our own style and script, under addresses that change with their content: browsers keep them for good."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aiohttp import web

from services.console.hours_grid import sheet as hours_sheet
from services.errors import NotFound
from services.pictures import icon_picture

FOLDER = Path(__file__).parent / "static"

FOR_GOOD = "public, max-age=31536000, immutable"

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; `name` holds a part of its content's hash."""

    name: str
    content: bytes
    content_type: str


@cache
def assets() -> dict[str, Asset]:
    """Every file by the name that templates know it by."""
    files = {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir())}
    files["icon.svg"] = icon_picture().encode()
    files["hours.css"] = hours_sheet().encode()
    return {name: _asset(name, content) for name, content in files.items()}


def _asset(name: str, content: bytes) -> Asset:
    path = Path(name)
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"{path.stem}.{digest}{path.suffix}", content, _TYPES[path.suffix])


@cache
def by_address() -> dict[str, Asset]:
    return {asset.name: asset for asset in assets().values()}


def address(name: str) -> str:
    """Where the browser finds a file of ours. Raises KeyError for an unknown one."""
    return f"/console/static/{assets()[name].name}"


async def send(request: web.Request) -> web.Response:
    asset = by_address().get(request.match_info["name"])
    if asset is None:
        raise NotFound
    return web.Response(
        body=asset.content,
        content_type=asset.content_type,
        charset="utf-8",
        headers={"Cache-Control": FOR_GOOD},
    )
