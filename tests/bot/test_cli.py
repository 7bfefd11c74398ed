"""The command `clea`, as somebody types it who installs the service."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from services import Database, system_services
from services.clock import SystemClock

CLEA = Path(sys.executable).with_name("clea")


class Shell:
    """Runs `clea` in an empty folder with the settings given, and nothing of ours in the environment."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._settings = settings

    def clea(self, *words: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CLEA_")}
        return subprocess.run(
            [CLEA, *words],
            cwd=self._folder,
            env=kept | self._settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def test_the_first_steps_of_an_installation(tmp_path: Path, empty_sqlite_url: str):
    shell = Shell(tmp_path, CLEA_DATABASE_URL=empty_sqlite_url)

    assert shell.clea("migrate").stdout == "The database is up to date.\n"
    assert "clea site add" in shell.clea("body", "add", "Mon centre").stdout
    place = ("--address", "1 rue du Port", "--postcode", "69007", "--town", "Lyon")
    added = shell.clea(
        "site",
        "add",
        "--body",
        "Mon centre",
        "--name",
        "Port",
        *place,
        "--latitude",
        "45.7",
        "--longitude",
        "4.8",
    )
    assert added.stdout.startswith("Added as site 1.")
    invited = shell.clea("staff", "invite", "--body", "Mon centre", "--role", "coordinator")
    token = shell.clea("token", "create", "--body", "Mon centre", "--scope", "read").stdout.strip()

    code = invited.stdout.split("/start ")[-1].strip()
    database = Database(empty_sqlite_url)
    try:
        known = database.run_now(
            lambda session: system_services(session, SystemClock().now()).staff.token(token)
        )
    finally:
        database.close()
    assert code.startswith("i")
    assert known is not None
    assert known.scopes == ("read",)


def test_a_body_that_nobody_knows_is_named_in_one_sentence(tmp_path: Path, sqlite_url: str):
    shell = Shell(tmp_path, CLEA_DATABASE_URL=sqlite_url)

    refused = shell.clea("staff", "invite", "--body", "Ailleurs", "--role", "adviser")

    assert refused.returncode == 2
    assert refused.stderr == "clea: There is no body named “Ailleurs”.\n"


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("CLEA_PORT", "eighty", "CLEA_PORT"),
        ("CLEA_TIMEZONE", "Paris", "CLEA_TIMEZONE"),
        ("CLEA_PUBLIC_URL", "https://clea.example.org", "CLEA_WEBHOOK_SECRET"),
        ("CLEA_BOT_API_URL", "ftp://telegram", "CLEA_BOT_API_URL"),
        ("CLEA_MESSAGES_PER_SECOND", "0", "CLEA_MESSAGES_PER_SECOND"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(
    tmp_path: Path, setting: str, value: str, said: str
):
    stopped = Shell(tmp_path, **{setting: value}).clea("run")

    assert stopped.returncode == 2
    assert stopped.stderr.startswith("clea: ")
    assert said in stopped.stderr
    assert stopped.stderr.count("\n") == 1


def test_running_without_a_token_says_where_to_get_one(tmp_path: Path, sqlite_url: str):
    stopped = Shell(tmp_path, CLEA_DATABASE_URL=sqlite_url, CLEA_SECRET_KEY="k").clea("run")

    assert stopped.returncode == 2
    assert "@BotFather" in stopped.stderr


def test_an_unknown_part_to_run_is_refused(tmp_path: Path):
    refused = Shell(tmp_path).clea("run", "--only", "kitchen")

    assert refused.returncode == 2
    assert "web,bot,dispatcher" in refused.stderr


def test_the_doctor_names_what_must_be_mended(tmp_path: Path, empty_sqlite_url: str):
    settings = {"CLEA_BOT_TOKEN": "1:none", "CLEA_SECRET_KEY": "k", "CLEA_BOT_API_URL": "http://127.0.0.1:9"}
    examined = Shell(tmp_path, CLEA_DATABASE_URL=empty_sqlite_url, **settings).clea("doctor")

    assert examined.returncode == 1
    assert "NO  database: not ready" in examined.stdout
    assert "NO  telegram: http://127.0.0.1:9 answers NotConnected" in examined.stdout
    assert "ok  settings: polling" in examined.stdout


def test_a_port_that_is_taken_is_said_in_one_sentence(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = Shell(tmp_path).clea("demo", "--port", port, "--json")

    assert refused.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in refused.stderr


def test_a_copy_is_made_and_put_back(tmp_path: Path, sqlite_url: str):
    shell = Shell(tmp_path, CLEA_DATABASE_URL=sqlite_url)
    shell.clea("body", "add", "Mon centre")

    assert shell.clea("backup", "copy.db").stdout.startswith("Copied and checked: copy.db, ")
    again = shell.clea("backup", "copy.db")
    restored = shell.clea("restore", "copy.db")

    assert (again.returncode, "exists already" in again.stderr) == (2, True)
    assert restored.stdout.startswith("Restored, with 0 candidates. Erased again: 0.")
    assert shell.clea("staff", "invite", "--body", "Mon centre", "--role", "adviser").returncode == 0
