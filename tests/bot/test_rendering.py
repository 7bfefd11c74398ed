"""Replies as Telegram is asked to show them."""

import re
from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock

import pytest
from telegram.constants import MessageLimit

from bot.buttons import Signer
from bot.rendering import PERHAPS_AGAIN, Renderer, png_of
from dialogues.discover import DOMAINS_PICTURE, STAGES_PICTURE
from dialogues.engine import Button, Document, Point, Reply, rows
from locales import LOCALES, line, render
from services import Choice, Domain, Picture, Result, Wording

HOSTILE = '<b onclick="x">A&B</b> {name} %s </i>'
ESCAPED = '&lt;b onclick="x"&gt;A&amp;B&lt;/b&gt; {name} %s &lt;/i&gt;'

RENDERER = Renderer(Signer(b"a key"), "https://clea.example.org")


@pytest.fixture
def bot() -> AsyncMock:
    """Keeps what it is asked to send."""
    return AsyncMock()


def hello(name: str) -> Reply:
    return Reply((line("Hello {name}, it is good to see you.", name=name),), rows(Button("Menu", to="menu")))


async def sent(bot: AsyncMock, method: str, reply: Reply, locale: str = "en") -> Any:
    await RENDERER.show(bot, 1, locale, reply)
    return getattr(bot, method).call_args


async def said(bot: AsyncMock, reply: Reply, renderer: Renderer = RENDERER) -> dict[str, Any]:
    """The message that the reply becomes."""
    await renderer.show(bot, 1, "en", reply)
    return last_called(bot)


def last_called(bot: AsyncMock) -> dict[str, Any]:
    """The parameters of the last call that was made without PTB's objects."""
    _, data = bot.request.post.call_args.args
    return dict(data.parameters)


async def test_what_people_typed_is_shown_as_they_typed_it(bot: AsyncMock):
    message = await said(bot, hello(HOSTILE))

    assert ESCAPED in message["text"]
    assert message["parse_mode"] == "HTML"
    assert message["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_label_is_no_html_whatever_name_is_on_it(locale: str):
    reply = Reply((), rows(Button(line("{name}", name=HOSTILE[:24]), "mine", to="consent.name")))

    keyboard = RENDERER.keyboard(reply, 1, locale)

    shown = re.sub("[\u200f\u2066\u2069]", "", keyboard["inline_keyboard"][0][0]["text"])
    assert shown == HOSTILE[:24]


async def test_our_own_emphasis_stays(bot: AsyncMock):
    message = await said(bot, Reply((line("<b>{name}</b>", name="<i>"),)))

    assert message["text"] == "<b>&lt;i&gt;</b>"


async def test_a_picture_has_the_text_below_it(bot: AsyncMock):
    call = await sent(bot, "send_photo", replace(hello("Amina"), picture=STAGES_PICTURE))

    assert call.args[1].startswith(b"\x89PNG")
    assert "Amina" in call.kwargs["caption"]


async def test_a_text_too_long_for_a_caption_goes_without_the_picture(bot: AsyncMock):
    long = replace(hello("a" * MessageLimit.CAPTION_LENGTH), picture=STAGES_PICTURE)

    message = await said(bot, long)

    assert message["reply_markup"]["inline_keyboard"]
    bot.send_photo.assert_not_called()


async def test_a_file_and_a_map_are_sent_as_such(bot: AsyncMock):
    file = await sent(
        bot, "send_document", Reply((line("Here."),), document=Document("a.ics", "text/calendar", b"x"))
    )
    place = await sent(bot, "send_venue", Reply((), point=Point(45.7, 4.8, HOSTILE, "12 rue")))

    assert file.args[1].filename == "a.ics"
    assert place.args[3] == HOSTILE  # a venue's title is no HTML


async def test_a_link_is_a_button_where_telegram_takes_it_and_text_elsewhere(bot: AsyncMock):
    reply = Reply((line("Your link."),), rows(Button("Open the console", url="/console/sign-in/abc")))

    public = await said(bot, reply)
    local = await said(bot, reply, replace(RENDERER, public_url="http://127.0.0.1:8080"))

    (button,) = public["reply_markup"]["inline_keyboard"][0]
    assert button["url"] == "https://clea.example.org/console/sign-in/abc"
    assert local["text"].endswith("\nhttp://127.0.0.1:8080/console/sign-in/abc")
    assert local["reply_markup"] == {"remove_keyboard": True}


def test_ones_own_number_is_shared_by_telegrams_own_button():
    keyboard = RENDERER.keyboard(Reply((), asks_for_phone=True), 1, "fr")

    assert keyboard["keyboard"][0][0]["request_contact"] is True


def test_a_button_without_a_scene_belongs_to_the_one_that_asked():
    reply = Reply((), rows(Button("One", "1"), Button("Menu", to="menu")), pressed="booking.day")

    keyboard = RENDERER.keyboard(reply, 1, "en")

    data = [row[0]["callback_data"] for row in keyboard["inline_keyboard"]]
    assert [RENDERER.signer.read(1, one) for one in data] == [("booking.day", "1"), ("menu", "")]


@pytest.mark.parametrize("again", [True, False])
async def test_a_notice_that_may_come_twice_says_so(bot: AsyncMock, again: bool):
    wording = Wording((line("Tomorrow."),), (Choice("I’m coming", "attendance.answer:a1.1.yes"),))

    await RENDERER.tell(bot, 1, "en", wording, again)

    message = last_called(bot)
    assert (render(PERHAPS_AGAIN, "en") in message["text"]) is again
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert RENDERER.signer.read(1, data) == ("attendance.answer", "a1.1.yes")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "picture",
    [
        STAGES_PICTURE,
        DOMAINS_PICTURE,
        Picture(
            "domains", {"results": {Domain.D1.value: Result.ACQUIRED.value}}, line("{text}", text=HOSTILE)
        ),
    ],
)
def test_every_picture_is_drawn(picture: Picture, locale: str):
    assert png_of(picture, locale).startswith(b"\x89PNG")


def test_a_picture_that_the_house_does_not_have_is_an_error():
    with pytest.raises(ValueError, match="no such picture"):
        png_of(Picture("cat", {}, line("A cat.")), "en")
