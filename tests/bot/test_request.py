"""The transport: what certainly had no effect, what nobody knows, and a token that is never told."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.application import make_application
from bot.channel import meaning_of
from bot.house import bound
from bot.request import AiohttpRequest, NotConnected, wait_of
from services.notices.channel import Answer

TOKEN = "7000000001:AAsecretsecretsecretsecretsecret"

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def answering(handle: Handler) -> AsyncIterator[str]:
    """A server that does with each connection what it is told."""
    handling: list[asyncio.Task[None]] = []

    async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await handle(reader, writer)
        writer.close()

    def start(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handling.append(asyncio.create_task(keep(reader, writer)))

    server = await asyncio.start_server(start, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.gather(*handling)


def saying(status: str, body: str = '{"ok":false,"description":"as told"}') -> Handler:
    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()

    return say


async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes the call, and breaks the connection."""
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.abort()


async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Breaks off in the middle of the answer."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()
    writer.transport.abort()


async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers what is no HTTP: aiohttp's error then holds the address."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"nonsense\r\n\r\n")
    await writer.drain()


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.transport.abort()


async def failure(base: str) -> TelegramError:
    """What a send to this server comes to."""
    bot = make_application(TOKEN, base).bot
    request = bot.request
    await request.initialize()
    try:
        await bot.send_message(1, "Bonjour", read_timeout=0.2)
    except TelegramError as error:
        return error
    finally:
        await request.shutdown()
    raise AssertionError("it was sent")


async def failure_of(handle: Handler) -> TelegramError:
    async with answering(handle) as base:
        return await failure(base)


async def test_nobody_at_the_door_means_that_it_was_not_sent():
    door = bound("127.0.0.1", 0)
    port = door.getsockname()[1]
    door.close()

    error = await failure(f"http://127.0.0.1:{port}")

    assert isinstance(error, NotConnected)
    assert meaning_of(error).answer is Answer.NOT_SENT


async def test_a_name_that_nobody_knows_means_that_it_was_not_sent():
    assert isinstance(await failure("http://nobody.invalid"), NotConnected)


@pytest.mark.parametrize(
    "handle", [cut, half, silent, saying("502 Bad Gateway", "<html>"), saying("500 Oops")]
)
async def test_whoever_breaks_off_may_have_delivered(handle: Handler):
    error = await failure_of(handle)

    assert isinstance(error, NetworkError)
    assert not isinstance(error, NotConnected)
    assert meaning_of(error).answer is Answer.UNKNOWN


async def test_silence_is_a_timeout():
    assert isinstance(await failure_of(silent), TimedOut)


async def test_telegrams_own_refusals_keep_their_meaning():
    assert isinstance(await failure_of(saying("400 Bad Request")), BadRequest)
    assert isinstance(await failure_of(saying("403 Forbidden")), Forbidden)


async def test_being_told_to_wait_says_how_long():
    body = '{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":7}}'

    error = await failure_of(saying("429 Too Many Requests", body))

    assert isinstance(error, RetryAfter)
    assert wait_of(error).total_seconds() == 7


@pytest.mark.parametrize(
    "handle", [cut, half, nonsense, silent, saying("502 Bad Gateway", "<html>"), saying("401 No")]
)
async def test_the_token_is_in_no_error_and_no_log(handle: Handler, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        error = await failure_of(handle)

    told = "".join(traceback.format_exception(error)) + caplog.text + repr(error)
    assert TOKEN not in told
    assert TOKEN.partition(":")[2] not in told


async def test_a_refused_connection_does_not_tell_the_token_either():
    told = "".join(traceback.format_exception(await failure("http://127.0.0.1:1")))

    assert TOKEN.partition(":")[2] not in told


async def test_a_request_that_was_not_opened_says_so():
    with pytest.raises(RuntimeError, match="initialize"):
        await AiohttpRequest().do_request("http://127.0.0.1:1", "POST")
