"""Conditional requests: strong ETags, so that nobody overwrites what they have not seen, nor reads it again."""

import hashlib
from dataclasses import dataclass
from typing import Self

from aiohttp import ETag, web


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a client says of the state that it knows; None where it says nothing."""

    if_match: tuple[ETag, ...] | None = None
    if_none_match: tuple[ETag, ...] | None = None

    @classmethod
    def of(cls, request: web.Request) -> Self:
        return cls(request.if_match, request.if_none_match)

    def still_hold(self, tag: str) -> bool:
        """Whether a change may be made to what has this tag now. A weak tag proves nothing."""
        return self.if_match is None or any(
            one.value == "*" or (one.value == tag and not one.is_weak) for one in self.if_match
        )

    def knows(self, tag: str) -> bool:
        """Whether a reader has this already."""
        return any(one.value in ("*", tag) for one in self.if_none_match or ())


def tag_of(body: str) -> str:
    """The tag of an answer: the same bytes, the same tag."""
    return hashlib.sha256(body.encode()).hexdigest()[:32]
