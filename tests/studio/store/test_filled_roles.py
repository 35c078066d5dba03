"""The plan keeps the roles that a rule chose, in a plan of an earlier version too."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from annotate.studio.codec.open_roles import FilledRole
from annotate.studio.codec.tasks import task_key
from annotate.studio.store.forgotten_in_plan import forget_in_plan
from annotate.studio.store.plan import Plan
from tests.builders import meeting

ROLE = FilledRole("CONSULT", (22, 31), "LOC", (44, 49), "from event", "Place", "rule@1")


def test_a_role_is_kept_until_another_one_replaces_it(tmp_path: Path) -> None:
    other = replace(ROLE, drawn="to event", role="Agent")
    with closing(Plan(tmp_path / "plan.sqlite")) as plan:
        plan.filled_roles.keep([("k1", ROLE), ("k1", other), ("k2", ROLE)])
    with closing(Plan(tmp_path / "plan.sqlite")) as plan:
        assert plan.filled_roles.of("k1") == [ROLE, other]
        again = replace(ROLE, role="Recipient", rule="rule@2")
        plan.filled_roles.keep([("k1", again)])
        assert plan.filled_roles.of("k1") == [again, other]
        assert plan.filled_roles.of("k2") == [ROLE]
        assert plan.filled_roles.of("k3") == []


def test_a_plan_of_an_earlier_version_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "plan.sqlite"
    Plan(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.executescript("DROP TABLE filled_roles; DROP TABLE read_blanks; PRAGMA user_version = 7")
    with closing(Plan(path)) as plan:
        plan.filled_roles.keep([("k1", ROLE)])
        assert plan.filled_roles.of("k1") == [ROLE]


def test_the_roles_of_a_forgotten_article_are_removed(tmp_path: Path) -> None:
    with closing(Plan(tmp_path / "plan.sqlite")) as plan:
        records = [meeting("gone"), meeting("kept")]
        plan.add(records)
        keys = [task_key(one.article.id, one.article.digest) for one in records]
        plan.filled_roles.keep([(key, ROLE) for key in keys])
        plan.forgotten.add_article("gone", [])
        forget_in_plan(plan.path, plan.forgotten)
    with closing(Plan(tmp_path / "plan.sqlite")) as plan:
        assert [plan.filled_roles.of(key) for key in keys] == [[], [ROLE]]
