"""Every page of the console with 10,000 candidates in a body, beside 100: the server's time, in milliseconds.

The goals: 95 of 100 answers within 100 ms, and the middle one within three times of that with 100 candidates.
The time is from the request's first handler to the finished page; requests come one after the other.
"""

import gc
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from services import Database
from services.console import console_application
from services.console.routes import BY_NAME
from tests.benchmarks.centres import NOW, grown
from tests.benchmarks.houses import KINDS, Servers, tidy
from tests.services.console.centre import make_centre
from tests.services.console.walk import STEPS, Made, made_for

FEW, MANY = 100, 10_000

WARMING, ROUNDS = 3, 40

P95_MS = 100.0
RATIO = 3.0


@dataclass
class Took:
    """What answers took, in milliseconds: by the clock, and of this process's own computing."""

    clock: list[float] = field(default_factory=list)
    computing: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PageTime:
    """A page with many candidates beside the same with few."""

    what: str
    many: Took
    few: Took

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.many.clock, n=20)[-1]

    @property
    def ratio(self) -> float:
        return statistics.median(self.many.clock) / statistics.median(self.few.clock)

    @property
    def verdict(self) -> str:
        return "met" if self.p95 < P95_MS and self.ratio < RATIO else "MISSED"

    def __str__(self) -> str:
        median, few = statistics.median(self.many.clock), statistics.median(self.few.clock)
        cpu = statistics.median(self.many.computing)
        cpu_ratio = cpu / max(statistics.median(self.few.computing), 0.1)
        times = f"{few:>6.1f} {median:>6.1f} ms  p95 {self.p95:>6.1f} ms  ratio {self.ratio:>4.2f}"
        goal = f"goal < {P95_MS:g} ms, < {RATIO:g}  {self.verdict}"
        return f"{self.what:<40} {times}  of cpu {cpu:>5.1f} ms, {cpu_ratio:>4.2f}  {goal}"


class Standing:
    """The clock of a centre where it is always Monday morning."""

    def now(self):
        return NOW


async def measure(servers: Servers) -> list[PageTime]:
    found: list[PageTime] = []
    for kind in KINDS:
        async with AsyncExitStack() as stack:
            few, many = [
                await stack.enter_async_context(_open(servers.database(kind), size)) for size in (FEW, MANY)
            ]
            gc.freeze()  # as the house does, once it is open
            for name, step in STEPS.items():
                if step.page and not BY_NAME[name].is_open:
                    found.append(await _page(f"{kind}: {name}", name, few, many))
    return found


async def _page(what: str, name: str, few: "House", many: "House") -> PageTime:
    for house in (few, many):
        for _ in range(WARMING):
            await house.take(name)
        house.took = Took()
    for _ in range(ROUNDS):
        await few.take(name)
        await many.take(name)
    return PageTime(what, many.took, few.took)


class House:
    """A centre's console, with a coordinator's browser."""

    def __init__(self, client: TestClient, made: Made) -> None:
        self._client = client
        self._made = made
        self.took = Took()

    async def take(self, name: str) -> None:
        address = f"/console{STEPS[name].address(self._made)}"
        async with self._client.get(address, allow_redirects=False) as answer:
            assert answer.status == 200, (address, answer.status)
            await answer.read()


class _open:
    """Fills a database, and opens its console for as long as the block runs."""

    def __init__(self, database: Database, candidates: int) -> None:
        self._database = database
        self._candidates = candidates

    async def __aenter__(self) -> House:
        centre = make_centre(self._database, NOW, locale="fr")
        made = made_for(centre)
        grown(centre, self._candidates)
        tidy(self._database.url)
        token = centre.system(lambda services: services.staff.start_session(centre.coordinator_id))
        application = web.Application(middlewares=[self._timed])
        console = console_application(
            self._database, Standing(), secure=False, bot_username=lambda: "CleaBot"
        )
        application.add_subapp("/console", console)
        self._client = TestClient(TestServer(application), headers={"Cookie": f"clea={token}"})
        await self._client.start_server()
        self._house = House(self._client, made)
        return self._house

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()

    @web.middleware
    async def _timed(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        began, computed = time.perf_counter(), time.process_time()
        answer = await handler(request)
        self._house.took.clock.append((time.perf_counter() - began) * 1000)
        self._house.took.computing.append((time.process_time() - computed) * 1000)
        return answer
