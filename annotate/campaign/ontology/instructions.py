"""Tells whether a project shows the instructions that its ontology makes. Label Studio alters their HTML."""

from __future__ import annotations

import hashlib
import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotate.studio.store.plan import Plan

_SENT = "instructions"  # the plan's setting: digests of what was sent, and of what the server made of it
_NO_WORDS = re.compile(r"<style.*?</style>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)


def same_words(one: str, other: str) -> bool:
    """Whether two pages of HTML have the same words, whatever their elements and styles."""
    return _words(one) == _words(other)


def shows(plan: Plan, instructions: str, there: str) -> bool:
    """Whether ``there``, what the server has, is what it makes of ``instructions``.

    If the plan does not know what the server makes of them, the words decide.
    """
    known = plan.setting(_SENT) or {}
    if known.get("stored") == _digest(there):
        return bool(known.get("sent") == _digest(instructions))
    return same_words(instructions, there)


def note_sent(plan: Plan, instructions: str, there: str) -> None:
    """Notes in the plan what the server made of the instructions."""
    plan.set_setting(_SENT, {"sent": _digest(instructions), "stored": _digest(there)})


def _words(page: str) -> list[str]:
    return html.unescape(_NO_WORDS.sub(" ", page)).split()


def _digest(page: str) -> str:
    return hashlib.sha256(page.encode()).hexdigest()
