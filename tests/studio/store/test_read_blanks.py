"""The plan keeps what was read from the blanks of each annotation."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotate.studio.codec.blanks import RegionBlanks
from annotate.studio.codec.open_roles import DecidedRole
from annotate.studio.codec.tasks import task_key
from annotate.studio.store.forgotten_in_plan import forget_in_plan
from annotate.studio.store.plan import Plan
from annotate.studio.store.read_blanks import Blanks
from tests.builders import meeting

TIME, LATER = "2026-01-02T03:04:05Z", "2026-02-02T03:04:05Z"
REGION = RegionBlanks("v1", "CONSULT", {"modality": ("asserted", "diplomacy@1.0.0")}, ("polarity",))
ROLE = DecidedRole("v1", "CONSULT", "e2", "PER", "to event", "Agent", None, "diplomacy@1.0.0")
BLANKS = Blanks((REGION,), (ROLE,))
words = st.text(max_size=5)
values = st.one_of(words, st.lists(words, min_size=1, max_size=2).map(tuple))
regions = st.builds(
    RegionBlanks,
    words,
    words,
    st.dictionaries(words, st.tuples(values, words), max_size=3),
    st.lists(words, max_size=3).map(tuple),
)
roles = st.builds(
    DecidedRole,
    *[words] * 4,
    st.sampled_from(["to event", "from event"]),
    words,
    st.none() | words,
    words,
)
blanks = st.builds(Blanks, st.lists(regions, max_size=3).map(tuple), st.lists(roles, max_size=3).map(tuple))


@given(blanks)
def test_a_line_holds_all_of_it(read: Blanks) -> None:
    assert Blanks.from_json(read.to_json()) == read


def test_what_was_read_stays_until_a_pull_reads_it_otherwise(tmp_path: Path) -> None:
    with closing(Plan(tmp_path / "plan.sqlite")) as plan:
        plan.read_blanks.keep([("k1", TIME, BLANKS), ("k1", LATER, Blanks((REGION,))), ("k2", TIME, BLANKS)])
    with closing(Plan(tmp_path / "plan.sqlite")) as plan:
        plan.read_blanks.keep([("k1", TIME, Blanks((), (ROLE,)))])
        assert plan.read_blanks.of("k1", TIME) == Blanks((), (ROLE,))
        assert plan.read_blanks.of("k1", LATER) == Blanks((REGION,))
        assert plan.read_blanks.of("k2", TIME) == BLANKS
        assert plan.read_blanks.of("k3", TIME) == Blanks()


def test_a_plan_of_an_earlier_version_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "plan.sqlite"
    Plan(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.executescript("DROP TABLE read_blanks; PRAGMA user_version = 8")
    with closing(Plan(path)) as plan:
        plan.read_blanks.keep([("k1", TIME, BLANKS)])
        assert plan.read_blanks.of("k1", TIME) == BLANKS


def test_the_blanks_of_a_forgotten_article_are_removed(tmp_path: Path) -> None:
    with closing(Plan(tmp_path / "plan.sqlite")) as plan:
        records = [meeting("gone"), meeting("kept")]
        plan.add(records)
        keys = [task_key(one.article.id, one.article.digest) for one in records]
        plan.read_blanks.keep([(key, TIME, BLANKS) for key in keys])
        plan.forgotten.add_article("gone", [])
        forget_in_plan(plan.path, plan.forgotten)
    with closing(Plan(tmp_path / "plan.sqlite")) as plan:
        assert [plan.read_blanks.of(key, TIME) for key in keys] == [Blanks(), BLANKS]
