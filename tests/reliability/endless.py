"""Answers that never end: the pull ends all the same, with an error, and the next one has everything."""

from __future__ import annotations

import time
from collections.abc import Iterator

from annotate.core.errors import StudioError
from annotate.studio.api.client import Studio
from tests.faults.odd_answers import REFUSED, TASKS, Odd
from tests.faults.proxy import proxy
from tests.reliability.calls import small_calls
from tests.reliability.stage import Annotated, CaseResult, Stage

_ENDLESS = ("same page", "flood", "dripping")
_ANSWER_S, _DEADLINE_S = 2.0, 4.0  # in real use, 120 s and ten minutes
_LONGEST_S = 60.0


def endless_answers(stage: Stage, annotated: Annotated, seed: int) -> CaseResult:
    """Pulls from a server that lists the first page for ever, or whose answer has no end."""
    outcome = CaseResult("pull: endless answers", seed, least=len(_ENDLESS))
    known = {odd.id: odd for odd in REFUSED}
    for name in _ENDLESS:
        _pull_through(stage, annotated, known[name], outcome)
    return outcome


def _pull_through(stage: Stage, annotated: Annotated, odd: Odd, outcome: CaseResult) -> None:
    place = annotated.place()
    listings = 0

    def pieces(method: str, path: str) -> Iterator[bytes] | None:
        nonlocal listings
        listings += path.startswith(TASKS)
        # The endless bodies answer a listing of tasks, which every pull asks for more than once.
        return odd.pieces(method, odd.path) if path.startswith(TASKS) and listings > 1 else None

    begun = time.monotonic()
    with (
        small_calls(stage.scale.calls, stage.scale.grace_s),
        proxy(stage.server.url, change=odd.change, pieces=pieces) as url,
        Studio(url, stage.server.token, answer_s=_ANSWER_S, deadline_s=_DEADLINE_S) as studio,
    ):
        try:
            place.campaign(studio).update()
        except StudioError:
            outcome.struck += 1
        else:
            outcome.check(holds=False, otherwise=f"{odd.id}: the pull ended as if nothing had happened")
    took = time.monotonic() - begun
    outcome.check(took < _LONGEST_S, f"{odd.id}: the pull lasted {took:.0f} s")
    with stage.client() as studio:
        campaign = place.campaign(studio)
        campaign.update()
        outcome.losses += annotated.compare(campaign)
