"""Logs, as text or JSON; the bot's token and other secrets never appear in them."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Literal

from aiohttp.http_exceptions import HttpProcessingError

SECRETS = re.compile(r"(?<=bot)\d+:[^/\s'\"]+|\b\d{6,}:[A-Za-z0-9_-]{20,}|/sign-in/[\w-]+|clea_[\w-]{20,}")


def redacted(text: str) -> str:
    return SECRETS.sub("…", text)


class TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class JsonFormatter(logging.Formatter):
    """One object a line: at, level, logger, message, and the traceback of a bug."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return redacted(json.dumps(said, ensure_ascii=False))


class NoTraceOfStrangers(logging.Filter):
    """Malformed HTTP is the sender's doing: one line tells it, a traceback of ours does not."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], HttpProcessingError):
            record.msg, record.args = "malformed request: %s", (type(record.exc_info[1]).__name__,)
            record.exc_info = None
        return True


def set_up_logs(log_format: Literal["text", "json"], level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    text = TextFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if log_format == "json" else text)
    handler.addFilter(NoTraceOfStrangers())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # One line a job and a request is noise; what matters has lines of its own.
    for noisy in ("apscheduler", "aiohttp.access", "alembic", "telegram", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
