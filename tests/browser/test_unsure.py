"""An annotator who is not sure says so in a real Chromium, and `annotate pull` brings it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.articles import visit
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen

WHY = "la ville, ou bien le gouvernement de ce pays ?"
BUTTONS = 76  # px, the width of both
# Where the words end at the right, on the screen.
_END = """
one => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return range.getBoundingClientRect().right;
}
"""

pytestmark = [pytest.mark.studio, pytest.mark.browser]


def test_not_sure_of_the_article_and_of_a_region_is_stored_and_comes_back(
    signed_in: Screen, pushed: Pushed
) -> None:
    screen, campaign = signed_in, pushed([visit("a"), visit("b")])
    screen.open_task(campaign.project_id, campaign.task_of["a"])
    screen.keep("unsure-before")
    article = screen.page.locator(".annotate-types")
    article.get_by_role("checkbox", name="Pas sûr de l’article", exact=True).click()
    screen.keep("unsure-article")
    article.get_by_placeholder("Pourquoi ?").fill("Quelle date ?")
    screen.select("Hanoï")
    screen.keep("unsure-selected")
    screen.attributes.get_by_role("checkbox", name="Pas sûr de cette région", exact=True).click()
    screen.keep("unsure-region")
    screen.attributes.get_by_placeholder("Pourquoi ?").fill(WHY)
    screen.page.keyboard.press("Enter")
    reason = screen.attributes.get_by_test_id("htx-textbox-content")
    reason.hover()
    cut = reason.evaluate("one => one.scrollWidth - one.clientWidth + one.scrollHeight - one.clientHeight")
    assert cut <= 0, "the whole reason is in its field"
    field = reason.bounding_box()
    assert field is not None
    room = field["x"] + field["width"] - reason.locator("p").evaluate(_END)
    assert room >= BUTTONS, "and none of it under the pencil and the bin"
    screen.page.locator(".annotate-source").click()  # out of the field, where Escape is the field's
    screen.keep("unsure-region-typed")
    screen.select("rencontré")
    screen.attributes.get_by_role("checkbox", name="Pas sûr de cette région", exact=True).click()
    screen.keep("unsure-event")
    screen.leave()
    screen.keep("unsure-all")
    screen.submit()

    annotation = campaign.pulled()["a"].annotation
    assert annotation.unsure == "Quelle date ?"
    said = {words: one.unsure for one in annotation.regions if (words := getattr(one, "text", None))}
    assert {words: unsure for words, unsure in said.items() if unsure is not None} == {"Hanoï": WHY}
    assert [one.type for one in annotation.events if one.unsure == ""] == ["CONSULT"]
    screen.open_task(campaign.project_id, campaign.task_of["a"])
    expect(article.get_by_role("checkbox", name="Pas sûr de l’article")).to_be_checked()
    screen.keep("unsure-again")
