"""Centres' own links: what a QR code at a centre's door says is /start site-12, and chooses that centre."""

import re

from sqlmodel import Session

from services.candidates.models import CandidateRow, ChatRow

CODE = re.compile(r"site-([1-9][0-9]{0,8})")


def code_for(site_id: int) -> str:
    """What follows ?start= in the link of a centre."""
    return f"site-{site_id}"


def site_in_code(session: Session, chat_id: int) -> int | None:
    """The number of the centre whose link a chat came with last, as the link says it: perhaps of none."""
    chat = session.get(ChatRow, chat_id)
    if chat is None:
        return None
    candidate = session.get(CandidateRow, chat.candidate_id) if chat.candidate_id else None
    code = chat.code or (candidate and candidate.referrer_code) or ""
    found = CODE.fullmatch(code)
    return int(found[1]) if found else None
