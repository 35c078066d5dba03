"""Pre-labelling with a language model: what it costs, where it stops, and that no secret gets out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.core import jsonl
from annotate.core.article import Article
from annotate.core.record import Record
from tests.commands import Annotate, said, tree
from tests.prelabel.models.llm.fake_language_model import FakeLanguageModel

KEY = "sk-very-secret"
ASK = ("prelabel", "articles.jsonl", "--labeler", "llm:fake-1")


@pytest.fixture
def model() -> Iterator[FakeLanguageModel]:
    with FakeLanguageModel(names={"Cuba": "LOC"}).running() as running:
        yield running


@pytest.fixture
def campaign(
    project: Path, tmp_path: Path, model: FakeLanguageModel, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A project with eight articles, an endpoint and a cache."""
    texts = [Article(id=f"a{n}", text=f"Le ministre {n} a parlé à Cuba.", language="fr") for n in range(8)]
    jsonl.write(project / "articles.jsonl", texts)
    monkeypatch.setenv("ANNOTATE_LLM_URL", model.url)
    monkeypatch.setenv("ANNOTATE_LLM_KEY", KEY)
    monkeypatch.setenv("ANNOTATE_CACHE_DIR", str(tmp_path / "cache"))
    return project


def test_a_model_suggests_and_no_secret_is_left_anywhere(
    campaign: Path, model: FakeLanguageModel, annotate: Annotate, tmp_path: Path
) -> None:
    ended = annotate(*ASK, "-o", "out.jsonl")
    assert ended.code == 0, ended
    assert "Language models used" in ended.out
    records = list(jsonl.read(campaign / "out.jsonl", Record))
    assert [entity.text for record in records for entity in record.annotation.entities] == ["Cuba"] * 8
    assert model.headers[0]["Authorization"] == f"Bearer {KEY}"
    files = tree(tmp_path)
    assert any("llm-answers" in name for name in files)
    address = model.url.encode()
    assert not [name for name, content in files.items() if KEY.encode() in content or address in content]
    assert KEY not in ended.out + ended.err


def test_a_second_run_costs_nothing(campaign: Path, model: FakeLanguageModel, annotate: Annotate) -> None:
    first = annotate(*ASK, "-o", "one.jsonl", "--json").json
    second = annotate(*ASK, "-o", "two.jsonl", "--json").json
    assert first["llm_tokens"] > 0
    assert second["llm_tokens"] == 0
    assert len(model.requests) == 8
    assert (campaign / "one.jsonl").read_bytes() == (campaign / "two.jsonl").read_bytes()


def test_a_dry_run_tells_the_cost_and_asks_nothing(
    campaign: Path, model: FakeLanguageModel, annotate: Annotate, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(campaign)
    monkeypatch.delenv("ANNOTATE_LLM_URL")
    told = annotate(*ASK, "--dry-run", "--json").json
    (cost,) = told["labelers"].values()
    assert (told["articles"], cost["requests"], cost["cached"]) == (8, 8, 0)
    assert cost["prompt_tokens"] > 8 * 1000
    assert model.requests == []
    assert tree(campaign) == before
    monkeypatch.setenv("ANNOTATE_LLM_URL", model.url)
    took = annotate(*ASK, "-o", "out.jsonl", "--json").json["llm_tokens"]
    assert 0.8 * took < cost["prompt_tokens"] < 2 * took
    ended = annotate(*ASK, "--dry-run")
    assert ended.code == 0
    assert "8 articles read; nothing was asked" in ended.out
    assert "estimated at four characters each" in ended.out
    other = annotate("prelabel", "articles.jsonl", "--labeler", "dates", "--dry-run")
    assert "None of these labelers asks a language model." in other.out


def test_beyond_the_limit_articles_are_named_and_a_later_run_goes_on(
    campaign: Path, model: FakeLanguageModel, annotate: Annotate
) -> None:
    whole = annotate(*ASK, "-o", "out.jsonl", "--json").json["llm_tokens"]
    assert annotate("prelabel", "articles.jsonl", "--labeler", "llm:fake-2", "--dry-run").code == 0
    asked = len(model.requests)
    limit = ("--labeler", "llm:fake-2", "--max-tokens-total", str(whole))
    ended = annotate("prelabel", "articles.jsonl", *limit, "-o", "less.jsonl")
    assert ended.code == 4, ended
    assert "article a7: llm@" in ended.out + ended.err
    assert f"of --max-tokens-total {whole:,} are spent" in ended.out + ended.err
    assert 0 < len(model.requests) - asked < 8
    again = annotate("prelabel", "articles.jsonl", "--labeler", "llm:fake-2", "-o", "more.jsonl", "--json")
    assert again.code == 0
    assert again.json["suggested"] == 8
    assert len(model.requests) == 2 * asked


def test_processes_share_one_limit(campaign: Path, model: FakeLanguageModel, annotate: Annotate) -> None:
    many = [
        Article(id=f"b{n}", text=f"Le consul {n} a parlé à Cuba.", language="fr") for n in range(40)
    ]  # more than one process takes at a time
    jsonl.write(campaign / "articles.jsonl", many)
    limit = 60_000
    ended = annotate(*ASK, "-o", "out.jsonl", "--workers", "2", "--max-tokens-total", str(limit), "--json")
    assert ended.code == 4
    assert 0 < ended.json["llm_tokens"] < limit * 1.2
    assert ended.json["suggested"] + len(ended.json["failed"]) == 40


def test_the_endpoint_may_stand_in_the_project_but_no_secret(
    campaign: Path, model: FakeLanguageModel, annotate: Annotate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANNOTATE_LLM_URL")
    said(annotate(*ASK, "-o", "out.jsonl"), 2, "needs an endpoint", "ANNOTATE_LLM_URL", "llm.url")
    settings = campaign / "annotate.yaml"
    whole = settings.read_text(encoding="utf-8")
    settings.write_text(f"{whole}\nllm:\n  url: {model.url}\n", encoding="utf-8")
    assert annotate("trust", "--yes").code == 0
    assert annotate(*ASK, "-o", "out.jsonl").code == 0
    settings.write_text(f"{whole}\nllm:\n  url: http://me:{KEY}@127.0.0.1/v1\n", encoding="utf-8")
    wrong = annotate(*ASK, "-o", "out.jsonl")
    said(wrong, 2, "llm.url")
    assert KEY not in wrong.err


def test_an_output_is_needed_but_for_a_dry_run(campaign: Path, annotate: Annotate) -> None:
    said(annotate(*ASK), 2, "--output")


def test_a_refused_key_ends_the_run_with_the_remedy(
    campaign: Path, model: FakeLanguageModel, annotate: Annotate
) -> None:
    model.behave = lambda request, number: (401, {"error": {"message": f"Wrong key {KEY}"}})
    ended = annotate(*ASK, "-o", "out.jsonl")
    said(ended, 2, "refuses the key (401)", "ANNOTATE_LLM_KEY")
    assert KEY not in ended.err
