"""The voice: a text as a voice note, made once and known by Telegram's `file_id` afterwards."""

from bot.voice.engine import Engine, engine_of
from bot.voice.reader import Reader

__all__ = ["Engine", "Reader", "engine_of"]
