"""A gold file is read with the ontology that its records name, and never with another."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import annotate as public
from annotate.core import jsonl
from annotate.core.annotation import Status
from annotate.core.configs import find_config
from annotate.core.errors import InputError
from annotate.core.record import GoldRecord
from tests.builders import annotation, article, entity
from tests.commands import Annotate, said

TEXT = "Ana Pérez arrive à Hanoï."
OWN = """\
format: 1
name: harbours
version: {version}
languages: [fr]
entities:
  QUAY: {{color: "#112233"}}
"""


def gold(id: str, ontology: str | None, label: str = "PER") -> GoldRecord:
    source = article(TEXT, id=id, language="fr")
    made = annotation(source, (entity(TEXT, "Ana Pérez", label),), status=Status.ADJUDICATED)
    return GoldRecord.of(source, made.with_(ontology=ontology))


def written(path: Path, *names: str | None) -> Path:
    jsonl.write(path, [gold(f"a{number}", name) for number, name in enumerate(names)])
    return path


def project(folder: Path, ontology: str = "configs/own.yaml", version: str = "1.0.0") -> Path:
    (folder / "configs").mkdir(parents=True)
    (folder / "configs" / "own.yaml").write_text(OWN.format(version=version), encoding="utf-8")
    (folder / "annotate.yaml").write_text(
        f"format: 1\nname: some-port\nontology: {ontology}\n", encoding="utf-8"
    )
    return folder


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")


def test_a_former_version_is_found_under_its_name_and_version(tmp_path: Path) -> None:
    folder = project(tmp_path / "port", version="2.0.0")
    (folder / "configs" / "harbours-1.0.0.yaml").write_text(OWN.format(version="1.0.0"), encoding="utf-8")
    file = folder / "gold.jsonl"
    jsonl.write(file, [gold("a", "harbours@1.0.0", "QUAY")])
    assert public.load_gold(file).ontology.id == "harbours@1.0.0"


def test_a_built_in_ontology_is_found_by_its_name(tmp_path: Path) -> None:
    assert public.load_gold(written(tmp_path / "gold.jsonl", "conll@1.0.0")).ontology.id == "conll@1.0.0"


def test_gold_of_an_earlier_version_of_a_built_in_ontology_is_read_with_that_version(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    jsonl.write(file, [gold("a", "diplomacy@1.0.0", "PER")])
    assert public.load_gold(file).ontology.id == "diplomacy@1.0.0"


def test_the_users_own_ontology_is_found_in_the_project_of_the_file(tmp_path: Path) -> None:
    file = written(project(tmp_path / "port") / "gold.jsonl", "harbours@1.0.0")
    assert list(public.load_gold(file).ontology.entities) == ["QUAY"]


def test_the_users_own_ontology_is_found_in_the_project_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path / "gold.jsonl", "harbours@1.0.0")
    monkeypatch.chdir(project(tmp_path / "port"))
    assert public.load_gold(file).ontology.id == "harbours@1.0.0"


def test_a_project_with_another_ontology_now_still_finds_the_one_in_its_configs(tmp_path: Path) -> None:
    folder = project(tmp_path / "port", ontology="conll")
    (folder / "configs" / "own.yaml").rename(folder / "configs" / "harbours.yaml")
    assert public.load_gold(written(folder / "gold.jsonl", "harbours@1.0.0")).ontology.id == "harbours@1.0.0"


def test_the_file_of_a_release_is_read_under_the_ontology_beside_it(tmp_path: Path) -> None:
    file = written(tmp_path / "gold.jsonl", "harbours@1.0.0")
    (tmp_path / "ontology.yaml").write_text(OWN.format(version="1.0.0"), encoding="utf-8")
    assert public.load_gold(file).ontology.id == "harbours@1.0.0"


def test_an_unknown_ontology_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gold\.jsonl.*harbours@1\.0\.0, which was not found.*--ontology"):
        _ = public.load_gold(written(tmp_path / "gold.jsonl", "harbours@1.0.0")).ontology


def test_another_version_of_the_ontology_is_not_used_instead(tmp_path: Path) -> None:
    file = written(project(tmp_path / "port", version="2.0.0") / "gold.jsonl", "harbours@1.0.0")
    with pytest.raises(InputError, match=r"not found, only harbours@2\.0\.0 in .*own\.yaml"):
        _ = public.load_gold(file).ontology


def test_records_that_name_several_ontologies_are_an_error_with_the_line(tmp_path: Path) -> None:
    file = written(tmp_path / "gold.jsonl", "conll@1.0.0", None, "diplomacy@1.1.0")
    with pytest.raises(InputError, match=r"line 3.*diplomacy@1\.1\.0, but the records before.*conll@1\.0\.0"):
        _ = public.load_gold(file).ontology


def test_a_record_that_names_no_ontology_takes_that_of_the_others(tmp_path: Path) -> None:
    file = written(tmp_path / "gold.jsonl", None, "conll@1.0.0")
    assert public.load_gold(file).ontology.name == "conll"


def test_if_no_record_names_an_ontology_the_user_must_say_which(tmp_path: Path) -> None:
    file = written(tmp_path / "gold.jsonl", None)
    with pytest.raises(InputError, match=r"no record names its ontology.*--ontology NAME"):
        _ = public.load_gold(file).ontology
    assert public.load_gold(file, ontology="conll").ontology.name == "conll"
    own = project(tmp_path / "port") / "configs" / "own.yaml"
    assert public.load_gold(file, ontology=own).ontology.name == "harbours"


def test_an_ontology_name_that_is_a_path_reads_no_file(tmp_path: Path) -> None:
    folder = project(tmp_path / "port", ontology="conll")
    shutil.copy(find_config("conll"), folder / "conll.yaml")
    for name in ("../conll@1.0.0", str(folder / "conll") + "@1.0.0"):
        with pytest.raises(InputError, match="not found"):
            _ = public.load_gold(written(folder / "gold.jsonl", name)).ontology


@pytest.mark.parametrize("name", ["x" * 5000 + "@1.0.0", "a\x00b@1.0.0", "x" * 5000])
def test_an_ontology_name_that_can_be_no_files_name_is_not_found(tmp_path: Path, name: str) -> None:
    folder = project(tmp_path / "port")
    with pytest.raises(InputError, match="not found") as refused:
        _ = public.load_gold(written(folder / "gold.jsonl", name)).ontology
    assert len(str(refused.value)) < 700


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("format: 1\nontology: [\n", "annotate.yaml, line 3"),
        ("format: 1\nontology: gone.yaml\n", "no configuration file 'gone.yaml'"),
        ("format: 1\nontology: bad.yaml\n", "bad.yaml"),
    ],
)
def test_a_broken_project_is_passed_over_and_named_if_nothing_else_is_found(
    tmp_path: Path, settings: str, told: str
) -> None:
    folder = project(tmp_path / "port")
    (folder / "annotate.yaml").write_text(settings)
    (folder / "bad.yaml").write_text("format: 7\n")
    file = written(folder / "gold.jsonl", "conll@1.0.0")
    assert public.load_gold(file).ontology.id == "conll@1.0.0"
    with pytest.raises(InputError, match=r"mine@1\.0\.0, which was not found") as refused:
        _ = public.load_gold(written(file, "mine@1.0.0")).ontology
    assert "Not looked at: " in str(refused.value)
    assert told in str(refused.value)


@pytest.mark.parametrize("format_name", ["jsonl", "conll", "spacy"])
def test_an_export_of_no_records_is_refused(annotate: Annotate, tmp_path: Path, format_name: str) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    words = ("export", tmp_path / "empty.jsonl", "--format", format_name, "-o", tmp_path / "out")
    said(annotate(*words), 5, "empty.jsonl", "has no records")
    assert not (tmp_path / "out").exists()


def test_the_commands_use_the_named_ontology_too(annotate: Annotate, tmp_path: Path) -> None:
    written(tmp_path / "conll.jsonl", "conll@1.0.0")
    written(tmp_path / "own.jsonl", "harbours@1.0.0")
    conll, own = str(tmp_path / "conll.jsonl"), str(tmp_path / "own.jsonl")
    exported = annotate("export", own, "--format", "jsonl", "-o", "out.jsonl", "--json")
    assert exported.code == 5
    assert "harbours@1.0.0" in json.loads(exported.out)["error"]["what"]
    assert annotate("export", own, "--ontology", "conll", "--format", "jsonl", "-o", "out.jsonl").code == 0
    # MISC is a label of conll alone, and this gold happens to hold none.
    assert annotate("evaluate", conll, conll, "--label", "MISC", "--bootstrap", "0").code == 0
    refused = annotate("evaluate", conll, conll, "--label", "ROLE", "--bootstrap", "0")
    assert refused.code == 2
    assert "They have LOC, MISC, ORG, PER." in refused.err
