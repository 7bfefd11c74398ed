"""Logs, as text or JSON; the bot's token and other secrets never appear in them."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Literal

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


def set_up_logs(log_format: Literal["text", "json"], level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    text = TextFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if log_format == "json" else text)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # One line a job and a request is noise; what matters has lines of its own.
    for noisy in ("apscheduler", "aiohttp.access", "alembic", "telegram", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
