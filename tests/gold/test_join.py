"""A release without texts and its articles give the release with texts, byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from annotate.core import jsonl
from annotate.core.annotation import Annotation, Entity, Event, Status
from annotate.core.article import Article
from annotate.core.errors import ConfigError, InputError
from annotate.core.record import GoldRecord, Record
from annotate.core.text import digest
from annotate.corpus.read import read_articles
from annotate.gold.load import load_gold
from annotate.gold.without_texts.join import join_release
from annotate.gold.without_texts.no_text import TextRemover
from annotate.gold.without_texts.text_join import as_it_was, with_article
from tests.builders import records
from tests.commands import Annotate, said, tree
from tests.examples import examples
from tests.gold.invented import BO, as_person, invented, marked
from tests.gold.releases import ONTOLOGY, release
from tests.gold.test_no_text import hard_records


def named_by_words(entity: Entity) -> Entity:
    """A mention with a ref of its own words, which nobody saw."""
    return entity.with_(ref="-".join(entity.text.lower().split()), unreviewed=("ref",))


def plain_records() -> list[Record]:
    """Gold, and articles left out, without anything that no join restores."""
    quoted = marked(invented(2), change=as_person)
    return [
        *(marked(invented(number)) for number in (0, 10, 11, 12)),
        marked(invented(1), change=named_by_words),
        quoted,
        marked(invented(3)),
        marked(invented(3), BO),
        marked(invented(4), status=Status.SKIPPED),
        marked(invented(5), status=Status.DRAFT),
        marked(invented(7, subtitle="x", title=None, url=None, meta={})),
        marked(invented(8, meta={"language_detected": True})),
    ]


def articles(given: Iterable[Record]) -> list[Article]:
    return list({record.article.id: record.article for record in given}.values())


def both(folder: Path, given: list[Record], **options: Any) -> tuple[Path, Path]:
    """The release with texts, and the one without, of the same annotations at the same moment."""
    whole = release(folder / "whole", given, **options).folder
    shutil.copytree(folder / "whole", folder / "bare", ignore=shutil.ignore_patterns("exports"))
    bare = release(folder / "bare", given, no_text=True, **options).folder
    return whole, bare


def files_but_provenance(folder: Path) -> dict[str, bytes]:
    """The files that two runs have in common: not provenance.json, nor its line in SHA256SUMS."""
    files = tree(folder)
    del files["provenance.json"]
    lines = files["SHA256SUMS"].splitlines()
    files["SHA256SUMS"] = b"\n".join(line for line in lines if b"provenance" not in line)
    return files


@pytest.mark.parametrize("options", [{}, {"reviewed_only": True}, {"annotations": False}])
def test_every_byte_is_restored(tmp_path: Path, options: dict[str, bool]) -> None:
    given = plain_records()
    if options:  # without answers, the reason that quotes words is not restored
        given = [record for record in given if record.article.id != "a002"]
    whole, bare = both(tmp_path, given, **options)
    made = join_release(bare, reversed(articles(given)), tmp_path / "joined")
    assert not made.not_joined and not made.parts and set(made.identical.values()) == {True}
    assert files_but_provenance(tmp_path / "joined") == files_but_provenance(whole)
    assert tree(tmp_path / "joined")["provenance.json"] == tree(bare)["provenance.json"]


def test_what_cannot_be_restored_is_named_and_all_else_is_restored(tmp_path: Path) -> None:
    given = hard_records()
    whole, bare = both(tmp_path, given, with_losses=True)
    made = join_release(bare, articles(given), tmp_path / "joined")
    assert not made.not_joined and made.identical == {"gold.jsonl": False, "annotations.jsonl": False}
    assert made.parts.keys() == {"notes", "lost", "refs", "attributes", "unknown keys", "reasons"}
    assert made.manifest["not_restored"] == made.parts and "texts" not in made.manifest
    lines = [(folder / "gold.jsonl").read_text().splitlines() for folder in (whole, tmp_path / "joined")]
    differing = [one for one, other in zip(*lines, strict=True) if one != other]
    assert [GoldRecord.model_validate_json(line).article.id for line in differing] == ["a001"]
    reasons = {item["article"]: item for item in made.manifest["left_out"]}
    assert "may not be Place of CONSULT" in reasons["a009"]["reason"] and "withheld" not in reasons["a009"]
    assert reasons["a002"]["withheld"] == reasons["a006"]["withheld"] == "for good"


def test_titles_in_the_text_and_detected_languages_are_found_again(tmp_path: Path) -> None:
    given = [marked(invented(number, url=None, meta={"language_detected": True})) for number in range(3)]
    whole, bare = both(tmp_path, given)
    for number in range(3):
        (tmp_path / "texts").mkdir(exist_ok=True)
        (tmp_path / "texts" / f"a00{number}.txt").write_text(invented(number).text)
    made = join_release(bare, read_articles([tmp_path / "texts"]), tmp_path / "joined")
    assert not made.not_joined
    assert (tmp_path / "joined" / "gold.jsonl").read_bytes() == (whole / "gold.jsonl").read_bytes()


def test_texts_and_metas_of_one_id_and_odd_ids_and_languages_are_restored(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    one = invented(1)
    given = [
        marked(invented(0)),
        marked(one),
        marked(invented(2).with_(id="a001"), BO),
        marked(one.with_(meta={"edition": "evening"}), BO),
        *(
            marked(invented(number, id=name, language=language))
            for number, (name, language) in enumerate(
                [("\u00e9", "x"), ("e\u0301", "fran\u00e7ais"), ("n", None), ("raw", "Deutsch")], 10
            )
        ),
    ]
    whole, bare = both(tmp_path, given)
    every = [record.article for record in given]
    jsonl.write(Path("articles.jsonl"), every)
    ended = annotate("release", "join", bare, "articles.jsonl", "-o", "joined")
    assert ended.code == 0, ended
    assert files_but_provenance(Path("joined")) == files_but_provenance(whole)
    jsonl.write(Path("some.jsonl"), [item for item in every if item.text != invented(2).text])
    ended = annotate("release", "join", bare, "some.jsonl", "-o", "part")
    said(ended, 5, "a001", "has another text than the release was made with")


def test_an_article_that_is_missing_or_differs_stops_the_join(tmp_path: Path) -> None:
    given = plain_records()
    _, bare = both(tmp_path, given)
    texts = {item.id: item for item in articles(given)}
    texts["zz"] = texts.pop("a001").with_(id="zz")
    texts["a010"] = texts["a010"].with_(text=texts["a010"].text + " Fin.")
    texts["a011"] = texts["a011"].with_(url="https://example.org/other")
    del texts["a004"]  # skipped, so only annotations.jsonl has it
    with pytest.raises(InputError) as refused:
        join_release(bare, texts.values(), tmp_path / "joined")
    assert not (tmp_path / "joined").exists()
    assert "4 articles cannot be restored" in str(refused.value) and "--partial" in str(refused.value)
    made = join_release(bare, texts.values(), tmp_path / "joined", partial=True)
    assert "a004 (left out of gold, but its answers are in annotations.jsonl): was not" in str(refused.value)
    assert [(item.article, item.why, item.elsewhere) for item in made.not_joined] == [
        ("a001", "missing", "zz"),
        ("a004", "missing", None),
        ("a010", "other-text", None),
        ("a011", "other-fields", None),
    ]
    gold = {record.article.id: record for record in load_gold(tmp_path / "joined")}
    without = {article for article, record in gold.items() if record.text is None}
    assert without == {"a001", "a010"} and gold["a011"].article.url == "https://example.org/other"
    assert made.with_text == len(gold) - 2
    assert made.manifest["texts"]["sha256"]  # so that a later join can restore the others
    again = join_release(tmp_path / "joined", [invented(number) for number in (1, 4, 10)], tmp_path / "again")
    assert not again.not_joined and "texts" not in again.manifest


def test_a_release_with_its_texts_is_not_joined(tmp_path: Path) -> None:
    whole, bare = both(tmp_path, plain_records())
    with pytest.raises(InputError, match="has its texts already"):
        join_release(whole, [], tmp_path / "joined")
    with pytest.raises(ConfigError, match="exists"):
        join_release(bare, articles(plain_records()), whole)
    (bare / "gold.jsonl").write_bytes((bare / "gold.jsonl").read_bytes() + b"\n")
    with pytest.raises(InputError, match="is not what SHA256SUMS says"):
        join_release(bare, articles(plain_records()), tmp_path / "joined")


def test_the_command_joins_and_says_what_it_could_not(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = plain_records()
    whole, bare = both(tmp_path, given)
    jsonl.write(Path("articles.jsonl"), articles(given))
    jsonl.write(Path("some.jsonl"), articles(given)[1:])
    ended = annotate("release", "join", bare, "articles.jsonl", "-o", "joined")
    assert ended.code == 0, ended
    assert "gold.jsonl: every byte is restored" in ended.out
    assert Path("joined/gold.jsonl").read_bytes() == (whole / "gold.jsonl").read_bytes()
    said(annotate("release", "join", bare, "some.jsonl", "-o", "part"), 5, "a000: was not among the articles")
    assert not Path("part").exists()
    ended = annotate("release", "join", bare, "some.jsonl", "-o", "parts", "--partial")
    assert ended.code == 4 and "Joined 6 of 7 articles in " in ended.out
    ended = annotate("release", "join", bare, "some.jsonl", "-o", "part", "--partial", "--json")
    assert ended.code == 4
    assert [item["article"] for item in ended.json["not_joined"]] == ["a000"]
    said(annotate("release", "join", "nosuch", "some.jsonl", "-o", "x"), 5, "has no SHA256SUMS")
    said(annotate("release", "join", bare, "some.jsonl", "-o", bare / "x"), 2, "never changed")


@given(records(ONTOLOGY, tidy=True), st.booleans())
@examples(60, suppress=[HealthCheck.too_slow])
def test_any_gold_record_is_restored_byte_for_byte(record: Record, detected: bool) -> None:
    article = record.article.with_(
        title="Un titre", url="https://example.org/x", meta={"b": [1, {"c": None}], "a": "é"}
    )
    source = article.with_(meta={**article.meta, "language_detected": True}) if detected else article

    def bare_doubt(item: Annotation | Entity | Event) -> str | None:
        return None if item.unsure is None else ""  # no join restores a remark

    regions = record.annotation.with_(
        author="annotator-1",
        status=Status.SUBMITTED,
        decision="single",
        uncertainty=None,
        unsure=bare_doubt(record.annotation),
        entities=[one.with_(uncertainty=None, unsure=bare_doubt(one)) for one in record.annotation.entities],
        events=[one.with_(uncertainty=None, unsure=bare_doubt(one)) for one in record.annotation.events],
    )
    gold = GoldRecord.of(source, regions)
    remover = TextRemover(ONTOLOGY)
    bare = GoldRecord.model_validate_json(remover.gold(gold).to_json())
    assert bare.text is None and bare.withheld is not None and bare.withheld.text == digest(source.text)
    assert not remover.parts
    restored, same = as_it_was(bare, article)
    assert same
    assert with_article(bare, restored).to_json() == gold.to_json()
