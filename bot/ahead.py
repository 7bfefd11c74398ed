"""Reading what people write, before their turns begin; what waits together is read together."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from dialogues.answers import read_ahead

MOST = 32
"""Messages that are read at once."""

logger = logging.getLogger(__name__)


class ReadingAhead:
    """In a thread of its own: in two they would only be in each other's way."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "reading")
        self._waiting: list[tuple[str, str, asyncio.Future[None]]] = []
        self._at_work: asyncio.Task[None] | None = None

    async def read(self, text: str, language: str) -> None:
        """Returns once the message is read, or could not be: then its turn reads it, and says why that fails."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((text, language, done))
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self._work_off())
        await done

    async def _work_off(self) -> None:
        while self._waiting:
            these, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            messages = [(text, language) for text, language, _ in these]
            try:
                await asyncio.get_running_loop().run_in_executor(self._thread, read_ahead, messages)
            except Exception as error:  # noqa: BLE001 - their turns raise it
                logger.warning("%s messages could not be read ahead: %s", len(these), type(error).__name__)
            for _, _, done in these:
                if not done.done():
                    done.set_result(None)
