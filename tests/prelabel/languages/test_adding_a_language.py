"""A language from outside the package works, and no rule of another language runs on its articles."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.languages.registry import rules_version
from annotate.prelabel.pipeline import DEFAULT_ORDER, RunSummary, prelabel
from annotate.prelabel.source_code import closure_of
from annotate.prelabel.versions import code_version, content_digest
from tests.commands import Annotate, checks, pip_install
from tests.prelabel.builders import article, marked
from tests.prelabel.languages.vela import TEXT, install_vela, write_model, write_package

RULES = (
    "datelines", "organizations", "gazetteer", "facilities", "dates", "roles", "persons", "entity-linking",
    "events", "article-types",
)  # fmt: skip


@pytest.fixture(scope="module")
def vela(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The package of docs/adding-a-language.md, installed from outside."""
    site = tmp_path_factory.mktemp("site")
    install_vela(site)
    sys.path.insert(0, str(site))
    yield site
    sys.path.remove(str(site))
    for name in [name for name in sys.modules if name.partition(".")[0] == "annotate_vela"]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def context(vela: Path, diplomacy: Ontology) -> LabelerContext:
    return LabelerContext(diplomacy, ("xv", "fr"), Analyser())


@pytest.fixture(scope="module")
def by_name(context: LabelerContext) -> dict[str, Labeler]:
    return {labeler.name: labeler for labeler in make_labelers(DEFAULT_ORDER, context)}


@pytest.fixture(scope="module")
def suggested(context: LabelerContext, by_name: dict[str, Labeler]) -> Annotation:
    (outcome,) = prelabel(
        [article(TEXT, language="xv")], list(by_name.values()), context.ontology, analyser=context.analyser
    )
    assert outcome.record is not None, outcome.failure
    assert not outcome.rejected
    return outcome.record.annotation


def test_its_names_are_found_by_its_own_rules(suggested: Annotation) -> None:
    assert marked(suggested, "PER") == ["Okello", "Deo"]
    assert marked(suggested, "ORG") == ["Tavero na Rosal"]
    assert marked(suggested, "ROLE") == ["Kapo na Rosal"]
    assert marked(suggested, "LOC") == ["Rosal"]  # an organization does not contain places


def test_its_lexicon_and_gazetteer_give_sectors(suggested: Annotation) -> None:
    sectors = {item.text: item.attributes.get("sector") for item in suggested.entities}
    assert (sectors["Tavero na Rosal"], sectors["Kapo na Rosal"]) == ("GOV", "GOV")


def test_its_events_have_arguments_by_its_own_grammar(suggested: Annotation) -> None:
    texts = {item.id: item.text for item in suggested.entities}
    found = [
        (event.type, sorted((argument.role, texts[argument.entity]) for argument in event.arguments))
        for event in suggested.events
    ]
    assert found == [
        ("CONSULT", [("Agent", "Okello"), ("Agent", "Tavero na Rosal")]),
        ("CONSULT", [("Agent", "Deo"), ("Agent", "Kapo na Rosal")]),
    ]


def test_a_labeler_claims_it_only_where_it_has_the_part(by_name: dict[str, Labeler]) -> None:
    claiming = {name for name, labeler in by_name.items() if "xv" in labeler.languages}
    assert {"organizations", "roles", "persons", "gazetteer", "entity-linking", "events"} <= claiming
    assert {"datelines", "facilities"}.isdisjoint(claiming)


def test_the_versions_of_its_labelers_cover_its_rules_lexicon_and_gazetteers(
    vela: Path, by_name: dict[str, Labeler]
) -> None:
    package = vela / "annotate_vela"
    for file in ("gazetteers/places.yaml", "gazetteers/organizations.yaml"):
        assert content_digest(package / file) in by_name["organizations"].version
    assert content_digest(package / "lexicon.yaml") in by_name["roles"].version
    assert rules_version(["xv"]) == code_version("annotate_vela")
    assert rules_version(["xv"]) in by_name["organizations"].version
    assert "annotate_vela.names" in closure_of("annotate_vela").modules


def test_no_rule_claims_a_language_without_rules_and_the_run_says_so(
    tmp_path: Path, diplomacy: Ontology
) -> None:
    write_model(tmp_path / "model")
    analyser = Analyser({**Analyser().models, "qq": str(tmp_path / "model")})
    context = LabelerContext(diplomacy, ("fr", "qq"), analyser)
    labelers = make_labelers(DEFAULT_ORDER, context)
    # French words: what rules of another language would take for names.
    text = "Hanoï, 3 mars (VNA) - Le ministre de la Santé, M. Okello, a visité le port de Tanger mardi."
    summary = RunSummary()
    for outcome in prelabel([article(text, language="qq")], labelers, diplomacy, analyser=analyser):
        assert outcome.record is not None, outcome.failure
        assert outcome.record.annotation.regions == ()
        summary.add(outcome)
    assert dict(summary.passed_over) == dict.fromkeys(RULES, 1)


def test_a_project_made_as_on_the_page_labels_text_files(
    vela: Path, annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert annotate("init", "rosal", "--language", "xv").code == 0
    monkeypatch.chdir(tmp_path / "rosal")
    Path("rosal.txt").write_text(TEXT)
    assert checks(annotate("doctor", "--json"))["model xv"]["verdict"] == "ok"
    assert annotate("prelabel", "rosal.txt", "-o", "out.jsonl").code == 0
    (record,) = jsonl.read_records(Path("out.jsonl"))
    assert record.article.language == "xv"
    assert marked(record.annotation, "PER") == ["Okello", "Deo"]
    assert len(record.annotation.events) == 2


def test_the_package_of_the_page_can_be_built_and_installed(tmp_path: Path) -> None:
    source, site = tmp_path / "vela", tmp_path / "site"
    write_package(source)
    pip_install(source, site)
    for file in ("names.py", "lexicon.yaml", "gazetteers/places.yaml"):
        assert (site / "annotate_vela" / file).is_file(), file
    (points,) = site.glob("annotate_vela-*.dist-info/entry_points.txt")
    assert "xv = annotate_vela:VELA" in points.read_text()
