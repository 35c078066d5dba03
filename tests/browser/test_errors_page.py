"""The page of errors in a real Chromium: by day, by night, narrow; nothing runs and nothing is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.builders import entity
from tests.commands import Annotate
from tests.evaluate.builders import gold, suggested, written

PICTURES = Path(__file__).parents[2] / "artifacts" / "screens"
TEXT = (
    "<script>document.title = 'run'</script> Ana Pérez a vu Jean-Luc Dupont, Marie Curie et Luis Gil.\n\n"
    "التقى الرئيس محمود عباس وزير الخارجية المصري في القاهرة يوم الأحد.\n\n"
    "La <img src=x onerror=\"document.title='run'\"> Banque mondiale est à Hanoï ; une phrase "
    + "très longue "
    * 40
)


@pytest.fixture
def page_of_errors(annotate: Annotate, tmp_path: Path) -> Path:
    right = ("Ana Pérez", "Jean-Luc Dupont", "Marie Curie", "Luis Gil", "محمود عباس", "القاهرة", "Hanoï")
    wrong = ("Ana", "Pérez", "Jean-Luc Dupont, Marie Curie", "Luis", "محمود", "<script>")
    written(tmp_path / "g.jsonl", gold("a", *(entity(TEXT, said, "PER") for said in right), text=TEXT))
    predicted = [entity(TEXT, said, "PER", f"p{number}") for number, said in enumerate(wrong)]
    written(tmp_path / "p.jsonl", suggested("a", *predicted, entity(TEXT, "Hanoï", "ORG"), text=TEXT))
    ended = annotate(
        *("evaluate", tmp_path / "g.jsonl", tmp_path / "p.jsonl"),
        *("--html", tmp_path / "errors.html", "--labels-of", "both"),
    )
    assert ended.code == 0
    return tmp_path / "errors.html"


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1000), ("dark", 1000), ("light", 400)])
def test_the_page_is_legible_runs_nothing_and_fetches_nothing(
    chromium: Browser, page_of_errors: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_of_errors.as_uri())
    assert asked == [page_of_errors.as_uri()]
    assert page.title().startswith("Errors of")
    assert page.locator("script, img, link").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ink, paper = (
        page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("color", "backgroundColor")
    )
    assert abs(_light(ink) - _light(paper)) > 180
    arabic = page.locator(".sentence", has_text="القاهرة").first
    assert arabic.evaluate("element => element.matches(':dir(rtl)')")
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"errors-{scheme}-{width}.png", full_page=True)
    context.close()


@pytest.mark.browser
def test_a_group_can_be_hidden_without_a_script(chromium: Browser, page_of_errors: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_of_errors.as_uri())
    heading = page.get_by_role("heading", name="split")
    assert heading.is_visible()
    page.get_by_label("split").uncheck()
    assert not heading.is_visible()
    assert page.get_by_role("heading", name="merged").is_visible()
    context.close()


def _light(colour: str) -> float:
    """Mean of red, green and blue, 0 to 255, of a CSS colour ``rgb(…)``."""
    parts = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    return sum(parts) / 3
