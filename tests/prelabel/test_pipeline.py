"""The pipeline: a stream that bad articles and bad labelers do not stop, and that says what it left out."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from annotate.core.annotation import Annotation, Entity, Event, Status
from annotate.core.article import Article
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_checks import findings
from annotate.core.text import refused_character
from annotate.prelabel.interface.draft import Draft
from annotate.prelabel.interface.protocol import ANY_LANGUAGE, Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.pipeline import DEFAULT_ORDER, ArticleOutcome, RunSummary, author_of, prelabel
from tests.examples import examples
from tests.prelabel.builders import StubLabeler, article, entity, mention, suggestion_of

TEXT = "Cuba et le Vietnam coopèrent."


def run(
    small: Ontology, *labelers: Labeler, articles: Sequence[Article] = (), batch_size: int = 32
) -> list[ArticleOutcome]:
    given_articles = articles or [article(TEXT)]
    return list(prelabel(given_articles, labelers, small, batch_size=batch_size))


def cuba(draft: Draft) -> Annotation:
    return suggestion_of([mention(draft.article.text, "Cuba", "LOC")])


def texts(outcome: ArticleOutcome) -> list[str]:
    assert outcome.record is not None
    return [item.text for item in outcome.record.annotation.entities]


def numbered(count: int) -> list[Article]:
    return [article(f"Cuba, {number}.", id=f"n{number}") for number in range(count)]


def test_a_suggestion_says_who_made_it_of_which_text_under_which_ontology(small: Ontology) -> None:
    (outcome,) = run(small, StubLabeler(cuba))
    assert outcome.record is not None
    annotation = outcome.record.annotation
    assert annotation.status is Status.SUGGESTED
    assert annotation.ontology == "small@1.0.0"
    assert annotation.digest == outcome.article.digest
    assert annotation.author.startswith("annotate/")
    assert annotation.uncertainty == 1.0  # a score of 0.5 could not be less sure
    (one,) = annotation.entities
    assert one.score is not None
    assert [(voice.source, voice.score) for voice in one.provenance] == [("says@1", one.score)]


def test_the_author_changes_with_every_version_and_can_be_named(small: Ontology) -> None:
    assert author_of([StubLabeler(cuba)], small) == author_of([StubLabeler(cuba)], small)
    assert author_of([StubLabeler(cuba)], small) != author_of([StubLabeler(cuba, version="2")], small)
    (outcome,) = prelabel([article(TEXT)], [StubLabeler(cuba)], small, author="round-2")
    assert outcome.record is not None
    assert outcome.record.annotation.author == "round-2"


@pytest.mark.parametrize(
    ("section", "name", "change"),
    [
        ("entities", "LOC", {"kind": "organization"}),
        ("entities", "ORG", {"may_contain": []}),
        ("events", "CONSULT", {"traits": []}),
        ("events", "AID", {"promised": "CONSULT"}),
        ("events", "AID", {"roles": {"Agent": {"at_most": 1}}}),
        ("roles", "Place", {"fillers": ["LOC", "ORG"]}),
        ("roles", "Place", {"kind": "time"}),
        ("attributes", "value", {"pattern": ".*"}),
        ("mapping", "spacy", {"LOC": "ORG"}),
    ],
)
def test_the_author_changes_with_what_of_the_ontology_steers_suggestions(
    small: Ontology, section: str, name: str, change: dict[str, Any]
) -> None:
    form = small.model_dump(mode="json", exclude_unset=True)
    form[section][name] = {**form[section][name], **change}
    other = Ontology.model_validate(form)
    assert other.id == small.id
    assert author_of([StubLabeler(cuba)], other) != author_of([StubLabeler(cuba)], small)


def test_the_author_is_the_same_under_other_colours_and_other_wording(small: Ontology) -> None:
    form = small.model_dump(mode="json", exclude_unset=True)
    for entry in (form["entities"]["LOC"], form["events"]["AID"]):
        entry |= {
            "color": "#123456",
            "hotkey": None,
            "title": {"fr": "autre"},
            "definition": {"fr": "Autre."},
        }
    form |= {"description": {"fr": "Autre."}}
    other = Ontology.model_validate(form)
    assert author_of([StubLabeler(cuba)], other) == author_of([StubLabeler(cuba)], small)


def test_a_priority_may_name_labelers_as_they_were_called_before(small: Ontology) -> None:
    as_org = StubLabeler(
        lambda draft: suggestion_of([mention(draft.article.text, "Cuba", "ORG")]),
        name="organizations",
        version="1",
    )
    as_loc = StubLabeler(cuba, name="other")
    for priority, label in ((("bodies", "other"), "ORG"), (("other", "bodies"), "LOC")):
        (outcome,) = prelabel([article(TEXT)], [as_org, as_loc], small, priority=priority)
        assert outcome.record is not None
        assert [item.label for item in outcome.record.annotation.entities] == [label]
    old, new = (author_of([as_org], small, [name]) for name in ("bodies", "organizations"))
    assert old == new


def test_two_runs_give_the_same_bytes(small: Ontology) -> None:
    first, second = (run(small, StubLabeler(cuba))[0].record for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.to_json() == second.to_json()


def test_articles_are_read_batch_by_batch(small: Ontology) -> None:
    read: list[str] = []

    def stream() -> Iterator[Article]:
        for item in numbered(10):
            read.append(item.id)
            yield item

    outcomes = prelabel(stream(), [StubLabeler(cuba)], small, batch_size=2)
    assert next(outcomes).article.id == "n0"
    assert read == ["n0", "n1"]
    assert [outcome.article.id for outcome in outcomes] == [f"n{number}" for number in range(1, 10)]


def test_each_labeler_sees_what_the_earlier_ones_said(small: Ontology) -> None:
    seen: list[list[str]] = []

    def look(draft: Draft) -> Annotation:
        seen.append([item.text for item in draft.suggested.entities])
        assert draft.said == draft.suggested  # the name that plug-ins of annotate 0.1 read
        return suggestion_of([mention(draft.article.text, "Vietnam", "LOC")])

    run(small, StubLabeler(cuba), StubLabeler(look, name="second"), StubLabeler(look, name="third"))
    assert seen == [["Cuba"], ["Cuba", "Vietnam"]]


def test_one_bad_article_is_named_while_the_others_go_on(small: Ontology) -> None:
    def fails_on_five(draft: Draft) -> Annotation:
        if draft.article.id == "n5":
            raise ValueError("cannot\nread this")
        return cuba(draft)

    labeler = StubLabeler(fails_on_five, name="fragile")
    outcomes = run(small, labeler, articles=numbered(8))
    assert [outcome.article.id for outcome in outcomes] == [f"n{number}" for number in range(8)]
    place = re.escape(f"({__file__}, line ") + r"\d+\)"
    (failure,) = [str(outcome.failure) for outcome in outcomes if outcome.failure]
    assert re.fullmatch(f"article n5: fragile@1: ValueError: cannot read this {place}", failure)
    assert [outcome.article.id for outcome in outcomes if outcome.record is None] == ["n5"]
    assert [len(batch) for batch in labeler.batches] == [8, 4, 4, 2, 1, 1, 2]


def test_an_answer_that_is_not_valid_is_told_in_one_short_sentence(small: Ontology) -> None:
    def invalid(draft: Draft) -> Annotation:
        return suggestion_of([Entity.model_validate({"start": 0, "end": 4, "label": "LOC", "text": "Cuba"})])

    (outcome,) = run(small, StubLabeler(invalid))
    failure = str(outcome.failure)
    assert f"says@1: ValidationError: no valid Entity: id: Field required ({__file__}, line " in failure
    assert "pydantic.dev" not in failure


def test_a_text_longer_than_the_model_takes_is_a_failure_and_the_others_go_on(
    context: LabelerContext, labelers: list[Labeler], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.prelabel.parsing.analysis.LONGEST", 1_000)
    articles = [article("Cuba."), article("Cuba. " * 200, id="long"), article("Le Laos.")]
    outcomes = list(prelabel(articles, labelers, context.ontology, analyser=context.analyser))
    assert [outcome.record is None for outcome in outcomes] == [False, True, False]
    assert "article long: the text has 1,200 characters, at most 1,000 are analysed" in str(
        outcomes[1].failure
    )


def test_an_article_that_no_labeler_claims_is_refused_and_the_others_go_on(small: Ontology) -> None:
    articles = [
        article(TEXT),
        article("Xin chào.", id="vi", language="vi"),
        article("?", id="no", language=None),
    ]
    outcomes = run(small, StubLabeler(cuba), articles=articles)
    assert [outcome.record is None for outcome in outcomes] == [False, True, True]
    assert str(outcomes[1].failure).startswith(
        "article vi is in Vietnamese (vi); the labelers of this run read fr."
    )
    assert str(outcomes[2].failure).startswith("article no names no language, and its text is in none")


@pytest.mark.parametrize(
    ("languages", "needs"), [(set(), set()), ({ANY_LANGUAGE}, {"entities"})], ids=["of none", "needs others"]
)
def test_labelers_that_read_no_language_by_themselves_are_named_in_a_refusal(
    small: Ontology, languages: set[str], needs: set[str]
) -> None:
    alone = StubLabeler(cuba, "alone", languages=frozenset(languages), needs=frozenset(needs))
    first = StubLabeler(cuba, "first", languages=frozenset(), provides=frozenset({"entities"}))
    outcomes = run(
        small,
        first,
        alone,
        articles=[article("Hola.", id="es", language="es"), article("?", id="no", language=None)],
    )
    named = "(first, alone) read no language by themselves."
    assert f"es is in Spanish (es); the labelers of this run {named}" in str(outcomes[0].failure)
    assert f"that this run detects; the labelers {named}" in str(outcomes[1].failure)


def test_an_article_that_failed_is_not_shown_to_the_next_labeler(small: Ontology) -> None:
    def fails(draft: Draft) -> Annotation:
        raise RuntimeError

    second = StubLabeler(cuba, name="second")
    (outcome,) = run(small, StubLabeler(fails), second)
    assert second.batches == []
    assert str(outcome.failure).startswith(f"article a1: says@1: RuntimeError ({__file__}, line ")


def test_a_labeler_that_loses_answers_still_labels_one_by_one(small: Ontology) -> None:
    class Loses(StubLabeler):
        def label(self, batch: Sequence[Draft]) -> Sequence[Annotation]:
            answers = super().label(batch)
            return answers[: max(1, len(answers) - 1)]

    outcomes = run(small, Loses(cuba), articles=numbered(5))
    assert [texts(outcome) for outcome in outcomes] == [["Cuba"]] * 5
    assert all(not outcome.rejected for outcome in outcomes)


def test_a_labeler_that_answers_nothing_is_named_and_the_others_are_kept(small: Ontology) -> None:
    class Silent(StubLabeler):
        def label(self, batch: Sequence[Draft]) -> Sequence[Annotation]:
            return []

    outcomes = run(small, Silent(cuba, name="silent"), StubLabeler(cuba), articles=numbered(2))
    assert [texts(outcome) for outcome in outcomes] == [["Cuba"]] * 2
    assert [str(item) for outcome in outcomes for item in outcome.rejected] == [
        f"article n{number}: silent@1: answered with nothing instead of one Annotation" for number in (0, 1)
    ]


def test_spans_that_do_not_fit_the_text_are_rejected_and_the_rest_kept(small: Ontology) -> None:
    def wrong(draft: Draft) -> Annotation:
        beyond = Entity(id="beyond", start=20, end=99, label="LOC", text="x")
        other = Entity(id="other", start=0, end=4, label="PER", text="Kuba")
        return suggestion_of([beyond, other, mention(TEXT, "Vietnam", "LOC")])

    (outcome,) = run(small, StubLabeler(wrong))
    assert texts(outcome) == ["Vietnam"]
    assert [str(item) for item in outcome.rejected] == [
        "article a1, region beyond: says@1: ends at 99, but the text has only 29 code points",
        "article a1, region other: says@1: says 'Kuba' but 0:4 of the text is 'Cuba'",
    ]


def test_what_the_ontology_does_not_know_is_taken_off_and_named(small: Ontology) -> None:
    def strange(draft: Draft) -> Annotation:
        alien = entity(TEXT, 0, 4, "PLANET", id="alien")
        place = mention(TEXT, "Vietnam", "LOC").with_(id="place", attributes={"size": "big"})
        start = TEXT.index("coopèrent")
        met = Event.model_validate(
            {
                "id": "met",
                "type": "CONSULT",
                "trigger": {"start": start, "end": start + 9, "text": "coopèrent"},
                "attributes": {"mode": "telepathy"},
                "arguments": [
                    {"role": "Agent", "entity": "place"},
                    {"role": "Victim", "entity": "place"},
                    {"role": "Agent", "entity": "alien"},
                ],
            }
        )
        war = met.with_(id="war", type="WAR", arguments=(), attributes={})
        return suggestion_of([alien, place], [met, war])

    (outcome,) = run(small, StubLabeler(strange))
    assert outcome.record is not None
    annotation = outcome.record.annotation
    assert [(item.text, item.attributes) for item in annotation.entities] == [("Vietnam", {})]
    assert [(item.type, item.attributes) for item in annotation.events] == [("CONSULT", {})]
    assert [item.role for item in annotation.events[0].arguments] == ["Agent"]
    assert [(item.region, item.kind) for item in outcome.rejected] == [
        ("alien", "entity"),
        ("place", "attribute"),
        ("met", "attribute"),
        ("met", "argument"),
        ("met", "argument"),
        ("war", "event"),
    ]
    assert "small@1.0.0 has no entity type 'PLANET'" in str(outcome.rejected[0])


def test_overlaps_within_one_labeler_are_settled_and_counted(small: Ontology) -> None:
    def crossing(draft: Draft) -> Annotation:
        return suggestion_of([mention(TEXT, "le Vietnam", "LOC"), mention(TEXT, "Vietnam", "LOC")])

    (outcome,) = run(small, StubLabeler(crossing))
    assert texts(outcome) == ["le Vietnam"]
    assert [(item.kind, item.reason) for item in outcome.dropped] == [("entity", "overlaps LOC")]


def test_a_labeler_is_passed_over_for_other_languages_and_that_is_counted(small: Ontology) -> None:
    articles = [article(TEXT, id="fr"), article(TEXT, id="vi", language="vi"), article(TEXT, language=None)]
    everywhere = StubLabeler(lambda draft: suggestion_of(), name="everywhere", languages=frozenset({"*"}))
    outcomes = run(small, StubLabeler(cuba), everywhere, articles=articles)
    assert [texts(outcome) for outcome in outcomes] == [["Cuba"], [], []]
    summary = RunSummary()
    for outcome in outcomes:
        summary.add(outcome)
    assert summary.passed_over == {"says": 2}
    assert everywhere.batches == [["fr", "vi", "a1"]]


def test_a_later_labeler_may_add_what_an_entity_stands_for(small: Ontology) -> None:
    def links(draft: Draft) -> Annotation:
        return suggestion_of([item.with_(ref="CUB") for item in draft.suggested.entities])

    (outcome,) = run(small, StubLabeler(cuba), StubLabeler(links, name="links"))
    assert outcome.record is not None
    (one,) = outcome.record.annotation.entities
    assert one.ref == "CUB"
    assert {voice.source for voice in one.provenance} == {"links@1", "says@1"}


def test_a_labeler_whose_needs_nobody_provides_is_refused_at_the_call(small: Ontology) -> None:
    needy = StubLabeler(cuba, name="needy", needs=frozenset({"entities"}))
    with pytest.raises(ConfigError, match="needy needs entities"):
        prelabel([], [needy], small)
    assert run(small, StubLabeler(cuba), needy)


def test_the_same_labeler_twice_is_refused(small: Ontology) -> None:
    with pytest.raises(ConfigError, match="given twice"):
        prelabel([], [StubLabeler(cuba), StubLabeler(cuba)], small)


def test_a_missing_model_stops_the_run_instead_of_failing_every_article(small: Ontology) -> None:
    def needs_model(draft: Draft) -> Annotation:
        raise ConfigError("the spaCy model is not installed.")

    with pytest.raises(ConfigError, match="the spaCy model is not installed"):
        run(small, StubLabeler(needs_model), articles=numbered(3))


def test_the_summary_counts_per_labeler_and_lists_what_went_wrong(small: Ontology) -> None:
    def noting(draft: Draft) -> Annotation:
        draft.note("something odd")
        if draft.article.id == "n1":
            raise ValueError
        return cuba(draft)

    summary = RunSummary()
    for outcome in run(small, StubLabeler(noting), articles=numbered(4)):
        summary.add(outcome)
    told = summary.to_dict()
    assert told["articles"] == 4
    assert told["suggested"] == 3
    assert told["labels"] == {"says@1": {"LOC": 3}}
    assert told["notes"] == {"says: something odd": 3}  # once an article, however often it was asked
    assert [item["article"] for item in told["failed"]] == ["n1"]


def test_the_default_order_is_that_of_the_built_in_labelers(labelers: list[Labeler]) -> None:
    assert tuple(labeler.name for labeler in labelers) == DEFAULT_ORDER


def test_every_suggested_region_has_a_score_and_a_labeler_with_its_version(
    context: LabelerContext, labelers: list[Labeler]
) -> None:
    text = "Le ministre cubain Bruno Rodriguez a rencontré Bui Thanh Son à Hanoï le 3 mars."
    (outcome,) = prelabel([article(text)], labelers, context.ontology, analyser=context.analyser)
    assert outcome.record is not None
    annotation = outcome.record.annotation
    versions = {f"{labeler.name}@{labeler.version}" for labeler in labelers}
    regions: list[Entity | Event] = [*annotation.entities, *annotation.events]
    assert {region.id[0] for region in regions} == {"e", "v"}
    for region in regions:
        assert region.score is not None
        assert region.provenance
        assert {voice.source for voice in region.provenance} <= versions


@pytest.mark.parametrize(
    "text", ["x", "👩‍🚀🎉🇫🇷", "اجتمع الوزيران في هانوي يوم الأحد.", "\u0301", "\n\n.\n", "-" * 300]
)
def test_an_odd_article_does_not_raise(context: LabelerContext, labelers: list[Labeler], text: str) -> None:
    try:
        odd = article(text)
    except ValueError:
        return  # refused at reading
    (outcome,) = prelabel([odd], labelers, context.ontology, analyser=context.analyser)
    assert outcome.failure is None
    assert not outcome.rejected


def test_a_long_article_takes_seconds_and_its_last_entity_is_found(
    context: LabelerContext, labelers: list[Labeler]
) -> None:
    paragraph = (
        "Le président français Emmanuel Macron a rencontré le ministre de Cuba à Hanoï le 3 mars 2021. "
    )
    text = paragraph * (30_000 // len(paragraph)) + "Il ira ensuite à Lisbonne."
    context.analyser.nlp("fr")
    started = time.monotonic()
    (outcome,) = prelabel([article(text)], labelers, context.ontology, analyser=context.analyser)
    assert outcome.record is not None
    assert outcome.record.annotation.entities[-1].text == "Lisbonne"
    assert time.monotonic() - started < 15


def test_a_sentence_with_a_long_list_takes_no_time_for_each_way_through_it(
    context: LabelerContext, labelers: list[Labeler]
) -> None:
    named = "le ministre vietnamien des Affaires étrangères du Laos et Ana Pérez de l'ONU"
    text = "Le président Macron a rencontré, à Hanoï, " + ", ".join([named] * 50)
    context.analyser.nlp("fr")
    started = time.process_time()
    (outcome,) = prelabel([article(text)], labelers, context.ontology, analyser=context.analyser)
    assert outcome.record is not None
    assert any(len(event.arguments) > 20 for event in outcome.record.events)
    assert time.process_time() - started < 10


@examples(25, suppress=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(min_size=1, max_size=80).filter(
        lambda text: bool(text.strip()) and not refused_character(text)
    )
)
def test_any_text_gives_a_suggestion_that_the_ontology_allows(
    context: LabelerContext, labelers: list[Labeler], text: str
) -> None:
    mixed = f"{text} Le ministre {text} a rencontré Cuba le 3 mars{text}"
    (outcome,) = prelabel([article(mixed)], labelers, context.ontology, analyser=context.analyser)
    assert outcome.failure is None
    assert not outcome.rejected
    assert outcome.record is not None
    assert list(findings(outcome.record.annotation, context.ontology)) == []
