"""The dispatcher: claim, commit, call, record. As many processes as one likes may run it."""

import asyncio
import logging
from collections import deque
from datetime import timedelta

from filelock import FileLock, Timeout
from sqlmodel import Session

from services.clock import Clock
from services.database import Database
from services.notices.channel import Answer, Channel, Outcome
from services.notices.claiming import AHEAD, LEASE, Claimed, claim, opens_in
from services.notices.pace import PER_CHAT
from services.notices.recording import record, recover

logger = logging.getLogger(__name__)

AT_ONCE, BATCH = 50, 500
"""Calls at the same time; and how many messages are under way at most."""

UNRECORDED_S = 0.05
"""What has come back is written down within this time, or once half of what is under way has."""

NO_WAIT_S = 0.001
"""The event loop's timers are no finer."""

STAYS = timedelta(seconds=2)
"""While something that is due may go out within this time, the dispatcher stays with it."""

SOON_S, LOOKS_S = 0.02, 0.25
"""It looks again after so long at least, and at most: something else may have become due."""

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
        self._one_drain = asyncio.Lock()
        self._to_call: deque[tuple[Claimed, float]] = deque()
        """Claimed, and the loop's time before the claim was committed; their moment of the pace has come."""
        self._callers: set[asyncio.Task[None]] = set()
        self._under_way = 0
        """How many were claimed and have not come back."""
        self._may_be = 2 * AT_ONCE
        """How many may be: no more than are called within a moment, at the speed at which they lately came back."""
        self._recorded_at = 0.0
        self._enough_back = asyncio.Event()
        self._may_be_under_way = 0
        self._done: list[tuple[Claimed, Outcome]] = []
        self._stopping = asyncio.Event()
        self._halted_until = 0.0
        self._left_alone: dict[int, float] = {}
        """Chats that were told to wait, until when: what was claimed for them before is not called either."""
        self._lock = _lock_of(database)

    async def drain(self) -> int:
        """Sends all that is due now; returns how many messages were handed to the channel.

        The next batch is claimed while the calls of the one before are still under way, in the transaction
        that records those that have come back.
        """
        if not self._may_send():
            return 0
        handed = 0
        async with self._one_drain:
            await self._recover()
            while not self._stopping.is_set() and self._may_send():
                since = asyncio.get_running_loop().time()
                claimed, settled = await self._record_and_claim()
                handed += len(claimed)
                for one in claimed:
                    self._start(one, since)
                if self._under_way:
                    await self._some_back(self._under_way // 2)
                elif not claimed and not settled and not self._done and not await self._soon():
                    break
            await self._all_recorded()
        return handed

    async def stop(self) -> None:
        """Claims nothing more, and returns when the calls under way have been recorded."""
        self._stopping.set()
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

    async def _record_and_claim(self) -> tuple[list[Claimed], int]:
        done, self._done = self._done, []
        room = self._room(len(done))
        if not done and room <= 0:
            return [], 0

        def work(session: Session) -> tuple[list[Claimed], int, list[int]]:
            now = self._clock.now()
            late = record(session, done, now) if done else []
            pace = (self._messages_per_second, self._per_chat)
            return *claim(session, now, room, *pace, self._lease), late

        try:
            claimed, settled, late = await self._database.run(work)
        except Exception:
            self._done = done + self._done  # what we know is not forgotten
            await self._record()  # nor kept back by what cannot be claimed
            raise
        _warn_of(late)
        return claimed, settled

    def _room(self, came_back: int) -> int:
        """How many may be claimed now. `came_back` is since the last time."""
        present = asyncio.get_running_loop().time()
        if came_back:
            a_second = came_back / max(present - self._recorded_at, UNRECORDED_S)
            self._may_be = int(min(max(a_second * AHEAD.total_seconds(), AT_ONCE), BATCH))
        self._recorded_at = present
        return self._may_be - self._under_way

    async def _soon(self) -> bool:
        """Waits for the pace; False where nothing that is due may go out soon."""
        now = self._clock.now()
        left = await self._database.read(lambda session: opens_in(session, now))
        if left is None or left > STAYS:
            return False
        try:
            await asyncio.wait_for(self._stopping.wait(), min(max(left.total_seconds(), SOON_S), LOOKS_S))
        except TimeoutError:
            return True
        return False

    async def _recover(self) -> None:
        while await self._database.run(lambda session: recover(session, self._clock.now())):
            logger.warning("a dispatcher died: its notices are taken up")

    def _start(self, claimed: Claimed, since: float) -> None:
        self._under_way += 1
        wait_s = claimed.wait.total_seconds()
        if wait_s > NO_WAIT_S:
            asyncio.get_running_loop().call_later(wait_s, self._let_go, claimed, since)
        else:
            self._let_go(claimed, since)

    def _let_go(self, claimed: Claimed, since: float) -> None:
        self._to_call.append((claimed, since))
        if len(self._callers) < AT_ONCE:
            caller = asyncio.create_task(self._call())
            self._callers.add(caller)
            caller.add_done_callback(self._callers.discard)

    async def _call(self) -> None:
        """Calls one after the other, as long as there are any, and keeps the outcomes to be recorded."""
        while self._to_call:
            claimed, since = self._to_call.popleft()
            outcome = self._better_not(claimed, since) or await self._deliver(claimed)
            if outcome.answer is Answer.HALT:
                self._halt()
            if outcome.retry_after is not None:
                until = asyncio.get_running_loop().time() + outcome.retry_after.total_seconds()
                self._left_alone[claimed.delivery.chat_id] = until
            self._done.append((claimed, outcome))
            self._under_way -= 1
            if self._under_way <= self._may_be_under_way:
                self._enough_back.set()

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

    async def _some_back(self, may_be_under_way: int, within_s: float | None = UNRECORDED_S) -> None:
        """Waits until no more than so many are under way; at most so long."""
        self._may_be_under_way = may_be_under_way
        self._enough_back.clear()
        if self._under_way > may_be_under_way:
            try:
                await asyncio.wait_for(self._enough_back.wait(), within_s)
            except TimeoutError:
                return

    async def _all_recorded(self) -> None:
        await self._some_back(0, None)
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
            _warn_of(late)


def _warn_of(late: list[int]) -> None:
    if late:
        logger.warning("a late answer changes nothing for notices %s", late)


def _lock_of(database: Database) -> FileLock | None:
    """SQLite: one dispatcher a file. PostgreSQL: as many as one likes, its rows are locked one by one."""
    path = database.engine.url.database
    if not database.is_sqlite or not path or path == ":memory:":
        return None
    return FileLock(f"{path}.dispatcher", thread_local=False)
