"""What a candidate's probability is made from: who speaks for it, who speaks against it, where it lies."""

from __future__ import annotations

from collections.abc import Container

from annotate.prelabel.merging.candidates import Candidate

BIAS = "bias"
# Begins a feature that only weights learned from the labelers' agreement have, as annotate 0.1 could learn
# them: such files still work, and gold fits better without it.
AGAINST = "against="


def features(candidate: Candidate, language: str | None, known: Container[str]) -> list[str]:
    """The names of the features that ``candidate`` has, each once; a weight belongs to each.

    ``known`` are the labelers that count; what others say is no feature. Weights of a labeler are shared
    by all labels and languages, and each label and language may differ from that: with an L2 penalty the
    shared ones carry what little gold tells (Daumé III 2007, "Frustratingly Easy Domain Adaptation").
    """
    label, voters = candidate.label, candidate.voters
    counted = [voter for voter in voters if voter in known]
    names = [BIAS, f"label={label}", f"language={language}"]
    for voter in counted:
        names += (
            f"by={voter}",
            f"{label} by={voter}",
            f"{language} by={voter}",
            f"{language} {label} by={voter}",
        )
    if len(counted) == 1:
        names += (f"alone={counted[0]}", f"{label} alone={counted[0]}")
    if not candidate.rivals and not candidate.outer:
        return names
    more: dict[str, None] = {}
    for rival in candidate.rivals:
        against = [voter for voter in rival.voters if voter in known and voter not in voters]
        if against:
            kind = _kind(candidate, rival)
            more[f"rival {kind}"] = None
            for voter in against:
                more[f"rival by={voter}"] = None
                more[f"rival {kind} by={voter}"] = None
                more[f"{AGAINST}{voter}"] = None
    for outer in candidate.outer:
        if any(voter in known for voter in outer.voters):
            more[f"inside {outer.label}"] = None
    return [*names, *more]


def _kind(candidate: Candidate, rival: Candidate) -> str:
    """How the rival's span lies to the candidate's."""
    if rival.start == candidate.start and rival.end == candidate.end:
        return "same span"
    if rival.start <= candidate.start and candidate.end <= rival.end:
        return "longer"
    if candidate.start <= rival.start and rival.end <= candidate.end:
        return "shorter"
    return "crossing"
