"""Bodies and staff: invitations, one-time links, console sessions, API tokens. There are no passwords."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select, update

from locales import NS_, Text
from services.actor import Actor, ActorKind
from services.candidates.models import CandidateRow, ChatRow
from services.errors import Invalid, NotFound, Refusal
from services.notices import to_staff
from services.service import Service
from services.staff.models import (
    ApiTokenRow,
    BodyRow,
    ConsoleSessionRow,
    InvitationRow,
    Role,
    SignInLinkRow,
    SiteRow,
    StaffRow,
    full_name,
)

INVITATION_LASTS = timedelta(hours=72)
LINK_LASTS = timedelta(minutes=5)
SESSION_IDLE = timedelta(minutes=30)
SESSION_MOST = timedelta(hours=12)
SESSION_ID_LENGTH = 16

SCOPES = ("read", "write", "audit", "webhooks")

SPOKEN = (
    "ar", "bm", "bn", "de", "en", "es", "fa", "ff", "it", "ku", "ln", "pl", "ps", "pt", "ro", "ru", "so", "sq", "ta",
    "ti", "tr", "uk", "vi", "wo", "zh",
)  # fmt: skip
"""Languages besides French in which somebody may receive candidates (ISO 639)."""


class LinkUsed(Refusal):
    """This link or code was used already, or is too old: ask for a new one."""

    code = "link_used"
    status = 410


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works for a body."""

    id: int
    body_id: int
    body_name: str
    first_name: str
    last_name: str
    role: Role
    locale: str
    zone: str
    languages: tuple[str, ...] = ()
    """In which they receive candidates, besides French."""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.STAFF, self.id, self.body_id)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser that is signed in. `id` names it in addresses, and opens nothing."""

    id: str
    member: StaffMember
    created_at: datetime
    last_seen_at: datetime
    browser: str


@dataclass(frozen=True, slots=True)
class Token:
    """An API token that was presented and is good."""

    id: int
    body_id: int
    scopes: tuple[str, ...]

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.TOKEN, self.id, self.body_id)


def hashed(secret: str) -> str:
    """What is kept of a secret. Ours are long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


class StaffService(Service):
    def add_body(self, name: str, zone: str) -> BodyRow:
        row = BodyRow(name=name, timezone=zone, created_at=self.now)
        self.session.add(row)
        self.session.flush()
        return row

    def body_named(self, name: str) -> BodyRow:
        """Raises NotFound."""
        row = self.session.exec(select(BodyRow).where(col(BodyRow.name) == name)).first()
        if row is None:
            raise NotFound(Text(NS_("There is no body named “{name}”.")).given(name=name))
        return row

    def own_words(self, matter: str, candidate_id: int | None, locale: str) -> str:
        """What the candidate's body itself says of a matter ("cost", "bring"); empty where it says nothing."""
        candidate = self.session.get(CandidateRow, candidate_id) if candidate_id else None
        body = self.session.get(BodyRow, candidate.body_id) if candidate and candidate.body_id else None
        return body.sentences.get(matter, {}).get(locale, "") if body else ""

    def add_site(self, site: SiteRow) -> SiteRow:
        self.session.add(site)
        self.session.flush()
        return site

    def add_staff(self, body_id: int, first_name: str, last_name: str, role: Role) -> StaffRow:
        row = StaffRow(
            body_id=body_id, first_name=first_name, last_name=last_name, role=role, created_at=self.now
        )
        self.session.add(row)
        self.session.flush()
        return row

    def invite(self, body_id: int, role: Role, staff_id: int | None = None, note: str = "") -> str:
        """A single-use code for /start, good for 72 hours; only its hash is kept. `note`: who it is for."""
        code = f"i{secrets.token_urlsafe(16)}"
        self.session.add(
            InvitationRow(
                code_hash=hashed(code),
                body_id=body_id,
                role=role,
                staff_id=staff_id,
                note=note[:60],
                expires_at=self.now + INVITATION_LASTS,
            )
        )
        return code

    def join(self, code: str, chat_id: int, first_name: str, last_name: str) -> StaffMember | None:
        """Makes the person of this chat a member of staff; None where the code is no invitation.

        Raises LinkUsed for an invitation that was used or is too old.
        """
        invitation = self.session.get(InvitationRow, hashed(code), with_for_update=True)
        if invitation is None:
            return None
        if invitation.used_at is not None or invitation.expires_at <= self.now:
            raise LinkUsed
        invitation.used_at = self.now
        # One account is one person of staff: whoever joins another body leaves the first.
        self.session.exec(update(StaffRow).where(col(StaffRow.chat_id) == chat_id).values(chat_id=None))
        known = self.session.get(StaffRow, invitation.staff_id) if invitation.staff_id else None
        row = known or self.add_staff(
            invitation.body_id, first_name[:40] or "?", last_name[:40], invitation.role
        )
        row.chat_id = chat_id
        chat = self.session.get(ChatRow, chat_id)
        row.locale = (chat and chat.locale) or row.locale
        self.session.add(row)
        self.session.flush()
        assert row.id is not None
        member = self.member(row.id)
        Service(self.session, self.now, member.actor).audit("staff.joined", role=row.role)
        return member

    def wants_digest(self, staff_id: int) -> bool:
        """Raises NotFound."""
        self.member(staff_id)
        return self.session.get_one(StaffRow, staff_id).digest

    def set_digest(self, staff_id: int, wanted: bool) -> None:
        """Whether they are told in the morning what the day holds. Raises NotFound."""
        self.member(staff_id)
        row = self.session.get_one(StaffRow, staff_id)
        row.digest = wanted
        self.session.add(row)

    def member(self, staff_id: int) -> StaffMember:
        """Raises NotFound for somebody unknown or who has left."""
        row = self.session.get(StaffRow, staff_id)
        if row is None or not row.active:
            raise NotFound
        return self._member(row)

    def members(self, body_id: int) -> list[StaffMember]:
        query = select(StaffRow).where(col(StaffRow.body_id) == body_id, col(StaffRow.active))
        _held = self.session.get(BodyRow, body_id)  # or it would be read again for each of them
        return [self._member(row) for row in self.session.exec(query.order_by(col(StaffRow.id)))]

    def trainers(self) -> list[StaffMember]:
        """Of the actor's body."""
        return [one for one in self.members(self.body_id) if one.role is Role.TRAINER]

    def advisers(self) -> list[StaffMember]:
        """Of the actor's body: whoever may care for a candidate, coordinators too."""
        return [one for one in self.members(self.body_id) if one.role is not Role.TRAINER]

    def set_languages(self, staff_id: int, codes: Iterable[str]) -> StaffRow:
        """In which languages besides French somebody receives candidates. Raises NotFound, Invalid."""
        row = self.session.get(StaffRow, staff_id)
        if row is None or row.body_id != self.body_id:
            raise NotFound
        spoken = sorted(set(codes))
        unknown = [code for code in spoken if code not in SPOKEN]
        if unknown:
            raise Invalid(
                Text(NS_("A language is one of: {codes}.")).given(codes=", ".join(SPOKEN)), languages=unknown
            )
        row.languages = spoken
        self.session.add(row)
        self.audit("staff.languages_set", staff_id=staff_id, languages=spoken)
        return row

    def zone_of_body(self) -> str:
        """The body's own clock (an IANA name)."""
        return self.session.get_one(BodyRow, self.body_id).timezone

    def names(self) -> dict[int, str]:
        """Everybody who works or worked for the body, by id: what they did keeps their name."""
        rows = self.session.exec(select(StaffRow).where(col(StaffRow.body_id) == self.body_id))
        return {row.id: full_name(row) for row in rows if row.id is not None}

    def sign_in_link(self, staff_id: int) -> str:
        """The secret of a one-time link to the console, good for 5 minutes."""
        token = secrets.token_urlsafe(24)
        self.session.add(
            SignInLinkRow(token_hash=hashed(token), staff_id=staff_id, expires_at=self.now + LINK_LASTS)
        )
        return token

    def open_session(self, link_token: str, browser: str = "") -> str:
        """Uses a one-time link; returns the secret of the browser's session. Raises LinkUsed."""
        link = self.session.get(SignInLinkRow, hashed(link_token), with_for_update=True)
        if link is None or link.used_at is not None or link.expires_at <= self.now:
            raise LinkUsed
        link.used_at = self.now
        self.session.add(link)
        return self.start_session(link.staff_id, browser)

    def start_session(self, staff_id: int, browser: str = "") -> str:
        """`browser` is what it is called in the list of sessions."""
        token = secrets.token_urlsafe(32)
        self.session.add(
            ConsoleSessionRow(
                token_hash=hashed(token),
                staff_id=staff_id,
                created_at=self.now,
                last_seen_at=self.now,
                browser=browser[:60],
            )
        )
        return token

    def open_session_of(self, token: str) -> OpenSession | None:
        """The console session of this secret; None where it is over (30 minutes idle, 12 hours at most)."""
        row = self.session.get(ConsoleSessionRow, hashed(token))
        if row is None or not self._is_open(row):
            return None
        staff = self.session.get(StaffRow, row.staff_id)
        return _open(row, self._member(staff)) if staff and staff.active else None

    def touch(self, token: str) -> None:
        """Somebody clicked: the session's half hour begins anew."""
        row = self.session.get(ConsoleSessionRow, hashed(token))
        if row is not None and self._is_open(row):
            row.last_seen_at = self.now
            self.session.add(row)

    def _is_open(self, row: ConsoleSessionRow) -> bool:
        return (
            row.revoked_at is None
            and self.now < row.last_seen_at + SESSION_IDLE
            and self.now < row.created_at + SESSION_MOST
        )

    def close_session(self, token: str) -> None:
        row = self.session.get(ConsoleSessionRow, hashed(token))
        if row is not None:
            row.revoked_at = self.now
            self.session.add(row)

    def sessions_of(self, staff_id: int) -> list[OpenSession]:
        """Browsers in which somebody of the body is signed in, the latest first. Raises NotFound."""
        member = self._own(staff_id)
        query = select(ConsoleSessionRow).where(col(ConsoleSessionRow.staff_id) == staff_id)
        rows = self.session.exec(query.order_by(col(ConsoleSessionRow.last_seen_at).desc()))
        return [_open(row, member) for row in rows if self._is_open(row)]

    def revoke_session(self, staff_id: int, session_id: str) -> None:
        """Signs one browser out. Raises NotFound."""
        self._own(staff_id)
        query = select(ConsoleSessionRow).where(
            col(ConsoleSessionRow.staff_id) == staff_id,
            col(ConsoleSessionRow.token_hash).startswith(session_id, autoescape=True),
        )
        row = self.session.exec(query).first()
        if row is None or len(session_id) != SESSION_ID_LENGTH:
            raise NotFound
        row.revoked_at = row.revoked_at or self.now
        self.session.add(row)
        self.audit("session.revoked", staff_id=staff_id)

    def invitations(self) -> list[InvitationRow]:
        """The body's invitations that can still be used, the next to expire first."""
        query = select(InvitationRow).where(
            col(InvitationRow.body_id) == self.body_id,
            col(InvitationRow.used_at).is_(None),
            col(InvitationRow.expires_at) > self.now,
        )
        return list(self.session.exec(query.order_by(col(InvitationRow.expires_at))))

    def revoke_invitation(self, invitation_id: str) -> None:
        """It lets nobody in any more. Raises NotFound."""
        for row in self.invitations():
            if row.code_hash.startswith(invitation_id) and len(invitation_id) == SESSION_ID_LENGTH:
                self.session.delete(row)
                self.audit("invitation.revoked", role=row.role)
                return
        raise NotFound

    def let_go(self, staff_id: int) -> None:
        """Somebody leaves the centre: they are out at once, and what they did keeps their name. Raises NotFound."""
        self._own(staff_id)
        row = self.session.get_one(StaffRow, staff_id)
        row.active, row.chat_id = False, None
        self.session.add(row)
        to_staff.take_back_all(self.session, self.now, staff_id)
        self.audit("staff.left", staff_id=staff_id)

    def _own(self, staff_id: int) -> StaffMember:
        member = self.member(staff_id)
        if member.body_id != self.body_id:
            raise NotFound
        return member

    def create_token(self, body_id: int, name: str, scopes: Sequence[str]) -> str:
        """An API token; it is shown once, and only its hash is kept. Raises Invalid for an unknown scope."""
        if not scopes or set(scopes) - set(SCOPES):
            raise Invalid(Text(NS_("A scope is one of: {scopes}.")).given(scopes=", ".join(SCOPES)))
        token = f"clea_{secrets.token_urlsafe(30)}"
        self.session.add(
            ApiTokenRow(
                body_id=body_id, name=name, token_hash=hashed(token), scopes=list(scopes), created_at=self.now
            )
        )
        return token

    def token(self, secret: str) -> Token | None:
        row = self.session.exec(
            select(ApiTokenRow).where(col(ApiTokenRow.token_hash) == hashed(secret))
        ).first()
        if row is None or row.revoked_at is not None:
            return None
        assert row.id is not None
        return Token(row.id, row.body_id, tuple(row.scopes))

    def _member(self, row: StaffRow) -> StaffMember:
        assert row.id is not None
        body = self.session.get_one(BodyRow, row.body_id)
        return StaffMember(
            id=row.id,
            body_id=row.body_id,
            body_name=body.name,
            first_name=row.first_name,
            last_name=row.last_name,
            role=row.role,
            locale=row.locale,
            zone=body.timezone,
            languages=tuple(row.languages),
        )


def _open(row: ConsoleSessionRow, member: StaffMember) -> OpenSession:
    return OpenSession(
        row.token_hash[:SESSION_ID_LENGTH], member, row.created_at, row.last_seen_at, row.browser
    )
