"""The dispatcher: claim, commit, call, record. As many processes as one likes may run it."""

import asyncio
import logging
from datetime import timedelta

from filelock import FileLock, Timeout
from sqlmodel import Session

from services.clock import Clock
from services.database import Database
from services.notices.channel import Answer, Channel, Outcome
from services.notices.claiming import LEASE, Claimed, claim
from services.notices.pace import PER_CHAT
from services.notices.recording import record, recover

logger = logging.getLogger(__name__)

BATCH = 100
AT_ONCE = 50

HALT_S = 60.0
"""After a refused token we try again so much later."""

TOO_LATE_TO_CALL = 0.5
"""Beyond this part of its lease a claim is not called any more (the process was stopped, the machine slept)."""


class Dispatcher:
    """Sends what is due through `channel`; the calls are outside of any transaction."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        clock: Clock,
        messages_per_second: int = 25,
        per_chat: timedelta = PER_CHAT,
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock
        self._messages_per_second = messages_per_second
        self._per_chat = per_chat
        self._lease = lease
        self._calls = asyncio.Semaphore(AT_ONCE)
        self._one_drain = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        self._done: list[tuple[Claimed, Outcome]] = []
        self._stopping = False
        self._halted_until = 0.0
        self._left_alone: dict[int, float] = {}
        """Chats that were told to wait, until when: what was claimed for them before is not called either."""
        self._lock = _lock_of(database)

    async def drain(self) -> int:
        """Sends all that is due now; returns how many messages were handed to the channel.

        The next batch is claimed while the calls of the one before are still under way.
        """
        if not self._may_send():
            return 0
        handed = 0
        async with self._one_drain:
            await self._recover()
            while not self._stopping and self._may_send():
                since = asyncio.get_running_loop().time()
                claimed, settled = await self._database.run(self._claim)
                handed += len(claimed)
                for one in claimed:
                    self._start(one, since)
                if not claimed and not settled:
                    if not self._under_way:
                        break
                    await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
                while len(self._under_way) > BATCH // 2:
                    await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
                await self._record()
            await self._all_recorded()
        return handed

    async def stop(self) -> None:
        """Claims nothing more, and returns when the calls under way have been recorded."""
        self._stopping = True
        async with self._one_drain:
            await self._all_recorded()
            if self._lock is not None:
                self._lock.release()

    def _may_send(self) -> bool:
        """Not while Telegram refuses our token, nor, on SQLite, while another process sends."""
        if asyncio.get_running_loop().time() < self._halted_until:
            return False
        if self._lock is None or self._lock.is_locked:
            return True
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    def _halt(self) -> None:
        if asyncio.get_running_loop().time() >= self._halted_until:
            logger.critical("Telegram refuses our token: nothing is sent until CLEA_BOT_TOKEN is right")
        self._halted_until = asyncio.get_running_loop().time() + HALT_S

    def _claim(self, session: Session) -> tuple[list[Claimed], int]:
        pace = (self._messages_per_second, self._per_chat)
        return claim(session, self._clock.now(), BATCH, *pace, self._lease)

    async def _recover(self) -> None:
        while await self._database.run(lambda session: recover(session, self._clock.now())):
            logger.warning("a dispatcher died: its notices are taken up")

    def _start(self, claimed: Claimed, since: float) -> None:
        task = asyncio.create_task(self._send(claimed, since))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _send(self, claimed: Claimed, since: float) -> None:
        """Calls, and keeps the outcome to be recorded. `since`: the loop's time before the claim was committed."""
        await asyncio.sleep(claimed.wait.total_seconds())
        async with self._calls:
            outcome = self._better_not(claimed, since) or await self._deliver(claimed)
        if outcome.answer is Answer.HALT:
            self._halt()
        if outcome.retry_after is not None:
            until = asyncio.get_running_loop().time() + outcome.retry_after.total_seconds()
            self._left_alone[claimed.delivery.chat_id] = until
        self._done.append((claimed, outcome))

    def _better_not(self, claimed: Claimed, since: float) -> Outcome | None:
        """Why a claimed message is not to be called after all; None where it is."""
        present = asyncio.get_running_loop().time()
        if present - since > TOO_LATE_TO_CALL * self._lease.total_seconds() + claimed.wait.total_seconds():
            return Outcome(Answer.NOT_SENT, "claimed_too_long_ago")
        if present < self._halted_until:
            return Outcome(Answer.NOT_SENT, "token_refused")
        left = self._left_alone.get(claimed.delivery.chat_id, 0.0) - present
        if left > 0:
            return Outcome(Answer.NOT_SENT, "too_many_requests", retry_after=timedelta(seconds=left))
        self._left_alone.pop(claimed.delivery.chat_id, None)
        return None

    async def _deliver(self, claimed: Claimed) -> Outcome:
        try:
            return await self._channel.deliver(claimed.delivery)
        except Exception as error:
            # A bug must not leave the notice in the air, nor stop the others: it is unknown, and seen.
            logger.exception("notice %s could not be delivered", claimed.delivery.notice_id)
            return Outcome(Answer.UNKNOWN, type(error).__name__)

    async def _all_recorded(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way)
        await self._record()

    async def _record(self) -> None:
        """Writes down all that has come back since the last time, in one transaction."""
        done, self._done = self._done, []
        if done:
            try:
                late = await self._database.run(lambda session: record(session, done, self._clock.now()))
            except Exception:
                self._done = done + self._done  # the database was away: what we know is not forgotten
                raise
            if late:
                logger.warning("a late answer changes nothing for notices %s", late)


def _lock_of(database: Database) -> FileLock | None:
    """SQLite: one dispatcher a file. PostgreSQL: as many as one likes, its rows are locked one by one."""
    path = database.engine.url.database
    if not database.is_sqlite or not path or path == ":memory:":
        return None
    return FileLock(f"{path}.dispatcher", thread_local=False)
