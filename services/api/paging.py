"""Lists: {"items": [...], "next": cursor or null}, where the cursor says after which item to go on."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, Generic, Self, TypeVar

from pydantic import Field

from services.api.values import ID_MAX, Answer, Query
from services.errors import Refusal

PAGE_MAX = 200

Item = TypeVar("Item", bound=Answer)
Found = TypeVar("Found")


class BadCursor(Refusal):
    """This cursor is not one that was handed out for this list: begin again without a cursor."""

    code = "bad_cursor"
    status = 400


class PageQuery(Query):
    limit: int = Field(default=50, ge=1, le=PAGE_MAX, description="How many items at the most.")
    cursor: str | None = Field(
        default=None, max_length=200, description="`next` of the page before; nothing for the first page."
    )

    @property
    def after(self) -> int | None:
        """The id of the last item of the page before. Raises BadCursor."""
        if self.cursor is None:
            return None
        return number(opened(self.cursor))


class Page(Answer, Generic[Item]):
    items: list[Item]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")

    @classmethod
    def of(
        cls,
        found: Sequence[Found],
        limit: int,
        show: Callable[[Found], Item],
        key: Callable[[Item], str | int],
    ) -> Self:
        """A page of `limit` items out of one more than that, if there are more."""
        items = [show(one) for one in found[:limit]]
        more = len(found) > limit
        return cls(items=items, next=sealed(str(key(items[-1]))) if more else None)

    @classmethod
    def whole(cls, items: Sequence[Item]) -> Self:
        """All there is, on one page."""
        return cls(items=list(items), next=None)

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        return f"{params[0].__name__}Page"


def sealed(key: str) -> str:
    """A key as a cursor, which clients hand back and do not read."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def opened(cursor: str) -> str:
    """The key in a cursor. Raises BadCursor."""
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise BadCursor from None
    return key


def number(text: str) -> int:
    """An id out of a cursor. Raises BadCursor."""
    if not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) > ID_MAX:
        raise BadCursor
    return int(text)
