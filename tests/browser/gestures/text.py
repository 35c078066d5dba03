"""The article's text on the screen: where its characters stand, and which regions there are."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, TimeoutError

from tests.browser.gestures.hand import Hand

# The edges of the code points start and end-1 of the text, on the screen, if a click reaches both. Label
# Studio breaks lines with <br>, so these count as one character, as in the text.
_EDGES = """
([start, end]) => {
  const root = document.querySelector('.annotate-text .lsf-htx-richtext');
  const found = [];
  let at = 0;
  const walk = node => {
    if (node.nodeName === 'BR') { at += 1; return; }
    if (node.nodeType === Node.TEXT_NODE) {
      let unit = 0;
      for (const point of node.data) {
        for (const [index, place] of [[0, start], [1, end - 1]]) {
          if (at !== place) continue;
          const range = document.createRange();
          range.setStart(node, unit);
          range.setEnd(node, unit + point.length);
          found[index] = range.getBoundingClientRect();
        }
        unit += point.length;
        at += 1;
      }
      return;
    }
    node.childNodes.forEach(walk);
  };
  walk(root);
  const [first, last] = found;
  const [y, below] = [first.top + first.height / 2, last.top + last.height / 2];
  const seen = (x, y) => root.contains(document.elementFromPoint(x, y));
  return {
    left: first.left, y, right: last.right, below, middle: (y + below) / 2,
    seen: seen(first.left + 1, y) && seen(last.right - 1, below),
  };
}
"""
# The class that only this region's spans have, found by the region's first and last code point.
_REGION = """
([start, end, label]) => {
  const regions = new Map();
  for (const span of document.querySelectorAll('.annotate-text .htx-highlight')) {
    const name = [...span.classList].find(one => one.startsWith('htx-highlight-'));
    const at = regions.get(name) || [Infinity, -1, ''];
    const of = span.dataset;  // the first span has the start, the last the end and the label
    regions.set(name, [
      Math.min(at[0], +(of.start ?? Infinity)), Math.max(at[1], +(of.end ?? -1)),
      (of.label || '').split(':').slice(1).join(':') || at[2],
    ]);
  }
  const same = [...regions].filter(
    ([_, at]) => at[0] === start && at[1] === end && (!label || at[2] === label));
  return same.length === 1 ? same[0][0] : null;
}
"""


@dataclass(frozen=True)
class Words:
    """Some words of the article: a half-open range of code points."""

    text: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"'{self.text[self.start : self.end]}'"


def edges() -> str:
    """The script that finds the edges of a range of code points on the screen."""
    return _EDGES


def words(text: str, said: str, nth: int = 1) -> Words:
    """The ``nth`` occurrence of ``said`` in the article."""
    start = -1
    for _ in range(nth):
        start = text.index(said, start + 1)
    return Words(text, start, start + len(said))


def region(page: Page, at: Words, label: str = "") -> Locator:
    """The first span of the region over these words, once it is there; ``label`` as the screen shows it."""
    try:
        name = page.wait_for_function(_REGION, arg=[at.start, at.end, label], timeout=20_000).json_value()
    except TimeoutError:
        raise AssertionError(f"there is not one region over {at} {label}".rstrip()) from None
    return page.locator(f".{name}").first


def draw(page: Page, hand: Hand, at: Words) -> None:
    """Draws over the words with the mouse."""
    found = _edges(page, hand, at)
    path = [
        (found["left"] + 1, found["y"]),
        ((found["left"] + found["right"]) / 2, found["middle"]),
        (found["right"] - 1, found["below"]),
    ]
    hand.drag(path, f"over {at}")


def _edges(page: Page, hand: Hand, at: Words) -> dict[str, float]:
    found: dict[str, float] = page.evaluate(_EDGES, [at.start, at.end])
    if not found["seen"]:
        hand.scroll_until(
            page.locator(".annotate-text"),
            lambda: page.evaluate(_EDGES, [at.start, at.end]),
            f"to {at}",
        )
        found = page.evaluate(_EDGES, [at.start, at.end])
    return found


def drag_edge(page: Page, hand: Hand, side: str, wanted: Words) -> None:
    """Drags the left or right handle of the selected region to where ``wanted`` begins or ends."""
    handles = page.locator(f".htx-highlight.__active area.__resize_{side}")
    handle = handles.first if side == "left" else handles.last
    _edges(page, hand, wanted)  # scrolls if need be, so before the places are taken
    start = hand.point(handle, f"the {side} handle")
    found = _edges(page, hand, wanted)
    if side == "left":
        x, y = found["left"] + 1, found["y"]
    else:
        x, y = found["right"] - 1, found["below"]
    hand.drag([start, ((start[0] + x) / 2, (start[1] + y) / 2), (x, y)], f"the {side} handle to {wanted}")
