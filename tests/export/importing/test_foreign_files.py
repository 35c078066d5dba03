"""Files that other programs made: CoNLL, brat, CAS, and datasets of tokens with tags."""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from annotate.core.errors import InputError
from tests.export.importing.imported import imported, listed, of_lines, said, texts_file

TEXT = "À Port‑au‑Prince, l’ONU (Organisation des Nations unies) a reçu Jean Dupont."
TOKENS = [
    *[("À", "O"), ("Port", "B-LOC"), ("-", "I-LOC"), ("au", "I-LOC"), ("-", "I-LOC"), ("Prince", "I-LOC")],
    *[(",", "O"), ("l'", "O"), ("ONU", "B-ORG"), ("-LRB-", "O"), ("Organisation", "B-ORG")],
    *[("des", "I-ORG"), ("Nations", "I-ORG"), ("unies", "I-ORG"), ("-RRB-", "O"), ("a", "O"), ("reçu", "O")],
    *[("Jean", "B-PERSON"), ("Dupont", "I-PERSON"), (".", "O")],
]
FOUND = [
    ("LOC", "Port‑au‑Prince"),
    ("ORG", "ONU"),
    ("ORG", "Organisation des Nations unies"),
    ("PER", "Jean Dupont"),
]


def conll(tokens: list[tuple[str, str]], columns: str = "{} {}\n") -> str:
    return "".join(columns.format(*pair) for pair in tokens) + "\n"


@pytest.mark.parametrize("columns", ["{} {}\n", "{}\tNN\tB-NP\t{}\n", "{} -X- _ {}\r\n"])
@pytest.mark.parametrize(
    "head", ["-DOCSTART- -X- O O\n\n", "", "# newdoc id = haiti\n", "\ufeff-DOCSTART-\n"]
)
def test_tokens_are_aligned_to_their_article(tmp_path: Path, columns: str, head: str) -> None:
    path = tmp_path / "x.conll"
    path.write_text(head + conll(TOKENS, columns), encoding="utf-8")
    articles = texts_file(tmp_path, [("other", "Un autre texte."), ("haiti", TEXT)])
    (record,), report = imported(path, "conll", articles=[str(articles)], author="gold")
    assert (record.article.id, record.text, record.annotation.author) == ("haiti", TEXT, "gold")
    assert said(record) == FOUND and not report.in_part and report.moved == 1


def test_the_schemes_of_tags_are_read(tmp_path: Path) -> None:
    schemes = {
        "iob1": "O I-PER I-PER B-PER O I-LOC",
        "bio": "O B-PER I-PER B-PER O B-LOC",
        "bioes": "O B-PER E-PER S-PER O S-LOC",
        "bilou": "O B-PER L-PER U-PER O U-LOC",
    }
    for name, tags in schemes.items():
        path = tmp_path / f"{name}.conll"
        tokens = list(zip(["Hier", "Awa", "Sarr", "Boris", "à", "Rabat"], tags.split(), strict=True))
        path.write_text(conll(tokens) + conll([("Dakar", tags.split()[-1])]), encoding="utf-8")
        (record,), _ = imported(path, "conll")
        assert said(record) == [("PER", "Awa Sarr"), ("PER", "Boris"), ("LOC", "Rabat"), ("LOC", "Dakar")]
        found, _ = imported(path, "conll", options=["documents=sentences"])
        assert [one.article.id for one in found] == [f"{name}-1", f"{name}-2"]


def test_a_changed_text_loses_only_what_stands_no_longer_there(tmp_path: Path) -> None:
    path = tmp_path / "x.conll"
    path.write_text("-DOCSTART- (haiti)\n" + conll(TOKENS), encoding="utf-8")
    changed = "PORT‑AU‑PRINCE (AFP) - " + TEXT.replace("Jean Dupont", "Jeanne Dupont") + " Il en est content."
    articles = texts_file(tmp_path, [("haiti", changed)])
    (record,), report = imported(path, "conll", articles=[str(articles)])
    assert said(record) == FOUND[:3]
    assert listed(report) == [("region", "Jean Dupont", "its words do not stand there in the article")]


def test_an_article_is_found_by_a_like_text_and_never_by_another(tmp_path: Path) -> None:
    body = [f"Phrase numéro {number} de la dépêche de Rabat." for number in range(12)]
    tokens = [(token, "B-LOC" if token == "Rabat" else "O") for line in body for token in line[:-1].split()]
    path = tmp_path / "x.conll"
    path.write_text("-DOCSTART-\n" + conll(tokens), encoding="utf-8")
    like = " ".join(body).replace("numéro 3", "nombre trois")
    articles = texts_file(tmp_path, [("a", like), ("b", TEXT)])
    (record,), _ = imported(path, "conll", articles=[str(articles)])
    assert record.article.id == "a" and len(record.entities) == 12
    only_other = texts_file(tmp_path, [("b", TEXT)])
    with pytest.raises(InputError, match="no article that was given has this id or this text"):
        imported(path, "conll", articles=[str(only_other)])
    named = texts_file(tmp_path, [("x", TEXT)])
    path.write_text(conll(tokens), encoding="utf-8")
    with pytest.raises(InputError, match="the article x that was given has another text"):
        imported(path, "conll", articles=[str(named)])


def test_bad_lines_are_named_and_other_documents_are_kept(tmp_path: Path) -> None:
    good = "-DOCSTART-\n" + conll(TOKENS)
    path = tmp_path / "x.conll"
    path.write_bytes(
        f"{good}-DOCSTART-\nMot\n\n{good}-DOCSTART-\nmot X\n".encode() + b"\xff O\n" + good.encode()
    )
    found, report = imported(path, "conll", mapping=["ORG="])
    assert len(found) == 3
    whole = [problem for problem in report.tally.problems if problem.kind == "document"]
    assert [problem.where.partition(", ")[2] for problem in whole] == ["line 23", "line 48"]
    assert "line 24 has no tag" in whole[0].why and "'Mot'" in whole[0].why
    lines = [(one.region, one.words) for one in report.tally.problems if one.kind == "part"]
    assert lines == [("line 24", "Mot"), ("line 49", "mot X"), ("line 50", "\ufffd O")]
    assert report.tally.left_out == {"region": 6}


def test_of_a_document_with_a_bad_line_the_other_mentions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.conll"
    path.write_text(
        "Awa B-PER\nSarr\nNdiaye I-PER\na O\nvu O\nBoris B-PER\nà B-\nRabat B-LOC\n", encoding="utf-8"
    )
    (record,), report = imported(path, "conll")
    assert record.text == "Awa Sarr Ndiaye a vu Boris à Rabat"
    assert said(record) == [("LOC", "Rabat")]
    no_tag = "has no tag; a tag is O, B-…, I-…, E-… or S-…"
    torn = "one of its tokens has no tag that can be read"
    assert listed(report) == [
        ("part", "Sarr", no_tag),
        ("part", "à B-", no_tag),
        ("part", "Awa Sarr Ndiaye", torn),
        ("part", "Boris", torn),
    ]


def test_a_document_that_is_refused_lists_all_its_mentions(tmp_path: Path) -> None:
    path = tmp_path / "x.conll"
    path.write_bytes(b"-DOCSTART-\nRabat B-LOC\n\n-DOCSTART-\nAwa B-PER\na O\n" + b"\xe9t\xe9 O\n")
    (record,), report = imported(path, "conll")
    assert said(record) == [("LOC", "Rabat")]
    why = "line 7 is not UTF-8, so its text is not known"
    assert listed(report) == [
        ("part", "\ufffdt\ufffd O", "is not UTF-8"),
        ("document", "", why),
        ("region", "Awa", why),
    ]
    articles = texts_file(tmp_path, [("a", "Rabat"), ("b", "Awa a été vue à Rabat, au Maroc.")])
    path.write_bytes(b"# newdoc id = b\nAwa B-PER\na O\n\xe9t\xe9 O\nvue O\n")
    (record,), _ = imported(path, "conll", articles=[str(articles)])
    assert said(record) == [("PER", "Awa")]


def test_the_first_problem_is_the_one_that_refused_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.conll"
    path.write_bytes(b"Awa B-PER\nSarr\n" + b"\xe9t\xe9 O\n")
    with pytest.raises(InputError) as raised:
        imported(path, "conll")
    assert "The first problem: " in raised.value.what and "line 3 is not UTF-8" in raised.value.what
    assert ".." not in raised.value.what


def test_a_list_with_too_few_ids_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "x.conll"
    path.write_text("-DOCSTART-\nAwa B-PER\n\n-DOCSTART-\nRabat B-LOC\n", encoding="utf-8")
    path.with_name("x.conll.ids").write_text("awa\n", encoding="utf-8")
    found, report = imported(path, "conll")
    assert [one.article.id for one in found] == ["awa", "x-2"]
    assert any("fewer ids" in sentence for sentence in report.notices)


def test_rows_with_a_tag_without_a_label_or_a_null_token_are_listed_with_their_mentions(
    tmp_path: Path,
) -> None:
    rows = [
        {"tokens": ["Awa", "dort"], "ner_tags": ["B-PER", "O"]},
        {"tokens": ["Rabat", "Awa"], "ner_tags": ["B-LOC", "B-"]},
        {"tokens": ["Rabat", None], "ner_tags": ["B-LOC", "O"]},
    ]
    (record,), report = of_lines(tmp_path, "huggingface", *rows)
    assert said(record) == [("PER", "Awa")]
    tag, null = "has the tag 'B-', which has no name", "has a token that is null"
    assert listed(report) == [
        ("document", "", tag),
        ("region", "Rabat", tag),
        ("document", "", null),
        ("region", "Rabat", null),
    ]


def test_standard_input_gzip_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with gzip.open(tmp_path / "a.conll.gz", "wt", encoding="utf-8") as file:
        file.write(conll(TOKENS))
    (tmp_path / "b.conll").write_text(conll(TOKENS[:3]), encoding="utf-8")
    found, _ = imported(tmp_path, "conll")
    assert [one.article.id for one in found] == ["a", "b"]

    class Standard:
        buffer = io.BytesIO(b'{"text": "Rabat.", "label": [[0, 5, "LOC"]]}\n')

    monkeypatch.setattr(sys, "stdin", Standard())
    (record,), _ = imported(Path("-"), "doccano")
    assert said(record) == [("LOC", "Rabat")]


def test_brat_of_other_programs_is_read_with_line_ends_and_relations(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Awa Sarr\r\nvoit Rabat.")
    (tmp_path / "a.ann").write_text(
        "T1\tPerson 0 8\tAwa Sarr\nT2\tMeet 10 14\tvoit\nT3\tCity 15 20\tRabat\n"
        "E1\tMeet:T2 Who:T1 Where:T3\nA1\tNegation E1\nR1\tNear Arg1:T1 Arg2:T3\n",
        encoding="utf-8",
    )
    mapping = ["Person=PER", "City=LOC", "Meet=CONSULT", "role:Who=Agent", "role:Where=Place"]
    mapping += ["attribute:Negation=polarity", "value:polarity:true=negated"]
    (record,), report = imported(tmp_path, "brat", mapping=mapping)
    assert record.text == "Awa Sarr\nvoit Rabat." and record.article.meta == {"line_ends": "crlf"}
    assert said(record) == [("PER", "Awa Sarr"), ("LOC", "Rabat")]
    (event,) = record.events
    assert (event.type, event.attributes) == ("CONSULT", {"polarity": "negated"})
    assert {role: [one.text for one in found] for role, found in event.fillers.items()} == {
        "Agent": ["Awa Sarr"],
        "Place": ["Rabat"],
    }
    assert listed(report) == [("part", "Near Arg1:T1 Arg2:T3", "a relation")]
    (record,), report = imported(tmp_path / "a.ann", "brat", mapping=["Person=PER", "City=", "Meet=CONSULT"])
    assert ("attribute", "voit", "the attribute 'Negation' is unknown") in listed(report)
    assert report.tally.left_out["argument"] == 1  # that of the city


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>\n<x>&b;</x>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>\n<x>&f;</x>'


@pytest.mark.parametrize("content", [BOMB, OUTSIDE, "<x", "\0"])
def test_hostile_xml_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "typesystem.xml").write_text("<typeSystemDescription/>", encoding="utf-8")
    (tmp_path / "a.xmi").write_text(f'<?xml version="1.0"?>\n{content}', encoding="utf-8")
    wanted = "document type declaration" if "DOCTYPE" in content else "is not XML"
    with pytest.raises(InputError, match=wanted):
        imported(tmp_path, "cas")


def test_datasets_of_tokens_and_tags_are_read(tmp_path: Path) -> None:
    datasets: Any = pytest.importorskip("datasets")
    names = ["O", "B-PER", "I-PER", "B-LOC"]
    tags = datasets.Sequence(datasets.ClassLabel(names=names))
    features = datasets.Features(
        {
            "id": datasets.Value("string"),
            "tokens": datasets.Sequence(datasets.Value("string")),
            "ner_tags": tags,
        }
    )
    rows = {
        "id": ["0", "1"],
        "tokens": [["Awa", "Sarr", "à", "Rabat"], ["Rabat", "!"]],
        "ner_tags": [[1, 2, 0, 3], [3, 0]],
    }
    made = datasets.Dataset.from_dict(rows, features=features)
    datasets.DatasetDict({"train": made, "test": made.select([1])}).save_to_disk(str(tmp_path / "d"))
    found, report = imported(tmp_path / "d", "huggingface", author="x")
    assert [(one.article.id, said(one)) for one in found] == [
        ("train-0", [("PER", "Awa Sarr"), ("LOC", "Rabat")]),
        ("train-1", [("LOC", "Rabat")]),
        ("test-1", [("LOC", "Rabat")]),
    ]
    assert "tokens, not texts" in report.notices[0]
    made.to_parquet(str(tmp_path / "p.parquet"))
    articles = texts_file(tmp_path, [("one", "Awa Sarr à Rabat"), ("two", "Rabat!")])
    found, _ = imported(tmp_path / "p.parquet", "huggingface", articles=[str(articles)])
    assert [(one.article.id, one.text) for one in found] == [("one", "Awa Sarr à Rabat"), ("two", "Rabat!")]
    line = {"tokens": ["Awa", "à"], "ner_tags": [1, 0]}
    with pytest.raises(InputError, match=r"no names for them.*names=O,B-PER"):
        of_lines(tmp_path, "huggingface", line)
    (record,), _ = of_lines(tmp_path, "huggingface", line, options=["names=O,B-PER"])
    assert said(record) == [("PER", "Awa")]
    found, report = of_lines(
        tmp_path, "huggingface", line, {"tokens": ["a"], "ner_tags": [7]}, options=["names=O,B-PER"]
    )
    assert len(found) == 1 and "the tag 7, which has no name" in str(report.tally.problems[0])


def test_two_annotations_of_one_author_on_one_article_are_not_mixed(tmp_path: Path) -> None:
    first = {"id": 1, "text": "Rabat.", "label": [[0, 5, "LOC"]]}
    found, report = of_lines(tmp_path, "doccano", first, first, {**first, "text": "Dakar."})
    assert len(found) == 1
    assert [why.split(",")[0] for kind, _, why in listed(report) if kind == "document"] == [
        "'doccano' annotated article doccano-1 already",
        "the id 'doccano-1' is that of another text in this file",
    ]
