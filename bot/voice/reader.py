"""Reads aloud: finds the recording of a text or makes it, and sends it as a voice note."""

import asyncio
import hashlib
import logging
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from telegram import Bot, InputFile, Message
from telegram.error import BadRequest

from bot.voice.engine import Engine, EngineFailed
from services import Clock, Database, recordings

logger = logging.getLogger(__name__)


class SpeechFailed(Exception):
    """The engine made no sound of these words."""


class Reader:
    """One engine, in a process of its own that starts when something is to be said first.

    Engines are C libraries that take one text at a time: one that crashes must not take the bot with it, and their
    memory need not be ours.
    """

    def __init__(self, engine: Engine, database: Database, clock: Clock) -> None:
        self._engine = engine
        self._database = database
        self._clock = clock
        self._process: ProcessPoolExecutor | None = None
        self.made = 0
        """How many recordings were made since the process began."""

    def speaks(self, locale: str) -> bool:
        return locale in self._engine.locales

    async def send(self, bot: Bot, chat_id: int, locale: str, said: str, keyboard: object = None) -> Message:
        """Sends the words as a voice note. Raises SpeechFailed, and what PTB raises."""
        key = self._key(bot, locale, said)
        now = self._clock.now()
        known = await self._database.run(lambda session: recordings.find(session, key, now))
        if known is not None:
            try:
                return await bot.send_voice(chat_id, known, reply_markup=keyboard)  # type: ignore[arg-type]
            except BadRequest as error:
                # Telegram does not say which of its files it forgot: then it is made again.
                logger.info("a recording is made again: %s", error.message)
        file = InputFile(await self._record(said, locale), filename="message.ogg")
        message = await bot.send_voice(chat_id, file, reply_markup=keyboard)  # type: ignore[arg-type]
        if message.voice is not None:
            file_id = message.voice.file_id
            await self._database.run(lambda session: recordings.keep(session, key, file_id, now))
        return message

    def close(self) -> None:
        if self._process is not None:
            self._process.shutdown(cancel_futures=True)

    async def _record(self, said: str, locale: str) -> bytes:
        """Raises SpeechFailed."""
        if self._process is None:
            self._process = ProcessPoolExecutor(1, get_context("spawn"))
        try:
            sound = await asyncio.get_running_loop().run_in_executor(
                self._process, record, self._engine, said, locale
            )
        except BrokenProcessPool:
            self._process = None
            raise SpeechFailed("its process ended") from None
        except EngineFailed as error:
            raise SpeechFailed(str(error)) from None
        self.made += 1
        return sound

    def _key(self, bot: Bot, locale: str, said: str) -> str:
        """The words themselves are not kept: some hold a name."""
        about = "\0".join((str(bot.id), self._engine.name, locale, said))
        return hashlib.sha256(about.encode(errors="replace")).hexdigest()


def record(engine: Engine, said: str, locale: str) -> bytes:
    """In the engine's own process."""
    from bot.voice.opus import to_opus

    return to_opus(engine.speak(said, locale))
