"""Floors for the roles of arrows without a role, on the development half of the dispatches."""

from __future__ import annotations

from annotate.core.ontology import Ontology
from benchmarks.arrow_roles import HALVES, figures


def test_the_direction_and_the_rule_find_the_roles_of_the_development_half() -> None:
    found = figures(HALVES["development"], Ontology.load("diplomacy"))
    assert found.by_direction_right == found.by_direction == 571
    assert found.open == 192
    assert found.accuracy_of_open >= 0.96
    assert found.accuracy >= 0.99
    assert {combination.split()[1] for combination in found.combinations} == {"LOC"}


def test_an_ontology_without_a_judge_that_knows_loses_the_open_arrows_alone() -> None:
    class Silent:
        id = "silent@1"

        def role(self, arrow: object, ontology: object) -> None:
            return None

    found = figures(HALVES["development"], Ontology.load("diplomacy"), Silent())
    assert (found.by_direction_right, found.open_right) == (found.by_direction, 0)
    assert len(found.errors) == found.open
