"""Centres' own links: what a QR code at a centre's door says is /start site-12, and chooses that centre."""

import re

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from services.candidates.models import CandidateRow, ChatRow
from services.prepared import Prepared

CODES = Prepared(
    select(col(ChatRow.code), col(CandidateRow.referrer_code))
    .join_from(ChatRow, CandidateRow, col(CandidateRow.id) == col(ChatRow.candidate_id), isouter=True)
    .where(col(ChatRow.chat_id) == bindparam("chat_id"))
)
CODE = re.compile(r"site-([1-9][0-9]{0,8})")


def code_for(site_id: int) -> str:
    """What follows ?start= in the link of a centre."""
    return f"site-{site_id}"


def site_in_code(session: Session, chat_id: int) -> int | None:
    """The number of the centre whose link a chat came with last, as the link says it: perhaps of none."""
    row = CODES.one_or_none(session, chat_id=chat_id)
    found = CODE.fullmatch((row and (row.code or row.referrer_code)) or "")
    return int(found[1]) if found else None
