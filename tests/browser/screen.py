"""The labelling screen as an annotator handles it: mouse and keys, and what is to be seen."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Dialog, Locator, Page, expect

from annotate.core.ontology import Ontology
from annotate.core.screen_words import type_words

CODES = {word: code for code, word in type_words(Ontology.load("diplomacy"), "fr").items()}
ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts" / "screens"

# The rectangles of the code points start and end-1 of the text, on the screen. Label Studio breaks lines with
# <br>, so these count as one character, as in the text.
_EDGES = """
([start, end]) => {
  const root = document.querySelector('.annotate-text .lsf-htx-richtext');
  const found = [];
  let at = 0;
  const walk = (node) => {
    if (node.nodeName === 'BR') { at += 1; return; }
    if (node.nodeType === Node.TEXT_NODE) {
      let unit = 0;
      for (const point of node.data) {
        if (at === start || at === end - 1) {
          const range = document.createRange();
          range.setStart(node, unit);
          range.setEnd(node, unit + point.length);
          found[at === start ? 0 : 1] = [node, range];
          if (start === end - 1) found[1] = [node, range];
        }
        unit += point.length;
        at += 1;
      }
      return;
    }
    node.childNodes.forEach(walk);
  };
  walk(root);
  found[0][0].parentElement.scrollIntoView({block: 'center'});
  const [first, last] = found.map(([_, range]) => range.getBoundingClientRect());
  return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
}
"""


class Screen:
    """One annotator's browser window."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.dialogs: list[str] = []
        page.on("dialog", self._dismiss)
        self.text = page.locator(".annotate-text")
        self.mentions = self.text.locator(".htx-highlight")
        self.attributes = page.locator(".annotate-attributes")

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def sign_in(self, email: str, password: str) -> None:
        self.page.goto(f"{self.url}/user/login/")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/user/login" not in url)
        self.page.wait_for_load_state("networkidle")

    def open_queue(self, project_id: int) -> None:
        """Label Studio's queue: it shows the instructions, then one task after the other."""
        self.page.goto(f"{self.url}/projects/{project_id}/data")
        self.page.get_by_role("button", name=re.compile("^Label")).first.click()
        expect(self.mentions.first).to_be_visible()

    def open_task(self, project_id: int, task_id: int) -> None:
        self.page.goto(f"{self.url}/projects/{project_id}/data?task={task_id}")
        expect(self.mentions.first).to_be_visible()
        self.page.wait_for_load_state("networkidle")
        self.close_instructions()

    def instructions(self) -> Locator:
        return self.page.locator(".annotate-guidelines")

    def close_instructions(self) -> None:
        if self.instructions().is_visible():
            self.page.keyboard.press("Escape")
            expect(self.instructions()).to_be_hidden()

    def mention(self, said: str) -> Locator:
        return self.mentions.filter(has_text=re.compile(f"^{re.escape(said)}$")).first

    def labels(self) -> list[tuple[str, str]]:
        """What is marked on the screen: (type, words), in reading order; a part of a line at a time.

        The screen shows the French word for the type; here it is the code.
        """
        return [
            (CODES[str(label).partition(":")[2]], str(said))
            for label, said in self.mentions.evaluate_all(
                "all => all.map(one => [one.dataset.label || '', one.textContent])"
            )
        ]

    def press(self, said: str) -> None:
        """Clicks a mention at its left edge, for its middle may be under a nested mention."""
        found = self.mention(said)
        found.scroll_into_view_if_needed()
        left, top, height = found.evaluate(
            "one => { const first = one.getClientRects()[0]; return [first.left, first.top, first.height]; }"
        )
        self.page.mouse.click(left + 3, top + height / 2)

    def select(self, said: str) -> None:
        self.leave()
        self.press(said)
        expect(self.page.locator(".htx-highlight.__active").first).to_be_visible()

    def leave(self) -> None:
        """Selects nothing."""
        if self.page.locator(".htx-highlight.__active").count():
            self.page.keyboard.press("Escape")
            expect(self.page.locator(".htx-highlight.__active")).to_have_count(0)

    def delete(self, said: str) -> None:
        self.select(said)
        self.page.keyboard.press("Backspace")
        expect(self.mention(said)).to_have_count(0)

    def relabel(self, said: str, key: str) -> None:
        self.select(said)
        self.page.keyboard.press(key)
        self.leave()

    def mark(self, text: str, said: str, key: str) -> None:
        """Chooses the label by its key, then draws the mouse over ``said`` in the article ``text``."""
        self.leave()
        self.page.keyboard.press(key)
        start = text.index(said)
        left, top, right, bottom = self.page.evaluate(_EDGES, [start, start + len(said)])
        self.page.mouse.move(left + 1, top)
        self.page.mouse.down()
        self.page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=4)
        self.page.mouse.move(right - 1, bottom, steps=4)
        self.page.mouse.up()
        expect(self.mention(said)).to_be_visible()

    def relate(self, trigger: str, filler: str, role: str) -> None:
        """Draws an arrow from the trigger to the mention and gives it its role."""
        self.select(trigger)
        self.page.keyboard.press("Alt+r")
        self.press(filler)
        self.page.get_by_text("Relations", exact=True).first.click()
        drawn = self.page.locator(".lsf-relations__item").last
        drawn.hover()
        drawn.get_by_label("Show Relation Labels").click()
        drawn.get_by_test_id(re.compile("^select-trigger")).click()
        self.page.get_by_role("option", name=role, exact=True).click()  # one role: the menu closes by itself
        self.page.get_by_text("Regions", exact=True).first.click()

    def value(self, word: str) -> Locator:
        """The choice of this value for the selected region. Label Studio may write a key behind the word."""
        name = re.compile(rf"^{re.escape(word)}(\[.\])?$")
        either = self.attributes.get_by_role("radio", name=name)
        return either.or_(self.attributes.get_by_role("checkbox", name=name)).first

    def choose(self, value: str) -> None:
        """Gives the selected region this value of one of its attributes."""
        self.value(value).click()

    def submit(self) -> None:
        self._press("Submit current annotation")

    def skip(self) -> None:
        self._press("skip-task")

    def _press(self, button: str) -> None:
        with self.page.expect_response(
            lambda answer: "/annotations" in answer.url and answer.request.method == "POST"
        ) as answer:
            self.page.get_by_label(button, exact=True).click()
        assert answer.value.ok, answer.value.status
        self.page.wait_for_load_state("networkidle")

    def keep(self, name: str) -> None:
        """Keeps a picture of the window as an artifact."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{name}.png")
