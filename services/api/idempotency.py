"""Idempotency-Key: the same request sent twice has one effect, and the same answer."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from locales import NS_, Text
from services.api.models import AnswerAboutRow, IdempotentAnswerRow
from services.errors import Invalid, Refusal

ANSWER: Any = IdempotentAnswerRow.__table__  # type: ignore[attr-defined]
ABOUT: Any = AnswerAboutRow.__table__  # type: ignore[attr-defined]

KEPT = timedelta(hours=24)

KEY_MAX = 255


class KeyReused(Refusal):
    """This Idempotency-Key came with another request before: take a new key for a new request."""

    code = "idempotency_key_reused"
    status = 422


@dataclass(frozen=True, slots=True)
class Once:
    """A key, whose it is, and what was asked with it."""

    token_id: int
    key: str
    request_hash: str


def checked(key: str) -> str:
    """The key as it came in the header. Raises Invalid."""
    if not 1 <= len(key) <= KEY_MAX or not key.isascii() or not key.isprintable():
        raise Invalid(
            Text(NS_("An Idempotency-Key is 1 to {most} printable ASCII characters.")).given(most=KEY_MAX)
        )
    return key


def hash_of(method: str, address: str, asked: Any) -> str:
    """What makes two requests the same: the address and what is asked, however the JSON was laid out."""
    said = json.dumps([method, address, asked], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def once(
    session: Session,
    now: datetime,
    which: Once,
    status: int,
    effect: Callable[[], dict[str, Any]],
    about: Collection[int] = (),
) -> tuple[dict[str, Any], bool]:
    """The answer, and whether it was given before. The effect takes place in this transaction, if it does.

    `about` names candidates whom the request is about; whom the answer is about, it says itself.

    The key's row comes first. Of the same request twice at a time the second one waits: in SQLite to begin
    its transaction, in PostgreSQL at the unique index. If the first is refused, its row goes with its
    transaction, and the second tries in its turn. Raises KeyReused.
    """
    session.connection().execute(delete(ANSWER).where(_is(which), ANSWER.c.answered_at <= now - KEPT))
    if not _first(session, now, which, status):
        known = session.connection().execute(select(ANSWER).where(_is(which))).one()
        if known.request_hash != which.request_hash:
            raise KeyReused
        return known.body, True
    body = effect()
    session.connection().execute(update(ANSWER).where(_is(which)).values(body=body))
    people = [
        {"candidate_id": one, "token_id": which.token_id, "key": which.key}
        for one in sorted({*about, *_candidates_in(body)})
    ]
    if people:
        session.connection().execute(insert(ABOUT), people)
    return body, False


def forget_answers_about(session: Session, candidate_id: int) -> None:
    """With an erased person go the answers that tell something of them."""
    keys = select(ABOUT.c.token_id, ABOUT.c.key).where(ABOUT.c.candidate_id == candidate_id)
    for token_id, key in session.connection().execute(keys).all():
        session.connection().execute(delete(ANSWER).where(_is(Once(token_id, key, ""))))


def _candidates_in(values: Any) -> Iterator[int]:
    """Every candidate_id in an answer, however deep."""
    if isinstance(values, list):
        for one in values:
            yield from _candidates_in(one)
    elif isinstance(values, dict):
        for name, value in values.items():
            if name == "candidate_id" and isinstance(value, int):
                yield value
            elif name == "candidate_ids":
                yield from value
            else:
                yield from _candidates_in(value)


def forget_answers(session: Session, before: datetime) -> int:
    """Deletes answers given before an instant; returns how many. For the retention job, with now - KEPT."""
    return session.connection().execute(delete(ANSWER).where(ANSWER.c.answered_at < before)).rowcount


def _first(session: Session, now: datetime, which: Once, status: int) -> bool:
    insert_once = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {
        "token_id": which.token_id,
        "key": which.key,
        "request_hash": which.request_hash,
        "status": status,
        "answered_at": now,
    }
    statement = insert_once(ANSWER).values(values).on_conflict_do_nothing(index_elements=["token_id", "key"])
    # Unasked, SQLAlchemy gives -1 for an insert's rows on PostgreSQL.
    counted = statement.execution_options(preserve_rowcount=True)
    return bool(session.connection().execute(counted).rowcount)


def _is(which: Once) -> Any:
    return (ANSWER.c.token_id == which.token_id) & (ANSWER.c.key == which.key)
