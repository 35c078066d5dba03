"""Articles with decomposed accents (Unicode NFD) get the suggestions of their composed form."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.core.annotation import Annotation, Entity, Event, Span
from annotate.core.article import Article
from annotate.core.configs import configs_folder
from annotate.core.ontology import Ontology
from annotate.corpus.language import LanguageDetector
from annotate.corpus.read import read_articles
from annotate.prelabel.defaults import DEFAULT_ORDER
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.region_ids import entity_id, event_id
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.knowledge.lexicon import load_lexicon
from annotate.prelabel.merging.choosing import choose_weights
from annotate.prelabel.pipeline import Pipeline, prelabel
from annotate.train.judges.collecting import collect
from annotate.train.judges.learners import learners
from tests.prelabel.builders import StubLabeler, article, event, mention, small_ontology, suggestion_of

SAMPLE = Path(__file__).parents[2] / "annotate" / "campaign" / "demo" / "sample" / "articles"
TEXT = "Émile Géo a rencontré Zoé Léa à Sète le 3 février."


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def translated(annotation: Annotation, composed: str) -> Annotation:
    """The suggestions on the decomposed form of a text, by counting the code points before each position."""

    def at(position: int) -> int:
        return len(decomposed(composed[:position]))

    def entity(item: Entity) -> Entity:
        start, end = at(item.start), at(item.end)
        region = entity_id(Span(start=start, end=end), item.label)
        return item.with_(id=region, start=start, end=end, text=decomposed(item.text))

    def event(item: Event) -> Event:
        trigger = item.trigger
        if trigger is not None:
            start, end = at(trigger.start), at(trigger.end)
            trigger = trigger.with_(start=start, end=end, text=decomposed(trigger.text))
        arguments = tuple(one.with_(entity=entities[one.entity].id) for one in item.arguments)
        return item.with_(id=event_id(trigger, item.type), trigger=trigger, arguments=arguments)

    entities = {item.id: entity(item) for item in annotation.entities}
    return annotation.with_(
        digest=Article(id="x", text=decomposed(composed)).digest,
        entities=tuple(entities.values()),
        events=tuple(map(event, annotation.events)),
    )


@pytest.fixture(scope="module")
def judged(context: LabelerContext) -> LabelerContext:
    """The settings of the default labelers with the built-in judges."""
    return replace(context, weights="auto")


@pytest.fixture(scope="module")
def pipeline(judged: LabelerContext) -> Pipeline:
    labelers = make_labelers(DEFAULT_ORDER, judged)
    scoring = choose_weights("auto", labelers, judged.ontology)
    return Pipeline(
        labelers, judged.ontology, analyser=judged.analyser, weights=scoring.weights, values=scoring.values
    )


def test_each_sample_article_gets_the_same_suggestions_offset_for_offset(pipeline: Pipeline) -> None:
    detector = LanguageDetector(("fr", "en"))
    articles = [
        given.with_(text=unicodedata.normalize("NFC", given.text), language=detector.of(given.text))
        for given in read_articles([str(SAMPLE)])
    ][:2]
    others = [given.with_(text=decomposed(given.text)) for given in articles]
    assert [detector.of(given.text) for given in others] == [given.language for given in articles]
    for one, other in zip(pipeline.run(articles), pipeline.run(others), strict=True):
        assert one.record is not None and other.record is not None
        assert other.article.text == decomposed(one.article.text) != one.article.text
        assert other.record.annotation == translated(one.record.annotation, one.article.text)
        assert any(item.trigger for item in one.record.events)


def test_a_labeler_of_a_plug_in_reads_the_text_as_it_is_beside_built_in_ones(
    labelers: Sequence[StubLabeler], context: LabelerContext
) -> None:
    text = decomposed(TEXT)
    seen: list[Draft] = []

    def answer(draft: Draft) -> Annotation:
        seen.append(draft)
        assert draft.article.text == text
        assert draft.analysis.text == text
        for item in draft.suggested.entities:
            assert text[item.start : item.end] == item.text
        place = next(item for item in draft.suggested.entities if item.label == "LOC")
        person = mention(text, decomposed("Zoé Léa"), "PER", score=0.9)
        met = event(text, decomposed("rencontré"), "CONSULT", ("Place", place), ("Agent", person))
        return suggestion_of([place, person], [met])

    own = StubLabeler(answer, name="own")
    (outcome,) = prelabel([article(text)], [*labelers, own], context.ontology, analyser=context.analyser)
    assert outcome.record is not None and not outcome.rejected, outcome
    assert seen[0].article.id == outcome.article.id
    (met,) = [item for item in outcome.record.events if item.type == "CONSULT"]
    assert {item.source.partition("@")[0] for item in met.provenance} == {"own", "events"}
    roles = {argument.role for argument in met.arguments}
    assert {"Place", "Agent"} <= roles


def test_a_plug_in_that_alters_a_text_is_noticed_for_a_decomposed_text_too() -> None:
    def answer(draft: Draft) -> Annotation:
        draft.article = draft.article.with_(text=TEXT)
        return suggestion_of()

    (outcome,) = prelabel([article(decomposed(TEXT))], [StubLabeler(answer)], small_ontology())
    assert outcome.failure is not None and "altered" in outcome.failure.error


def test_judges_learn_the_same_from_gold_on_a_decomposed_text(
    pipeline: Pipeline, judged: LabelerContext
) -> None:
    given = article(TEXT)
    (outcome,) = pipeline.run([given])
    assert outcome.record is not None
    gold = outcome.record.annotation
    rows = []
    for one, annotation in ((given, gold), (article(decomposed(TEXT)), translated(gold, TEXT))):
        labelers = make_labelers(DEFAULT_ORDER, judged)
        rows.append(collect([(one, annotation)], labelers, judged, learners()).rows)
    assert rows[0] == rows[1]
    assert rows[0]["triggers"] and rows[0]["arguments"]


def test_a_lexicon_may_be_written_with_decomposed_accents(tmp_path: Path, diplomacy: Ontology) -> None:
    path, shipped = tmp_path / "fr.yaml", configs_folder() / "lexicons" / "fr.yaml"
    path.write_text(decomposed(shipped.read_text(encoding="utf-8")), encoding="utf-8")
    assert load_lexicon(path, diplomacy).entries == load_lexicon(shipped, diplomacy).entries
