"""Chooses the weights of a run, and describes the meaning of the scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotate.core.ontology import Ontology
from annotate.prelabel.interface.protocol import Labeler, event_threshold
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.interface.weights_setting import AUTO, NONE, own_weights, shipped_weights
from annotate.prelabel.judging.weights_file import judge_of
from annotate.prelabel.merging.values import RIGHT, VALUES, WRONG, ValueJudge
from annotate.prelabel.merging.values import THRESHOLD as VALUE_THRESHOLD
from annotate.prelabel.merging.weights import Weights

__all__ = ["AUTO", "NONE", "Scoring", "choose_weights"]


@dataclass(frozen=True)
class Scoring:
    """The weights, if any. Notices say why there are no weights, or what the weights do not cover.

    ``event_threshold`` is the probability below which events are left out; None if no labeler gives learned
    probabilities of events.
    """

    weights: Weights | None = None
    notices: tuple[str, ...] = ()
    other_versions: tuple[str, ...] = ()  # labelers whose version has changed since the weights were learned
    event_threshold: float | None = None
    values: ValueJudge | None = None

    def to_dict(self) -> dict[str, Any]:
        """For ``--json``: whether the scores of entities and events are calibrated, and by which weights."""
        weights = self.weights
        return {
            "calibrated": {
                "entities": weights is not None and weights.calibrated,
                "events": self.event_threshold is not None,
            },
            "weights": weights.version if weights else None,
            "threshold": weights.threshold if weights else None,
            "event_threshold": self.event_threshold,
            "learned_with_other_versions": list(self.other_versions),
            "score_notices": list(self.notices),
        }

    def sentence(self) -> str:
        """The content of `to_dict` in one line, for the screen."""
        weights = self.weights
        events = "uncalibrated"
        if self.event_threshold is not None:
            events = f"calibrated, left out below {self.event_threshold:g}"
        elif weights is None:
            return "Scores: uncalibrated, each labeler's own constant (entities and events)."
        if weights is None:
            return f"Scores: entities uncalibrated, each labeler's own constant; events {events}."
        entities = "calibrated" if weights.calibrated else f"uncalibrated, {weights.why_not_calibrated}"
        made = f"learned from {weights.learned_from} on {weights.articles} articles"
        return f"Scores: entities {entities} ({weights.version}, {made}); events {events}."


def choose_weights(
    setting: str,
    labelers: Sequence[Labeler],
    ontology: Ontology,
    *,
    near: Path | None = None,
    threshold: float | None = None,
    value_threshold: float | None = None,
) -> Scoring:
    """Chooses the weights for a run with ``labelers``.

    ``setting`` is ``none``, a file (may be relative to ``near``), or ``auto``: the built-in weights for the
    ontology. Weights are used only if all labelers with a weight run, because a labeler that does not run
    says nothing about a candidate. Labelers without a weight are ignored, and a notice names these labelers.
    ``threshold`` replaces the threshold of the file, ``value_threshold`` that of the values of `context` and
    `sector`.

    Raises `ConfigError` if a file is missing or wrong.
    """
    scoring = _of_entities(setting, labelers, ontology, near, threshold)
    # The judge of events is the labeler's own. All its languages have the same threshold.
    asked = [event_threshold(labeler, code) for labeler in labelers for code in sorted(labeler.languages)]
    return replace(
        scoring,
        event_threshold=next((given for given in asked if given is not None), None),
        values=_of_values(setting, ontology, near, value_threshold),
    )


def _of_values(
    setting: str, ontology: Ontology, near: Path | None, threshold: float | None
) -> ValueJudge | None:
    model = judge_of(LabelerContext(ontology, folder=near, weights=setting), VALUES, (RIGHT, WRONG))
    if model is None:
        return None
    return ValueJudge(model, VALUE_THRESHOLD if threshold is None else threshold)


def _of_entities(
    setting: str, labelers: Sequence[Labeler], ontology: Ontology, near: Path | None, threshold: float | None
) -> Scoring:
    if setting == NONE:
        return Scoring()
    path = own_weights(setting, near) or shipped_weights(ontology)
    if path is None:
        return Scoring(notices=(f"there are no built-in weights for the ontology {ontology.name}.",))
    weights = Weights.load(path)
    if weights.ontology.partition("@")[0] != ontology.name:
        other = f"{path.name} is not used: it is for {weights.ontology}, not for {ontology.id}."
        return Scoring(notices=(other,))
    finding_entities = {item.name: item.version for item in labelers if "entities" in item.provides}
    if missing := sorted(weights.labelers.keys() - finding_entities.keys()):
        which = (
            "The built-in weights need all default labelers"
            if setting == AUTO
            else f"The weights of {path.name} need {', '.join(sorted(weights.labelers))}"
        )
        return Scoring(
            notices=(
                f"{which}; this run lacks {', '.join(missing)}, so scores are not calibrated. "
                "'annotate calibrate' learns weights for the labelers of a project.",
            )
        )
    notices = []
    if unknown := sorted(finding_entities.keys() - weights.labelers.keys()):
        notices.append(
            f"{path.name} does not know {', '.join(unknown)}, so merging ignores what it suggests together "
            "with others; what it suggests alone keeps its own score. 'annotate calibrate' learns its weight."
        )
    if _main_version(weights.ontology) != _main_version(ontology.id):
        notices.append(f"{path.name} was learned with {weights.ontology}, this is {ontology.id}.")
    if threshold is not None:
        weights = Weights.model_validate({**dict(weights), "threshold": threshold})
    changed = sorted(name for name, version in weights.labelers.items() if finding_entities[name] != version)
    return Scoring(weights, tuple(notices), tuple(changed))


def _main_version(ontology_id: str) -> str:
    """``name@1.2.0`` -> ``name@1``. Its versions differ by additions, so weights fit all of them."""
    return ontology_id.partition(".")[0]
