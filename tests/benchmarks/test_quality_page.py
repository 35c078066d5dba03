"""docs/prelabelling.md names exactly the labelers that run by default, and its tables are made by scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from annotate.core.article import Article
from annotate.core.configs import configs_folder
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.knowledge.gazetteer_files import Organization
from annotate.prelabel.pipeline import DEFAULT_ORDER, prelabel
from benchmarks import quality, score_sealed
from benchmarks.generated_parts import PAGE, read_part, table, write_part
from benchmarks.gold_sets import analyser_of
from benchmarks.leave_one_out import PART
from benchmarks.quality import NAME_ROWS, QUALITY, ROWS
from benchmarks.score_sealed import SEALED_PART

TEXT = PAGE.read_text(encoding="utf-8")


def rows(part: str) -> list[list[str]]:
    """The cells of all tables between the markers of a part."""
    lines = [line for line in read_part(PAGE, part) if line.startswith("| ") and "---" not in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_each_default_labeler_is_described_in_order() -> None:
    described = re.findall(r"^- `([a-z-]+)`:", TEXT, re.MULTILINE)
    assert tuple(described) == DEFAULT_ORDER


def test_the_leave_one_out_tables_have_a_row_for_exactly_the_default_labelers() -> None:
    first_cells = [cells[0] for cells in rows(PART)]
    starts = [number for number, cell in enumerate(first_cells) if cell == "without"]
    assert len(starts) == 2, "one table for the development half, one for the seeds; make quality renews them"
    for start, end in zip(starts, [*starts[1:], len(first_cells)], strict=True):
        named = [match[1] for cell in first_cells[start:end] if (match := re.match(r"`([a-z-]+)`", cell))]
        assert tuple(named) == DEFAULT_ORDER, "make quality renews the tables"


def test_the_quality_tables_have_every_set_and_measure() -> None:
    cells = {cell for row in rows(QUALITY) for cell in row}
    assert {row[3] for row in (*NAME_ROWS, *ROWS)} <= cells, "make quality renews the tables"
    sets = ("development (28)", "development, fr (20)", "development, en (8)", "seeds (2)")
    assert {*sets, "wikineural-fr-dev (200)"} <= cells


def test_the_sealed_articles_are_not_measured_or_their_commit_is_named() -> None:
    first = read_part(PAGE, SEALED_PART)[0]
    assert first == "Not measured yet." or re.fullmatch(r"Measured once, at commit [0-9a-f]{40}\.", first)


def test_every_link_of_the_page_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)", TEXT):
        assert (PAGE.parent / target).exists(), target


def test_the_trigger_of_the_example_is_found_once_it_is_in_the_lexicon(tmp_path: Path) -> None:
    line = next(line for line in TEXT.splitlines() if "lemma: trinquer" in line)
    words = (configs_folder() / "lexicons" / "fr.yaml").read_text(encoding="utf-8")
    before, consult, after = words.partition("\n  CONSULT:\n")
    mine = before + consult + after.replace("    triggers:\n", f"    triggers:\n{line}\n", 1)
    (tmp_path / "my-fr.yaml").write_text(mine, encoding="utf-8")
    context = LabelerContext(Ontology.load("diplomacy"), ("fr",), analyser_of(ungluing=True), tmp_path)
    article = Article(id="a", language="fr", text="Le ministre Jean Morel a trinqué avec Anna Petit à Oslo.")

    def types(events: str) -> set[tuple[str, str]]:
        labelers = make_labelers(("spacy", events), context)
        (outcome,) = prelabel([article], labelers, context.ontology, analyser=context.analyser)
        assert outcome.record is not None
        return {(e.type, e.trigger.text) for e in outcome.record.annotation.events if e.trigger}

    assert types("events") == set()
    assert types("events:my-fr.yaml") == {("CONSULT", "trinqué")}


def test_the_organization_of_the_example_is_a_line_that_the_gazetteer_takes() -> None:
    (given,) = yaml.safe_load(next(line for line in TEXT.splitlines() if "key: OACPS" in line))
    assert Organization.model_validate(given).key == "OACPS"


def test_a_part_is_replaced_and_the_rest_of_the_page_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    markers = "<!-- q: made by a benchmark, not by hand -->\nold\n<!-- q: end -->"
    page.write_text(f"before\n\n{markers}\n\nafter\n", encoding="utf-8")
    write_part(page, "q", table(("a", "b"), [("x", "1")]))
    write_part(page, "q", lines := table(("a", "b"), [("y", "2")]))
    assert read_part(page, "q") == lines == ["| a | b |", "| --- | ---: |", "| y | 2 |"]
    assert page.read_text(encoding="utf-8").startswith("before\n\n<!-- q: made")
    assert page.read_text(encoding="utf-8").endswith("<!-- q: end -->\n\nafter\n")


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("no markers\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="markers"):
        write_part(page, "q", ["new"])
    assert page.read_text(encoding="utf-8") == "no markers\n"


def test_the_sealed_articles_are_not_scored_for_the_page_while_something_is_uncommitted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quality, "_git", lambda *arguments: " M annotate/prelabel/merge.py")
    monkeypatch.setattr(score_sealed, "compare", lambda *arguments, **options: pytest.fail("scored"))
    with pytest.raises(SystemExit, match="Commit them first"):
        score_sealed.main(["--part", "1", "--docs"])


def test_without_the_shared_data_the_page_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANNOTATE_SHARED", str(tmp_path))
    monkeypatch.setattr(quality, "measure", lambda *arguments: pytest.fail("measured"))
    with pytest.raises(SystemExit, match="nothing was measured"):
        quality.main(["--docs", str(tmp_path / "page.md")])
    assert "Skipped" in capsys.readouterr().err
