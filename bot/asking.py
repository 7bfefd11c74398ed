"""`clea ask`: the answer to a free question, as JSON; one on the command line, or a file of them."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from dialogues.answers import understood
from dialogues.answers.topics import NOBODY_KNOWS, TOPICS
from locales import DEFAULT, LOCALES, plain_lines


def add_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    ask = commands.add_parser("ask", help="the answer to a free question, as JSON")
    ask.add_argument("--lang", default=DEFAULT, metavar="LANGUAGE", help=f"of: {', '.join(LOCALES)}")
    ask.add_argument(
        "--batch", metavar="FILE", help='questions, one a line: {"lang": "fr", "text": "…"}; - reads them'
    )
    ask.add_argument("text", nargs="?", default="", help="the question")
    ask.set_defaults(command=run)


def run(chosen: argparse.Namespace) -> int:
    """Prints one JSON object a question. A line that is none is answered as nothing that we know."""
    if chosen.batch is None:
        _say(answer(chosen.text, chosen.lang))
        return 0
    try:
        raw = sys.stdin.buffer.read() if chosen.batch == "-" else Path(chosen.batch).read_bytes()
    except OSError as error:
        sys.stderr.write(f"clea: {chosen.batch} cannot be read: {error.strerror}.\n")
        return 2
    for text, language in _questions(raw):
        _say(answer(text, language))
    return 0


def answer(text: str, language: str) -> dict[str, object]:
    """`topic` is an id of TOPICS.md or None. From a `confidence` of 0.5 on, the bot answers by itself; below it, the
    bot offers this topic beside another one."""
    locale = language if language in LOCALES else DEFAULT
    found = understood(text, locale)
    lines = NOBODY_KNOWS if found.topic is None else TOPICS[found.topic].lines
    return {
        "topic": found.topic,
        "confidence": round(found.confidence, 3),
        "answer": plain_lines(lines, locale),
    }


def _questions(raw: bytes) -> Iterator[tuple[str, str]]:
    """Text and language of each line that is not empty."""
    for line in raw.decode("utf-8", "replace").split("\n"):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
        except (ValueError, RecursionError):
            asked = None
        text = asked.get("text") if isinstance(asked, dict) else ""
        language = asked.get("lang") if isinstance(asked, dict) else DEFAULT
        yield text if isinstance(text, str) else "", language if isinstance(language, str) else DEFAULT


def _say(said: dict[str, object]) -> None:
    line = json.dumps(said, ensure_ascii=False)
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()
