"""Several notices as one message."""

import pytest

from locales import GAP, Text
from services.notices.merging import LINES_MOST, TIMETABLE, merged
from services.notices.wording import Choice, Picture, Wording

COMING = Choice("I’m coming", "attendance.answer:a1.1.yes")
WRITE = Choice("✉️ My adviser", "handover")


def saying(*lines: str, choices: tuple[Choice, ...] = ()) -> Wording:
    return Wording(tuple(map(Text, lines)), choices)


def test_one_notice_stays_as_it_is():
    alone = Wording((Text("One"),), (COMING,), Picture("path", {}, Text("Picture")))

    assert merged([alone]) is alone


def test_the_lines_follow_each_other_with_a_gap_between_two_matters():
    together = merged([saying("One", "more"), saying("Two")])

    assert together.lines == (Text("One"), Text("more"), GAP, Text("Two"))


def test_only_taps_that_make_sense_for_all_remain_and_the_timetable():
    together = merged([saying("One", choices=(COMING, WRITE)), saying("Two", choices=(WRITE,))])

    assert together.choices == (TIMETABLE, WRITE)


def test_the_timetable_is_offered_once():
    together = merged([saying("One", choices=(TIMETABLE, WRITE)), saying("Two", choices=(TIMETABLE,))])

    assert together.choices == (TIMETABLE,)


@pytest.mark.parametrize("count", [2, 10, 30, 100])
def test_nobody_gets_more_than_they_read_and_whatever_is_left_out_is_said_to_be(count: int):
    together = merged([saying("One", "two", "three") for _ in range(count)])

    said = [line for line in together.lines if line != GAP]
    left_out = said[-1].msgid.startswith("There is more")
    assert len(said) <= LINES_MOST + 1
    assert left_out is (len(said) < 3 * count)
    assert TIMETABLE in together.choices


def test_the_same_notices_make_the_same_message():
    wordings = [saying("One"), saying("Two")]

    assert merged(wordings) == merged(wordings)
