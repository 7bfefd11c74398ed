"""Logs: nothing secret in them, whatever the format."""

import json
import logging

import pytest

from bot.logs import JsonFormatter, TextFormatter, redacted, set_up_logs

SECRETS = [
    "7000000001:AAsecretsecretsecretsecretsecret",
    "https://api.telegram.org/bot7000000001:AA-s_e/sendMessage",
    "http://127.0.0.1:8080/sandbox/bot7000000001:short/getUpdates?x=1",
    "http://127.0.0.1/console/sign-in/abcDEF-_123",
    "Authorization: Bearer clea_abcdefghijklmnopqrstuvwxyz",
]
TOLD = ["secret", "AA-s_e", "short", "abcDEF-_123", "abcdefghijklmnopqrstuvwxyz"]


def record(message: str, *values: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("bot.x", logging.WARNING, "x.py", 1, message, values, info)


@pytest.mark.parametrize(("said", "secret"), list(zip(SECRETS, TOLD, strict=True)))
@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
def test_secrets_are_in_no_line(said: str, secret: str, formatter: logging.Formatter):
    line = formatter.format(record("calling %s", said))

    assert secret not in line
    assert "…" in line


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
def test_secrets_are_in_no_traceback(formatter: logging.Formatter):
    try:
        raise OSError(f"cannot connect to {SECRETS[1]}")
    except OSError as error:
        line = formatter.format(record("failed", error=error))

    assert "AA-s_e" not in line
    assert "OSError" in line


def test_what_is_no_secret_stays():
    said = "update 123456789: 12:30, chat 7 at http://127.0.0.1:8080/console/ and robot 12"
    assert redacted(said) == said


def test_a_line_of_json_is_one_line_whatever_is_said():
    line = JsonFormatter().format(record("two\nlines %s", '"é'))

    assert "\n" not in line
    assert json.loads(line) | {"at": ""} == {
        "at": "",
        "level": "warning",
        "logger": "bot.x",
        "message": 'two\nlines "é',
    }


def test_the_libraries_that_print_addresses_are_kept_quiet():
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    try:
        set_up_logs("json")
        assert logging.getLogger("telegram").level == logging.WARNING
        assert isinstance(root.handlers[0].formatter, JsonFormatter)
    finally:
        root.handlers[:] = before
