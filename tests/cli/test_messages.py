"""What commands say: which article and which words, and what to do next; nothing that misleads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotate.campaign.server.sync import Pulled
from annotate.cli.commands.pull import _arrows
from annotate.cli.commands.push import _say_plan
from annotate.cli.words.pull import say_findings
from annotate.studio.pull.decode_report import DecodeReport, Trouble
from annotate.studio.pull.pull import PullReport
from annotate.studio.push.report import PushReport
from tests.commands import Annotate, said


def test_only_files_of_the_wanted_kind_are_offered(annotate: Annotate, project: Path) -> None:
    ended = annotate("init", project / "new", "--ontology", "nope")
    said(ended, 2, "Name your own ontology file, or a built-in one: conll, diplomacy.")
    words = ("prelabel", "suggestions.jsonl", "-o", "o.jsonl")
    ended = annotate(*words, "--labeler", "spacy", "--labeler", "roles:nope.yaml")
    said(ended, 2, "lexicon file, or a built-in one: lexicons/en, lexicons/fr.")
    with (project / "annotate.yaml").open("a") as file:
        file.write("weights: nope.json\n")
    said(annotate(*words), 2, "weights file, or a built-in one: weights/diplomacy.json.")


def test_a_list_without_brackets_is_shown_with_them(annotate: Annotate, project: Path) -> None:
    path = project / "annotate.yaml"
    path.write_text(re.sub(r"(?m)^labelers:.*$", "labelers: spacy, dates", path.read_text()))
    said(annotate("status"), 2, "labelers must be a list, as [spacy, dates].")


def test_a_file_that_is_no_json_lines_is_not_called_truncated(annotate: Annotate, project: Path) -> None:
    ended = annotate("release", "create", "x", "--from", "annotate.yaml")
    said(ended, 5, "annotate.yaml, line 1", "Is this the right file?")
    assert "truncated" not in ended.err


def test_init_in_the_current_folder_needs_no_cd(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Next: 'annotate studio up' and" in annotate("init", ".", "--name", "here").out
    assert "Next: cd there, then 'annotate studio up' and" in annotate("init", "there").out


def test_a_language_without_a_model_has_the_same_remedy_everywhere(annotate: Annotate, project: Path) -> None:
    path = project / "annotate.yaml"
    path.write_text(re.sub(r"(?m)^languages?:.*$", "", path.read_text()) + "language: es\n")
    (project / "in.txt").write_text("El ministro visitó ayer la ciudad de Hanói.")
    said(annotate("prelabel", "in.txt", "-o", "o.jsonl"), 2, "labelers: [spacy:MODEL]")


def test_an_article_in_another_language_is_named_with_it_and_no_success_is_claimed(
    annotate: Annotate, project: Path
) -> None:
    (project / "berlin.txt").write_text("Der Minister traf seinen Kollegen am Montag in Berlin.")
    ended = annotate("prelabel", "berlin.txt", "-o", "o.jsonl", "--labeler", "dates")
    said(ended, 5, "article berlin is in German (de); `languages` in annotate.yaml has en, fr.")
    assert "No article could be labelled, so o.jsonl was not written" in ended.out
    assert "Wrote suggestions" not in ended.out and "Scores" not in ended.out
    assert not list(project.glob("o.jsonl*")), "no empty file looks like a result"
    (project / "o.jsonl").write_text("of before\n")
    assert annotate("prelabel", "berlin.txt", "-o", "o.jsonl", "--labeler", "dates").code == 5
    assert (project / "o.jsonl").read_text() == "of before\n"


def test_a_file_of_suggestions_with_other_articles_is_not_replaced_without_a_word(
    annotate: Annotate, project: Path
) -> None:
    words = ("--labeler", "dates", "-o", "o.jsonl")
    for name in ("a", "b", "c"):
        (project / f"{name}.txt").write_text("Le ministre est arrivé à Hanoï le 3 mars 2024.")
    assert "replaced" not in annotate("prelabel", "a.txt", "b.txt", *words).out
    assert "replaced" not in annotate("prelabel", "a.txt", "b.txt", "c.txt", *words).out
    ended = annotate("prelabel", "a.txt", *words)
    said(ended, 0)
    assert "It replaced a file with 3 articles; 2 of them are not in the new one: b, c." in ended.out
    assert annotate("prelabel", "a.txt", *words, "--json").json["replaced"]["missing"] == 0


def test_articles_that_a_labeler_skips_are_counted_and_named(annotate: Annotate, project: Path) -> None:
    french = "Le ministre est arrivé à Hanoï le 3 mars 2024."
    lines = [f'{{"id": "fr{n}", "text": "{french}", "language": "fr"}}' for n in range(2)]
    lines += [f'{{"id": "en{n}", "text": "It began on May 3, 2024.", "language": "en"}}' for n in range(12)]
    (project / "in.jsonl").write_text("\n".join(lines))
    words = ("--labeler", "dates", "--labeler", "spacy:fr_core_news_md", "-o", "o.jsonl")
    ended = annotate("prelabel", "in.jsonl", *words)
    named = ", ".join(f"en{n}" for n in range(10))
    said(ended, 0, "skipped by a labeler for their language (12)", f"spacy: 12 articles ({named}, …)")


def test_an_export_shows_what_is_lost_as_a_whole_first_and_the_rest_in_one_line(
    annotate: Annotate, project: Path
) -> None:
    release = Path(__file__).parents[2] / "exports" / "sample-1.0.0"
    ended = annotate("export", release, "--format", "conll", "-o", "x.conll")
    lines = [line.strip() for line in ended.err.splitlines()[1:]]
    assert lines[0].startswith("entity: ")
    assert lines[-3].startswith("event: ")
    assert lines[-2].startswith("parts of entities and events lost: trigger ")
    assert lines[-1].startswith("metadata lost: article fields 10, scores ")
    lost = annotate("export", release, "--format", "conll", "-o", "x.conll", "--json").json
    metadata = ("article fields", "scores", "provenance")
    counts = [one["count"] for one in lost["lost_by_reason"] if one["what"] not in metadata]
    assert f"cannot hold ({sum(counts)})" in ended.err and lost["lost_total"] == len(lost["lost"])
    assert "Next:" not in ended.out


def test_a_dry_push_counts_articles_that_people_have_worked_on_by_themselves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _say_plan(PushReport(same=5, closed=["a", "b"]), Path("s.jsonl"), revise=False)
    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "3 same nothing" in rows
    assert "2 worked on already nothing: people's work stays as it is" in rows


def test_pull_says_what_a_corrected_region_lost_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    trouble = Trouble(
        "no-longer-holds", "noted", "article a", "“Ana” (PER): was changed", values=("ref", "provenance")
    )
    drawn = Trouble(
        "no-longer-holds", "noted", "article b", "“Bo” (PER): was changed", values=("provenance",)
    )
    pulled = Pulled(PullReport(), DecodeReport(dropped=[trouble, drawn]), 0)
    why = "1 corrected region lost values of the old suggestion, which may not fit any more: ref 1"
    say_findings(pulled, None)
    assert capsys.readouterr().err == f"{why} (--problems FILE lists all).\n"
    say_findings(pulled, Path("p.jsonl"))
    assert capsys.readouterr().err == f"{why} (all are in p.jsonl).\n"
    say_findings(pulled, None, {trouble.key})
    assert capsys.readouterr().err == "", "the last pull said it"


def test_pull_says_what_decided_the_roles_of_arrows_without_one() -> None:
    assert _arrows(3, 0) == "Roles of arrows drawn without one: 3 by the arrow's direction."
    assert _arrows(0, 1) == "Roles of arrows drawn without one: 1 by a rule (unreviewed)."
    both = "Roles of arrows drawn without one: 3 by the arrow's direction, 1 by a rule (unreviewed)."
    assert _arrows(3, 1) == both
