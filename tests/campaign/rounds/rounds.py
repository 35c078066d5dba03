"""Rounds in numbers, as their files have them, for tests of curves, sentences and pages."""

from __future__ import annotations

from typing import Any

from annotate.campaign.rounds.state import (
    EffortDone,
    LintDone,
    OrderDone,
    PullDone,
    PushDone,
    ReleaseDone,
    RoundFile,
    SuggestDone,
    TrainDone,
    UseDone,
)
from annotate.prelabel.interface.model_file import ModelLabel, ModelScore


def score(measure: str, before: float, now: float, width: float = 0.05) -> ModelScore:
    difference = now - before
    return ModelScore(
        measure=measure,
        before=before,
        now=now,
        difference=difference,
        low=difference - width,
        high=difference + width,
        now_low=now - width,
        now_high=now + width,
        gold=100,
    )


def pulled(submitted: int = 20) -> PullDone:
    return PullDone(
        tasks=50, submitted=submitted, skipped=1, dropped=0, until="2026-11-12T10:00:00Z", work=str(submitted)
    )


def released(gold: int, new: int, **changes: Any) -> ReleaseDone:
    fields: dict[str, Any] = {
        "folder": f"exports/ships-candidate-1.{gold}.0",
        "version": f"1.{gold}.0",
        "sha256": f"{gold:064}",
        "articles": gold,
        "new": new,
        "changed": 0,
        "entities": {"PER": gold, "ORG": 2 * gold},
        "events": {"CONSULT": gold},
        "splits": {"train": gold - 2, "dev": 1, "test": 1},
        "ontology": "diplomacy@1.1.0",
        "effort": EffortDone(rows=((10, 1000, 60.0), (20, 1000, 120.0)), versions={"annotate/1": 2}),
    }
    return ReleaseDone(**{**fields, **changes})


def trained(number: int, verdict: str = "better", **scores: tuple[float, float]) -> TrainDone:
    refused = verdict == "worse"
    return TrainDone(
        folder=None if refused else f"models/round-{number}",
        verdict=verdict,
        why="the estimate is worse in names (its interval holds 0)" if refused else None,
        scores=tuple(score(measure, *values) for measure, values in scores.items()),
        labels=(
            ModelLabel(
                measure="names",
                label="ORG",
                gold=10,
                predicted_before=8,
                correct_before=6,
                predicted=0,
                correct=0,
            ),
        ),
        articles=20,
        method="cross-validation of 20 articles in 5 parts",
    )


def whole_round(number: int, gold: int, new: int, train: TrainDone) -> RoundFile:
    """A round that has ended."""
    former = f"models/round-{number - 1}" if number > 1 else None
    return RoundFile(
        number=number,
        pull=pulled(gold),
        lint=LintDone(annotations=gold),
        release=released(gold, new),
        train=train,
        use=UseDone(model=train.folder or former, former=former),
        suggest=SuggestDone(open=50 - gold, suggested=50 - gold, version=f"annotate/{number + 1}"),
        push=PushDone(sent=50 - gold, shown=f"annotate/{number + 1}"),
        order=OrderDone(order="mixture", articles=50 - gold),
        ended=True,
    )
