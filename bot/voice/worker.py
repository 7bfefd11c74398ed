"""The engine's own process: `python -m bot.voice.worker [FOLDER OF PIPER'S VOICES]`.

Asked by lines of JSON ({"text", "locale"}), it answers each with a number of bytes on a line and then these: the
sound as OGG/Opus, or nothing (0) where there is none; what went wrong is said on its error output.
"""

import json
import sys
from pathlib import Path
from typing import BinaryIO

from bot.voice.engine import Engine, EngineFailed, piper_name
from bot.voice.espeak import ESpeak
from bot.voice.opus import to_opus


def engine_in(arguments: list[str]) -> Engine:
    if not arguments:
        return ESpeak()
    from bot.voice.piper import Piper

    folder = Path(arguments[0])
    return Piper(folder, piper_name(folder, ESpeak.name), otherwise=ESpeak())


def serve(engine: Engine, asked: BinaryIO, answered: BinaryIO) -> None:
    for line in asked:
        wish = json.loads(line)
        try:
            sound = to_opus(engine.speak(wish["text"], wish["locale"]))
        except EngineFailed as error:
            sys.stderr.write(f"voice: {error}\n")
            sound = b""
        answered.write(b"%d\n" % len(sound) + sound)
        answered.flush()


if __name__ == "__main__":
    serve(engine_in(sys.argv[1:]), sys.stdin.buffer, sys.stdout.buffer)
