"""The dispatcher: claim, commit, call, record. As many processes as one likes may run it."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session

from services.clock import Clock
from services.database import Database
from services.notices import outbox
from services.notices.channel import Answer, Channel, Outcome
from services.notices.outbox import Claimed
from services.notices.pace import PER_CHAT

logger = logging.getLogger(__name__)

BATCH = 100
AT_ONCE = 50


class Dispatcher:
    """Sends what is due through `channel`; the calls are outside of any transaction."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        clock: Clock,
        messages_per_second: int = 25,
        per_chat: timedelta = PER_CHAT,
    ) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock
        self._messages_per_second = messages_per_second
        self._per_chat = per_chat
        self._calls = asyncio.Semaphore(AT_ONCE)
        self._one_drain = asyncio.Lock()
        self._stopping = False

    async def drain(self) -> int:
        """Sends all that is due now; returns how many notices were handed to the channel."""
        handed = 0
        async with self._one_drain:
            while await self._database.run(lambda session: outbox.recover(session, self._clock.now())):
                pass
            while not self._stopping:
                claimed, settled = await self._database.run(self._claim)
                await asyncio.gather(*(self._send(one) for one in claimed))
                handed += len(claimed)
                if not claimed and not settled:
                    break
        return handed

    async def stop(self) -> None:
        """Claims nothing more, and returns when the calls under way have been recorded."""
        self._stopping = True
        async with self._one_drain:
            pass

    def _claim(self, session: Session) -> tuple[list[Claimed], int]:
        return outbox.claim(session, self._clock.now(), BATCH, self._messages_per_second, self._per_chat)

    async def _send(self, claimed: Claimed) -> None:
        await asyncio.sleep(claimed.wait.total_seconds())
        async with self._calls:
            outcome = await self._deliver(claimed)
        record: Callable[[Session], bool] = lambda session: outbox.record(  # noqa: E731
            session, claimed, outcome, self._clock.now()
        )
        if not await self._database.run(record):
            logger.warning("notice %s: a late answer changes nothing", claimed.delivery.notice_id)

    async def _deliver(self, claimed: Claimed) -> Outcome:
        try:
            return await self._channel.deliver(claimed.delivery)
        except Exception as error:
            # A bug must not leave the notice in the air, nor stop the others: it is unknown, and seen.
            logger.exception("notice %s could not be delivered", claimed.delivery.notice_id)
            return Outcome(Answer.UNKNOWN, type(error).__name__)
