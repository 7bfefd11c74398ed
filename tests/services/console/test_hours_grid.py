"""The grid of hours: what overlaps stands side by side, and everything has its class in the sheet."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from services.console.hours_grid import LANES_MOST, Span, blocks_of, frame_of, sheet, span

minutes = st.integers(0, 24 * 60)
spans = st.lists(
    st.tuples(minutes, minutes).filter(lambda two: two[0] < two[1]).map(lambda two: Span("x", *two)),
    max_size=12,
)


@given(spans)
def test_what_overlaps_is_in_different_lanes_and_within_the_frame(found: list[Span[str]]):
    frame = frame_of(found)
    blocks, lanes = blocks_of(found, frame)

    assert len(blocks) == len(found)
    assert 1 <= lanes <= LANES_MOST
    rows = (frame.last - frame.first) * 12
    for block in blocks:
        assert 0 <= block.at <= rows
        assert block.lane < lanes
    if lanes < LANES_MOST:
        for number, one in enumerate(blocks):
            for other in blocks[number + 1 :]:
                apart = one.at + one.rows <= other.at or other.at + other.rows <= one.at
                assert apart or one.lane != other.lane


def test_hours_are_those_of_the_zone_and_of_the_day():
    paris = datetime(2027, 3, 28, tzinfo=ZoneInfo("Europe/Paris"))  # the clocks change
    morning = span("x", datetime(2027, 3, 28, 7, tzinfo=UTC), datetime(2027, 3, 29, 7, tzinfo=UTC), paris)

    assert (morning.begins, morning.ends) == (9 * 60, 24 * 60)


def test_every_class_has_its_rule():
    rules = sheet()
    blocks, lanes = blocks_of([Span("x", 0, 24 * 60), Span("y", 5, 20)], frame_of([Span("y", 5, 20)]))

    for block in blocks:
        assert all(f".{name}{{" in rules for name in block.classes.split())
    assert f".lanes-{lanes}{{" in rules
