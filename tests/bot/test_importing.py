"""`clea import timetable`, as somebody types it."""

from pathlib import Path

import pytest

from bot.cli import main
from services import Database, Domain
from services.clock import SystemClock
from tests.services.desk import furnished


@pytest.fixture
def clea(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("CLEA_DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(words)
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out + said.err

    return run


def test_a_timetable_is_imported_for_a_candidate_or_a_group(clea, sqlite_url: str, tmp_path: Path):
    database = Database(sqlite_url)
    now = SystemClock().now()
    year = now.year + 1
    one = database.run_now(lambda session: furnished(session, now).in_training(Domain.D2))
    file = tmp_path / "planning.csv"
    lines = f"D2;02/02/{year};09:00;12:00;Salle 3", f"D2;31/02/{year};9h;10h;Salle 3"
    file.write_text("\n".join(["domaine;date;début;fin;lieu", *lines]))

    status, said = clea("import", "timetable", str(file), "--candidate", str(one))
    assert (status, said.splitlines()[0][:13]) == (1, "line 3, date:")
    assert "nothing was imported" in said
    file.write_text(file.read_text().replace("31/02", "16/02"))
    assert clea("import", "timetable", str(file), "--candidate", str(one), "--dry-run")[1].startswith(
        "Would be"
    )
    status, said = clea("import", "timetable", str(file), "--candidate", str(one))
    assert (status, "Imported: 2 new, 0 moved" in said) == (0, True)
    assert "0 new, 0 moved, 2 unchanged" in clea("import", "timetable", str(file), "--candidate", str(one))[1]

    assert clea("import", "timetable", str(file), "--group", "Matin")[0] == 2
    assert "2 new" in clea("import", "timetable", str(file), "--group", "Matin", "--new-group")[1]
    assert "2 unchanged" in clea("import", "timetable", str(file), "--group", "Matin")[1]
    assert clea("import", "timetable", "nowhere.csv", "--candidate", str(one))[0] == 2
    assert clea("import", "timetable", str(file))[0] == 2
    database.close()
