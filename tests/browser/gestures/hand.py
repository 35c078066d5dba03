"""The annotator's hand on mouse and keyboard: every input goes through it, and it counts each as a gesture.

A gesture is a click, a key (with what is held down meanwhile), a drag or a scroll. Text typed into one field
counts as one. Moving the pointer counts nothing. The hand reaches only what is in sight and uncovered; it
scrolls to the rest, which counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from playwright.sync_api import Locator, Page

# A point of the element where a click hits it and nothing above it, if any: first at its left edge, because
# its middle may lie under a nested mention. A mention hidden by an arrow is hit all the same: arrows let
# clicks through.
_HIT = """
element => {
  const own = element.matches('.htx-highlight');
  const hits = (x, y) => {
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
    const found = document.elementFromPoint(x, y);
    if (!found) return false;
    return own ? found.closest('.htx-highlight') === element : element === found || element.contains(found);
  };
  for (const box of element.getClientRects()) {
    const middle = box.top + box.height / 2;
    for (const share of own ? [.1, .25, .5, .75] : [.5, .25, .75]) {
      const x = box.left + box.width * share;
      if (hits(x, middle)) return [x, middle];
    }
  }
  return null;
}
"""
_MIDDLE = "element => { const box = element.getBoundingClientRect(); return box.top + box.height / 2; }"
# The box that scrolls the element: where to put the pointer, and its height.
_SCROLLER = """
element => {
  for (let box = element.parentElement; box; box = box.parentElement) {
    const style = getComputedStyle(box);
    if (/(auto|scroll)/.test(style.overflowY) && box.scrollHeight > box.clientHeight + 1) {
      const shown = box.getBoundingClientRect();
      return [shown.left + shown.width / 2, shown.top, shown.height];
    }
  }
  return null;
}
"""
_TURNS = 40  # of the wheel, at most, for one scroll
_MODIFIERS = {"Alt", "Control", "Shift", "Meta"}


class Kind(StrEnum):
    """The kinds of gestures."""

    CLICK = "click"
    KEY = "key"
    TYPE = "type"
    DRAG = "drag"
    SCROLL = "scroll"


@dataclass(frozen=True)
class Gesture:
    """One gesture, and what it was done to."""

    kind: Kind
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"


class OutOfSightError(AssertionError):
    """No scrolling brings the target into sight."""


class Hand:
    """Counts what it does in ``page``. ``gestures`` lists it in order."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.gestures: list[Gesture] = []

    @property
    def count(self) -> int:
        """How many gestures there were."""
        return len(self.gestures)

    def since(self, count: int) -> str:
        """The gestures after the first ``count``, in words."""
        return ", ".join(map(str, self.gestures[count:]))

    def kinds(self) -> Counter[Kind]:
        """How many gestures there were of each kind."""
        return Counter(gesture.kind for gesture in self.gestures)

    def hover(self, target: Locator, what: str) -> None:
        """Points at the target, which shows what it has to offer. Only a scroll towards it counts."""
        self._page.mouse.move(*self.point(target, what))

    def click(self, target: Locator, what: str) -> None:
        """Clicks the target, after a scroll if it is out of sight."""
        x, y = self.point(target, what)
        self._do(Kind.CLICK, what)
        self._page.mouse.click(x, y)

    def key(self, key: str, what: str = "") -> None:
        """Presses a key, or a key while others are held down: ``Alt+r``."""
        *held, last = key.split("+") if len(key) > 1 else [key]
        if not set(held) <= _MODIFIERS or (len(last) > 1 and not last[0].isupper()):
            raise ValueError(f"{key!r} is not one key")
        self._do(Kind.KEY, f"{key} {what}".strip())
        self._page.keyboard.press(key)

    def type(self, words: str, what: str) -> None:
        """Types into the field that has the focus, in place of what stands there, and ends with Enter."""
        self._page.wait_for_function("document.activeElement.matches('input, textarea')")
        self._page.wait_for_timeout(100)  # a field that opens puts its cursor at the end a moment later
        self._do(Kind.TYPE, f"{words!r} ({what})")
        self._page.keyboard.press("Control+a")
        self._page.keyboard.type(words)
        self._page.keyboard.press("Enter")

    def drag(self, path: Sequence[tuple[float, float]], what: str) -> None:
        """Presses the button at the first point, moves over the others, and lets go at the last."""
        self._do(Kind.DRAG, what)
        self._page.mouse.move(*path[0])
        self._page.mouse.down()
        for point in path[1:]:
            self._page.mouse.move(*point, steps=4)
        self._page.mouse.up()

    def in_sight(self, target: Locator) -> bool:
        """Whether a click can reach the target as the page stands."""
        return target.evaluate(_HIT) is not None

    def point(self, target: Locator, what: str) -> tuple[float, float]:
        """Where a click hits the target, after a scroll, which counts, if it is out of sight."""
        target.wait_for(state="visible")
        point = target.evaluate(_HIT)
        if point is None:
            self._scroll_to(target, what)
            point = target.evaluate(_HIT)
        return point[0], point[1]

    def _scroll_to(self, target: Locator, what: str) -> None:
        def place() -> dict[str, Any]:
            return {"seen": target.evaluate(_HIT) is not None, "middle": target.evaluate(_MIDDLE)}

        self.scroll_until(target, place, f"to {what}")

    def scroll_until(self, inside: Locator, place: Callable[[], dict[str, Any]], what: str) -> None:
        """Turns the wheel over the box that scrolls ``inside`` until ``place`` is ``seen``: one gesture.

        ``place`` also gives the ``middle``, the height on the screen that is to be seen.
        """
        box = inside.evaluate(_SCROLLER)
        if box is None:
            raise OutOfSightError(f"no scrolling leads {what}")
        left, top, height = box
        self._do(Kind.SCROLL, what)
        self._page.mouse.move(left, top + height / 2)
        for _ in range(_TURNS):
            self._page.mouse.wheel(0, place()["middle"] - (top + height / 2))
            self._page.wait_for_timeout(80)
            if place()["seen"]:
                return
        raise OutOfSightError(f"no scrolling leads {what}")

    def _do(self, kind: Kind, what: str) -> None:
        self.gestures.append(Gesture(kind, what))
