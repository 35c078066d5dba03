"""The compared ways of pre-labelling: the default labelers, fewer of them, the plain model."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotate.core import jsonl
from annotate.core.annotation import Annotation
from annotate.core.matching import Outcome, same
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord, Record
from annotate.evaluate.counts import Counts, Key, add_counts
from annotate.evaluate.evaluation import ArticleScore, Scope, evaluate
from annotate.evaluate.predictions import open_predictions
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.labelers.spacy_ner import SpacyNer
from annotate.prelabel.merging.choosing import AUTO, NONE, choose_weights
from annotate.prelabel.pipeline import DEFAULT_ORDER, Pipeline
from benchmarks.gold_sets import GoldSet, TriggerPlace, analyser_of

NAMES = ("PER", "ORG", "LOC")
MODEL = "spacy"
_BATCH = 32  # articles, as `annotate prelabel` takes them


@dataclass(frozen=True)
class System:
    """A way of pre-labelling: the labelers in order, and switches. ``weights`` is as in annotate.yaml.

    ``words`` is the words file of a model.
    """

    labelers: tuple[str, ...] = DEFAULT_ORDER
    ungluing: bool = True
    repair: bool = True
    weights: str = AUTO
    words: Path | None = None

    def pipeline(self, ontology: Ontology, languages: tuple[str, ...]) -> Pipeline:
        """The pipeline of this system. Systems with the same tokenisation share the loaded spaCy models."""
        context = LabelerContext(
            ontology,
            languages,
            analyser_of(ungluing=self.ungluing),
            weights=self.weights,
            words=self.words,
        )
        labelers = make_labelers(self.labelers, context)
        if not self.repair:
            labelers = [_without_repair(labeler, ontology) for labeler in labelers]
        scoring = choose_weights(self.weights, labelers, ontology)
        return Pipeline(
            labelers,
            ontology,
            analyser=context.analyser,
            weights=scoring.weights,
            values=scoring.values,
        )


DEFAULT = System()
PLAIN = System((MODEL,), ungluing=False, repair=False, weights=NONE)


def without(name: str, labelers: Sequence[Labeler]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The labelers that can run without ``name``, and the labelers that need the output of ``name``."""
    provided = {"analysis"}
    left, lost = [], []
    for labeler in labelers:
        if labeler.name == name:
            continue
        if labeler.needs <= provided:
            left.append(labeler.name)
            provided |= labeler.provides
        else:
            lost.append(labeler.name)
    return tuple(left), tuple(lost)


def suggested(gold: GoldSet, system: System) -> list[Record]:
    """The suggestions of ``system``, one record per article of ``gold``. Exits if an article fails."""
    pipeline = system.pipeline(gold.ontology, gold.languages)
    records = []
    for start in range(0, len(gold.articles), _BATCH):
        for outcome in pipeline.run(gold.articles[start : start + _BATCH]):
            if outcome.record is None:
                raise SystemExit(f"{gold.name}: {outcome.failure}")
            records.append(outcome.record)
    return records


def scored(gold: GoldSet, system: System, in_lexicon: dict[TriggerPlace, bool]) -> list[ArticleScore]:
    """The counts of each article: those of `annotate evaluate` and those of `_further`."""
    return compared(gold, suggested(gold, system), in_lexicon)


def compared(
    gold: GoldSet, records: Sequence[Record], in_lexicon: dict[TriggerPlace, bool]
) -> list[ArticleScore]:
    """Like `scored`, for suggestions that are there already: one record per article, in the order of gold."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "suggestions.jsonl"
        jsonl.write(file, records)
        with open_predictions(file) as predictions:
            scope = Scope(
                labels=None if gold.events else frozenset(NAMES),
                events=gold.events,
                clustered=gold.ontology.labels_of("person"),  # keys that are the annotator's own
            )
            made = evaluate(gold.records, predictions, scope)
    if made.unscored:
        raise SystemExit(f"{gold.name}: {made.unscored} articles could not be scored.")
    return [
        replace(article, counts={**article.counts, **_further(article.counts, wanted, found, in_lexicon)})
        for article, wanted, found in zip(made.articles, gold.records, records, strict=True)
    ]


def _further(
    counts: Counts, gold: GoldRecord, predicted: Record, in_lexicon: dict[TriggerPlace, bool]
) -> Counts:
    """More counts: all names together, dates with value, triggers by lexicon, all attributes together."""
    of_names = [counts[key] for label in NAMES if (key := Key("entities", "strict", label)) in counts]
    attributes = [outcome for key, outcome in counts.items() if key.part == "accuracy" and key.label is None]
    return {
        Key("names", "strict"): sum(of_names, Outcome()),
        Key("dates", "with value"): _dates(gold.annotation, predicted.annotation),
        **_triggers(gold, predicted.annotation, in_lexicon),
        **({Key("attributes", "accuracy"): sum(attributes, Outcome())} if attributes else {}),
    }


def _dates(gold: Annotation, predicted: Annotation) -> Outcome:
    wanted, found = (
        [(e.start, e.end, str(e.attributes.get("value"))) for e in side.entities if e.label == "DATE"]
        for side in (gold, predicted)
    )
    return Outcome.of(len(same(wanted, found)), predicted=len(found), gold=len(wanted))


def _triggers(gold: GoldRecord, predicted: Annotation, in_lexicon: dict[TriggerPlace, bool]) -> Counts:
    """Counts gold triggers found with the right type, separately by whether the lexicon has their lemma.

    Only recall is meaningful, because a spurious trigger belongs to neither group.
    """
    wanted, found = (
        [(e.trigger.start, e.trigger.end, e.type) for e in side.events if e.trigger]
        for side in (gold.annotation, predicted)
    )
    right = {index for index, _ in same(wanted, found)}
    parts = []
    for index, (start, end, _) in enumerate(wanted):
        known = in_lexicon[gold.article.id, start, end]
        outcome = Outcome.of(int(index in right), predicted=int(index in right), gold=1)
        parts.append({Key("triggers", "lemma in the lexicon" if known else "lemma not in it"): outcome})
    return add_counts(parts)


def _without_repair(labeler: Labeler, ontology: Ontology) -> Labeler:
    if labeler.name != MODEL:
        return labeler
    return SpacyNer(labeler.name, labeler.version, labeler.languages, ontology)
