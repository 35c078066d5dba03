"""Pseudonyms: one for each person, the same in every release, and never one of somebody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.gold.pseudonyms import Pseudonyms

ANA, BO = "ana@example.org", "bo@example.org"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pseudonyms.json"


def test_those_of_before_keep_their_numbers(path: Path) -> None:
    path.write_text(json.dumps({BO: "annotator-1", "Deleted": "annotator-2", ANA: "annotator-3"}))
    pseudonyms = Pseudonyms(path)
    pseudonyms.add([ANA, BO, "user-2", "cy@example.org"])
    assert [pseudonyms(name) for name in (BO, ANA, "cy@example.org", "user-2")] == [
        "annotator-1",
        "annotator-3",
        "annotator-4",
        "annotator-5",
    ]
    assert Pseudonyms(path)("user-2") == "annotator-5"


def test_the_case_of_an_address_makes_no_other_person(path: Path) -> None:
    pseudonyms = Pseudonyms(path)
    pseudonyms.add([ANA, "Ana@Example.org", "Zoe", "zoe"])
    assert pseudonyms(ANA) == pseudonyms("Ana@Example.org") == pseudonyms.hide("ANA@example.org")
    assert pseudonyms("Zoe") != pseudonyms("zoe"), "names are not addresses"
    assert Pseudonyms(path)("aNa@example.org") == pseudonyms(ANA)


def test_a_pseudonym_that_comes_in_is_given_to_nobody_else(path: Path) -> None:
    pseudonyms = Pseudonyms(path)
    pseudonyms.add([BO, "annotator-1", "annotator-3"])
    given = {name: pseudonyms(name) for name in (BO, "annotator-1", "annotator-3", ANA)}
    assert given["annotator-1"] == "annotator-1"
    assert given["annotator-3"] == "annotator-3"
    assert len(set(given.values())) == 4
    assert {name: Pseudonyms(path)(name) for name in given} == given


def test_pseudonyms_alone_make_no_file(path: Path) -> None:
    Pseudonyms(path).add(["annotator-1"])
    assert not path.exists()


def test_a_name_that_became_known_has_the_former_pseudonym(path: Path) -> None:
    Pseudonyms(path).add(["user-7", BO])
    later = Pseudonyms(path, {ANA: "user-7", "cy@example.org": "user-8"})
    assert later(ANA) == later("user-7")
    assert later("cy@example.org") not in {later(ANA), later(BO)}
