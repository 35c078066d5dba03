"""Pseudonyms: one for each person, the same in every release, and never one of somebody else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from annotate.core.errors import ConfigError
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


def test_two_commands_at_once_give_no_two_people_one_pseudonym(path: Path) -> None:
    first, second = Pseudonyms(path), Pseudonyms(path)
    first.add([ANA])
    second.add([BO])
    assert {first(ANA), second(BO)} == {"annotator-1", "annotator-2"}
    assert json.loads(path.read_text()) == {ANA: "annotator-1", BO: "annotator-2"}


def test_a_name_that_was_forgotten_meanwhile_is_not_written_back(path: Path) -> None:
    running = Pseudonyms(path)
    running.add([ANA])
    Pseudonyms(path).forget([ANA], "annotator-1")
    running.add([BO])
    assert json.loads(path.read_text()) == {"annotator-1": "annotator-1", BO: "annotator-2"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[]", "is no JSON object"),
        ('{"ana": 1}', "is no JSON object"),
        ('{"ana": "Ana Lee"}', "gives 'ana' the pseudonym 'Ana Lee'"),
        ('{"ana": "annotator-0"}', "gives 'ana' the pseudonym"),
        ('{"ana": "annotator-\u0661"}', "gives 'ana' the pseudonym"),
        ('{"ana": "annotator-1", "ana": "annotator-2"}', "more than once"),
        (
            '{"ana": "annotator-1", "bo": "annotator-1"}',
            "gives 'ana' and 'bo' the same pseudonym annotator-1",
        ),
        ('{"annotator-1": "annotator-2"}', "gives 'annotator-1' the pseudonym"),
        ("{", "cannot be read"),
    ],
)
def test_a_damaged_file_of_pseudonyms_is_refused(path: Path, content: str, why: str) -> None:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(why)) as refused:
        Pseudonyms(path)
    assert "backup" in str(refused.value)


def test_one_person_may_have_several_names(path: Path) -> None:
    names = {ANA: "annotator-1", "Ana@example.org": "annotator-1", "user-7": "annotator-1"}
    path.write_text(json.dumps(names), encoding="utf-8")
    assert Pseudonyms(path)("user-7") == Pseudonyms(path)(ANA) == "annotator-1"


@pytest.mark.parametrize(
    ("source", "hidden"),
    [
        (f"human:{ANA}", "annotator-1"),
        (f"Ana <{ANA}>", "annotator-1"),
        (f"{ANA}#12", "annotator-1"),
        ("ana", "annotator-2"),
        ("human:ana", "annotator-2"),
        ("ana#3", "annotator-2"),
        ("bo@localhost", "annotator-3"),
        ("spacy@3f2a+fr_core_news_md-3.8.0", "spacy@3f2a+fr_core_news_md-3.8.0"),
        ("llm@gpt-4.1-mini", "llm@gpt-4.1-mini"),
        ("anaphora", "anaphora"),
    ],
)
def test_a_source_names_no_person(path: Path, source: str, hidden: str) -> None:
    pseudonyms = Pseudonyms(path)
    pseudonyms.add([ANA])
    pseudonyms.add(["ana"])
    assert pseudonyms.hide(source) == hidden
