"""Charts: shapes and words only, whatever the labels hold; the longest bar for the largest number."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from services.pictures.charts import Bar, bars

LABELS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=20)


@given(
    st.lists(st.builds(Bar, LABELS, st.one_of(st.none(), st.floats(0, 1e6)), LABELS), min_size=1, max_size=5)
)
def test_a_chart_is_well_formed_and_holds_nothing_that_runs(drawn: list[Bar]):
    root = ET.fromstring(bars(tuple(drawn), "Title <b>", "key"))

    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "g", "rect", "text", "path"}
    assert not [
        name for element in root.iter() for name in element.attrib if name.startswith(("on", "style"))
    ]
    assert root.attrib["role"] == "img"
    titles = [element for element in root.iter() if element.tag.endswith("title")]
    assert [(one.text, one.get("id")) for one in titles] == [("Title <b>", "key-title")]


def test_lengths_follow_the_numbers_and_the_first_stands_on_top():
    svg = bars((Bar("Came", 40, "40"), Bar("Left", 10, "10"), Bar("None", None, "–")), "Title", "key")

    root = ET.fromstring(svg)
    rects = [r for r in root.iter() if r.tag.endswith("rect") and "rect" in r.get("class", "")]
    widths = sorted(float(r.get("width", "0")) for r in rects)
    assert round(widths[-1] / widths[-2], 3) == 4
    words = [t.text for t in root.iter() if t.tag.endswith("text")]
    assert words[:3] == ["None", "Left", "Came"]
    tops = {t.text: float(t.get("y", "0")) for t in root.iter() if t.tag.endswith("text")}
    assert tops["Came"] < tops["Left"] < tops["None"]
    assert not re.search("script|style|http://(?!www.w3.org)", svg)
