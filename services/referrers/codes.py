"""The codes of posters: made, read however they were typed, and what they lead to."""

import secrets
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from services.referrers.models import ReferrerRow

LETTERS = "23456789CFGHJMPQRVWX"
"""Of Open Location Code: no two look alike on paper, and no word can be made of them."""

LENGTH = 11
"""47 bits: nobody meets another's code by trying, and a poster can still be copied by hand."""

_REFERRER: Any = ReferrerRow.__table__  # type: ignore[attr-defined]


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def link(code: str, bot_username: str) -> str:
    """What the poster's square holds: Telegram opens the bot, which hears `/start CODE`."""
    return f"https://t.me/{bot_username}?start={code}"


def as_kept(session: Session, code: str) -> str | None:
    """A code as it is kept with a chat: a referrer's in its own letters, None for one that is closed."""
    wanted = select(_REFERRER.c.code, _REFERRER.c.closed_at).where(_REFERRER.c.code == code.upper())
    found = session.connection().execute(wanted).one_or_none()
    if found is None:
        return code
    return None if found.closed_at else str(found.code)


def body_of(session: Session, code: str | None) -> int | None:
    """The body whose referrer's code this is. Who came while it was open stays of that body."""
    if code is None:
        return None
    wanted = select(_REFERRER.c.body_id).where(_REFERRER.c.code == code)
    body_id: int | None = session.connection().execute(wanted).scalar_one_or_none()
    return body_id
