"""Chooses the weights of a run, and describes the meaning of the scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotate.core.ontology import Ontology
from annotate.core.wording import listed
from annotate.prelabel.interface.model_file import model_of
from annotate.prelabel.interface.protocol import ANY_LANGUAGE, Labeler, event_threshold
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.interface.weights_setting import AUTO, ENTITIES, NONE, shipped_weights, weights_files
from annotate.prelabel.judging.arguments import ARGUMENTS
from annotate.prelabel.judging.article_types import TYPES
from annotate.prelabel.judging.judge_states import BUILT_IN, JudgeState, file_words, lines_of
from annotate.prelabel.judging.linear import RIGHT, WRONG
from annotate.prelabel.judging.triggers import TRIGGERS
from annotate.prelabel.judging.weights_file import choose_judge, judges_of, no_built_in, other_ontology
from annotate.prelabel.merging.values import THRESHOLD as VALUE_THRESHOLD
from annotate.prelabel.merging.values import VALUES, ValueJudge
from annotate.prelabel.merging.weights import Weights

__all__ = ["AUTO", "NONE", "Scoring", "choose_weights"]

_RULES = "rules alone decide on events, with constant scores"
_INSTEAD = {
    ENTITIES: "the fixed priority of the labelers decides on mentions, with constant scores",
    TRIGGERS: _RULES,
    ARGUMENTS: _RULES,
    TYPES: _RULES,
    VALUES: "all suggested values stay",
}
_TRAIN = "'annotate train' learns those of a project with its labelers."
_CALIBRATE = "'annotate calibrate' learns weights for the labelers of a project."


@dataclass(frozen=True)
class Scoring:
    """The weights, if any. Notices say why there are no weights, or what the weights do not cover.

    ``warnings`` are about a weights file that the project names, but that is not used. ``judges`` says of
    each judge whether it is in use. ``event_threshold`` is the probability below which events are left out;
    None if no labeler gives learned probabilities of events.
    """

    weights: Weights | None = None
    notices: tuple[str, ...] = ()
    other_versions: tuple[str, ...] = ()  # labelers whose version has changed since the weights were learned
    event_threshold: float | None = None
    values: ValueJudge | None = None
    warnings: tuple[str, ...] = ()
    judges: tuple[JudgeState, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """For ``--json``: whether the scores of entities and events are calibrated, and by which weights."""
        weights = self.weights
        return {
            "calibrated": {
                "entities": self._weighs and weights is not None and weights.calibrated,
                "events": self.event_threshold is not None,
            },
            "weights": weights.version if weights else None,
            "threshold": weights.threshold if weights else None,
            "event_threshold": self.event_threshold,
            "learned_with_other_versions": list(self.other_versions),
            "score_notices": [*self.warnings, *self.notices],
            "judges": {state.judge: state.to_dict() for state in self.judges},
        }

    @property
    def _weighs(self) -> bool:
        """Whether the weights decide in a language of the run."""
        unused = any(state.judge == ENTITIES and not state.in_use for state in self.judges)
        return self.weights is not None and not unused

    def sentence(self) -> str:
        """Whether the scores are calibrated, in one line for the screen."""
        events = "uncalibrated" if self.event_threshold is None else "calibrated"
        if not self._weighs and self.event_threshold is None:
            return "Scores: uncalibrated, each labeler's own constant (entities and events)."
        if self.weights is None or not self._weighs:
            return f"Scores: entities uncalibrated, each labeler's own constant; events {events}."
        why = self.weights.why_not_calibrated
        entities = "calibrated" if self.weights.calibrated else f"uncalibrated, {why}"
        return f"Scores: entities {entities}; events {events}."

    def judge_lines(self) -> list[str]:
        """What `judges` says, a line for each judge in use, for the screen."""
        return lines_of(self.judges)


def choose_weights(
    setting: str,
    labelers: Sequence[Labeler],
    ontology: Ontology,
    *,
    near: Path | None = None,
    threshold: float | None = None,
    value_threshold: float | None = None,
    languages: Sequence[str] = (),
    model_weights: Path | None = None,
) -> Scoring:
    """Chooses the weights for a run with ``labelers``.

    ``setting`` is ``none``, a file (may be relative to ``near``), or ``auto``: the built-in weights for the
    ontology. Weights are used only if all labelers with a weight run, because a labeler that does not run
    says nothing about a candidate. Labelers without a weight are ignored, and a notice names these labelers.
    ``threshold`` replaces the threshold of the file, ``value_threshold`` that of the values of `context` and
    `sector`. ``languages`` are those of the articles: a judge that does not know them is told.
    ``model_weights`` is the weights file of the model in use: the judges that it has go before ``setting``.

    Raises `ConfigError` if a file is missing or wrong.
    """
    files = weights_files(setting, near, model_weights)
    scoring, entities = _of_entities(setting, labelers, ontology, files, threshold)
    # The judge of events is the labeler's own. All its languages have the same threshold.
    asked = [event_threshold(labeler, code) for labeler in labelers for code in sorted(labeler.languages)]
    context = LabelerContext(ontology, folder=near, weights=setting, model_weights=model_weights)
    given = choose_judge(context, VALUES, (RIGHT, WRONG))
    least = VALUE_THRESHOLD if value_threshold is None else value_threshold
    values = None if given.model is None else ValueJudge(given.model, least)
    states = [
        entities.among(languages),
        *_of_events(labelers, languages),
        replace(given.state, threshold=None if values is None else least).among(languages),
    ]
    unused = [warning for path in files for warning in _unused(path, states, ontology)]
    return replace(
        scoring,
        event_threshold=next((found for found in asked if found is not None), None),
        values=values,
        warnings=(*scoring.warnings, *unused),
        judges=tuple(states),
    )


def _of_events(labelers: Sequence[Labeler], languages: Sequence[str]) -> Iterator[JudgeState]:
    """The states of the judges that labelers ask themselves.

    There are no built-in weights of `TYPES`: without weights of the project, nothing is said of that judge.
    """
    for judge in (TRIGGERS, ARGUMENTS, TYPES):
        found = False
        for labeler in labelers:
            for state in getattr(labeler, "judges", ()):
                if isinstance(state, JudgeState) and state.judge == judge and not found:
                    read = [code for code in languages if {code, ANY_LANGUAGE} & labeler.languages]
                    yield state.among(read)
                    found = True
        if not found and judge != TYPES:
            yield JudgeState(judge, remark="the labeler events does not run")


def _unused(path: Path, states: Sequence[JudgeState], ontology: Ontology) -> Iterator[str]:
    """Warnings for the weights in a file of the project that are for another ontology or other languages."""
    unused = [state for state in states if not state.in_use and state.origin == str(path)]
    foreign = [state for state in unused if state.other_ontology is not None]
    if foreign:
        told = other_ontology(str(path), foreign[0].other_ontology or "", ontology.id)
        yield _warning(told, foreign, "ontology", path)
    unread: dict[str, list[JudgeState]] = {}
    for state in unused:
        if state.remark is not None and state.other_ontology is None:
            unread.setdefault(state.remark, []).append(state)
    for remark, those in unread.items():
        yield _warning(remark, those, "language", path)


def _warning(told: str, states: Sequence[JudgeState], what: str, path: Path) -> str:
    judges = [state.judge for state in states]
    instead = dict.fromkeys(_INSTEAD[judge] for judge in judges)
    learn = (
        f"Learn weights for this {what} with 'annotate calibrate', or set weights: auto in annotate.yaml."
        if model_of(path) is None
        else f"Train a model for this {what}, or go back with 'annotate use --former'."
    )
    return f"{told}, so they are not used ({', '.join(judges)}). Instead, {listed(list(instead))}. {learn}"


def _of_entities(
    setting: str,
    labelers: Sequence[Labeler],
    ontology: Ontology,
    files: Sequence[Path],
    threshold: float | None,
) -> tuple[Scoring, JudgeState]:
    """The weights of entities, and their state. The first of ``files`` that has them counts."""
    own = next((path for path in files if ENTITIES in judges_of(path)), None)
    lacking = f"not in {' nor in '.join(map(file_words, files))}" if files and own is None else None
    if own is None and setting == NONE:
        remark = "weights: none"
        return Scoring(), JudgeState(ENTITIES, remark=f"{lacking}, and {remark}" if lacking else remark)
    path = own or shipped_weights(ontology)
    if path is None:
        remark = no_built_in(ontology.name)
        notice = f"{remark}."
        return Scoring(notices=(notice,)), JudgeState(
            ENTITIES, remark=f"{lacking}, and {remark}" if lacking else remark
        )
    weights = Weights.load(path)
    if not ontology.is_version(weights.ontology):
        remark = other_ontology(file_words(path), weights.ontology, ontology.id)
        state = JudgeState(
            ENTITIES, remark=remark, other_ontology=weights.ontology, origin=None if own is None else str(own)
        )
        return Scoring(), state
    finding_entities = {item.name: item.version for item in labelers if "entities" in item.provides}
    if missing := sorted(weights.labelers.keys() - finding_entities.keys()):
        which = (
            "The built-in weights need all default labelers"
            if own is None
            else f"The weights of {file_words(path)} need {', '.join(sorted(weights.labelers))}"
        )
        learn = _CALIBRATE if own is None or model_of(own) is None else _TRAIN
        told = f"{which}; this run lacks {', '.join(missing)}, so scores are not calibrated. {learn}"
        state = JudgeState(ENTITIES, remark="this run lacks labelers that its weights need")
        return (Scoring(notices=(told,)) if own is None else Scoring(warnings=(told,))), state
    notices = []
    if unknown := sorted(finding_entities.keys() - weights.labelers.keys()):
        notices.append(
            f"{file_words(path)} does not know {', '.join(unknown)}, so merging ignores what it suggests "
            "together with others; what it suggests alone keeps its own score. 'annotate calibrate' learns "
            "its weight."
        )
    if _main_version(weights.ontology) != _main_version(ontology.id):
        notices.append(f"{file_words(path)} was learned with {weights.ontology}, this is {ontology.id}.")
    if threshold is not None:
        weights = Weights.model_validate({**dict(weights), "threshold": threshold})
    changed = sorted(name for name, version in weights.labelers.items() if finding_entities[name] != version)
    state = JudgeState(
        ENTITIES,
        version=weights.version.partition("@")[2],
        origin=BUILT_IN if own is None else str(own),
        articles=weights.articles,
        threshold=weights.threshold,
        languages=weights.languages,
        remark=lacking,
    )
    return Scoring(weights, tuple(notices), tuple(changed)), state


def _main_version(ontology_id: str) -> str:
    """``name@1.2.0`` -> ``name@1``. Its versions differ by additions, so weights fit all of them."""
    return ontology_id.partition(".")[0]
