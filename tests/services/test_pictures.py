"""The pictures: what a candidate must see in them, in both directions of reading, on any machine."""

import struct
import xml.etree.ElementTree as ElementTree
import zlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from services.pictures import (
    SessionMark,
    domains_picture,
    icon_picture,
    path_picture,
    stages_picture,
    to_png,
    week_picture,
)
from services.pictures.digits import lettering
from services.pictures.drawing import PALETTE

SVG = "{http://www.w3.org/2000/svg}"
FRENCH = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
ARABIC = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
MONDAY = date(2026, 11, 23)
SOME = {
    "D1": "to_develop",
    "D2": "acquired",
    "D3": "growing",
    "D4": "acquired",
    "D6": None,
    "D7": "to_develop",
}


def session(day: int, start: tuple[int, int], end: tuple[int, int], pictogram: str = "D1") -> SessionMark:
    # Wall-clock times: a picture of a week knows no zone.
    return SessionMark(
        datetime(2026, 11, day, *start),  # noqa: DTZ001
        datetime(2026, 11, day, *end),  # noqa: DTZ001
        pictogram,
    )


FULL_WEEK = tuple(
    session(day, start, end, f"D{number}")
    for day in range(23, 30)
    for number, (start, end) in enumerate(
        (((8, 30), (10, 15)), ((10, 30), (12, 0)), ((13, 30), (17, 45))), day % 5 + 1
    )
)


def week(*sessions: SessionMark, today: date | None = None, **options: Any) -> str:
    options = {"title": "Votre semaine", "locale_days": FRENCH} | options
    return week_picture(sessions, MONDAY, today, **options)


EVERY_PICTURE = {
    **{f"at {n}": path_picture(n, title="Votre chemin") for n in range(6)},
    "after 2": path_picture(2, title="Votre chemin", done=True),
    "passing by": path_picture(4, title="Votre chemin", skip_training=True),
    "from the right": path_picture(3, title="طريقك", right_to_left=True),
    "stages": stages_picture(title="Les quatre étapes"),
    "some domains": domains_picture(SOME, title="Vos domaines"),
    "all acquired": domains_picture({f"D{n}": "acquired" for n in range(1, 8)}, title="Vos domaines"),
    "the domains": domains_picture({}, title="Les sept domaines"),
    "full week": week(*FULL_WEEK, today=date(2026, 11, 25)),
    "full week in Arabic": week(*FULL_WEEK, locale_days=ARABIC, right_to_left=True),
    "empty week": week(),
    "icon": icon_picture(),
}

every_picture = pytest.mark.parametrize("svg", EVERY_PICTURE.values(), ids=EVERY_PICTURE.keys())


def parts(svg: str, attribute: str) -> list[ElementTree.Element]:
    return [part for part in ElementTree.fromstring(svg).iter() if attribute in part.attrib]


def values(svg: str, attribute: str) -> list[str]:
    return [part.attrib[attribute] for part in parts(svg, attribute)]


def place(part: ElementTree.Element) -> tuple[float, float]:
    x, y = part.attrib["transform"].removeprefix("translate(").split(")")[0].split()
    return float(x), float(y)


def stage(svg: str, number: int) -> ElementTree.Element:
    return next(part for part in parts(svg, "data-stage") if part.attrib["data-stage"] == str(number))


def pin(svg: str) -> tuple[float, float]:
    (part,) = parts(svg, "data-pin")
    return place(part)


def pixels(png: bytes) -> Callable[[float, float], str]:
    """The colour of a PNG of ours (8-bit RGBA) at a point of a picture that is 360 wide."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    data, at, width = b"", 8, 0
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        chunk = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, _, depth, colour, *_ = struct.unpack(">IIBBBBB", chunk)
            assert (depth, colour) == (8, 6)
        if kind == b"IDAT":
            data += chunk
        at += 12 + length
    raw, stride = zlib.decompress(data), 4 * width
    rows: list[bytearray] = [bytearray(stride)]
    for start in range(0, len(raw), stride + 1):
        rows.append(unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), rows[-1]))

    def colour_at(x: float, y: float) -> str:
        row, column = rows[1 + int(y * width / 360)], 4 * int(x * width / 360)
        return "#" + row[column : column + 3].hex()

    return colour_at


def unfiltered(kind: int, row: bytearray, above: bytearray) -> bytearray:
    for i in range(len(row)):
        left, up, corner = (row[i - 4], above[i], above[i - 4]) if i >= 4 else (0, above[i], 0)
        distances = [
            (abs(up - corner), left),
            (abs(left - corner), up),
            (abs(left + up - 2 * corner), corner),
        ]
        paeth = min(distances, key=lambda pair: pair[0])[1] if kind == 4 else 0
        row[i] = (row[i] + (0, left, up, (left + up) // 2, paeth)[kind]) % 256
    return row


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


# Every picture


@every_picture
def test_a_picture_says_what_it_is_to_those_who_do_not_see_it(svg: str) -> None:
    root = ElementTree.fromstring(svg)

    assert root.attrib["role"] == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text


@every_picture
def test_a_picture_may_stand_in_a_page_with_a_strict_policy_and_beside_another(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    attributes = {name for part in root.iter() for name in part.attrib}

    assert not attributes & {"style", "id", "class", "href", "{http://www.w3.org/1999/xlink}href"}
    assert not [name for name in attributes if name.startswith("on")]
    assert not {part.tag.removeprefix(SVG) for part in root.iter()} & {
        "script",
        "style",
        "image",
        "use",
        "foreignObject",
    }
    assert "url(" not in svg


@every_picture
def test_a_picture_is_small_enough_for_a_slow_network(svg: str) -> None:
    assert len(to_png(svg)) < 100_000


@every_picture
def test_only_names_of_days_are_text_and_in_our_own_font(svg: str) -> None:
    texts = list(ElementTree.fromstring(svg).iter(f"{SVG}text"))

    assert all(part.attrib["font-family"].startswith("Rubik") for part in texts)
    assert tuple(part.text for part in texts) in ((), FRENCH, ARABIC)


def test_a_hostile_title_stays_a_title() -> None:
    hostile = '</title><script>alert("x")</script>&'

    for svg in (
        path_picture(1, title=hostile),
        stages_picture(title=hostile),
        domains_picture({}, title=hostile),
        week(title=hostile),
        icon_picture(title=hostile),
    ):
        assert "<script" not in svg
        assert ElementTree.fromstring(svg)[0].text == hostile


def test_a_hostile_name_of_a_day_stays_a_name() -> None:
    svg = week(locale_days=("<b onclick='x'>", *FRENCH[1:]))

    assert next(ElementTree.fromstring(svg).iter(f"{SVG}text")).text == "<b onclick='x'>"


def test_what_must_be_seen_stands_out_from_what_is_behind_it() -> None:
    for ink, paper in (
        (PALETTE.deep, PALETTE.ground),
        (PALETTE.deep, PALETTE.mist),
        (PALETTE.deep, PALETTE.sun),
        (PALETTE.deep, PALETTE.glow),
        (PALETTE.white, PALETTE.deep),
        (PALETTE.white, PALETTE.pin),
        (PALETTE.pin, PALETTE.glow),
        (PALETTE.quiet, PALETTE.ground),
        (PALETTE.white, PALETTE.quiet),
    ):
        assert contrast(ink, paper) >= 4.5, (ink, paper)


def test_the_same_picture_is_drawn_once() -> None:
    assert path_picture(2, title="a") is path_picture(2, title="a")
    assert domains_picture(dict(SOME), title="a") is domains_picture(dict(SOME), title="a")
    assert week(*FULL_WEEK) is week(*FULL_WEEK)


# The path


@pytest.mark.parametrize("right_to_left", [False, True])
@pytest.mark.parametrize("position", [1, 2, 3, 4])
def test_the_pin_stands_at_the_candidates_stage(position: int, right_to_left: bool) -> None:
    svg = path_picture(position, title="x", right_to_left=right_to_left)

    x, y = place(stage(svg, position))
    assert stage(svg, position).attrib["data-state"] == "here"
    assert pin(svg)[0] == x
    assert y - 50 < pin(svg)[1] < y


def test_stages_behind_are_ticked_and_stages_ahead_are_light() -> None:
    states = values(path_picture(3, title="x"), "data-state")

    assert states == ["past", "past", "here", "ahead", "ahead"]


def test_before_the_first_stage_the_pin_waits_at_the_start() -> None:
    svg = path_picture(0, title="x")

    assert "past" not in values(svg, "data-state")
    assert pin(svg)[0] < place(stage(svg, 1))[0] - 42


def test_between_two_stages_the_pin_is_on_the_road() -> None:
    svg = path_picture(1, title="x", done=True)

    assert values(svg, "data-state")[:2] == ["past", "ahead"]
    assert place(stage(svg, 1))[0] + 42 < pin(svg)[0] < place(stage(svg, 2))[0] - 42


def test_at_the_end_the_certificate_shines() -> None:
    assert values(path_picture(5, title="x"), "data-state") == ["past"] * 4 + ["certified"]


def test_the_road_is_walked_further_at_every_step() -> None:
    walked = [
        len(values(path_picture(position, title="x", done=done), "data-walked"))
        for position in range(1, 5)
        for done in (False, True)
    ]

    assert walked == sorted(set(walked))
    assert len(values(path_picture(5, title="x"), "data-walked")) > walked[-1]


def test_the_road_passes_by_a_training_that_nobody_needs() -> None:
    svg = path_picture(4, title="x", skip_training=True)

    assert values(svg, "data-state") == ["past", "past", "skipped", "here", "ahead"]
    assert place(stage(svg, 3)) != place(stage(path_picture(4, title="x"), 3))


def test_nobody_stands_outside_the_path_or_at_a_skipped_stage() -> None:
    for position in (-1, 6):
        with pytest.raises(ValueError, match="no position"):
            path_picture(position, title="x")
    with pytest.raises(ValueError, match="skipped"):
        path_picture(3, title="x", skip_training=True)


def test_from_right_to_left_the_road_is_mirrored_but_not_what_stands_beside_it() -> None:
    there, back = path_picture(2, title="x"), path_picture(2, title="x", right_to_left=True)

    for number in range(1, 5):
        assert place(stage(back, number))[0] == 360 - place(stage(there, number))[0]
    (mirrored,) = (
        part for part in parts(back, "transform") if part.attrib["transform"].startswith("matrix(-1")
    )
    assert not list(mirrored.iter(f"{SVG}circle"))


def test_telling_how_it_goes_puts_nobody_anywhere() -> None:
    svg = stages_picture(title="x")

    assert values(svg, "data-stage") == ["1", "2", "3", "4"]
    assert values(svg, "data-state")[:4] == ["told"] * 4
    assert not parts(svg, "data-pin")


def test_the_path_is_really_painted() -> None:
    here = pixels(to_png(path_picture(2, title="x"), 360))

    assert here(10, 86) == PALETTE.deep, "the road that was walked"
    assert here(346, 157) == PALETTE.road, "the road ahead"
    assert here(250, 60) == PALETTE.sun, "the stage where one is"
    assert here(240, 27) == PALETTE.pin
    assert here(180, 10) == PALETTE.ground


# The seven domains


def test_acquired_domains_come_first_then_what_grows_then_what_is_to_come() -> None:
    svg = domains_picture(SOME, title="x")

    assert values(svg, "data-domain") == ["D2", "D4", "D3", "D1", "D7", "D5", "D6"]
    assert values(svg, "data-state") == ["acquired"] * 2 + ["growing"] + ["to_develop"] * 2 + ["unknown"] * 2


def test_without_results_the_domains_are_all_alike() -> None:
    svg = domains_picture(dict.fromkeys(("D1", "D5"), None), title="x")

    assert values(svg, "data-domain") == ["D1", "D2", "D3", "D4", "D5", "D6", "D7"]
    assert set(values(svg, "data-state")) == {"unknown"}


def test_who_reads_from_the_right_finds_strong_points_on_the_right() -> None:
    def columns(svg: str) -> list[float]:
        return [place(part)[0] for part in parts(svg, "data-domain")[:4]]

    assert columns(domains_picture(SOME, title="x")) == sorted(columns(domains_picture(SOME, title="x")))
    back = domains_picture(SOME, title="x", right_to_left=True)
    assert columns(back) == sorted(columns(back), reverse=True)
    assert values(back, "data-domain")[0] == "D2"


def test_a_result_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="failed"):
        domains_picture({"D1": "failed"}, title="x")
    with pytest.raises(ValueError, match="D8"):
        domains_picture({"D8": "acquired"}, title="x")


def test_an_acquired_domain_is_solid_and_the_others_are_not() -> None:
    at = pixels(
        to_png(domains_picture({"D2": "acquired", "D3": "growing", "D1": "to_develop"}, title="x"), 360)
    )
    middle_of_the_top = [at(54 + 84 * column, 27) for column in range(4)]

    assert middle_of_the_top == [PALETTE.deep, PALETTE.glow, PALETTE.white, PALETTE.white]


# The week


def blocks(svg: str) -> dict[str, tuple[float, float]]:
    return {part.attrib["data-block"]: place(part) for part in parts(svg, "data-block")}


def test_a_week_shows_each_session_on_its_day_in_the_order_of_the_hours() -> None:
    svg = week(
        session(25, (14, 0), (17, 0), "D2"),
        session(23, (9, 0), (12, 0), "D5"),
        session(25, (9, 0), (12, 0), "D1"),
    )
    days = {part.attrib["data-day"]: [b.attrib["data-block"] for b in part.iter() if "data-block" in b.attrib]
            for part in parts(svg, "data-day")}  # fmt: skip

    assert days == {"1": ["D5"], "2": [], "3": ["D1", "D2"], "4": [], "5": [], "6": [], "7": []}


def test_the_afternoon_stands_after_the_morning() -> None:
    morning, afternoon = session(23, (9, 0), (12, 0), "D1"), session(23, (14, 0), (17, 0), "D2")

    there, back = blocks(week(morning, afternoon)), blocks(week(morning, afternoon, right_to_left=True))

    assert there["D1"][0] < there["D2"][0]
    assert back["D1"][0] > back["D2"][0]
    assert there["D1"][1] == there["D2"][1] == back["D1"][1]


def test_two_sessions_of_a_morning_stand_one_under_the_other() -> None:
    placed = blocks(week(session(23, (10, 30), (12, 0), "D2"), session(23, (8, 30), (10, 0), "D1")))

    assert placed["D1"][0] == placed["D2"][0]
    assert placed["D1"][1] + 38 < placed["D2"][1]


def test_a_session_of_the_whole_day_is_as_wide_as_the_day_and_covers_no_other() -> None:
    svg = week(session(23, (9, 0), (16, 30), "D1"), session(23, (17, 0), (18, 0), "D2"))
    whole, late = (float(part[0].attrib["width"]) for part in parts(svg, "data-block"))

    assert whole > 2 * late
    assert blocks(svg)["D2"][1] >= blocks(svg)["D1"][1] + 38


def test_hours_and_dates_are_drawn_without_any_font() -> None:
    def outlines(svg: str) -> set[str]:
        return set(values(svg, "d"))

    svg = week(session(23, (9, 30), (12, 0)))

    for text in ("9:30", "12", "→", "23", "29"):
        assert {stroke.outline for stroke in lettering(text).strokes} <= outlines(svg)
    assert {stroke.outline for stroke in lettering("←").strokes} <= outlines(
        week(session(23, (9, 0), (12, 0)), right_to_left=True)
    )
    with pytest.raises(KeyError):
        lettering("h")


def test_today_stands_out_only_in_its_own_week() -> None:
    (today,) = parts(week(today=date(2026, 11, 25)), "data-today")

    assert today.attrib["data-day"] == "3"
    assert not parts(week(today=date(2026, 12, 2)), "data-today")


def test_sessions_of_other_weeks_are_left_out() -> None:
    assert blocks(week(session(22, (9, 0), (12, 0)), session(30, (9, 0), (12, 0)))) == {}


def test_names_of_days_are_painted_in_every_alphabet() -> None:
    ukrainian = ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Нд")
    missing = ("\U0001f600",) * 7

    painted = {to_png(week(locale_days=names), 360) for names in (FRENCH, ukrainian, ARABIC, missing)}

    assert len(painted) == 4
    assert min(map(len, painted)) == len(to_png(week(locale_days=missing), 360)), (
        "only unknown signs stay blank"
    )


def test_a_week_has_seven_days_and_a_session_an_end_and_a_pictogram() -> None:
    with pytest.raises(ValueError, match="seven"):
        week(locale_days=FRENCH[:5])
    with pytest.raises(ValueError, match="ends after"):
        session(23, (9, 0), (9, 0))
    with pytest.raises(ValueError, match="pictogram"):
        session(23, (9, 0), (10, 0), "D9")
