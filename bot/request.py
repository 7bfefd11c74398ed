"""PTB's transport over aiohttp: the default one stalls on this load (DESIGN, section 6)."""

from datetime import timedelta
from typing import Any

import aiohttp
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_S = 5.0
CALL_S = 20.0
"""Longer than Telegram ever takes to answer a send, shorter than a dispatcher's lease."""


class NotConnected(NetworkError):
    """No connection was made: the call certainly had no effect."""


class AiohttpRequest(BaseRequest):
    """One session for a bot. `connections` is how many calls may be under way at once."""

    def __init__(self, connections: int = 100) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return CALL_S

    async def initialize(self) -> None:
        if self._session is None:
            # enable_cleanup_closed is for old OpenSSL; a limit and a keepalive is all that one host needs.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30)
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Calls. Raises NotConnected where it had no effect; TimedOut or NetworkError where nobody knows.

        Messages of aiohttp's errors hold the address, hence the token: only their names are passed on.
        """
        if self._session is None:
            raise RuntimeError("initialize() was not called")
        read = read_timeout if isinstance(read_timeout, int | float) else CALL_S
        timeout = aiohttp.ClientTimeout(sock_connect=CONNECT_S, sock_read=read)
        body = _body(request_data) if request_data else {}
        try:
            async with self._session.request(method, url, timeout=timeout, **body) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotConnected(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None


def wait_of(error: RetryAfter) -> timedelta:
    """How long Telegram asks us to wait."""
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)


def _body(data: RequestData) -> dict[str, Any]:
    if not data.contains_files:
        return {"json": data.parameters}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return {"data": form}
