"""A full turn: an update in, its transaction, the reply handed to the transport.

Beside it a bare PTB echo handler, which has no database; and the same SQL statements, recorded while the turns
were taken, executed again by bare SQLAlchemy Core in as many threads as the house has. The transport of both
bots takes everything at once.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import cycle, product
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event, text, update
from sqlmodel import Session
from telegram import Update
from telegram.ext import TypeHandler

from bot.intake import Intake
from bot.rendering import Renderer
from bot.sandbox.seed import seed
from services import Database
from services.candidates.models import CandidateRow
from services.prepared import Prepared
from tests.benchmarks.figures import Figure, Measure, Speed, Watch, side_by_side
from tests.benchmarks.houses import FIRST_CHAT, KINDS, Servers, Standstill, add_candidates
from tests.benchmarks.telegram import SIGNER, InstantTransport, application, said, tapped, updates

CHATS = 40

AT_ONCE = 20
"""So many chats do something at the same time."""

_SYLLABLES = ("a", "do", "ka", "la", "ma", "ni", "ri", "so")

DOUBTS = (f"Je réfléchis, {''.join(name).title()}" for name in cycle(product(_SYLLABLES, repeat=4)))
"""No two say the same: nothing that was read before helps."""

Deed = Callable[[int], dict[str, Any]]

DEEDS: dict[str, Deed] = {
    "reads a page": lambda chat_id: tapped(chat_id, "discover.page", "exam"),
    "begins to book": lambda chat_id: tapped(chat_id, "booking"),
    "chooses a centre": lambda chat_id: tapped(chat_id, "booking.site", "1"),
    "writes instead of tapping": lambda chat_id: said(chat_id, next(DOUBTS)),
    "asks for help": lambda chat_id: said(chat_id, "/help"),
    "opens the menu": lambda chat_id: tapped(chat_id, "menu"),
}
"""What candidates do, one after the other."""

Statements = list[tuple[Any, Any]]
"""Of one turn: what was executed, and its parameters."""


async def measure(servers: Servers) -> list[Figure]:
    figures = []
    for kind in KINDS:
        database = servers.database(kind)
        database.run_now(inhabit)
        house = House(database)
        echo = Echo()
        async with house.application, echo.application:
            statements = await house.recorded()
            what = f"{kind}: full turn"
            figures.append(await side_by_side(f"{what} · bare PTB echo", house.take, echo.take, goal=0.1))
            core = bare_core(database, statements)
            figures.append(await side_by_side(f"{what} · its statements in Core", house.take, core, goal=0.6))
    return figures


def inhabit(session: Session) -> None:
    """The demo's body, with its centres and openings, and candidates who know the bot."""
    seed(session, Standstill())
    session.flush()
    add_candidates(session, CHATS)


def happened() -> list[dict[str, Any]]:
    """In waves: a few chats at the same time, each doing one thing after the other."""
    chats = range(FIRST_CHAT + 1, FIRST_CHAT + CHATS + 1)
    waves = [chats[i : i + AT_ONCE] for i in range(0, CHATS, AT_ONCE)]
    return [deed(chat_id) for wave in waves for deed in DEEDS.values() for chat_id in wave]


class House:
    """Our side: Intake, dialogues, services, database."""

    def __init__(self, database: Database) -> None:
        self.transport = InstantTransport()
        self.application = application(self.transport)
        self._database = database
        renderer = Renderer(SIGNER, "http://127.0.0.1")
        self._intake = Intake(
            self.application, database, Standstill(), renderer, SIGNER, "Europe/Paris", lambda: None
        )

    async def take(self) -> Speed:
        """How many turns a second are taken and answered."""
        self._database.run_now(forget)
        arrived = updates(self.application.bot, happened())
        self.transport.sent = 0
        watch = Watch()
        for wave in in_waves(arrived):
            await asyncio.gather(*map(self._intake.accept, wave))
        await self._intake.idle()
        speed = watch.speed(len(arrived))
        assert self.transport.sent >= len(arrived), f"{self.transport.sent} replies to {len(arrived)} updates"
        return speed

    async def recorded(self) -> list[Statements]:
        """What each turn executes, taken one by one."""
        self._database.run_now(forget)
        turns: list[Statements] = []

        def listen(_: Any, clause: Any, many: Any, one: Any, __: Any) -> None:
            turns[-1].append((clause, many or one))

        def executed(prepared: Prepared, session: Session, values: Any) -> Any:
            """As one would write it in Core: the same statement, with the same values."""
            turns[-1].append((prepared.of(session.get_bind().dialect.name), values))
            return at_the_driver(prepared, session, values)

        at_the_driver = Prepared.executed
        event.listen(self._database.engine, "before_execute", listen)
        with patch.object(Prepared, "executed", executed):
            for one in updates(self.application.bot, happened()):
                turns.append([])
                await self._intake.accept(one)
                await self._intake.idle()
        event.remove(self._database.engine, "before_execute", listen)
        return turns


class Echo:
    """The peer: PTB, and a handler of one line."""

    def __init__(self) -> None:
        self.transport = InstantTransport()
        self.application = application(self.transport)
        self.application.add_handler(TypeHandler(Update, self._echo))

    async def _echo(self, update: Update, _: Any) -> None:
        message = update.effective_message
        assert message is not None
        await message.reply_text(message.text or "")

    async def take(self) -> Speed:
        arrived = updates(self.application.bot, happened())
        watch = Watch()
        for wave in in_waves(arrived):
            await asyncio.gather(*map(self.application.process_update, wave))
        return watch.speed(len(arrived))


def bare_core(database: Database, turns: Sequence[Statements]) -> Measure:
    """Executes what the turns executed: a transaction each, nothing else."""

    async def replay() -> Speed:
        database.run_now(forget)
        with ThreadPoolExecutor(1 if database.is_sqlite else 8) as pool:
            watch = Watch()
            list(pool.map(lambda turn: _execute(database.engine, turn), turns))
            return watch.speed(len(turns))

    return replay


def _execute(engine: Engine, turn: Statements) -> None:
    with engine.begin() as connection:
        for clause, parameters in turn:
            result = connection.execute(clause, parameters)
            if result.returns_rows:
                result.all()


def in_waves(arrived: Sequence[Update]) -> list[Sequence[Update]]:
    return [arrived[i : i + AT_ONCE] for i in range(0, len(arrived), AT_ONCE)]


def forget(session: Session) -> None:
    """As before the round: no update was seen, nobody is anywhere, and nobody has been here since yesterday."""
    session.connection().execute(text("DELETE FROM seen_update"))
    session.connection().execute(text("DELETE FROM place"))
    yesterday = update(CandidateRow).values(last_seen_at=Standstill().now() - timedelta(days=1))
    session.connection().execute(yesterday)
