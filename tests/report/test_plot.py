"""Plots can be read without colour, and say the same in words and in a table."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.report.page import environment
from annotate.report.plot import HEIGHT, STYLES, WIDTH, Line, Plot, Point, draw

NUMBERS = st.floats(-1000, 1000, allow_nan=False)
POINTS = st.lists(st.tuples(st.integers(0, 500), NUMBERS), min_size=1, max_size=8)


def drawn_as_svg(plot: Plot) -> str:
    template = environment().from_string('{% from "plot.html.j2" import figure %}{{ figure(drawing) }}')
    return template.render(drawing=draw(plot))


def curve(*lines: Line, named: bool = False) -> Plot:
    return Plot("F1 by gold articles", "gold articles", "F1", lines, top=1.0, named=named)


def test_lines_differ_in_dashes_and_markers_and_have_their_names_at_their_ends() -> None:
    lines = [
        Line(name, [Point(0, 0.5 + 0.1 * number), Point(10, 0.6 + 0.1 * number)])
        for number, name in enumerate(("names", "triggers", "arguments"))
    ]
    svg = drawn_as_svg(curve(*lines))
    styles = re.findall(r'<g class="line (style-\d)">(.*?)</g>', svg, re.DOTALL)
    assert [style for style, _ in styles] == ["style-0", "style-1", "style-2"]
    markers = [re.findall(r'<(circle|rect|path) class="(?:full|open)"', content) for _, content in styles]
    assert [set(shapes) for shapes in markers] == [{"circle"}, {"rect"}, {"path"}]
    assert [re.findall(r'class="label"[^>]*>([^<]+)', content) for _, content in styles] == [
        ["names"],
        ["triggers"],
        ["arguments"],
    ]
    style = environment().get_template("round_style.css.j2").render()
    assert len(set(re.findall(r"stroke-dasharray: ([^;]+)", style))) == STYLES - 1  # one line is solid


def test_the_table_behind_has_every_value_with_its_interval() -> None:
    names = Line("names", [Point(20, 0.81, 0.7, 0.9), Point(40, 0.86)])
    table = draw(curve(names, Line("triggers", [Point(40, 0.61, 0.5, 0.7)]))).table
    assert table == [
        ["gold articles", "names", "triggers"],
        ["20", "0.810 [0.700, 0.900]", "–"],
        ["40", "0.860", "0.610 [0.500, 0.700]"],
    ]
    assert "<table>" in drawn_as_svg(curve(names))


def test_the_picture_has_words_for_those_who_do_not_see_it() -> None:
    svg = drawn_as_svg(curve(Line("names", [Point(20, 0.81), Point(40, 0.86)])))
    said = re.search(r'role="img" aria-label="([^"]+)"', svg)
    assert said is not None
    assert "names: 0.810 at 20, 0.860 at 40." in said[1]


def test_one_point_is_drawn_and_only_its_own_number_stands_at_the_axis() -> None:
    drawing = draw(curve(Line("gestures", [Point(1, 23.4, 20, 27)]), named=True))
    assert [tick.words for tick in drawing.x_ticks] == ["1"]
    (line,) = drawing.lines
    assert drawing.left < line.points[0].x < drawing.right


def test_labels_of_equal_lines_do_not_cover_each_other() -> None:
    drawing = draw(curve(*(Line(name, [Point(0, 0.5), Point(1, 0.5)]) for name in "abcd")))
    places = sorted(line.label_y for line in drawing.lines)
    assert all(below - above >= 16 for above, below in pairwise(places))
    assert drawing.top <= places[0] < places[-1] <= drawing.bottom


def test_names_are_escaped() -> None:
    assert "<b>" not in drawn_as_svg(curve(Line("<b>", [Point(1, 1)])))


def test_more_lines_than_styles_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 4"):
        draw(curve(*(Line(name, [Point(1, 1)]) for name in "abcde")))


@given(st.lists(POINTS, min_size=1, max_size=STYLES), st.booleans(), st.none() | st.just(0.0))
def test_everything_lies_inside_the_picture(
    found: list[list[tuple[int, float]]], named: bool, bottom: float | None
) -> None:
    lines = [
        Line(str(number), [Point(x, y, y - 1, y + 1) for x, y in sorted(dict(points).items())])
        for number, points in enumerate(found)
    ]
    drawing = draw(Plot("t", "x", "y", lines, bottom=bottom, named=named))
    for line in drawing.lines:
        assert drawing.top <= line.label_y <= drawing.bottom
        for point in line.points:
            assert drawing.left - 10 <= point.x <= drawing.right + 10
            for y in (point.y, point.low, point.high):
                assert y is not None
                assert drawing.top - 0.1 <= y <= drawing.bottom + 0.1
    assert all(0 <= tick.place <= WIDTH for tick in drawing.x_ticks)
    assert all(0 <= tick.place <= HEIGHT for tick in drawing.y_ticks)
    assert len(drawing.y_ticks) >= 2


def test_markers_stand_at_their_x_and_only_the_intervals_beside_each_other() -> None:
    lines = [Line(name, [Point(0, 0.5, 0.4, 0.6), Point(16, 0.5, 0.4, 0.6)]) for name in "abc"]
    drawing = draw(curve(*lines))
    first, last = drawing.x_ticks[0].place, drawing.lines[0].points[1].x
    assert {line.points[0].x for line in drawing.lines} == {first}
    assert {line.points[1].x for line in drawing.lines} == {last}
    assert len({line.points[0].bar_x for line in drawing.lines}) == 3
    assert all(line.points[0].bar_x > drawing.left for line in drawing.lines)
