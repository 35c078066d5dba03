"""After a change of the ontology, work keeps the version it was made with. A release lifts it or holds it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from annotate.core import jsonl
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.gold.load import load_gold
from annotate.project import Project
from annotate.studio.api.filters import moment_of
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from tests.builders import TEXT, annotation, article, entity, meeting
from tests.campaign.test_release import State, done, results, task
from tests.commands import Annotate

BEFORE, CHANGE, AFTER = "2026-03-01T12:00:00Z", "2026-03-05T12:00:00Z", "2026-03-09T12:00:00Z"
Edit = Callable[[dict[str, Any]], object]


def _load(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _dump(data: Any) -> str:
    return yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True)


def edit(project: Path, change: Edit, version: str = "1.2.0") -> Ontology:
    """Changes the project's ontology file."""
    file = project / "configs" / "diplomacy.yaml"
    data = _load(file.read_text(encoding="utf-8"))
    change(data)
    file.write_text(_dump({**data, "version": version}), encoding="utf-8")
    return Ontology.load(file)


def note(project: Path, ontology: Ontology, since: str = BEFORE) -> None:
    """Notes an ontology as a push or a pull does it."""
    with closing(Plan(project / ".annotate" / "plan.sqlite")) as plan:
        plan.ontologies.note(ontology, moment_of(since))


def fill(project: Path, ids: Iterable[str], *, updated: str = BEFORE, screen: Ontology | None = None) -> None:
    """A campaign whose annotators submitted the meeting of each article."""
    sources = [article(id=name) for name in ids]
    made = [
        task(number, source, done(number, updated_at=updated)) for number, source in enumerate(sources, 1)
    ]
    State(project).fill(made, sources)
    if screen is not None:
        with closing(Mirror(project / ".annotate" / "mirror.sqlite")) as mirror:
            mirror.set_settings(label_config=build_label_config(screen))


def removed(data: dict[str, Any]) -> None:
    """There is no ROLE any more."""
    del data["entities"]["ROLE"]
    for role in data["roles"].values():
        role["fillers"] = [label for label in role["fillers"] if label != "ROLE"]
    for part in data["entities"].values():
        if "may_contain" in part:
            part["may_contain"] = [label for label in part["may_contain"] if label != "ROLE"]
    for event in data["events"].values():
        for use in event["roles"].values() if isinstance(event.get("roles"), dict) else ():
            if use and use.get("fillers"):
                use["fillers"] = [label for label in use["fillers"] if label != "ROLE"]
    for attribute in data["attributes"].values():
        attribute["on"] = [label for label in attribute["on"] if label != "ROLE"]
    data["attributes"] = {name: entry for name, entry in data["attributes"].items() if entry["on"]}
    data["renamed"] = {old: new for old, new in data.get("renamed", {}).items() if new != "ROLE"}


def unused(data: dict[str, Any]) -> None:
    """There is no ORG any more, which no annotation here uses."""
    data["entities"]["QUAY"] = data["entities"].pop("ORG")
    text = _dump(data).replace("- ORG\n", "- QUAY\n").replace(": ORG\n", ": QUAY\n")
    data.clear()
    data.update(_load(text))


def renamed(data: dict[str, Any]) -> None:
    """ORG is called QUAY, and LOC is called SPOT."""
    for old, new in (("ORG", "QUAY"), ("LOC", "SPOT")):
        data["entities"][new] = data["entities"].pop(old)
        text = _dump(data).replace(f"- {old}\n", f"- {new}\n").replace(f": {old}\n", f": {new}\n")
        data.clear()
        data.update(_load(text))
        data.setdefault("renamed", {})[old] = new


def added(data: dict[str, Any]) -> None:
    data["entities"]["QUAY"] = {"color": "#112233"}


WIDER = (added, renamed, unused)  # the screen got these labels by hand


def test_pulled_work_keeps_the_version_it_was_made_with_and_a_compatible_one_is_lifted(
    annotate: Annotate, project: Path
) -> None:
    note(project, Ontology.load("diplomacy"))
    new = edit(project, added)
    sources = [article(id=name) for name in ("old", "begun", "new")]
    times = ((BEFORE, BEFORE), (BEFORE, AFTER), (AFTER, AFTER))
    State(project).fill(
        [
            task(number, source, done(number, created_at=created, updated_at=updated))
            for number, (source, (created, updated)) in enumerate(zip(sources, times, strict=True), 1)
        ],
        sources,
    )
    with closing(Mirror(project / ".annotate" / "mirror.sqlite")) as mirror:
        mirror.set_settings(label_config=build_label_config(new))
    note(project, new, CHANGE)
    ended = annotate("release", "create", "x", "--json")
    assert ended.code == 0, ended
    assert ended.json["manifest"]["lifted"] == {"diplomacy@1.1.0": 1}
    gold = {
        record.article.id: record.annotation.ontology for record in load_gold(project / "exports/x-1.0.0")
    }
    assert set(gold.values()) == {"diplomacy@1.2.0"}
    said = annotate("release", "create", "y")
    assert "Lifted to diplomacy@1.2.0: 1 article annotated with diplomacy@1.1.0." in said.err


NO_ROLE = "diplomacy@2.0.0 has no entity type ROLE"
NOT_AGENT = "ROLE may no longer be Agent of CONSULT"
CASES: dict[str, tuple[Edit, str, str]] = {
    "added": (added, "", "mirror"),
    "renamed": (renamed, "", "mirror"),
    "renamed, file": (renamed, "", "file"),
    "removed, unused": (unused, "", "file"),
    "wording": (lambda data: data["entities"]["LOC"].update(definition={"en": "x", "fr": "y"}), "", "file"),
    "removed": (removed, NO_ROLE, "mirror"),
    "removed, file": (removed, NO_ROLE, "file"),
    "narrowed": (lambda data: data["roles"]["Agent"].update(fillers=["PER"]), NOT_AGENT, "mirror"),
    "usual value": (lambda data: data["attributes"]["modality"].update(default="planned"), "", "mirror"),
}


@pytest.mark.parametrize(("change", "held", "source"), CASES.values(), ids=CASES)
def test_work_of_a_former_version_is_lifted_or_held_back_and_named(
    annotate: Annotate, project: Path, change: Edit, held: str, source: str
) -> None:
    old = Ontology.load("diplomacy")
    note(project, old)
    new = edit(project, change, "2.0.0")
    fill(project, ["a"], screen=new if change in WIDER else old)
    plain = article(id="plain")
    kept = annotation(plain, (entity(TEXT, "Ana Pérez", "PER"),)).with_(status="submitted", author="ana")
    words: list[str] = []
    if source == "file":
        words = ["--from", "a.jsonl"]
        jsonl.write(project / "a.jsonl", [submitted("a"), Record.of(plain, kept)])
    else:
        note(project, new, CHANGE)
        fill_plain(project, plain)
    ended = annotate("release", "create", "x", "--json", *words)
    assert ended.code == 0, ended
    manifest = ended.json["manifest"]
    assert manifest["articles_in"] == 2
    left = {item["article"]: item for item in ended.json["left_out"]}
    if not held:
        assert (left, manifest["lifted"]) == ({}, {"diplomacy@1.1.0": 2})
        labels = {e.label for r in load_gold(project / "exports/x-1.0.0") for e in r.annotation.entities}
        assert ("SPOT" in labels, "LOC" in labels) == ((True, False) if change is renamed else (False, True))
        return
    assert manifest["lifted"] == {"diplomacy@1.1.0": 1}, "the one that does not use it is lifted"
    assert left["a"]["code"] == "other-ontology"
    assert "it was made with diplomacy@1.1.0" in left["a"]["reason"]
    if source == "file" or change is not removed:
        assert held in left["a"]["reason"]
    else:
        assert "has no such label" in left["a"]["reason"] or "ROLE" in left["a"]["reason"]


def submitted(id: str, **fields: Any) -> Record:
    record = meeting(id)
    return Record.of(record.article, record.annotation.with_(status="submitted", author="ana", **fields))


def fill_plain(project: Path, plain: Any) -> None:
    """Adds an article with one person to the mirror."""
    person = [
        result for result in results() if result["type"] == "labels" and result["value"]["labels"] == ["PER"]
    ]
    with closing(Plan(project / ".annotate" / "plan.sqlite")) as plan:
        plan.add([Record.of(plain, annotation(plain))])
    with closing(Mirror(project / ".annotate" / "mirror.sqlite")) as mirror:
        mirror.update([task(9, plain, done(9, person))])


def test_a_version_that_nobody_knows_is_held_back_until_its_file_is_there(
    annotate: Annotate, project: Path
) -> None:
    shutil.copy(project / "configs" / "diplomacy.yaml", project / "former.yaml")
    edit(project, added, "1.4.0")
    jsonl.write(
        project / "a.jsonl", [submitted("a", ontology="diplomacy@1.3.0"), submitted("b", ontology=None)]
    )
    ended = annotate("release", "create", "x", "--from", "a.jsonl", "--json")
    (left,) = ended.json["left_out"]
    assert left["code"] == "other-ontology"
    assert "diplomacy@1.3.0, which was not found" in left["reason"]
    assert left["remedy"] == (
        "Put the file of diplomacy@1.3.0 into configs, for instance as configs/diplomacy-1.3.0.yaml."
    )
    text = (project / "former.yaml").read_text().replace("version: 1.1.0", "version: 1.3.0")
    (project / "configs" / "diplomacy-1.3.0.yaml").write_text(text)
    ended = annotate("release", "create", "y", "--from", "a.jsonl", "--json")
    assert ended.json["manifest"]["lifted"] == {"diplomacy@1.3.0": 1}
    assert ended.json["left_out"] == []


def test_a_release_knows_the_version_that_it_was_made_with(annotate: Annotate, project: Path) -> None:
    jsonl.write(project / "a.jsonl", [submitted("a")])
    assert annotate("release", "create", "old", "--from", "a.jsonl").code == 0
    edit(project, removed, "2.0.0")
    ended = annotate("release", "create", "x", "--from", "a.jsonl", "--json")
    assert ended.code == 5
    (left,) = ended.json["error"]["left_out"]
    assert "diplomacy@2.0.0 has no entity type ROLE" in left["reason"]


def test_work_of_another_ontology_is_never_lifted(annotate: Annotate, project: Path) -> None:
    source = article(id="a")
    made = annotation(source, (entity(TEXT, "Ana Pérez", "PER"),)).with_(
        status="submitted", author="ana", ontology="conll@1.0.0"
    )
    jsonl.write(project / "a.jsonl", [Record.of(source, made), submitted("b")])
    ended = annotate("release", "create", "x", "--from", "a.jsonl", "--json")
    (left,) = ended.json["left_out"]
    assert (left["article"], left["code"]) == ("a", "other-ontology")


def test_an_edit_without_a_new_version_is_told_apart_by_its_content(
    annotate: Annotate, project: Path
) -> None:
    old = Ontology.load("diplomacy")
    note(project, old)
    new = edit(project, removed, "1.1.0")
    fill(project, ["old"], screen=old)
    note(project, new, CHANGE)
    ended = annotate("release", "create", "x", "--json")
    assert ended.code == 5
    (left,) = ended.json["error"]["left_out"]
    assert left["code"] == "other-ontology"
    doctor = annotate("doctor", "--json")
    check = next(item for item in doctor.json["checks"] if item["name"] == "ontology version")
    assert check["verdict"] == "warning"
    assert "diplomacy@1.1.0 has no entity type ROLE" in check["seen"]


def test_a_plan_from_before_learns_from_what_was_sent(annotate: Annotate, project: Path) -> None:
    new = edit(project, added)
    sources = {name: article(id=name) for name in ("first", "late", "second")}
    updated = {"first": BEFORE, "late": AFTER, "second": AFTER}
    made = [
        {**task(number, source, done(number, updated_at=updated[name])), "created_at": updated[name]}
        for number, (name, source) in enumerate(sources.items(), 1)
    ]
    State(project).fill(made, [])
    with closing(Mirror(project / ".annotate" / "mirror.sqlite")) as mirror:
        mirror.set_settings(label_config=build_label_config(new))
        mirror.update([{**made[2], "created_at": CHANGE}])
    with closing(Plan(project / ".annotate" / "plan.sqlite")) as plan:
        plan.add(Record.of(sources[name], annotation(sources[name])) for name in ("first", "late"))
        second = annotation(sources["second"]).with_(ontology="diplomacy@1.2.0")
        plan.add([Record.of(sources["second"], second)])
    ended = annotate("release", "create", "x", "--json")
    assert ended.code == 0, ended
    assert ended.json["manifest"]["lifted"] == {"diplomacy@1.1.0": 1}
    with closing(Plan(project / ".annotate" / "plan.sqlite")) as plan:
        first, second_used = plan.ontologies.all()
    assert (first.id, first.since, first.content) == ("diplomacy@1.1.0", None, None)
    assert (second_used.id, second_used.since) == ("diplomacy@1.2.0", moment_of(CHANGE))
    assert second_used.ontology() == Project.load(project / "annotate.yaml").ontology


def test_what_is_no_longer_asked_can_be_left_out_after_any_number_of_versions(
    annotate: Annotate, project: Path
) -> None:
    note(project, Ontology.load("diplomacy"))
    note(project, edit(project, removed, "2.0.0"), "2026-07-01T10:00:00Z")
    saved = "2026-07-02T10:00:00Z"  # under 2.0.0, whose screen still has ROLE
    fill(project, ["a"], updated=saved, screen=Ontology.load("diplomacy"))
    for version, since in (("2.1.0", "2026-07-03T10:00:00Z"), ("2.2.0", "2026-07-04T10:00:00Z")):
        note(project, edit(project, lambda data: None, version), since)
    ended = annotate("release", "create", "x")
    assert ended.code != 0, "the only article is held back"
    assert "no longer asked" in ended.err
    assert "--with-losses" in ended.err
    ended = annotate("release", "create", "y", "--with-losses", "--json")
    assert (ended.json["left_out"], ended.json["manifest"]["with_losses"]) == ([], ["a"])
    (gold,) = load_gold(ended.json["folder"])
    assert "ROLE" not in {entity.label for entity in gold.annotation.entities}
