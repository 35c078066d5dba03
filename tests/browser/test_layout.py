"""What an annotator sees of a dense dispatch at 1440x900, measured in a real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from annotate.core import jsonl
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import EntityType, EventType
from annotate.core.record import Record
from tests.browser.conftest import Pushed
from tests.browser.screen import Screen
from tests.builders import annotation

pytestmark = [pytest.mark.studio, pytest.mark.browser]

DISPATCHES = Path(__file__).parents[1] / "data" / "dispatches" / "development" / "gold.jsonl"
ONTOLOGY = Ontology.load("diplomacy")
TYPES: list[EntityType | EventType] = [*ONTOLOGY.entities.values(), *ONTOLOGY.events.values()]
DENSEST = "fr-c5"  # of the development half, by arrows per line
HEIGHT = 900  # of the window

# Words of the article: in how many lines they can be seen, and how many are under the word of a role. Of a
# word, the height of its small letters counts.
_MEASURED = """
() => {
  const text = document.querySelector('.annotate-text .lsf-htx-richtext');
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const words = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const found of node.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      words.push(...range.getClientRects());
    }
  }
  const lines = new Set();
  for (const word of words) {
    const top = document.elementFromPoint(word.left + 3, word.top + word.height / 2);
    if (top && text.contains(top)) lines.add(Math.round(word.bottom / 12));
  }
  const shown = [...lines].sort((a, b) => a - b).filter((line, index, all) => line - all[index - 1] !== 1);
  const names = [...document.querySelectorAll('.relations-overlay text')];
  const roles = names.map(name => name.getBoundingClientRect());
  const covered = words.filter(word => roles.some(role =>
    role.left < word.right && role.right > word.left
    && role.top < word.top + word.height * .75 && role.bottom > word.top + word.height * .35));
  return {lines: shown.length, covered: covered.length, left: Math.min(...roles.map(role => role.left), 0)};
}
"""
# The contrast of an element's words, or of what else has the colour ``of``, against what is behind:
# background colours, and tints (gradients of one colour) that lie on them.
_CONTRAST = """
(one, of) => {
  const pseudo = of?.startsWith('::') ? of : null;
  if (pseudo || !of) of = one.tagName === 'text' ? 'fill' : 'color';
  const parts = color => {
    const found = color.match(/[\\d.]+/g).map(Number);
    return color.startsWith('color(') ? found.map((part, at) => at < 3 ? part * 255 : part) : found;
  };
  const light = color => {
    const [r, g, b] = parts(color).slice(0, 3).map(part => part / 255)
      .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const layers = [];
  for (let node = of === 'boxShadow' ? one.parentElement : one; node; node = node.parentElement) {
    const {backgroundColor, backgroundImage} = getComputedStyle(node);
    const tint = backgroundImage.match(/^linear-gradient\\((rgba?\\([^)]*\\))/);
    if (tint) layers.push(parts(tint[1]));
    layers.push(parts(backgroundColor));
    if ((layers.at(-1)[3] ?? 1) === 1) break;
  }
  const mix = (part, other, alpha) => part * (1 - alpha) + other * alpha;
  const over = (below, [r, g, b, alpha = 1]) => below.map((part, at) => mix(part, [r, g, b][at], alpha));
  const behind = layers.reverse().reduce(over, [255, 255, 255]);
  const style = getComputedStyle(one, pseudo);
  const [r, g, b, alpha = 1] = parts(style[of].match(/(rgba?|color)\\([^)]*\\)/)[0]);
  const shown = [r, g, b, alpha * Number(style.opacity)];
  const color = list => `rgb(${list.join(' ')})`;
  const [low, high] = [light(color(over(behind, shown))), light(color(behind))].sort((a, b) => a - b);
  return (high + .05) / (low + .05);
}
"""


@pytest.fixture
def opened(signed_in: Screen, pushed: Pushed) -> Screen:
    """The densest dispatch in the queue, with its gold as suggestions."""
    (gold,) = (one for one in jsonl.read_records(DISPATCHES) if one.article.id == DENSEST)
    suggested = annotation(gold.article, gold.annotation.entities, gold.annotation.events)
    campaign = pushed([Record.of(gold.article, suggested)])
    signed_in.open_queue(campaign.project_id)
    signed_in.close_instructions()
    expect(signed_in.page.locator(".relations-overlay path").first).to_be_attached()
    return signed_in


def test_the_text_has_most_of_the_window_and_nothing_lies_on_it(opened: Screen) -> None:
    page = opened.page
    measured = page.evaluate(_MEASURED)
    assert measured["lines"] >= 15
    assert measured["covered"] == 0
    assert measured["left"] == 0, "no role leaves the page"
    opened.keep("dense-dispatch")

    # Labels and article-level types are in sight, and attributes as soon as a region is selected.
    for shown in (
        page.locator(".annotate-tools .lsf-label").last,
        page.locator(".annotate-types [type=checkbox]").last,
    ):
        box = shown.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < HEIGHT - 50
    arrow = page.locator(".relations-overlay path[marker-end]").first
    faint = arrow.evaluate("one => Number(getComputedStyle(one).opacity)")
    opened.select("exhorté")
    expect(opened.attributes.get_by_role("radio", name="réel")).to_be_in_viewport()
    assert faint < 0.7 < arrow.evaluate("one => Number(getComputedStyle(one).opacity)")
    says = page.locator(".annotate-tools").evaluate("one => getComputedStyle(one, '::after').content")
    assert "Échap" in says, "with a region selected, the palette says that a key relabels it"
    opened.keep("dense-dispatch-selected")

    shown = page.locator(".lsf-detailed-region .lsf-region-meta >> visible=true")
    assert shown.all_inner_texts() == ["exhorté"], "no codes beside the words of the language"
    _what_is_written_and_drawn_can_be_seen_in_both_themes(opened)
    opened.mark(page.evaluate("Htx.task.dataObj.text"), "à l’issue", "5")
    opened.select("à l’issue")
    expect(opened.attributes.get_by_placeholder("2025-08-11")).to_be_visible()
    _choices_have_no_keys(opened)
    _a_boundary_is_one_drag_and_its_arrows_stay(opened)


def _what_is_written_and_drawn_can_be_seen_in_both_themes(opened: Screen) -> None:
    page = opened.page
    page.add_style_tag(content="* { transition: none !important; }")
    for theme in ("light", "dark"):
        page.evaluate("theme => document.documentElement.setAttribute('data-color-scheme', theme)", theme)
        words = page.locator(".lsf-outliner-item .lsf-labels-list, .relations-overlay text").all()[:40]
        assert min(one.evaluate(_CONTRAST) for one in words) >= 4.5, theme
        hint = page.locator(".annotate-tools").evaluate(_CONTRAST, "::after")
        assert hint >= 4.5, theme
        icons = page.locator(".lsf-tree-icon__customize svg").all()[:40]
        assert min(one.evaluate(_CONTRAST, "color") for one in icons) >= (3 if theme == "dark" else 2), theme
        opened.keep(f"dense-dispatch-{theme}")
        frame = page.locator(".htx-highlight.__active").evaluate(_CONTRAST, "boxShadow")
        assert frame >= 3, f"the selected region stands out, {theme}"

        opened.leave()
        arrows = page.locator(".relations-overlay path[marker-end]").all()[:10]
        assert min(one.evaluate(_CONTRAST, "stroke") for one in arrows) >= 3, theme
        region = opened.mention("exhorté")
        if theme == "dark":
            assert region.evaluate(_CONTRAST, "boxShadow") >= 3, "also a grey one on black has an outline"
        for entry in TYPES:
            assert region.evaluate(_painted(entry.color, 0.3)) >= 4.5, (theme, entry)
        opened.select("exhorté")
        for entry in TYPES:
            assert region.evaluate(_painted(entry.color, 0.8)) >= 4.5, (theme, entry)
        region.evaluate("one => one.style.removeProperty('background-color')")


def _painted(color: str, alpha: float) -> str:
    """Measures a region in the colour of another label, as strong as Label Studio paints it."""
    paint = f"one.style.setProperty('background-color', '{color}{round(alpha * 255):02x}', 'important')"
    return f"one => {{ {paint}; return ({_CONTRAST})(one); }}"


def _choices_have_no_keys(opened: Screen) -> None:
    """Label Studio gives a choice without a key the next free one, and ticks it whoever presses that."""
    page = opened.page
    opened.select("exhorté")
    assert page.locator(".annotate-side .lsf-choice").count() > len(ONTOLOGY.events)
    assert not page.locator(".annotate-side .lsf-choice .lsf-hint >> visible=true").count()
    ticked = page.locator(".annotate-side input:checked")
    before = ticked.evaluate_all("all => all.map(one => one.name)")
    used = {entry.hotkey or "" for entry in TYPES}
    for key in sorted(set("1234567890qwetasdfgzxcvbyiopjklnm") - used):  # that Label Studio gives
        page.keyboard.press(key)
    assert ticked.evaluate_all("all => all.map(one => one.name)") == before
    page.keyboard.press("6")
    opened.relabel("exhorté", "d")
    assert ("AID", "exhorté") in opened.labels(), "the keys of labels work"


def _a_boundary_is_one_drag_and_its_arrows_stay(opened: Screen) -> None:
    page = opened.page
    arrows = page.locator(".relations-overlay > g").count()
    opened.select("retrait")
    edge = page.locator(".htx-highlight.__active area.__resize_left")
    expect(edge).to_be_visible()
    handle, word = edge.bounding_box(), page.locator(".htx-highlight.__active").bounding_box()
    assert handle is not None
    assert word is not None
    left, middle = word["x"], word["y"] + word["height"] / 2
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(left + 6, middle, steps=3)
    page.mouse.move(left + 22, middle, steps=6)
    page.mouse.up()
    marked = page.locator(".htx-highlight.__active").text_content()
    assert marked is not None
    assert marked != "retrait"
    assert "retrait".endswith(marked)
    assert page.locator(".relations-overlay > g").count() == arrows
