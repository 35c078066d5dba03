"""Where a round must wait for a person, and why."""

from __future__ import annotations

from annotate.campaign.rounds.state import Done, Step, Stopped

AGAIN = "Then run 'annotate round' again: it goes on from there."
OR_GO_ON = "Or leave it so: 'annotate round --go-on'."


class StopRoundError(Exception):
    """Ends a round until a person has decided. No fault: the round has kept all that it did.

    ``done`` is the result of the step at which it stops, if there is one.
    """

    def __init__(self, step: Step, what: str, remedy: str, *, can_go_on: bool = True) -> None:
        super().__init__(what)
        self.done: Done | None = None
        self.stopped = Stopped(step=step, what=what, remedy=remedy, can_go_on=can_go_on)


def ontology_not_applied(shown: str, wanted: str) -> StopRoundError:
    """The ontology file is not what the screen was made from."""
    return StopRoundError(
        "pull",
        f"the ontology file has {wanted}, and the screen in Label Studio was made from {shown}.",
        f"Run 'annotate ontology diff' and 'annotate ontology apply', or undo the change. {AGAIN}",
        can_go_on=False,
    )


def errors_found(number: int, articles: int) -> StopRoundError:
    """Lint found what holds articles back."""
    found = "1 finding holds" if number == 1 else f"{number} findings hold"
    of = "1 article" if articles == 1 else f"{articles} articles"
    return StopRoundError(
        "lint",
        f"{found} {of} back from gold.",
        f"Run 'annotate lint' and correct them in Label Studio. {AGAIN} Or go on without these articles:"
        " 'annotate round --go-on'.",
    )


def mistakes_found(number: int) -> StopRoundError:
    """With --strict: lint found probable mistakes."""
    found = "1 probable mistake" if number == 1 else f"{number} probable mistakes"
    return StopRoundError(
        "lint",
        f"lint found {found}.",
        f"Run 'annotate lint' and correct them in Label Studio. {AGAIN} {OR_GO_ON}",
    )


def no_gold(why: str) -> StopRoundError:
    """Nothing can be released."""
    return StopRoundError(
        "release",
        f"there is no gold yet: {why.rstrip('.')}.",
        f"Correct and submit articles in Label Studio. {AGAIN}",
        can_go_on=False,
    )
