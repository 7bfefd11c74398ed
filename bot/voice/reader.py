"""Reads aloud: finds the recording of a text or has it made, and sends it as a voice note."""

import asyncio
import hashlib
import json
import logging
from asyncio.subprocess import PIPE, Process

from telegram import Bot, InputFile, Message
from telegram.error import BadRequest

from bot.voice.choice import Chosen
from services import Clock, Database, recordings

logger = logging.getLogger(__name__)

LONGEST_S = 60.0
"""An engine that takes longer for one text hangs."""


class SpeechFailed(Exception):
    """The engine made no sound of these words."""


class Reader:
    """One engine, in a process of its own that starts when something is to be said first.

    Engines are C libraries that take one text at a time: one that crashes must not take the bot with it, and their
    memory need not be ours.
    """

    def __init__(self, engine: Chosen, database: Database, clock: Clock) -> None:
        self._engine = engine
        self._database = database
        self._clock = clock
        self._process: Process | None = None
        self._one_at_a_time = asyncio.Lock()
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
        file = InputFile(await self.record(said, locale), filename="message.ogg")
        message = await bot.send_voice(chat_id, file, reply_markup=keyboard)  # type: ignore[arg-type]
        if message.voice is not None:
            file_id = message.voice.file_id
            await self._database.run(lambda session: recordings.keep(session, key, file_id, now))
        return message

    async def record(self, said: str, locale: str) -> bytes:
        """The words as OGG/Opus. Raises SpeechFailed."""
        async with self._one_at_a_time:
            try:
                sound = await asyncio.wait_for(self._asked(said, locale), LONGEST_S)
            except (OSError, ValueError, asyncio.IncompleteReadError, TimeoutError) as error:
                await self._end()
                raise SpeechFailed(f"the engine's process: {type(error).__name__}") from None
        if not sound:
            raise SpeechFailed(f"no sound in {locale}")
        self.made += 1
        return sound

    async def close(self) -> None:
        async with self._one_at_a_time:
            await self._end()

    async def _asked(self, said: str, locale: str) -> bytes:
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                *self._engine.command, stdin=PIPE, stdout=PIPE
            )
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        asked.write(json.dumps({"text": said, "locale": locale}).encode() + b"\n")
        await asked.drain()
        return await answered.readexactly(int(await answered.readline()))

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.communicate()

    def _key(self, bot: Bot, locale: str, said: str) -> str:
        """The words themselves are not kept: some hold a name."""
        about = "\0".join((str(bot.id), self._engine.name, locale, said))
        return hashlib.sha256(about.encode(errors="replace")).hexdigest()
