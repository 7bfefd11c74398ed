"""The demo's clock over HTTP: it goes forward, and everything due on the way is said in order."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Protocol

from aiohttp import web

from services import Clock, Database
from services.clock import save_offset
from services.notices import outbox
from services.notices.dispatcher import Dispatcher

LONGEST = timedelta(days=366 * 6)
"""Beyond the five years that a candidate has."""

SETTLING_S = 0.05


class MovableClock(Clock, Protocol):
    """A clock that can be told to go forward; `offset` is how far it is ahead of the machine's."""

    offset: timedelta

    def move_to(self, moment: datetime) -> None: ...


class DemoClock:
    """Moves `clock`, and keeps its offset in the database so that a killed demo goes on at its own time."""

    def __init__(self, clock: MovableClock, database: Database, dispatcher: Dispatcher) -> None:
        self._clock = clock
        self._database = database
        self._dispatcher = dispatcher
        self._moving = asyncio.Lock()

    def routes(self, path: str) -> list[web.RouteDef]:
        return [web.get(path, self._get), web.post(path, self._post)]

    async def move_to(self, moment: datetime) -> None:
        """Goes to `moment`, from one due notice to the next, and returns when all of them have been sent."""
        async with self._moving:
            while (due_at := await self._next()) is not None and due_at <= moment:
                await self._set(due_at)
                if not await self._dispatcher.drain() and await self._next() == due_at:
                    # Due, but the pace does not let it out yet.
                    await asyncio.sleep(SETTLING_S)
            await self._set(moment)
            await self._dispatcher.drain()

    async def _get(self, _: web.Request) -> web.Response:
        return web.json_response(await self._told())

    async def _post(self, request: web.Request) -> web.Response:
        try:
            target = await self._target(json.loads(await request.read() or b"{}"))
        except (ValueError, TypeError, OverflowError, KeyError):
            said = 'Send {"advance_s": seconds}, {"to": "2027-01-05T08:00:00+01:00"} or {"to": "next"}.'
            return web.json_response({"error": said}, status=400)
        await self.move_to(target)
        return web.json_response(await self._told())

    async def _target(self, wish: dict[str, object]) -> datetime:
        """Raises ValueError for what is no moment to come."""
        now = self._clock.now()
        match wish:
            case {"advance_s": float() | int() as seconds}:
                target = now + timedelta(seconds=float(seconds))
            case {"to": "next"}:
                target = max(await self._next() or now, now)
            case {"to": str() as moment}:
                target = datetime.fromisoformat(moment)
            case _:
                raise ValueError
        if target.tzinfo is None or target > now + LONGEST:
            raise ValueError
        return target

    async def _told(self) -> dict[str, str | None]:
        due_at = await self._next()
        now = self._clock.now()
        return {
            "now": now.isoformat(timespec="seconds"),
            "next": max(due_at, now).isoformat(timespec="seconds") if due_at else None,
        }

    async def _next(self) -> datetime | None:
        return await self._database.read(outbox.next_due_at)

    async def _set(self, moment: datetime) -> None:
        self._clock.move_to(moment)
        offset = self._clock.offset
        await self._database.run(lambda session: save_offset(session, offset))
