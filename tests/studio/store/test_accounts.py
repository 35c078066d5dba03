"""Who is who: an account is told by its id and the time at which it was made, not by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotate.studio.api.listed_account import ListedAccount
from annotate.studio.store.plan import Plan

FIRST, LATER = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    with closing(Plan(tmp_path / "plan.sqlite")) as made:
        yield made


def ana(id: int = 5, email: str | None = "ana@x.org", joined: str | None = FIRST) -> ListedAccount:
    return ListedAccount(id, email, joined)


Listing = list[ListedAccount]
CASES: dict[str, tuple[list[Listing], dict[int, str]]] = {
    "who left keeps the name": ([[ana()], [ana(email=None)]], {5: "ana@x.org"}),
    "a deleted account keeps the name": ([[ana()], []], {5: "ana@x.org"}),
    "another address is the same person": ([[ana()], [ana(email="ana@y.org")]], {5: "ana@x.org"}),
    "other case is the same person": ([[ana()], [ana(email="Ana@X.org")]], {5: "ana@x.org"}),
    "names that were never known stay apart": (
        [[ana(2, None), ana(3, None, LATER)]],
        {2: "user-2", 3: "user-3"},
    ),
    "a name that becomes known": ([[ana(email=None)], [ana()], [ana(email=None)]], {5: "ana@x.org"}),
    "an account made again under the same address": (
        [[ana()], [ana(9, "Ana@x.org", LATER)]],
        {5: "ana@x.org", 9: "ana@x.org"},
    ),
    "an account made again after its person left": (
        [[ana()], [ana(email=None), ana(9, joined=LATER)]],
        {5: "ana@x.org", 9: "ana@x.org"},
    ),
    "an address that another person has now": (
        [[ana()], [ana(email="ana@y.org"), ana(9, joined=LATER)]],
        {5: "ana@x.org", 9: "ana@x.org (account 9)"},
    ),
    "two accounts with one address at once": (
        [[ana(), ana(9, "ANA@x.org", LATER)]],
        {5: "ana@x.org", 9: "ANA@x.org (account 9)"},
    ),
    "the id was given to somebody else": ([[ana()], [ana(5, "bo@x.org", LATER)]], {5: "bo@x.org"}),
    "the id was given to somebody who left": ([[ana()], [ana(5, None, LATER)]], {5: "user-5"}),
    "an account of before, without a time": ([[ana(joined=None)], [ana()]], {5: "ana@x.org"}),
    "names with a meaning of their own": (
        [[ana(1, "annotator-1"), ana(2, "user-3", LATER), ana(3, None), ana(4, "Unknown")]],
        {1: "annotator-1 (account 1)", 2: "user-3 (account 2)", 3: "user-3", 4: "Unknown (account 4)"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_who_is_who(plan: Plan, case: str) -> None:
    listings, names = CASES[case]
    for listing in listings:
        plan.accounts.learn(listing)
    assert plan.accounts.names() == names
    assert plan.accounts.learn(listings[-1]) == names, "the same listing changes nothing"


def test_people_are_found_by_address_on_another_server(plan: Plan) -> None:
    plan.accounts.learn([ana(1, "lead@x.org"), ana(2, None), ana(5)])
    plan.accounts.learn([ana(1, "lead@x.org"), ana(2, None), ana(5, "ana@new.org")])
    plan.accounts.forget_ids()
    names = plan.accounts.learn([ana(1, "owner@z.org", LATER), ana(2, "ana@new.org", LATER)])
    assert names == {1: "owner@z.org", 2: "ana@x.org"}
    plan.accounts.learn([ana(1, "owner@z.org", LATER), ana(2, "ana@new.org", LATER), ana(3, None, LATER)])
    assert plan.accounts.former_names() == {}
    plan.accounts.forget_ids()  # and back
    back = plan.accounts.learn([ana(1, "lead@x.org"), ana(2, None), ana(5, "ana@new.org")])
    assert back == {1: "lead@x.org", 2: "user-2", 5: "ana@x.org"}


def test_a_person_without_a_name_is_known_as_before_when_the_name_is_known(plan: Plan) -> None:
    plan.accounts.learn([ana(email=None)])
    plan.accounts.learn([ana()])
    assert plan.accounts.former_names() == {"ana@x.org": "user-5"}


def test_who_made_and_saved_an_annotation_is_known_when_the_server_has_forgotten(plan: Plan) -> None:
    def body(id: int, made: Any, saved: Any = None, at: str | None = FIRST) -> dict[str, Any]:
        return {"id": id, "created_at": at, "completed_by": made, "updated_by": saved}

    accounts = plan.accounts
    accounts.learn([ana(1, "lead@x.org"), ana(5)])
    accounts.note_work(
        [body(10, 5), body(11, {"id": 1}, 5), body(12, None), body(13, 8), body(14, 1, at=None)]
    )
    accounts.note_work([body(10, None, 1), body(11, None), body(12, None)])
    assert accounts.work(10, FIRST) == ("ana@x.org", "lead@x.org")
    assert accounts.work(11, FIRST) == ("lead@x.org", "ana@x.org")
    assert accounts.work(12, FIRST) == (None, None)
    assert accounts.work(13, FIRST) == ("user-8", None), "an account that the server does not list"
    assert accounts.work(10, LATER) == (None, None), "the id was given to another annotation"


def test_many_accounts_take_no_time(plan: Plan) -> None:
    listing = [ana(number, f"a{number}@x.org", FIRST) for number in range(1, 3000)]
    assert len(plan.accounts.learn(listing)) == 2999
    assert len(plan.accounts.learn(listing)) == 2999
