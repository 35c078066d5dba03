"""The jobs of an annotator, each as the guide describes it, done by a hand that counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from xml.etree import ElementTree

from playwright.sync_api import Locator, expect

from annotate.core.ontology import Ontology
from annotate.core.screen_words import role_spellings
from annotate.studio.codec.open_roles import RoleTable
from tests.browser.gestures.hand import Hand
from tests.browser.gestures.text import Words, drag_edge, draw, region
from tests.browser.screen import Screen

NONE: Mapping[str, str] = MappingProxyType({})
_ROWS = ".lsf-relations__item"
# Whatever scrolls goes back to its beginning.
_TO_THE_TOP = "document.querySelectorAll('*').forEach(one => { if (one.scrollTop) one.scrollTop = 0; })"
_SELECTED = ".htx-highlight.__active"


@dataclass(frozen=True)
class Arrow:
    """An argument: the trigger's words and type, the mention's words and label, and the role."""

    event: Words
    type: str
    mention: Words
    label: str
    role: str

    def with_role(self, role: str) -> Arrow:
        """The same arrow with another role."""
        return replace(self, role=role)


class Jobs:
    """Work on the open task. ``config`` is the project's labelling configuration."""

    def __init__(self, screen: Screen, hand: Hand, ontology: Ontology, config: str) -> None:
        self.screen, self.hand, self.page = screen, hand, screen.page
        self._ontology = ontology
        self._keys = {label: entry.hotkey for label, entry in (ontology.entities | ontology.events).items()}
        self._usual = {name: attribute.default for name, attribute in ontology.attributes.items()}
        self._shown = {
            tag.get("alias", tag.get("value", "")): tag.get("value", "")
            for tag in ElementTree.fromstring(config).iter()
            if tag.tag in ("Label", "Choice")
        }
        words = {tag.get("value", "") for tag in ElementTree.fromstring(config).iter("Relation")}
        roles = {role: word for word, role in role_spellings(ontology).items() if word in words}
        self._shown |= roles

    # Mentions and events

    def delete(self, at: Words, label: str) -> None:
        """Deletes the region, with its arrows."""
        self.select(at, label)
        self.hand.key("Backspace")
        expect(self.page.locator(_SELECTED)).to_have_count(0)

    def relabel(self, at: Words, label: str, wanted: str) -> None:
        """Gives the region another label."""
        self.select(at, label)
        self.hand.key(self._key(wanted))
        self._region(at, wanted)

    def draw(self, at: Words, label: str, attributes: Mapping[str, str] = NONE) -> None:
        """Draws a new mention or trigger, and gives it the attributes that are not the usual ones."""
        self._drawn(at, label)
        self._give_all(at, label, attributes)

    def _give_all(self, at: Words, label: str, attributes: Mapping[str, str]) -> None:
        unusual = {name: value for name, value in attributes.items() if value != self._usual.get(name)}
        if unusual:
            self.select(at, label)
        for name, value in unusual.items():
            self._give(name, value)

    def cross(self, at: Words, label: str, wanted: str, attributes: Mapping[str, str]) -> None:
        """Makes an event of a mention, or the reverse."""
        self.relabel(at, label, wanted)
        self._give_all(at, wanted, attributes)

    def move(
        self,
        at: Words,
        label: str,
        wanted: Words,
        attributes: Mapping[str, str] = NONE,
        arrows: Sequence[Arrow] = (),
    ) -> None:
        """Corrects the region's boundaries by its handles; its attributes and arrows stay."""
        self.select(at, label)
        if at.start != wanted.start:
            drag_edge(self.page, self.hand, "left", wanted)
        if at.end != wanted.end:
            drag_edge(self.page, self.hand, "right", wanted)
        self._region(wanted, label)

    def attribute(self, at: Words, label: str, name: str, value: str) -> None:
        """Gives the region another value of an attribute."""
        self.select(at, label)
        self._give(name, value)

    # Arguments

    def argue(self, arrow: Arrow) -> None:
        """Draws an argument's arrow in the direction that says its role. Where none does, the menu serves."""
        event, mention = (arrow.event, arrow.type), (arrow.mention, arrow.label)
        if self._ontology.arrow_of(arrow.role) == "to event":
            self._link(mention, event)
        else:
            self._link(event, mention)
        if not self._direction_decides(arrow):
            self._choose_role(arrow)

    def change_role(self, arrow: Arrow, role: str) -> None:
        """Gives an argument another role: turns the arrow round where its direction says both roles."""
        wanted = arrow.with_role(role)
        both = self._direction_decides(arrow) and self._direction_decides(wanted)
        if not both or self._ontology.arrow_of(role) == self._ontology.arrow_of(arrow.role):
            self._choose_role(wanted, former=arrow.role)
            return
        sign = self._row(arrow).locator(".lsf-relations__icon")
        for direction in ("bi", "left"):  # it points to the right
            self.hand.click(sign, "the arrow's sign")
            expect(sign.locator("[data-direction]")).to_have_attribute("data-direction", direction)

    def remove_argument(self, arrow: Arrow) -> None:
        """Removes the arrow between the two."""
        row = self._row(arrow)
        self.hand.hover(row, "the arrow's row")
        self.hand.click(row.get_by_label("Delete Relation"), "its bin")

    def _link(self, start: tuple[Words, str], end: tuple[Words, str]) -> None:
        self.select(*start)
        self.hand.key("Alt+r")
        self.hand.click(self._region(*end), str(end[0]))
        expect(self.page.locator(_SELECTED)).to_have_count(0)

    def _direction_decides(self, arrow: Arrow) -> bool:
        direction = self._ontology.arrow_of(arrow.role)
        assert direction is not None, arrow.role
        return RoleTable.of(self._ontology).roles(arrow.type, arrow.label, direction) == (arrow.role,)

    def _choose_role(self, arrow: Arrow, former: str | None = None, *, several: bool = False) -> None:
        """Chooses a role in the menu of the arrow's row. A menu of ``several`` roles keeps the former one."""
        row = self._row(arrow)
        self.hand.hover(row, "the arrow's row")
        menu = row.get_by_label("Show Relation Labels")
        if menu.count():
            self.hand.click(menu, "its menu")
        self.hand.click(row.locator("[data-testid^=select-trigger]"), "the list of roles")
        for role in (arrow.role, former) if several and former else (arrow.role,):
            self.hand.click(
                self.page.get_by_role("option", name=self._shown.get(role, role), exact=True), role
            )
        if several:
            self.hand.key("Escape", "closes the list")

    # The article

    def article_type(self, type: str) -> None:
        """Sets or clears an article-level type."""
        box = self.page.locator(".annotate-types").get_by_role("checkbox", name=self._shown[type], exact=True)
        self.hand.click(box.locator("xpath=ancestor-or-self::label[1]"), f"the box {type}")

    def unsure(self) -> None:
        """Says *not sure* of the article."""
        box = self.page.get_by_role("checkbox", name=self._shown["unsure"], exact=True)
        self.hand.click(box.locator("visible=true").locator("xpath=ancestor-or-self::label[1]"), "not sure")

    def submit(self) -> None:
        """Submits the task."""
        self._sent("Control+Enter")

    def skip(self) -> None:
        """Skips the task."""
        self._sent("Control+Space")

    def _sent(self, key: str) -> None:
        with self.page.expect_response(
            lambda answer: "/annotations" in answer.url and answer.request.method == "POST"
        ) as answer:
            self.hand.key(key)
        assert answer.value.ok, answer.value.status
        self.page.wait_for_load_state("networkidle")

    # Between jobs: what is not counted

    def open_relations(self) -> None:
        """Opens the tab Relations, as on the first day; Label Studio keeps it open afterwards."""
        if not self.page.locator(_ROWS).count():
            self._tab("Relations").click()
            self.page.locator(_ROWS).first.wait_for()

    def rest(self) -> None:
        """Leaves the page as it opens: nothing selected, text and panel at their beginnings."""
        self.screen.leave()
        self.page.evaluate(_TO_THE_TOP)

    # What several jobs share

    def select(self, at: Words, label: str) -> None:
        """Clicks the region, unless it is selected already."""
        target = self._region(at, label)
        if "__active" in (target.get_attribute("class") or "").split():
            return
        self.hand.click(target, str(at))
        expect(target).to_contain_class("__active")

    def _leave(self) -> None:
        """Selects nothing: a label's key would relabel the selected region."""
        if self.page.locator(_SELECTED).count():
            self.hand.key("Escape")
            expect(self.page.locator(_SELECTED)).to_have_count(0)

    def _give(self, name: str, value: str) -> None:
        if value not in self._shown:
            self._type(name, value)
            return
        self.hand.click(self.screen.value(self._shown[value]), f"{name} {value}")

    def _type(self, name: str, value: str) -> None:
        box = self.screen.attributes.locator(".annotate-attribute:not(.annotate-unsure)")
        edit = box.get_by_label("Edit Region").locator("visible=true")
        field = box.locator("input, textarea").locator("visible=true")
        self.hand.click(edit if edit.count() else field.first, f"the field of {name}")
        self.hand.type(value, name)

    def _row(self, arrow: Arrow) -> Locator:
        """The row of the arrow between the two, in whichever direction."""
        rows = self.page.locator(_ROWS)
        if not rows.count():
            self.hand.click(self._tab("Relations"), "the tab Relations")
            rows.first.wait_for()
        numbers = {
            self._region(at, label).get_attribute("data-index")
            for at, label in ((arrow.event, arrow.type), (arrow.mention, arrow.label))
        }
        for row in rows.all():
            if set(row.locator(".lsf-detailed-region__index_value").all_inner_texts()) == numbers:
                return row
        raise AssertionError(f"no arrow between {arrow.event} and {arrow.mention}")

    def _tab(self, name: str) -> Locator:
        return self.page.get_by_text(name, exact=True).locator("visible=true").first

    def is_event(self, label: str) -> bool:
        """Whether the label is a type of event."""
        return label in self._ontology.events

    def _key(self, label: str) -> str:
        key = self._keys[label]
        assert key is not None, label
        return key

    def _drawn(self, at: Words, label: str) -> None:
        self._leave()
        self.hand.key(self._key(label))
        draw(self.page, self.hand, at)
        self._region(at, label)

    def _region(self, at: Words, label: str) -> Locator:
        return region(self.page, at, self._shown[label])
