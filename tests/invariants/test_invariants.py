"""A generated campaign with everything odd mixed: nothing disappears, and every printed count is right.

The recount reads Label Studio's raw answers (`raw`), with code that shares nothing with the toolkit.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from annotate.core.findings import kind_of  # its words for a number, not the number
from tests.commands import Annotate, Ended
from tests.conftest import Server as Running
from tests.invariants.campaign_made import CampaignMade, with_former_names
from tests.invariants.expected import Expected
from tests.invariants.ledger import Ledger, filled_in
from tests.invariants.oddities import OUTCOMES
from tests.invariants.raw import Screen, Server, facts, screen
from tests.loop.test_commands import use

pytestmark = pytest.mark.studio
Json = Any


def lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class Campaign:
    """A generated campaign in Label Studio, and the folder from which it was pushed."""

    def __init__(self, seed: int, size: int, folder: Path, annotate: Annotate, server: Running) -> None:
        self.folder, self.annotate = folder, annotate
        self.made = CampaignMade(seed, size, server.execute)
        use(folder, server)
        with_former_names(folder / "configs" / "diplomacy.yaml")
        self.made.write(folder / "generated.jsonl")
        self.first = self.command("push", "generated.jsonl")
        self.owner = Server(server.url, server.token, self.first["project"])
        self._drafts: list[Json] | None = None
        self.annotator = Server(server.url, server.annotator.token, self.first["project"])

    def command(self, *words: str, codes: tuple[int, ...] = (0, 4)) -> Json:
        """What a command prints with --json."""
        ended = self.annotate(*words, "--json")
        assert ended.code in codes, ended
        return ended.json

    @property
    def screen(self) -> Screen:
        label_config = self.owner.get(f"/api/projects/{self.owner.project}")["label_config"]
        return screen(label_config, self.folder / "configs" / "diplomacy.yaml")

    def now(self) -> Expected:
        """The raw answers of this moment. Drafts are those of the first call, because nobody makes more."""
        now = Expected(self.owner, self.screen, self.made, self._drafts)
        self._drafts = now.drafts
        return now


def test_nothing_disappears_and_every_count_is_that_of_the_raw_answers(
    seed: int, size: int, annotate: Annotate, project: Path, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATE_TOKEN", server.token)
    campaign = Campaign(seed, size, project, annotate, server)
    first = campaign.owner.tasks()
    assert campaign.first["added"] == campaign.first["predictions"] == len(first) == len(campaign.made.done)
    campaign.made.work(campaign.owner, campaign.annotator)
    assert campaign.made.dealt == OUTCOMES.keys()

    raw = check_push(campaign)
    check_pull(campaign, raw)
    check_status(campaign, raw)
    check_drafts(campaign, raw)
    check_releases(campaign, raw)
    check_later_pull(campaign, raw)


def check_push(campaign: Campaign) -> Expected:
    """A second push of the same file, with its counts recounted from what the server has before and after."""
    before = campaign.now()
    said = campaign.command("push", "generated.jsonl")
    after = campaign.now()
    predictions = [sum(len(task["predictions"]) for task in now.ours) for now in (before, after)]
    assert said["added"] == len(after.ours) - len(before.ours)
    assert said["added"] + said["restored"] == predictions[1] - predictions[0]
    assert said["twins"] == {
        article: sorted(task["id"] for task in tasks)
        for article, tasks in after.by_article.items()
        if len({task["data"]["text"].replace("\r", "") for task in tasks}) < len(tasks)
    }
    sums = ("added", "same", "suggestions_changed", "restored", "versions_only")
    assert sum(said[name] for name in sums) + len(said["refused"]) == len(campaign.made.done)
    worked_on = {
        article for article, tasks in before.by_article.items() if any(t["annotations"] for t in tasks)
    }
    assert set(said["closed"]) <= worked_on
    plain = campaign.annotate("push", "generated.jsonl")
    assert f"; {said['same'] + said['added'] + said['restored']} were there already." in plain.out
    return after


def check_pull(campaign: Campaign, raw: Expected) -> None:
    """Each raw annotation is one line, and each part of it is in the line or in a finding."""
    said = campaign.command("pull", "-o", "pulled.jsonl", "--problems", "problems.jsonl")
    assert said["tasks"] == len(raw.tasks)
    assert (said["new"], said["changed"], said["gone"]) == (len(raw.annotations), 0, 0)
    assert said["statuses"] == raw.statuses()
    pulled, findings = lines(campaign.folder / "pulled.jsonl"), lines(campaign.folder / "problems.jsonl")
    assert said["written"] == len(pulled) == sum(raw.statuses().values())
    assert said["kinds"] == Counter(finding["kind"] for finding in findings)
    for name, fate in (
        ("problems", "problem"),
        ("held", "held"),
        ("repaired", "repaired"),
        ("noted", "noted"),
        ("dropped", "dropped"),
    ):
        assert len(said[name]) == sum(finding["fate"] == fate for finding in findings)
    assert said["filled_in"] == Counter(
        name
        for line in pulled
        for region in (*line["annotation"].get("entities", ()), *line["annotation"].get("events", ()))
        for name in filled_in(region)
    )
    assert said["filled_in"].keys() == raw.screen.usual.keys()
    foreign = {task["id"] for task in raw.tasks} - {task["id"] for task in raw.ours}
    assert foreign == {finding["task"] for finding in findings if finding["kind"] == "other-task"}
    assert wrong(campaign, raw, pulled, findings) == []
    plain = campaign.annotate("pull", "-o", "again.jsonl")
    assert (campaign.folder / "again.jsonl").read_bytes() == (campaign.folder / "pulled.jsonl").read_bytes()
    check_numbers(
        plain,
        f"{len(raw.tasks)} tasks; annotations since the last pull: 0 new, 0 changed, 0 gone.",
        f"The mirror has {raw.statuses()['skipped']} skipped, {raw.statuses()['submitted']} submitted.",
        f"Wrote {len(pulled)} annotations to again.jsonl.",
    )
    dropped = Counter(finding["kind"] for finding in findings if finding["fate"] == "dropped")
    assert f"{dropped['no-longer-holds']} corrected regions lost values" in plain.err
    for (fate, kind), number in Counter((finding["fate"], finding["kind"]) for finding in findings).items():
        assert fate == "dropped" or kind_of(kind).counted(number) in plain.err, (fate, kind, number)


def wrong(campaign: Campaign, raw: Expected, pulled: list[Json], findings: list[Json]) -> list[str]:
    """Every part of a raw annotation that is neither in the pulled line nor in a finding."""
    by_annotation: dict[int, list[Json]] = {}
    for finding in findings:
        by_annotation.setdefault(finding.get("annotation") or 0, []).append(finding)
    by_key = {(line["article"]["id"], _moment(line["annotation"]["created_at"])): line for line in pulled}
    assert len(by_key) == len(pulled)
    found: list[str] = []
    for task, annotation in raw.annotations_of_ours():
        article = task["data"]["article_id"]
        line = by_key.pop((article, _moment(annotation["created_at"])))["annotation"]
        named = by_annotation.get(annotation["id"], [])
        place = f"{article} ({campaign.made.done[article].deed}, {campaign.made.done[article].oddities})"
        author = annotation["completed_by"]
        if line["author"] != raw.members[author if isinstance(author, int) else author["id"]]:
            found.append(f"{place}: the author is {line['author']}")
        if raw.text_changed(task):
            kinds = [finding["kind"] for finding in named]
            empty = not line.get("entities") and not line.get("events")
            if kinds != ["text-changed"] or not empty:
                found.append(f"{place}: {kinds} for a changed text")
        elif not isinstance(annotation["result"], list):
            if [finding["kind"] for finding in named] != ["no-list-of-regions"]:
                found.append(f"{place}: {named} for a result that is no list")
        else:
            read = facts(annotation["result"], task["data"]["text"], raw.screen)
            text = campaign.made.done[article].made.text
            suggested = {one["id"] for one in campaign.made.done[article].made.suggestion["events"]}
            found += [
                f"{place}: the new event {one} lacks a usual value"
                for one in line.get("events", ())
                if one.get("trigger") and one["id"] not in suggested
                if not raw.screen.usual.keys() <= one["attributes"].keys()
            ]
            found += [f"{place}: {fault}" for fault in Ledger(read, line, named, text, raw.screen).wrong]
    return [*found, *(f"made up: {key}" for key in by_key)]


def check_status(campaign: Campaign, raw: Expected) -> None:
    said = campaign.command("status")
    assert said["pushed"] == len(campaign.made.done)
    assert said["statuses"] == raw.statuses()
    assert {
        name: said["tasks"][name] for name in ("submitted", "skipped", "draft", "untouched")
    } == raw.states()
    assert said["tasks"]["not_ours"] == len(raw.tasks) - len(raw.ours)
    assert said["tasks"]["on_server"] == said["server"]["tasks"] == len(raw.tasks)
    assert (said["server"]["changed"], said["server"]["added"], said["server"]["gone"]) == (0, 0, 0)
    assert said["server"]["with_drafts"] == len({draft["task"] for draft in raw.drafts})
    assert said["empty"] == raw.empty()
    assert {work["annotator"]: (work["submitted"], work["skipped"]) for work in said["work"]} == raw.work()
    assert {work["annotator"]: work["total_lead_time_s"] for work in said["work"]} == pytest.approx(
        raw.times()
    )
    assert sum(day["submitted"] + day["skipped"] for day in said["days"]) == sum(raw.statuses().values())
    states = raw.states()
    check_numbers(
        campaign.annotate("status"),
        f"Sent to Label Studio from here: {len(campaign.made.done)} articles.",
        f"It had {len(raw.tasks)} tasks:",
        f"{states['submitted']} submitted, {states['skipped']} skipped, 0 draft, {states['untouched']} open.",
        f"Annotations: {raw.statuses()['submitted']} submitted ({raw.empty()} of them empty)",
        f"{len(raw.tasks) - len(raw.ours)} tasks not made by annotate, left out.",
        f"it has {said['server']['with_drafts']} tasks with a draft",
    )


def check_drafts(campaign: Campaign, raw: Expected) -> None:
    said = campaign.command("pull", "--drafts", "-o", "drafts.jsonl")
    assert (said["new"], said["changed"], said["gone"]) == (len(raw.drafts), 0, 0)
    assert said["statuses"] == {**raw.statuses(), "draft": len(raw.drafts)}
    pulled = lines(campaign.folder / "drafts.jsonl")
    assert Counter(line["annotation"]["status"] for line in pulled) == said["statuses"]
    status = campaign.command("status")
    assert status["tasks"]["draft"] == raw.only_drafts()


def check_releases(campaign: Campaign, raw: Expected) -> None:
    """Each article is gold or left out, once; gold and manifest have what the raw answers have."""
    rows = [(False, False, "pulled.jsonl"), (True, False, "drafts.jsonl"), (False, True, None)]
    for losses, reviewed, source in rows:
        name = f"{'with' if losses else 'without'}-losses-{'reviewed' if reviewed else 'all'}"
        options = [*(["--with-losses"] if losses else []), *(["--reviewed-only"] if reviewed else [])]
        said = campaign.command("release", "create", name, *options)
        check_release(campaign, raw, said, set(raw.by_article), losses=losses, reviewed=reviewed)
        assert len(said["problems"]) == len(raw.tasks) - len(raw.ours)
        if source is not None:
            articles = {line["article"]["id"] for line in lines(campaign.folder / source)}
            again = campaign.command("release", "create", f"{name}-file", "--from", source, *options)
            check_release(campaign, raw, again, articles, losses=losses)
    ended = campaign.annotate("release", "create", "plain", "--with-losses", "--reviewed-only")
    gold = [article for article, reason in raw.outcomes(losses=True).items() if reason is None]
    check_numbers(
        ended,
        f"Released {len(gold)} articles (",
        f"{len(raw.by_article)} articles came in, {len(raw.by_article) - len(gold)} left out.",
    )
    assert f"Articles left out ({len(raw.by_article) - len(gold)}" in " ".join(ended.err.split())


def check_release(
    campaign: Campaign, raw: Expected, said: Json, articles: set[str], *, losses: bool, reviewed: bool = False
) -> None:
    manifest = said["manifest"]
    gold = lines(Path(said["folder"]) / "gold.jsonl")
    ids, left_out = [line["article"]["id"] for line in gold], [item["article"] for item in said["left_out"]]
    assert sorted([*ids, *left_out]) == sorted(articles)
    assert manifest["articles_in"] == len(articles)
    assert (manifest["articles"], manifest["articles_left_out"]) == (len(ids), len(left_out))
    assert [item["article"] for item in manifest["left_out"]] == left_out
    expected = raw.outcomes(losses=losses)
    assert {item["article"]: item["code"] for item in said["left_out"]} == {
        article: code for article, code in expected.items() if code is not None and article in articles
    }
    assert manifest["left_out_by_reason"] == Counter(item["code"] for item in said["left_out"])
    assert sum(manifest["splits"].values()) == len(ids)
    submitted = {article: raw.final(article) for article in ids}
    counts = raw.counts(submitted)
    for name in ("entities", "events", "arguments"):
        assert {label: n for label, n in manifest[name].items() if n} == counts[name], name
    assert manifest["events_without_trigger"] == counts["types"]
    assert manifest["decisions"] == {"single": len(ids)}
    assert manifest["annotators"] == len({raw.author(annotation) for _, annotation in submitted.values()})
    names = ("unreviewed_left_out", "unreviewed") if reviewed else ("unreviewed", "unreviewed_left_out")
    assert (manifest[names[0]], manifest[names[1]]) == (raw.unreviewed(submitted), {})
    check_gold(gold, manifest, reviewed=reviewed)
    with_losses = [article for article in ids if raw.outcomes(losses=False)[article] is not None]
    assert manifest["articles_with_losses"] == len(with_losses)
    assert [line["article"]["id"] for line in gold if line["annotation"].get("lost")] == with_losses


def check_gold(gold: list[Json], manifest: Json, *, reviewed: bool) -> None:
    """The file of gold has as many of each as the manifest says."""
    entities = [one for line in gold for one in line["annotation"].get("entities", ())]
    events = [one for line in gold for one in line["annotation"].get("events", ())]
    assert Counter(one["label"] for one in entities) == Counter(manifest["entities"])
    assert Counter(one["type"] for one in events) == Counter(manifest["events"])
    roles = Counter(argument["role"] for one in events for argument in one.get("arguments", ()))
    assert roles == Counter(manifest["arguments"])
    marks = Counter(name for one in (*entities, *events) for name in one.get("unreviewed", ()))
    assert marks == (Counter() if reviewed else Counter(manifest["unreviewed"]))
    lost = Counter(
        {code: len(said) for line in gold for code, said in line["annotation"].get("lost", {}).items()}
    )
    assert set(lost) == set(manifest["lost"])
    for line in gold:
        text = line["article"]["text"]
        for one in (*line["annotation"].get("entities", ()), *line["annotation"].get("events", ())):
            where = one.get("trigger", one)
            assert where is None or text[where["start"] : where["end"]] == where["text"]


def check_later_pull(campaign: Campaign, raw: Expected) -> None:
    """Deletions and changes after a pull are counted, and what is gone is in no release."""
    chance = campaign.made.chance
    # Label Studio cannot delete an annotation with a result that is no object.
    odd = {
        task["data"]["article_id"]
        for task, one in raw.annotations_of_ours()
        if not isinstance(one["result"], list) or not all(isinstance(part, dict) for part in one["result"])
    }
    victims = chance.sample(sorted(set(raw.by_article) - odd), 6)
    gone = changed = 0
    for index, article in enumerate(victims):
        task = raw.by_article[article][0]
        for annotation in task["annotations"][:1]:
            if index % 2:
                campaign.owner.delete(f"/api/annotations/{annotation['id']}/")
                gone += 1
            else:
                campaign.annotator.patch(f"/api/annotations/{annotation['id']}/", {"result": []})
                changed += 1
    deleted = chance.choice(sorted(set(raw.by_article) - odd - set(victims)))
    for task in raw.by_article[deleted]:
        campaign.owner.delete(f"/api/tasks/{task['id']}/")
        # The mirror has the drafts too, because the last pull read them.
        gone += len(task["annotations"]) + sum(draft["task"] == task["id"] for draft in raw.drafts)
    now = campaign.now()
    said = campaign.command("pull", "-o", "later.jsonl")
    assert (said["tasks"], said["new"]) == (len(now.tasks), 0)
    assert (said["changed"], said["gone"]) == (changed, gone)
    assert said["statuses"] == now.statuses()


def check_numbers(ended: Ended, *sentences: str) -> None:
    """The sentences that a command prints, without regard to where its lines end."""
    shown = " ".join(ended.out.split())
    for sentence in sentences:
        assert sentence in shown, (sentence, shown)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(re.sub(r"Z$", "+00:00", written))
