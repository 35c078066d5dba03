"""The page of a round in a real Chromium: readable on a wide and on a narrow screen, without network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from annotate.report.plot import Line, Plot, Point
from annotate.report.round_page import RoundPage, build_round_page

pytestmark = pytest.mark.browser
LEAST_PX = 9  # of a letter of a plot, as it is drawn


def page() -> str:
    points = [Point(0, 0.4), Point(120, 0.5, 0.4, 0.6)]
    lines = [Line(name, points) for name in ("names", "triggers", "arguments")]
    curve = Plot("F1 of the suggestions in use", "gold articles", "F1", lines, top=1.0)
    cost = Plot("Gestures", "round", "gestures", [Line("gestures", [Point(1, 23.5)])], bottom=0, named=True)
    return build_round_page(
        RoundPage(
            campaign="caribbean",
            number=2,
            headline="The new model's suggestions are better.",
            facts=[("Release candidate", "exports/caribbean-candidate-1.20.0 (80 train, 10 dev, 10 test)")],
            compared=[["F1 of arguments", "0.400", "0.500", "+0.100 [+0.020, +0.180]", "200"]],
            changes=["Gold: 60 -> 120 articles (60 new)."],
            learning=curve,
            effort=[cost, cost],
            label_columns=("F1 before", "F1 now", "P before", "P now", "R before", "R now"),
            labels=[("names", [["ORG", "40", "0.77", "0.86", "0.79", "0.87", "0.75", "0.85"]])],
        )
    )


@pytest.mark.parametrize("width", [1280, 420])
def test_nothing_is_cut_off_and_the_letters_of_plots_can_be_read(
    chromium: Browser, tmp_path: Path, width: int
) -> None:
    file = tmp_path / "round.html"
    file.write_text(page(), encoding="utf-8")
    asked: list[str] = []
    window = chromium.new_page(viewport={"width": width, "height": 900})
    try:
        window.on("request", lambda request: asked.append(request.url))
        window.goto(file.as_uri())
        assert asked == [file.as_uri()]
        assert window.evaluate("document.documentElement.scrollWidth") <= width
        sizes = window.evaluate(
            """() => [...document.querySelectorAll('svg')].flatMap(svg => {
                const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
                return [...svg.querySelectorAll('text')].map(text => {
                    const own = text.getBoundingClientRect();
                    return {
                        letters: parseFloat(getComputedStyle(text).fontSize) * scale,
                        inside: own.left >= box.left - 1 && own.right <= box.right + 1,
                    };
                });
            })"""
        )
        assert sizes
        assert min(one["letters"] for one in sizes) >= LEAST_PX
        assert all(one["inside"] for one in sizes)
        tables = window.locator("details.figures")
        assert tables.count() == 3
        tables.first.locator("summary").click()
        assert tables.first.get_by_text("0.500 [0.400, 0.600]").first.is_visible()
    finally:
        window.close()
