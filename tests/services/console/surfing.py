"""A browser without a screen: goes to pages, reads them, sends their forms."""

from html.parser import HTMLParser
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient


class Page(HTMLParser):
    """A page's status, its visible text, its elements by tag, and its source."""

    def __init__(self, status: int, headers: Any, html: str) -> None:
        super().__init__()
        self.status, self.headers, self.html = status, headers, html
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        return [its for name, its in self.elements if name == tag and attributes.items() <= its.items()]

    @property
    def form_token(self) -> str:
        return self.all("input", name="form_token")[0]["value"] or ""


class Surfer:
    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.page: Page | None = None

    async def go(self, address: str) -> Page:
        return await self._arrive(await self.client.get(address))

    async def send(self, address: str, **fields: str | list[str] | None) -> Page:
        """Sends a form of the page that is being looked at."""
        assert self.page is not None
        data = {"form_token": self.page.form_token} | fields
        return await self._arrive(await self.client.post(address, data=data))

    async def sign_in(self, link: str) -> Page:
        return await self._arrive(await self.client.post(f"/console/sign-in/{link}"))

    async def _arrive(self, response: ClientResponse) -> Page:
        self.page = Page(response.status, response.headers, await response.text())
        return self.page
