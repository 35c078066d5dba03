"""CoNLL: spans to BIO and back, and what the format cannot hold."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.core.annotation import Entity
from annotate.core.errors import AnnotateError, InputError
from annotate.core.record import GoldRecord
from annotate.export.base import Loss, Losses
from annotate.export.conll import ConllExporter, Scheme
from annotate.export.conll_reader import read_conll
from annotate.export.layers import FLATTEN, Flatten
from tests.builders import meeting
from tests.examples import examples
from tests.export.gold import (
    ONTOLOGY,
    as_gold,
    check_sums,
    corpora,
    gold_of,
    sample,
    without_text,
)


def texts_of(gold: list[GoldRecord]) -> dict[str, str]:
    return {record.article.id: record.text or "" for record in gold}


def gold_losses(losses: Losses) -> list[Loss]:
    return [loss for loss in losses.lost if loss.what != "article fields"]


def ranges(entities: list[Entity]) -> list[tuple[int, int, str, str]]:
    return sorted((entity.start, entity.end, entity.label, entity.text) for entity in entities)


@examples(300, suppress=[HealthCheck.function_scoped_fixture])
@given(
    gold=corpora,
    columns=st.sampled_from([2, 4]),
    scheme=st.sampled_from(get_args(Scheme)),
    flatten=st.sampled_from(FLATTEN),
)
def test_spans_to_tags_to_spans_are_identical_or_listed_as_lost(
    tmp_path: Path, gold: list[GoldRecord], columns: int, scheme: Scheme, flatten: Flatten
) -> None:
    path = tmp_path / "gold.conll"
    losses = ConllExporter().export(
        iter(gold), ONTOLOGY, path, columns=columns, scheme=scheme, flatten=flatten
    )
    check_sums(losses, gold)
    lost = {(loss.article, loss.region) for loss in losses.lost if loss.what == "entity"}
    back = dict(read_conll(path, texts_of(gold)))
    assert list(back) == [record.article.id for record in gold]
    for record in gold:
        kept = [one for one in record.annotation.entities if (record.article.id, one.id) not in lost]
        assert ranges(back[record.article.id]) == ranges(kept)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(gold=corpora)
def test_no_sentence_begins_inside_a_mention(tmp_path: Path, gold: list[GoldRecord]) -> None:
    path = tmp_path / "gold.conll"
    ConllExporter().export(gold, ONTOLOGY, path)
    blank = True
    for line in path.read_text(encoding="utf-8").split("\n"):
        assert not (blank and " I-" in line)
        blank = not line or line.startswith("-DOCSTART-")


def test_the_file_looks_like_this(tmp_path: Path) -> None:
    gold = gold_of("Ana Pérez rit.Hanoï dort.\n\nFin", ("Ana Pérez", "PER"), ("Ana", "PER"), ("Hanoï", "LOC"))
    losses = ConllExporter().export([gold], ONTOLOGY, tmp_path / "x.conll")
    assert (tmp_path / "x.conll").read_text(encoding="utf-8") == (
        "-DOCSTART- -X- O O\n\n"
        "Ana -X- _ B-PER\nPérez -X- _ I-PER\nrit -X- _ O\n. -X- _ O\n\n"
        "Hanoï -X- _ B-LOC\ndort -X- _ O\n. -X- _ O\n\n"
        "Fin -X- _ O\n\n"
    )
    assert (tmp_path / "x.conll.ids").read_text(encoding="utf-8") == "a1\n"
    assert [str(loss) for loss in losses.lost] == [
        "article a1, entity e1 'Ana': nested in e0",
        "article a1, article fields author, status, ontology: the format holds no fields of articles",
    ]
    ConllExporter().export([gold], ONTOLOGY, tmp_path / "y.conll", columns=2, scheme="bioes")
    assert (tmp_path / "y.conll").read_text(encoding="utf-8") == (
        "-DOCSTART- -X- O O\n\nAna B-PER\nPérez E-PER\nrit O\n. O\n\nHanoï S-LOC\ndort O\n. O\n\nFin O\n\n"
    )


def test_adjacent_mentions_stay_two(tmp_path: Path) -> None:
    gold = gold_of("Hanoï-Cuba", ("Hanoï", "LOC"), ("-", "LOC"), ("Cuba", "LOC"))
    ConllExporter().export([gold], ONTOLOGY, tmp_path / "x.conll")
    ((_, entities),) = read_conll(tmp_path / "x.conll", texts_of([gold]))
    assert [entity.text for entity in entities] == ["Hanoï", "-", "Cuba"]


def test_a_mention_that_ends_inside_a_token_is_reported_as_lost(tmp_path: Path) -> None:
    gold = gold_of("levice-Premier ministre", ("vice-Premier ministre", "ROLE"), ("ministre", "ROLE"))
    losses = ConllExporter().export([gold], ONTOLOGY, tmp_path / "x.conll")
    assert losses.entities_written == 1  # the inner one is no longer nested in anything written
    assert [(loss.region, loss.why) for loss in gold_losses(losses)] == [("e0", "not at token edges")]
    losses = ConllExporter().export([gold], ONTOLOGY, tmp_path / "y.conll", misaligned="expand")
    assert [str(loss) for loss in gold_losses(losses)] == [
        "article a1, position e0 'vice-Premier ministre': not at token edges, so it was widened",
        "article a1, entity e1 'ministre': nested in e0",
    ]
    ((_, entities),) = read_conll(tmp_path / "y.conll", texts_of([gold]))
    assert [entity.text for entity in entities] == ["levice-Premier ministre"]


def test_a_label_with_white_space_is_reported_as_lost(tmp_path: Path) -> None:
    gold = gold_of("Ana rit", ("Ana", "A B"))
    losses = ConllExporter().export([gold], ONTOLOGY, tmp_path / "x.conll")
    assert [loss.why for loss in gold_losses(losses)] == ["its label holds white space"]
    check_sums(losses, [gold])


def test_events_attributes_and_refs_are_counted_as_lost(tmp_path: Path) -> None:
    losses = ConllExporter().export([as_gold(meeting())], ONTOLOGY, tmp_path / "x.conll")
    assert [(loss.region, loss.what) for loss in losses.lost] == [
        ("e1", "scores"),
        ("e2", "scores"),
        ("e3", "ref"),
        ("e3", "scores"),
        ("e4", "attributes"),
        ("e4", "scores"),
        ("v1", "event"),
        ("v1", "trigger"),
        ("v1 Agent e1", "argument"),
        ("v1 Agent e2", "argument"),
        ("v1 Place e3", "argument"),
        ("v1 Time e4", "argument"),
        ("published, author, status, ontology", "article fields"),
    ]
    assert losses.entities_written == 4 and losses.events_written == 0


def test_the_sample_gold_comes_back(tmp_path: Path) -> None:
    gold = sample()
    losses = ConllExporter().export(gold, ONTOLOGY, tmp_path / "x.conll.gz")
    ConllExporter().export(gold, ONTOLOGY, tmp_path / "y.conll.gz")
    assert (tmp_path / "x.conll.gz").read_bytes() == (tmp_path / "y.conll.gz").read_bytes()
    check_sums(losses, gold)
    back = dict(read_conll(tmp_path / "x.conll.gz", texts_of(gold)))
    assert sum(len(entities) for entities in back.values()) == losses.entities_written


def test_a_record_without_text_is_refused_by_name_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(AnnotateError, match="no text") as raised:
        ConllExporter().export([without_text(gold_of("Ana rit"))], ONTOLOGY, tmp_path / "x.conll")
    assert raised.value.where == "article a1" and raised.value.remedy
    assert list(tmp_path.glob("*.conll*")) == []


@pytest.mark.parametrize(
    ("content", "text", "line", "message"),
    [
        ("-DOCSTART- O\n# article = a1\n\nAna O\nrit O\n", "Ana dort", 5, "'rit' does not come next"),
        ("-DOCSTART- O\n# article = a1\n\nAna O\n", "Ana rit", None, "goes on at code point 4"),
        ("-DOCSTART- O\n# article = a2\n\nAna O\n", "Ana", 2, "no text of article 'a2'"),
        ("-DOCSTART- O\n# article = a1\n\nAna\n", "Ana", 4, "has no tag"),
        ("-DOCSTART- O\n# article = a1\n\nAna PER\n", "Ana", 4, "has no tag"),
        ("-DOCSTART- O\n# article = a1\n\nAna B-\n", "Ana", 4, "has no tag"),
        ("-DOCSTART- O\n\nAna O\n", "Ana", 3, "no text of article '1'"),
        ("\nAna O\n", "Ana", 2, "stands in no document"),
    ],
)
def test_a_file_that_does_not_fit_its_texts_is_refused_by_line(
    tmp_path: Path, content: str, text: str, line: int | None, message: str
) -> None:
    path = tmp_path / "x.conll"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message) as raised:
        list(read_conll(path, {"a1": text}))
    assert raised.value.where == (f"{path}, line {line}" if line else str(path))
    assert raised.value.remedy


def test_files_without_ids_have_numbered_documents_and_earlier_files_name_them(tmp_path: Path) -> None:
    path = tmp_path / "x.conll"
    path.write_text(
        "-DOCSTART- -X- O O\n\nAna B-PER\n\n-DOCSTART- -X- O O\n\nHanoï S-LOC\n\n", encoding="utf-8"
    )
    back = dict(read_conll(path, {"1": "Ana", "2": "Hanoï"}))
    assert [(id, one.text) for id, found in back.items() for one in found] == [("1", "Ana"), ("2", "Hanoï")]
    path.write_text("-DOCSTART- O\n# article = a1\n\nAna B-PER\n\n", encoding="utf-8")
    assert [id for id, _ in read_conll(path, {"a1": "Ana"})] == ["a1"]


@pytest.mark.parametrize(("ids", "message"), [("a1\n", "id is missing"), ("a1\na2\na3\n", "article 'a3'")])
def test_ids_that_do_not_fit_the_documents_are_refused(tmp_path: Path, ids: str, message: str) -> None:
    gold = [gold_of("Ana rit", ("Ana", "PER"), id=id) for id in ("a1", "a2")]
    ConllExporter().export(gold, ONTOLOGY, tmp_path / "x.conll")
    (tmp_path / "x.conll.ids").write_text(ids)
    with pytest.raises(InputError, match=message):
        list(read_conll(tmp_path / "x.conll", {"a1": "Ana rit", "a2": "Ana rit", "a3": "Ana rit"}))


def test_an_option_with_an_unknown_value_is_refused(tmp_path: Path) -> None:
    for options in ({"columns": 3}, {"scheme": "iob"}, {"flatten": "all"}, {"misaligned": "no"}):
        with pytest.raises(AnnotateError, match="the option"):
            ConllExporter().export([], ONTOLOGY, tmp_path / "x.conll", **options)
    assert not list(tmp_path.iterdir())


def test_a_cut_or_foreign_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.conll.gz"
    ConllExporter().export(sample(), ONTOLOGY, path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="cannot be read any further"):
        list(read_conll(path, texts_of(sample())))
    latin = tmp_path / "y.conll"
    latin.write_bytes("# article = a1\nété O\n".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8") as raised:
        list(read_conll(latin, {"a1": "été"}))
    assert raised.value.where == f"{latin}, line 2"


def test_files_of_other_programs_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.conll"
    lines = ("# article = a1", "", "Ana NNP x I-PER", "rit V x O", " ", "Hanoï N x I-LOC", "Cuba N x I-PER")
    path.write_bytes("\r\n".join(lines).encode())
    ((_, entities),) = read_conll(path, {"a1": "Ana rit Hanoï Cuba"})
    assert [(entity.text, entity.label) for entity in entities] == [
        ("Ana", "PER"),
        ("Hanoï", "LOC"),
        ("Cuba", "PER"),
    ]
