"""Timetables from files: every wrong line named, all or nothing, and the same file again moves instead of doubling."""

from datetime import timedelta

import pytest

from services import Domain
from services.errors import NotFound
from services.training.csv_file import template
from services.training.lessons import TimetableWrong, Unreadable
from services.training.timetables import Target, Upload
from tests.services.desk import Desk
from tests.services.training import files
from tests.services.training.files import as_csv, as_ics, course, event, moved, spoilt

D2, D7 = Domain.D2, Domain.D7


def in_training(desk: Desk, name: str = "Amina") -> int:
    one = desk.in_training(D2, D7, name=name, days=600)
    desk.told(one)
    return one


def bring(desk: Desk, one: int, content: bytes, **upload):
    return desk.services.timetables.import_file(Target(candidate_id=one), Upload(content, **upload))


def planned(desk: Desk, one: int):
    return [s for s in desk.services.dossiers.facts(one).sessions if s.cancelled_at is None]


def test_twelve_wrong_lines_of_five_hundred_are_reported_and_nothing_is_imported(desk: Desk):
    one, content = in_training(desk), as_csv(spoilt(course()))

    report = desk.services.timetables.read(Target(candidate_id=one), Upload(content))
    with pytest.raises(TimetableWrong) as refused:
        bring(desk, one, content)

    found = {line.number: [reason.code for reason in line.reasons] for line in report.wrong}
    assert found == {number: [why] for number, (_, why) in files.WRONG.items()}
    assert [line["line"] for line in refused.value.facts["lines"]] == list(files.WRONG)
    assert all(reason["message"] for line in refused.value.facts["lines"] for reason in line["reasons"])
    assert planned(desk, one) == []
    assert desk.told(one) == []


def test_mended_it_is_imported_again_it_changes_nothing_and_five_moved_are_one_message(desk: Desk):
    one = in_training(desk)

    first = bring(desk, one, as_csv(course()))
    assert (first.added, first.moved, first.unchanged, first.imported) == (500, 0, 0, True)
    before = planned(desk, one)
    assert len(before) == 500
    assert "There are 500 sessions." in desk.told(one)[0]

    desk.later(minutes=5)
    again = bring(desk, one, as_csv(course()))
    assert (again.added, again.moved, again.unchanged, again.cancelled) == (0, 0, 500, 0)
    assert planned(desk, one) == before
    assert desk.told(one) == []

    third = bring(desk, one, as_csv(moved(course(), 3, 50, 120, 300, 499)))
    assert (third.added, third.moved, third.unchanged) == (0, 5, 495)
    assert len(planned(desk, one)) == 500
    assert len(desk.told(one, "session_moved")) == 5  # of one group: the dispatcher makes one message of them


def test_without_references_five_that_moved_are_found_too(desk: Desk):
    one, lines = in_training(desk), course(60, references=False)
    bring(desk, one, as_csv(lines))

    report = bring(desk, one, as_csv(moved(lines, 3, 10, 20, 41, 59)))

    assert (report.added, report.moved, report.unchanged) == (0, 5, 55)
    assert len(planned(desk, one)) == 60


def test_another_month_moves_nothing(desk: Desk):
    one, lines = in_training(desk), course(60, references=False)
    bring(desk, one, as_csv(lines[:30]))

    report = bring(desk, one, as_csv(lines[30:]))

    assert (report.added, report.moved, report.lacking) == (30, 0, 30)


def test_what_the_whole_timetable_lacks_is_cancelled_only_where_it_is_said_to_be_whole(desk: Desk):
    one = in_training(desk)
    bring(desk, one, as_csv(course(10)))
    desk.told(one)
    desk.later(minutes=1)

    assert bring(desk, one, as_csv(course(8))).lacking == 2
    assert len(planned(desk, one)) == 10
    assert bring(desk, one, as_csv(course(8)), whole=True).cancelled == 2
    assert len(planned(desk, one)) == 8
    assert len(desk.told(one, "session_cancelled")) == 2
    # Cancelled stays cancelled: the file that still has them does not bring them back.
    assert bring(desk, one, as_csv(course(10))).unchanged == 10
    assert len(planned(desk, one)) == 8


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-16"), (";", "cp1252")],
)
def test_whatever_excel_makes_of_it_is_read(desk: Desk, delimiter: str, encoding: str):
    one = in_training(desk)
    lines = [
        "A;Compter et calculer;12/01/2027;9h;12 h 30;Bâtiment É;HADDAD",
        "B;7;2027-01-13;09:00:00;10:00;Salle 1;",
    ]

    report = bring(desk, one, as_csv(lines, delimiter, encoding))

    assert report.added == 2
    first, second = planned(desk, one)
    assert (first.domain, first.place, first.trainer and first.trainer.name) == (
        D2,
        "Bâtiment É",
        "Karim Haddad",
    )
    assert (first.ends_at - first.starts_at, second.domain) == (timedelta(hours=3.5), D7)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 and so on", "workbook"),
        (b"\x00\x01\x02", "no text"),
        (
            b"nom;prenom\r\nA;B\r\n",
            "lacks the columns: domaine, date, d\xc3\xa9but, fin, lieu".encode().decode(),
        ),
        (b"BEGIN:VCALENDAR\r\nnonsense", "no calendar"),
        (b"\xff\xfe\x00", "no text"),
    ],
)
def test_what_is_no_timetable_is_told_so(desk: Desk, content: bytes, words: str):
    if words.startswith("lacks"):
        words = "lacks the columns: domaine, date, début, fin, lieu"
    with pytest.raises(Unreadable, match=words):
        bring(desk, in_training(desk), content)


def test_the_template_says_how(desk: Desk):
    one = in_training(desk)

    assert bring(desk, one, template()).added == 2


def test_a_timetable_goes_out_and_comes_back_the_same(desk: Desk):
    one = in_training(desk)
    bring(
        desk,
        one,
        as_csv(["=R1;D2;12/01/2027;09:00;12:00;@Salle 3;Karim Haddad", *course(6, references=False)]),
    )
    out = desk.services.timetables.as_csv(Target(candidate_id=one))

    assert out.startswith(b"\xef\xbb\xbfr\xc3\xa9f\xc3\xa9rence;domaine")
    assert b";@Salle" not in out  # a spreadsheet would calculate it
    back = desk.services.timetables.read(Target(candidate_id=one), Upload(out))
    assert (back.added, back.wrong) == (0, ())
    calendar = desk.services.timetables.as_ics(Target(candidate_id=one))
    later = calendar.replace(b"T133000", b"T140000")
    assert (desk.services.timetables.read(Target(candidate_id=one), Upload(calendar)).unchanged) == 7
    assert (desk.services.timetables.read(Target(candidate_id=one), Upload(later)).moved) == 3


def test_events_of_a_calendar_are_found_by_their_uid(desk: Desk):
    one = in_training(desk)
    weekly = "RRULE:FREQ=WEEKLY;COUNT=6", "EXDATE;TZID=Europe/Paris:20270126T090000"
    calendar = as_ics(event("weekly", "20270112T090000", *weekly), event("once", "20270114T090000"))
    assert bring(desk, one, calendar).added == 6
    assert bring(desk, one, calendar).unchanged == 6

    one_moved = event("weekly", "20270119T140000", "RECURRENCE-ID;TZID=Europe/Paris:20270119T090000")
    changed = as_ics(
        event("weekly", "20270112T090000", *weekly, "EXDATE;TZID=Europe/Paris:20270202T090000"),
        one_moved,
        event("once", "20270115T100000"),
    )
    report = bring(desk, one, changed)

    assert (report.added, report.moved, report.cancelled, report.unchanged) == (0, 2, 1, 3)
    days = [(s.starts_at.day, s.starts_at.hour) for s in planned(desk, one)]
    assert days == [(12, 8), (15, 9), (19, 13), (9, 8), (16, 8)]


def test_a_series_that_moves_moves_and_one_that_is_cancelled_goes(desk: Desk):
    one = in_training(desk)
    bring(desk, one, as_ics(event("weekly", "20270112T090000", "RRULE:FREQ=WEEKLY;COUNT=4")))

    report = bring(desk, one, as_ics(event("weekly", "20270113T100000", "RRULE:FREQ=WEEKLY;COUNT=4")))
    assert (report.added, report.moved, report.cancelled) == (0, 4, 0)
    gone = as_ics(event("weekly", "20270113T100000", "RRULE:FREQ=WEEKLY;COUNT=4", "STATUS:CANCELLED"))
    assert bring(desk, one, gone).cancelled == 4
    assert planned(desk, one) == []


def test_events_that_cannot_be_sessions_are_named_by_their_line(desk: Desk):
    one = in_training(desk)
    calendar = as_ics(
        event("a", "20270112T090000", summary="Réunion"),
        event("b", "20270112T090000", "RRULE:FREQ=SECONDLY"),
        event("c", "20270112T090000", place=""),
        event("d", "20270112T090000").replace(
            "DTSTART;TZID=Europe/Paris:20270112T090000", "DTSTART;VALUE=DATE:20270112"
        ),
        event("e", "20270112T090000"),
    )

    report = desk.services.timetables.read(Target(candidate_id=one), Upload(calendar))

    assert [(line.number, [r.code for r in line.reasons]) for line in report.wrong] == [
        (4, ["domain"]),
        (12, ["recurrence"]),
        (21, ["empty"]),
        (29, ["start"]),
    ]
    assert bring(desk, one, as_ics(event("a", "20270112T090000", summary="Réunion")), domain=D2).added == 1


def test_nobody_imports_into_a_timetable_of_another_body(desk: Desk):
    with pytest.raises(NotFound):
        bring(desk, 999, as_csv(course(2)))
    with pytest.raises(NotFound):
        desk.services.timetables.as_csv(Target(group_id=999))
