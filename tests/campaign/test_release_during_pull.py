"""A release reads one moment of the mirror and the plan, whatever a pull or a push writes meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotate.campaign.release import Request, release
from annotate.campaign.server.connect import one_moment
from annotate.campaign.server.replaced_files import put_in_place
from annotate.core.article import Article
from annotate.core.record import Record
from annotate.gold.load import load_gold
from annotate.project import Project
from annotate.studio.store.mirror import Mirror
from annotate.studio.store.plan import Plan
from annotate.studio.store.revisions import Revision
from tests.builders import annotation, article
from tests.campaign.test_release import State, done, task

NAMES = [f"a{number}" for number in range(6)]
SOURCES: dict[str, Article] = {name: article(id=name) for name in NAMES}


@pytest.fixture
def state(project: Path) -> State:
    """Three of six articles are annotated."""
    made = State(project)
    made.fill(
        [task(n, SOURCES[name], *([done(n)] if n < 3 else [])) for n, name in enumerate(NAMES)],
        SOURCES.values(),
        cursor="2026-03-01T12:00:00Z",
    )
    with closing(Plan(made.folder / "plan.sqlite")) as plan:
        plan.note_arrived([(key, sent.author) for key, sent in plan.suggestions()])
    return made


def pull_all(mirror: Mirror) -> None:
    """What a pull writes when the other three are annotated, one is deleted and one task is gone."""
    mirror.update([task(n, SOURCES[name], done(n)) for n, name in enumerate(NAMES) if n not in (0, 1)])
    mirror.update([task(0, SOURCES["a0"]), task(9, article(id="later"), done(9))])
    mirror.mark_gone([1])


def a_pull(state: State) -> None:
    with closing(state.mirror) as mirror:
        pull_all(mirror)


def a_rebuild(state: State) -> None:
    fresh = Mirror(state.folder / "mirror.sqlite.new")
    with closing(fresh), closing(state.mirror) as former:
        kept = {name: former.setting(name) for name in ("label_config", "users", "cursor")}
        fresh.set_settings(**kept)
        pull_all(fresh)
    put_in_place(fresh.path, state.folder / "mirror.sqlite")


def a_push(state: State) -> None:
    with closing(Plan(state.folder / "plan.sqlite")) as plan:
        newer = article("Un autre texte.", id="a2")
        plan.add([Record.of(newer, annotation(newer))])
        keys = [key for key, _ in plan.suggestions() if (found := plan.article(key)) and found.id == "a2"]
        plan.revisions.add([Revision(keys[0], keys[-1])])


@pytest.mark.parametrize("at", [0, 2])
@pytest.mark.parametrize("others", [a_pull, a_rebuild, a_push])
def test_a_release_is_of_the_moment_at_which_it_began(
    project: Path, state: State, others: Callable[[State], None], at: int
) -> None:
    def watch(records: Iterable[Record]) -> Iterator[Record]:
        for number, record in enumerate(records):
            if number == at:
                others(state)
            yield record

    made = release(Project.find(project), Request("x", "1.0.0"), watch)
    assert [record.article.id for record in load_gold(made.release.folder)] == ["a0", "a1", "a2"]
    assert {item.article: item.code for item in made.release.left_out} == dict.fromkeys(
        ["a3", "a4", "a5"], "nobody"
    )
    if others is a_push:
        return
    after = release(Project.find(project), Request("x", "1.0.1"))
    assert [record.article.id for record in load_gold(after.release.folder)] == [*NAMES[2:], "later"]
    left_out = {item.article: item.code for item in after.release.left_out}
    assert left_out == {"a0": "nobody", "a1": "deleted"}


def test_two_releases_at_once_are_each_of_one_moment(project: Path, state: State) -> None:
    inner: list[list[str]] = []

    def watch(records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            if not inner:
                inner.append([])
                a_pull(state)
                second = release(Project.find(project), Request("x", "2.0.0"))
                inner.append([one.article.id for one in load_gold(second.release.folder)])
            yield record

    first = release(Project.find(project), Request("x", "1.0.0"), watch)
    assert [record.article.id for record in load_gold(first.release.folder)] == ["a0", "a1", "a2"]
    assert inner[1] == [*NAMES[2:], "later"]


def test_a_rebuild_during_a_reading_harms_neither_mirror(project: Path, state: State) -> None:
    with one_moment(Project.find(project)) as (_, mirror):
        a_rebuild(state)
        assert [len(one.annotations) for one in mirror.tasks()] == [1, 1, 1, 0, 0, 0]
    # The reader's end must not remove the new mirror's files.
    with closing(state.mirror) as fresh:
        assert [one.task_id for one in fresh.tasks()] == [0, 2, 3, 4, 5, 9]
    (former,) = state.folder.glob("mirror-*.sqlite")
    with closing(Mirror(former)) as kept:
        assert [one.task_id for one in kept.tasks()] == [0, 1, 2, 3, 4, 5]


def test_counts_are_of_one_moment(project: Path, state: State) -> None:
    with one_moment(Project.find(project)) as (plan, mirror):
        before = (mirror.count(), plan.count(), len(list(mirror.work())))
        a_pull(state)
        a_push(state)
        assert (mirror.count(), plan.count(), len(list(mirror.work()))) == before
