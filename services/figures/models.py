"""What figures are made of: a time and a site, and what was counted there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from services.notices.models import NoticeState


@dataclass(frozen=True, slots=True)
class Scope:
    """From when on (an aware instant; empty: since the beginning), and at which site (empty: at all)."""

    since: datetime | None = None
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many came, of whom a referrer sent so many, and how many have reached each step by now."""

    STEPS: ClassVar[tuple[str, ...]] = (
        "interviewed_on",
        "opened_on",
        "assessed_on",
        "complete_on",
        "jury_on",
        "certified_on",
    )
    """Those that everybody passes: who has all seven domains at once needs no training."""

    came: int
    by_referrer: int
    reached: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Month:
    """Appointments of a month, `begins_on` its first day."""

    begins_on: date
    held: int
    absent: int

    @property
    def rate(self) -> float | None:
        """No-shows: the absent among those that were held or missed; nothing where there were none."""
        return no_show_rate(self.held, self.absent)


def no_show_rate(held: int, absent: int) -> float | None:
    return absent / (held + absent) if held + absent else None


WAYS = (
    ("interviewed_on", "opened_on"),
    ("opened_on", "assessed_on"),
    ("assessed_on", "training_on"),
    ("training_on", "complete_on"),
    ("complete_on", "jury_on"),
    ("jury_on", "certified_on"),
)
"""From which step to which one waits."""


@dataclass(frozen=True, slots=True)
class Pace:
    """From one step to another: of how many people, and the median of their days."""

    earlier: str
    later: str
    people: int
    days: float | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Messages to candidates by how they ended: sent, perhaps not received, not received, not sent."""

    by_state: Mapping[NoticeState, int]

    @property
    def total(self) -> int:
        return sum(self.by_state.values())
