"""A copy of the database while it is used, and a restore that undoes nothing of what people asked for since."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from services.backups import NoBackup, Restored, back_up, restore
from services.database import Database
from services.errors import NotFound
from services.notices.models import NoticeState
from tests.services.console.centre import Centre, make_centre


@pytest.fixture
def centre(sqlite_url: str, now: datetime) -> Iterator[Centre]:
    database = Database(sqlite_url)
    yield make_centre(database, now)
    database.close()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy.db"


def put_back(centre: Centre, copy: Path, later: datetime | None = None) -> Restored:
    """As after a stop of the service; the centre goes on with what was restored."""
    url = centre.database.url
    centre.database.close()
    try:
        return restore(url, copy, later or centre.now)
    finally:
        centre.database = Database(url)


def states(centre: Centre, one: int) -> list[tuple[str, str | None]]:
    return centre.staff(lambda s: [(n.state.value, n.reason) for n in s.notices.past_of(one)])


def test_what_is_restored_is_what_was_copied(centre: Centre, copy: Path):
    one = centre.register("Amina")
    size = back_up(centre.database.url, copy)
    other = centre.register("Bilal")

    report = put_back(centre, copy)

    assert size == copy.stat().st_size
    assert copy.stat().st_mode & 0o077 == 0  # nobody else's to read
    assert centre.staff(lambda s: s.candidates.candidate(one)).first_name == "Amina"
    with pytest.raises(NotFound):
        centre.staff(lambda s: s.candidates.candidate(other))
    assert (report.candidates, report.present_known) == (1, True)
    assert report.kept is not None
    assert report.kept.exists()


def test_a_copy_is_whole_though_others_write_meanwhile(centre: Centre, copy: Path):
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            centre.register("Amina")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            back_up(centre.database.url, copy.with_name(f"{number}.db"))
    finally:
        stop.set()
        writer.join()

    for number in range(3):
        with closing(sqlite3.connect(copy.with_name(f"{number}.db"))) as connection:
            chats, candidates = connection.execute(
                "SELECT (SELECT count(*) FROM chat), (SELECT count(*) FROM candidate)"
            ).fetchone()
        assert chats == candidates  # one transaction makes both


def test_who_was_erased_since_is_erased_again_and_nobody_gets_their_number(centre: Centre, copy: Path):
    one, other = centre.register("Amina"), centre.register("Bilal")
    back_up(centre.database.url, copy)
    centre.candidate(one, lambda s: s.candidates.erase(one))
    latest = centre.register("Chloé")

    assert put_back(centre, copy).erased_again == 1

    with pytest.raises(NotFound):
        centre.staff(lambda s: s.candidates.candidate(one))
    assert centre.staff(lambda s: s.candidates.candidate(other)).first_name == "Bilal"
    assert centre.register("Dora") > latest


def test_a_copy_of_another_house_erases_nobody(
    centre: Centre, copy: Path, tmp_path: Path, sqlite_template: Path, now: datetime
):
    one = centre.register("Amina")
    centre.candidate(one, lambda s: s.candidates.erase(one))
    elsewhere = tmp_path / "elsewhere.db"
    shutil.copyfile(sqlite_template, elsewhere)
    database = Database(f"sqlite:///{elsewhere}")
    stranger = make_centre(database, now + timedelta(days=1)).register("Zoé")
    back_up(database.url, copy)
    database.close()

    assert stranger == one
    assert put_back(centre, copy).erased_again == 0
    assert centre.system(lambda s: s.candidates.candidate(stranger)).first_name == "Zoé"


def test_who_said_stop_since_is_not_written_to_again(centre: Centre, copy: Path):
    one = centre.register("Amina")
    back_up(centre.database.url, copy)
    centre.candidate(one, lambda s: s.candidates.stop(one))

    put_back(centre, copy)

    assert centre.staff(lambda s: s.candidates.candidate(one)).stopped


def test_what_was_on_its_way_is_held_and_shown_to_the_adviser(centre: Centre, copy: Path):
    one = centre.register("Amina")
    centre.staff(lambda s: s.messages.to_candidate(one, "Bonjour"))
    centre.staff(lambda s: s.messages.to_candidate(one, "Plus tard", centre.now + timedelta(days=2)))
    centre.end_notices(one, NoticeState.SENDING)
    back_up(centre.database.url, copy)

    report = put_back(centre, copy, centre.now + timedelta(hours=1))

    assert report.held == 1
    assert states(centre, one) == [("unknown", "restored")]
    tasks = centre.staff(lambda s: s.messages.tasks(), -0.1)
    assert [(task.kind.value, task.about["why"]) for task in tasks] == [("unconfirmed", "restored")]
    assert len(centre.staff(lambda s: s.notices.next_of(one))) == 1


def test_what_is_known_to_have_been_sent_is_not_in_doubt(centre: Centre, copy: Path):
    one = centre.register("Amina")
    centre.staff(lambda s: s.messages.to_candidate(one, "Bonjour"))
    back_up(centre.database.url, copy)
    centre.end_notices(one, NoticeState.SENT)

    assert put_back(centre, copy).held == 0
    assert states(centre, one) == [("sent", None)]


def test_nobody_is_signed_in_after_it_and_revoked_links_stay_revoked(centre: Centre, copy: Path):
    one = centre.register("Amina")
    secret = centre.candidate(one, lambda s: s.feeds.new_link(one))
    session = centre.system(lambda s: s.staff.start_session(centre.adviser_id))
    back_up(centre.database.url, copy)
    centre.candidate(one, lambda s: s.feeds.remove_link(one))

    put_back(centre, copy)

    assert centre.system(lambda s: s.staff.open_session_of(session)) is None
    with pytest.raises(NotFound):
        centre.system(lambda s: s.feeds.calendar(secret))


def test_without_a_database_in_place_the_report_says_what_it_cannot_know(centre: Centre, copy: Path):
    one = centre.register("Amina")
    back_up(centre.database.url, copy)
    path = Path(centre.database.url.removeprefix("sqlite:///"))
    centre.database.close()
    path.write_bytes(b"a broken disk" * 1000)

    report = put_back(centre, copy)

    assert not report.present_known
    assert centre.staff(lambda s: s.candidates.candidate(one)).first_name == "Amina"


def test_a_file_that_is_none_or_damaged_changes_nothing(centre: Centre, copy: Path, tmp_path: Path):
    one = centre.register("Amina")
    back_up(centre.database.url, copy)
    damaged = tmp_path / "damaged.db"
    content = bytearray(copy.read_bytes())
    content[8192:16384] = b"\xff" * 8192
    damaged.write_bytes(content)
    text, later = tmp_path / "text.db", tmp_path / "later.db"
    text.write_text("a letter")
    shutil.copyfile(copy, later)
    with closing(sqlite3.connect(later)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_tomorrow'")

    for wrong in (damaged, text, later, tmp_path / "nothing.db"):
        with pytest.raises(NoBackup):
            put_back(centre, wrong)
    assert centre.staff(lambda s: s.candidates.candidate(one)).first_name == "Amina"


def test_while_the_service_runs_nothing_is_restored(centre: Centre, copy: Path):
    back_up(centre.database.url, copy)
    path = centre.database.url.removeprefix("sqlite:///")

    with FileLock(f"{path}.dispatcher"), pytest.raises(NoBackup, match="stop it"):
        put_back(centre, copy)


def test_a_backup_does_not_write_over_another(centre: Centre, copy: Path):
    copy.write_text("yesterday's")

    with pytest.raises(NoBackup, match="exists already"):
        back_up(centre.database.url, copy)
    with pytest.raises(NoBackup, match="pg_dump"):
        back_up("postgresql://localhost/clea", copy.with_name("other.db"))
    assert copy.read_text() == "yesterday's"
