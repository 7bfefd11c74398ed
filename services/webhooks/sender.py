"""The sender: claim, commit, call, record. Called is only what is public, and no redirect is followed."""

import asyncio
import json
import logging
import ssl

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from yarl import URL

from services.clock import Clock
from services.database import Database
from services.webhooks import outbox
from services.webhooks.addresses import NotPublic, PublicResolver, may_be_public
from services.webhooks.outbox import Parcel, Receipt
from services.webhooks.signing import signed_headers

logger = logging.getLogger(__name__)

CALL_S = 10.0
"""Of any answer only its status is read."""

AT_ONCE = 20


class Sender:
    """Tells endpoints what is due. `private` lets it call addresses that are not public (tests, the demo)."""

    def __init__(
        self, database: Database, clock: Clock, *, private: bool = False, call_s: float = CALL_S
    ) -> None:
        self._database = database
        self._clock = clock
        self._private = private
        self._timeout = ClientTimeout(total=call_s)
        self._calls = asyncio.Semaphore(AT_ONCE)
        self._one_drain = asyncio.Lock()

    async def drain(self) -> int:
        """Sends all that is due now; returns how many calls were made."""
        made = 0
        async with self._one_drain:
            if not await self._database.read(lambda s: outbox.something_is_due(s, self._clock.now())):
                return 0
            async with self._session() as http:
                while parcels := await self._database.run(lambda s: outbox.claim(s, self._clock.now())):
                    receipts = await asyncio.gather(*(self._send(http, parcel) for parcel in parcels))
                    results = list(zip(parcels, receipts, strict=True))
                    await self._database.run(lambda s, r=results: outbox.record(s, r, self._clock.now()))  # type: ignore[misc]
                    made += len(parcels)
        return made

    def _session(self) -> ClientSession:
        connector = TCPConnector(
            resolver=None if self._private else PublicResolver(), use_dns_cache=False, force_close=True
        )
        return ClientSession(
            connector=connector,
            timeout=self._timeout,
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )

    async def _send(self, http: ClientSession, parcel: Parcel) -> Receipt:
        url = URL(parcel.url)
        # A literal address is not resolved, and so never comes by the resolver.
        if not self._private and (url.scheme != "https" or not may_be_public(url.host or "")):
            return Receipt(reason="address_not_allowed")
        body = json.dumps(parcel.payload, ensure_ascii=False).encode()
        signed = signed_headers(
            parcel.secret, f"msg_{parcel.delivery_id}", int(self._clock.now().timestamp()), body
        )
        headers = {"Content-Type": "application/json", "User-Agent": "clea-compagnon", **signed}
        async with self._calls:
            try:
                async with http.post(url, data=body, headers=headers, allow_redirects=False) as answer:
                    return Receipt(answer.status, None if 200 <= answer.status < 300 else "refused")
            except (ClientError, OSError, ValueError) as error:
                return Receipt(reason=_why(error))


def _why(error: BaseException) -> str:
    """A stable word; never the error's own text, which may hold an address."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, NotPublic):
            return "address_not_allowed"
        if isinstance(inner, TimeoutError):
            return "no_answer"
        if isinstance(inner, ssl.SSLError | ssl.CertificateError):
            return "certificate"
        inner = inner.__cause__ or getattr(inner, "os_error", None)
    return "no_connection"
