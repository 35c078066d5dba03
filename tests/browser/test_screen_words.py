"""The words of Label Studio's screens that the documentation names are on those screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.articles import visit
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen

DOCS = Path(__file__).parents[2] / "docs"
_BOLD = re.compile(r"(?<!\w)\*\*([^*]+)\*\*(?!\w)")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
# What messages name ("Account & Settings page"), and docs/exports.md, which is made from the code.
IN_MESSAGES = {"Account & Settings", "Settings", "Labeling Interface", "Code"}
MENU, ACCOUNT = "[class*=hamburger]", "[class*=userpic]"


def named(page: str) -> set[str]:
    """The words in bold inside the sentences of a page. Elsewhere, bold is the head of a paragraph."""
    text = _CODE.sub("", (DOCS / f"{page}.md").read_text(encoding="utf-8"))
    heads = ("\n", "\n- ")
    found = ((text[max(0, one.start() - 3) : one.start()], one[1]) for one in _BOLD.finditer(text))
    inside = (word for before, word in found if page == "tutorial" or not before.endswith(heads))
    return {" ".join(word.split()) for word in inside}


def lines(page: Page) -> set[str]:
    """The lines of text that a page shows."""
    return {" ".join(line.split()) for line in page.locator("body").inner_text().splitlines()}


def test_the_pages_name_words() -> None:
    assert {"Label All Tasks", "Skip", "Add Members", "Relations"} <= named("tutorial")
    assert named("existing-label-studio") == {"Account & Settings"}
    assert named("security") == {"Organization", "Add Members", "Reset Link"}


@pytest.mark.studio
@pytest.mark.browser
def test_every_word_of_a_screen_that_the_documentation_names_is_on_a_screen(
    signed_in: Screen, pushed: Pushed
) -> None:
    campaign = pushed([visit("a")])
    page, shown = signed_in.page, set[str]()

    def press(word: str, until: str) -> None:
        """Presses a word, as the documentation says, and keeps what is shown once ``until`` is there."""
        nonlocal shown
        page.get_by_text(word, exact=True).locator("visible=true").first.click()
        expect(page.get_by_text(until, exact=True).locator("visible=true").first).to_be_visible()
        shown |= lines(page)

    project = f"{signed_in.url}/projects/{campaign.project_id}"
    page.goto(f"{project}/data")
    expect(page.get_by_text("Label All Tasks", exact=True)).to_be_visible()
    page.locator(ACCOUNT).first.click()
    expect(page.get_by_text("Account & Settings", exact=True)).to_be_visible()
    shown |= lines(page)
    page.goto(f"{project}/data")  # Escape does not always close the account's menu, which covers buttons
    page.locator(MENU).first.click()
    press("Organization", "Add Members")
    page.goto(page.url)  # without the menu
    press("Add Members", "Reset Link")
    page.goto(f"{project}/settings/labeling")
    press("Code", "Visual")
    signed_in.open_queue(campaign.project_id)
    signed_in.close_instructions()
    press("Relations", "Relations")

    for name in ("tutorial", "existing-label-studio", "security"):
        assert named(name) - shown == set(), name
    assert IN_MESSAGES - shown == set()
    page.locator(".lsf-relations__item").last.hover()
    expect(page.get_by_label("Show Relation Labels").last).to_be_visible()  # the three dots
