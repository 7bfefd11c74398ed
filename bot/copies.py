"""`clea backup FILE` and `clea restore FILE`, for an installation on SQLite."""

import argparse
import sys
from pathlib import Path

from services import SystemClock, load_settings
from services.backups import back_up, restore


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="a copy of the database, made while the service runs")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(command=_backup)

    again = commands.add_parser("restore", help="put such a copy in the place of the database")
    again.add_argument("file", type=Path, metavar="FILE")
    again.set_defaults(command=_restore)


def _backup(chosen: argparse.Namespace) -> None:
    size = back_up(load_settings().database_url, chosen.file)
    sys.stdout.write(
        f"Copied and checked: {chosen.file}, {size:,} bytes. It holds personal data: keep it in a safe place.\n"
    )


def _restore(chosen: argparse.Namespace) -> None:
    done = restore(load_settings().database_url, chosen.file, SystemClock().now())
    sys.stdout.write(
        f"Restored, with {done.candidates} candidates. Erased again: {done.erased_again}. "
        f"Messages held for the advisers to look at: {done.held}.\n"
    )
    if not done.present_known:
        sys.stdout.write(
            "No database could be read here: who asked since the copy to be erased, or for no more messages, "
            "is not known. Ask again whoever may know.\n"
        )
    if done.kept is not None:
        sys.stdout.write(f"The database of before is kept as {done.kept}: delete it once all is well.\n")
    sys.stdout.write("Everybody signs in anew. Next: clea doctor, then clea run\n")
