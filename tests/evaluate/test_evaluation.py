"""Gold and predictions are paired by article and text, in any order. The rest is listed."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from annotate.core.errors import InputError
from annotate.core.matching import Outcome
from annotate.core.record import GoldRecord
from annotate.evaluate.counts import Key, add_counts
from annotate.evaluate.evaluation import Evaluation, Scope, as_gold_has_it, evaluate, in_common, worst_first
from annotate.evaluate.predictions import open_predictions
from tests.builders import meeting
from tests.evaluate.builders import PERSON, PLACE, TEXT, gold, suggested, without_text, written

STRICT = Key("entities", "strict")
GOLD = [gold("a", PERSON, PLACE), gold("b", PERSON, language="en"), gold("c", PLACE)]


def scored(path: Path, scope: Scope = Scope()) -> Evaluation:  # noqa: B008  # frozen
    with open_predictions(path) as predictions:
        return evaluate(GOLD, predictions, scope)


def strict(made: Evaluation) -> Outcome:
    return add_counts(article.counts for article in made.articles)[STRICT]


def test_predictions_are_found_in_any_order_packed_or_not(tmp_path: Path) -> None:
    records = [suggested("a", PERSON), suggested("b", PERSON), suggested("c")]
    straight = scored(written(tmp_path / "p.jsonl", *records))
    assert strict(straight) == Outcome(correct=2, missed=2)
    assert scored(written(tmp_path / "q.jsonl.gz", *reversed(records))) == straight


def test_predictions_come_through_a_pipe_too(tmp_path: Path) -> None:
    lines = written(tmp_path / "p.jsonl", suggested("c"), suggested("a", PERSON), suggested("b")).read_bytes()
    reading, writing = os.pipe()
    os.write(writing, lines)
    os.close(writing)
    assert strict(scored(Path(f"/dev/fd/{reading}"))) == Outcome(correct=1, missed=3)
    os.close(reading)


def test_articles_that_only_one_side_has_are_listed_and_not_scored(tmp_path: Path) -> None:
    path = written(
        tmp_path / "p.jsonl", suggested("a", PERSON), suggested("c", text="Autre."), suggested("z")
    )
    made = scored(path)
    assert (made.missing, made.other_text, made.without_gold) == (["b"], ["c"], ["z"])
    assert made.unscored == 3
    assert strict(made) == Outcome(correct=1, missed=1)


def test_a_missing_prediction_counts_as_empty_when_asked(tmp_path: Path) -> None:
    path = written(tmp_path / "p.jsonl", suggested("a", PERSON, PLACE), suggested("c", text="Autre."))
    made = scored(path, Scope(missing_as_empty=True))
    assert (made.taken_as_empty, made.missing, made.other_text) == (["b"], [], ["c"])
    assert strict(made) == Outcome(correct=2, missed=1)


def test_gold_and_predictions_without_text_are_paired_by_their_digest(tmp_path: Path) -> None:
    bare = [without_text(record) for record in GOLD]
    other = gold("b", PERSON, text=TEXT + " Fin.")
    with open_predictions(written(tmp_path / "p.jsonl", *bare[:1], without_text(other))) as predictions:
        made = evaluate(bare, predictions, Scope())
    assert [article.id for article in made.articles] == ["a"]
    assert made.other_text == ["b"]


def test_of_two_texts_of_an_article_the_right_one_is_taken(tmp_path: Path) -> None:
    path = written(tmp_path / "p.jsonl", suggested("a", text="Autre."), suggested("a", PERSON))
    assert strict(scored(path)) == Outcome(correct=1, missed=1)


def test_two_predictions_on_one_text_are_refused_with_both_lines(tmp_path: Path) -> None:
    path = written(tmp_path / "p.jsonl", suggested("a"), suggested("b"), suggested("a", PERSON))
    with pytest.raises(InputError, match=r"p.jsonl, line 3: .*'a'; the first is in line 1"):
        scored(path)


def test_gold_with_an_article_twice_is_refused(tmp_path: Path) -> None:
    with open_predictions(written(tmp_path / "p.jsonl", suggested("a"))) as predictions:
        with pytest.raises(InputError, match="'a' twice"):
            evaluate([GOLD[0], GOLD[0]], predictions, Scope())


def test_nothing_in_common_says_how_many_were_on_each_side(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"no article in common: 3 without a prediction, 0 .* 1 without gold"
    ):
        scored(written(tmp_path / "p.jsonl", suggested("z")))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: is not JSON"),
        ('{"format": 1}', "line 2: does not have the form of an article with its annotation"),
        ('{"article": {"id": "a", "text": "\\ud800"}, "annotation": {}}', "line 2"),
        (
            json.dumps({"format": 1, "article": {"id": "b", "text": TEXT}, "annotation": {}}),
            "line 2: .*author",
        ),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = written(tmp_path / "p.jsonl", suggested("a"))
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(InputError, match=said):
        scored(path)


def test_a_cut_gzip_is_unusable_input(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl.gz"
    path.write_bytes(gzip.compress(written(tmp_path / "p.jsonl", suggested("a")).read_bytes())[:-20])
    with pytest.raises(InputError, match=r"p\.jsonl\.gz.*is truncated or damaged"):
        scored(path)


def test_articles_of_another_language_are_neither_scored_nor_unknown(tmp_path: Path) -> None:
    path = written(tmp_path / "p.jsonl", *(suggested(id) for id in "abc"))
    made = scored(path, Scope(language="en"))
    assert [article.id for article in made.articles] == ["b"]
    assert made.unscored == 0
    with pytest.raises(InputError, match="no article in 'es'"):
        scored(path, Scope(language="es"))


def test_labels_beyond_the_scope_are_left_out_and_counted(tmp_path: Path) -> None:
    scope = as_gold_has_it([gold("a", PERSON)], Scope())
    person = frozenset({"PER"})
    assert scope == Scope(labels=person, gold_labels=person, attributes=frozenset(), events=False)
    path = written(tmp_path / "p.jsonl", suggested("a", PERSON, PLACE), suggested("b"), suggested("c", PLACE))
    made = scored(path, scope)
    assert made.left_out == {"LOC": 2}
    assert strict(made) == Outcome(correct=1, missed=1)


def test_an_attribute_that_gold_never_has_is_left_out_and_counted(tmp_path: Path) -> None:
    record = meeting("m")
    bare = record.annotation.with_(
        status="adjudicated", events=tuple(e.with_(attributes={}) for e in record.annotation.events)
    )
    golden = GoldRecord.of(record.article, bare)
    path = written(tmp_path / "p.jsonl", record)
    with open_predictions(path) as predictions:
        narrow = evaluate([golden], predictions, as_gold_has_it([golden], Scope()))
        wide = evaluate([golden], predictions, Scope())
    assert narrow.left_out == {"attribute modality": 1, "attribute polarity": 1}
    assert Key("values", "modality") not in narrow.articles[0].counts
    assert wide.articles[0].counts[Key("values", "modality")] == Outcome(spurious=1)
    assert Key("values", "value") in narrow.articles[0].counts


def test_the_worst_articles_come_first_and_those_without_errors_are_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "p.jsonl", suggested("a"), suggested("b", PERSON), suggested("c"))
    assert [article.id for article in worst_first(scored(path).articles)] == ["a", "c"]


def test_two_predictions_are_compared_on_the_articles_that_both_have(tmp_path: Path) -> None:
    one = scored(written(tmp_path / "p.jsonl", suggested("a", PERSON), suggested("b")))
    other = scored(written(tmp_path / "q.jsonl", suggested("c"), suggested("b", PERSON)))
    ours, theirs = in_common(one, other)
    assert [counts[STRICT] for counts in ours] == [Outcome(missed=1)]
    assert [counts[STRICT] for counts in theirs] == [Outcome(correct=1)]
