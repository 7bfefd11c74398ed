"""How a route is declared: a decorator on a plain function, whose signature says what is asked and answered.

    @routes.post("/appointments", SlotTaken, AlreadyBooked, status=201)
    def book(services: Services, asked: Booking) -> Appointment:
        \"\"\"Book for a candidate.\"\"\"

The function runs in one transaction, on behalf of the token's body. Ids of the path come first, in order;
`asked` is the body of the request, `query` the parameters of the address. Given to who names it: `bot_username`,
the bot's name in links, or None where it is not known yet; `language`, the client's; `private_webhooks`, as the
settings have it. The OpenAPI document and the application are made from the same declaration.

What a PATCH, PUT or DELETE changes, a GET at the same path shows: its answer is what an ETag stands for.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_type_hints

from pydantic import BaseModel

from services.api.values import Answer, Query
from services.errors import Refusal

GIVEN = frozenset({"bot_username", "language", "private_webhooks"})

Scope = Literal["read", "write", "audit", "webhooks"]

Handler = TypeVar("Handler", bound=Callable[..., Answer])


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    """With the names of ids in braces: /candidates/{id}."""
    handler: Callable[..., Answer]
    asked: type[BaseModel] | None
    asked_needed: bool
    query: type[Query]
    answer: type[Answer]
    status: int
    refusals: tuple[type[Refusal], ...]
    tag: str
    given: frozenset[str] = frozenset()
    """What else the handler is told, by the names of its parameters."""
    own_scope: Scope | None = None
    """Where reading or writing is not enough."""

    @property
    def scope(self) -> Scope:
        return self.own_scope or ("read" if self.method == "GET" else "write")

    @property
    def reads(self) -> bool:
        return self.method == "GET"

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\{(\w+)\}", self.path))

    @property
    def name(self) -> str:
        return self.handler.__name__


class Routes:
    """The routes of one resource, in the order of their declaration.

    Reading takes the scope read and changing write, or either the one `scope` that is given.
    """

    def __init__(self, tag: str, scope: Scope | None = None) -> None:
        self.tag = tag
        self.scope = scope
        self.all: list[Route] = []

    def get(
        self, path: str, *refusals: type[Refusal], scope: Scope | None = None
    ) -> Callable[[Handler], Handler]:
        return self._route("GET", path, refusals, 200, scope)

    def post(self, path: str, *refusals: type[Refusal], status: int = 201) -> Callable[[Handler], Handler]:
        return self._route("POST", path, refusals, status)

    def put(self, path: str, *refusals: type[Refusal]) -> Callable[[Handler], Handler]:
        return self._route("PUT", path, refusals, 200)

    def patch(self, path: str, *refusals: type[Refusal]) -> Callable[[Handler], Handler]:
        return self._route("PATCH", path, refusals, 200)

    def delete(self, path: str, *refusals: type[Refusal]) -> Callable[[Handler], Handler]:
        return self._route("DELETE", path, refusals, 200)

    def _route(
        self,
        method: str,
        path: str,
        refusals: tuple[type[Refusal], ...],
        status: int,
        scope: Scope | None = None,
    ) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            hints = get_type_hints(handler)
            asked, needed = _body(handler, hints)
            self.all.append(
                Route(
                    method=method,
                    path=path,
                    handler=handler,
                    asked=asked,
                    asked_needed=needed,
                    query=hints.get("query", Query),
                    answer=hints["return"],
                    status=status,
                    refusals=refusals,
                    tag=self.tag,
                    given=GIVEN & hints.keys(),
                    own_scope=scope or self.scope,
                )
            )
            return handler

        return declare


def _body(handler: Callable[..., Any], hints: dict[str, Any]) -> tuple[type[BaseModel] | None, bool]:
    """The model of the body, and whether there must be one: `asked: Reason | None` may be left out."""
    hint = hints.get("asked")
    if hint is None or isinstance(hint, type):
        return hint, hint is not None
    return next(one for one in hint.__args__ if one is not type(None)), False
