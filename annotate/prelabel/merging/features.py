"""The features of a candidate: labelers that suggest the candidate or a rival, and outer candidates."""

from __future__ import annotations

from collections.abc import Container

from annotate.prelabel.merging.candidates import Candidate
from annotate.prelabel.merging.context import TextContext

BIAS = "bias"
CONTEXT = "text: "  # the start of a feature of the text around a name, behind the label if there is one
# The prefix of a feature in weights that were learned from the labelers' agreement. annotate 0.1 learned such
# weights, and these files still work. Weights learned from gold are better without this feature.
AGAINST = "against="
# Labelers that a campaign's gold adds to a run. The toolkit's own rows were made without them, so the other
# features are the same with and without them, and little gold is enough to learn what they add.
ADDED = ("trained", "campaign-words")


def features(
    candidate: Candidate, language: str | None, known: Container[str], context: TextContext | None = None
) -> list[str]:
    """The names of the features that ``candidate`` has, each once. Each feature has a weight.

    Labelers that are not in ``known`` are ignored. A labeler has one weight for all labels and languages, and
    another weight for each label and each language. With an L2 penalty, little gold is enough to learn the
    shared weight (Daumé III 2007, "Frustratingly Easy Domain Adaptation"). ``context`` gives the
    features of the text around a name. A labeler of `ADDED` has features of its own, also where it is silent.
    """
    label, suggested_by = candidate.label, candidate.suggested_by
    counted = [labeler for labeler in suggested_by if labeler in known]
    others = [labeler for labeler in counted if labeler not in ADDED]
    names = [BIAS, f"label={label}", f"language={language}"]
    for labeler in counted:
        names += (
            f"by={labeler}",
            f"{label} by={labeler}",
            f"{language} by={labeler}",
            f"{language} {label} by={labeler}",
        )
    for labeler in counted:
        if labeler in candidate.weak_for:
            names += (f"weak={labeler}", f"{label} weak={labeler}")
    if len(others) == 1:
        names += (f"alone={others[0]}", f"{label} alone={others[0]}")
    for labeler in ADDED:
        if labeler in counted and not others:
            names += (f"alone={labeler}", f"{label} alone={labeler}")
        elif labeler in known and labeler not in counted:
            names += (f"{language} silent={labeler}", f"{language} {label} silent={labeler}")
    if context is not None and candidate.is_name:
        for item in context.of(candidate.start, candidate.end):
            names += (f"{CONTEXT}{item}", f"{label} {CONTEXT}{item}")
    if not candidate.rivals and not candidate.outer:
        return names
    more: dict[str, None] = {}
    for rival in candidate.rivals:
        against = [name for name in rival.suggested_by if name in known and name not in suggested_by]
        for labeler in against:
            if labeler in ADDED:
                more[f"rival by={labeler}"] = None
        if against := [name for name in against if name not in ADDED]:
            kind = _kind(candidate, rival)
            more[f"rival {kind}"] = None
            for labeler in against:
                more[f"rival by={labeler}"] = None
                more[f"rival {kind} by={labeler}"] = None
                more[f"{AGAINST}{labeler}"] = None
    for outer in candidate.outer:
        if any(labeler in known and labeler not in ADDED for labeler in outer.suggested_by):
            more[f"inside {outer.label}"] = None
    return [*names, *more]


def _kind(candidate: Candidate, rival: Candidate) -> str:
    """The rival's span as seen from the candidate: "same span", "longer", "shorter" or "crossing"."""
    if rival.start == candidate.start and rival.end == candidate.end:
        return "same span"
    if rival.start <= candidate.start and candidate.end <= rival.end:
        return "longer"
    if candidate.start <= rival.start and rival.end <= candidate.end:
        return "shorter"
    return "crossing"
