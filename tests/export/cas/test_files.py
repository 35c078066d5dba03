"""CAS: what dkpro-cassis and INCEpTION find in the files, and files that they wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cassis
import pytest

from annotate.core.errors import ConfigError, InputError
from annotate.core.record import GoldRecord
from annotate.export.cas.exporter import CasExporter
from annotate.export.cas.reader import read_cas
from annotate.export.unread import Unread
from tests.builders import meeting
from tests.export.gold import ONTOLOGY, as_gold, gold_of, sample, without_text


def exported(gold: list[GoldRecord], folder: Path, form: str = "xmi") -> Path:
    CasExporter().export(gold, ONTOLOGY, folder, form=form)
    return folder


def loaded(path: Path) -> Any:
    if path.suffix == ".json":
        return cassis.load_cas_from_json(path.read_text(encoding="utf-8"))
    with path.with_name("typesystem.xml").open("rb") as types, path.open("rb") as file:
        return cassis.load_cas_from_xmi(file, typesystem=cassis.load_typesystem(types))


@pytest.mark.parametrize("form", ["xmi", "json"])
def test_dkpro_cassis_reads_mentions_events_and_arguments(tmp_path: Path, form: str) -> None:
    record = as_gold(meeting())
    cas = loaded(exported([record], tmp_path / "cas", form) / f"a1.{form}")
    assert cas.sofa_string == record.text
    mentions = cas.select("webanno.custom.Mention")
    assert [(one.label, one.get_covered_text(), one.ref, one.value_) for one in mentions] == [
        ("ROLE", "président cubain", None, None),
        ("PER", "Ana Pérez", None, None),
        ("LOC", "Hanoï", "VNM", None),
        ("DATE", "3 mars", None, "2024-03-03"),
    ]
    named = cas.select("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")
    assert [(one.value, one.begin, one.identifier) for one in named] == [
        (one.label, one.begin, one.ref) for one in mentions
    ]
    (event,) = cas.select("webanno.custom.Event")
    assert (event.label, event.get_covered_text(), event.modality) == ("CONSULT", "rencontré", "asserted")
    assert [(link.role, link.target.identifier) for link in event.arguments.elements] == [
        ("Agent", "e1"),
        ("Agent", "e2"),
        ("Place", "e3"),
        ("Time", "e4"),
    ]
    (article,) = cas.select("webanno.custom.Article")
    assert (article.identifier, article.published, article.status) == ("a1", "2024-03", "adjudicated")


@pytest.mark.parametrize("form", ["xmi", "json"])
def test_positions_in_the_file_count_utf_16_units(tmp_path: Path, form: str) -> None:
    gold = gold_of("👩‍👩‍👧 Ana 🇻🇳 rit", ("Ana", "PER"), ("🇻🇳", "LOC"))
    path = exported([gold], tmp_path / "cas", form) / f"a1.{form}"
    content = path.read_text(encoding="utf-8")
    begin = len("👩‍👩‍👧 ".encode("utf-16-le")) // 2
    assert (f'begin="{begin}" end="{begin + 3}"' if form == "xmi" else f'"begin": {begin}') in content
    assert [one.get_covered_text() for one in loaded(path).select("webanno.custom.Mention")] == ["Ana", "🇻🇳"]


def test_an_article_that_xml_cannot_hold_is_a_json_file(tmp_path: Path) -> None:
    gold = [gold_of("Ana rit", ("Ana", "PER")), gold_of("Ana\ufffe rit", ("rit", "PER"), id="a2")]
    folder = exported(gold, tmp_path / "cas")
    assert sorted(path.name for path in folder.iterdir()) == [
        "a1.xmi",
        "a2.json",
        "articles.jsonl",
        "typesystem.xml",
    ]
    assert [GoldRecord.model_validate(record.to_dict()) for record in read_cas(folder)] == gold


def test_links_have_the_names_that_inception_expects(tmp_path: Path) -> None:
    folder = exported([as_gold(meeting())], tmp_path / "cas")
    with (folder / "typesystem.xml").open("rb") as file:
        types = cassis.load_typesystem(file)
    link = types.get_type("webanno.custom.EventArgumentsLink")
    assert link.supertype.name == "uima.cas.TOP"
    assert {"role", "target"} <= {feature.name for feature in link.all_features}
    (arguments,) = (one for one in types.get_type("webanno.custom.Event").features if one.name == "arguments")
    assert arguments.rangeType.name == "uima.cas.FSArray" and arguments.elementType.name == link.name


@pytest.mark.parametrize("form", ["xmi", "json"])
def test_the_same_gold_gives_the_same_bytes(tmp_path: Path, form: str) -> None:
    gold = sample()[:3]
    one, other = exported(gold, tmp_path / "one", form), exported(gold, tmp_path / "other", form)
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in other.iterdir())
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def test_named_entities_of_another_program_are_read(tmp_path: Path) -> None:
    types = cassis.TypeSystem()
    named = types.create_type("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity")
    types.create_feature(named, "value", "uima.cas.String")
    types.create_feature(named, "identifier", "uima.cas.String")
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = "🇻🇳 Ana à Hanoï"
    for begin, end, value, ref in ((3, 6, "PER", None), (9, 14, "LOC", "VNM"), (0, 2, None, None)):
        cas.add(named(begin=begin, end=end, value=value, identifier=ref))
    (tmp_path / "doc.xmi").write_text(str(cas.to_xmi()), encoding="utf-8")
    with pytest.raises(InputError, match=r"no typesystem\.xml beside it"):
        list(read_cas(tmp_path))
    types.to_xml(tmp_path / "TypeSystem.xml")
    reported: list[Unread] = []
    (record,) = read_cas(tmp_path / "doc.xmi", reported.append)
    assert record.article.id == "doc" and record.annotation.author == "cas"
    assert [(one.label, one.text, one.ref) for one in record.annotation.entities] == [
        ("PER", "Ana", None),
        ("LOC", "Hanoï", "VNM"),
    ]
    assert [(one.words, one.why) for one in reported] == [("🇻🇳", "a named entity without a value")]
    with pytest.raises(InputError, match="without a value"):
        list(read_cas(tmp_path))


def test_a_change_made_elsewhere_is_read(tmp_path: Path) -> None:
    path = exported([as_gold(meeting())], tmp_path / "cas") / "a1.xmi"
    cas = loaded(path)
    mentions = cas.select("webanno.custom.Mention")
    mentions[1].label = "ORG"
    mention = cas.typesystem.get_type("webanno.custom.Mention")
    cas.add(mention(begin=0, end=2, label="LOC"))
    (event,) = cas.select("webanno.custom.Event")
    event.arguments.elements[0].target = None
    path.write_text(str(cas.to_xmi()), encoding="utf-8")
    reported: list[Unread] = []
    (record,) = read_cas(path.parent, reported.append)
    assert [one.label for one in record.annotation.entities] == ["ROLE", "ORG", "LOC", "DATE", "LOC"]
    assert len({one.id for one in record.annotation.entities}) == 5
    assert [str(one) for one in reported] == [
        "article a1, v1 Agent 'rencontré': an argument without a mention"
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.json", "{"), ("x.json", "[]"), ("x.xmi", "<a>"), ("x.xmi", ""), ("x.json", '{"%TYPES": {}}')],
)
def test_a_file_that_is_no_cas_is_refused(tmp_path: Path, name: str, content: str) -> None:
    folder = exported([gold_of("Ana rit")], tmp_path / "cas")
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read as a UIMA CAS") as raised:
        list(read_cas(folder / name))
    assert raised.value.where == str(folder / name) and raised.value.remedy


def test_bad_input_is_refused_by_name_and_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text"):
        exported([without_text(gold_of("Ana rit"))], tmp_path / "cas")
    with pytest.raises(InputError, match="comes twice"):
        exported([gold_of("Ana rit"), gold_of("Ana rit")], tmp_path / "cas")
    with pytest.raises(ConfigError, match="form is 'xml'"):
        exported([gold_of("Ana rit")], tmp_path / "cas", "xml")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match=r"no \.xmi or \.json"):
        list(read_cas(tmp_path))


def test_the_folders_below_are_read(tmp_path: Path) -> None:
    for split, id in (("train", "a1"), ("dev", "a2")):
        gold = as_gold(meeting())
        folder = tmp_path / "cas" / split
        folder.mkdir(parents=True)
        exported([gold.with_(article=gold.article.with_(id=id))], folder)
    assert [one.article.id for one in read_cas(tmp_path / "cas")] == ["a2", "a1"]
