"""The engine's process: made once, replaced when it dies, ended with the house."""

import pytest

from bot.voice.choice import chosen_engine
from bot.voice.opus import seconds_of
from bot.voice.reader import Reader, SpeechFailed
from services import Database, Settings, SystemClock


@pytest.fixture
async def reader(sqlite_url: str):
    database = Database(sqlite_url)
    engine = chosen_engine(Settings(voice="espeak"))
    assert engine is not None
    reader = Reader(engine, database, SystemClock())
    yield reader
    await reader.close()
    database.close()


async def test_what_is_said_comes_back_as_sound(reader: Reader):
    assert seconds_of(await reader.record("Bonjour, je peux lire pour vous.", "fr")) > 1


async def test_an_engine_that_died_is_started_again(reader: Reader):
    await reader.record("Bonjour.", "fr")
    assert reader._process is not None
    reader._process.kill()
    await reader._process.wait()

    with pytest.raises(SpeechFailed):
        await reader.record("Bonjour.", "fr")

    assert seconds_of(await reader.record("Bonjour.", "fr")) > 0


async def test_words_that_cannot_be_said_are_no_crash(reader: Reader):
    odd = "\ud83d nul \0 <b> & \n" * 3

    assert await reader.record(odd, "ar")
