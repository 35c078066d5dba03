"""The same jobs on the former screen: two palettes, no handles, roles chosen in a menu of several answers.

`former_screen.xml` is the labelling configuration that the toolkit made before, so that the count of gestures
on it can be repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.browser.gestures.jobs import NONE, Arrow, Jobs
from tests.browser.gestures.text import Words

CONFIG = Path(__file__).with_name("former_screen.xml")


class FormerJobs(Jobs):
    """Work on the former screen."""

    def draw(self, at: Words, label: str, attributes: Mapping[str, str] = NONE) -> None:
        """Draws a new mention or trigger, and gives it all its attributes: none is the usual one."""
        self._drawn(at, label)
        if attributes:
            self.select(at, label)
        for name, value in attributes.items():
            self._give(name, value)

    def cross(self, at: Words, label: str, wanted: str, attributes: Mapping[str, str]) -> None:
        """Draws the region anew: a key of the other palette would add a second label to it."""
        self.delete(at, label)
        self.draw(at, wanted, attributes)

    def move(
        self,
        at: Words,
        label: str,
        wanted: Words,
        attributes: Mapping[str, str] = NONE,
        arrows: Sequence[Arrow] = (),
    ) -> None:
        """Deletes the region and draws it anew, with its attributes and its arrows."""
        self.delete(at, label)
        self.draw(wanted, label, attributes)
        for arrow in arrows:
            self.argue(arrow)

    def argue(self, arrow: Arrow) -> None:
        """Draws the arrow from the event, and chooses its role in the menu."""
        self._link((arrow.event, arrow.type), (arrow.mention, arrow.label))
        self._choose_role(arrow, several=True)

    def change_role(self, arrow: Arrow, role: str) -> None:
        """Takes the former role away in the menu and chooses the new one."""
        self._choose_role(arrow.with_role(role), former=arrow.role, several=True)
