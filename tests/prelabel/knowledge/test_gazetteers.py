"""The gazetteer: names of states, places and organizations, and no common words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.configs import find_config
from annotate.core.errors import ConfigError
from annotate.core.folding import fold_accents
from annotate.core.yaml_file import read_yaml
from annotate.prelabel.knowledge.gazetteer_files import read_gazetteers
from annotate.prelabel.knowledge.gazetteers import Gazetteer, gazetteer


@pytest.fixture(scope="module")
def both() -> Gazetteer:
    return gazetteer(("fr", "en"))


@pytest.mark.parametrize(
    ("name", "kind", "ref"),
    [
        *((name, "state", "DEU") for name in ("Allemagne", "Germany", "ALLEMAGNE")),
        *(
            (name, "state", "CIV")
            for name in ("Côte d'Ivoire", "Côte d’Ivoire", "Cote d'Ivoire", "Ivory Coast")
        ),
        *((name, "state", "COD") for name in ("RDC", "République démocratique du Congo", "DRC")),
        *((name, "state", "GBR") for name in ("Royaume-Uni", "United Kingdom")),
        *((name, "capital", "CUB") for name in ("La Havane", "Havana")),
        *((name, "capital", "VNM") for name in ("Hanoï", "Hanoi")),
        *((name, "organization", "UN") for name in ("ONU", "Nations unies", "United Nations")),
        *((name, "organization", "NATO") for name in ("OTAN", "NATO")),
        ("Asie du Sud-Est", "place", None),
    ],
)
def test_a_name_is_known_in_both_languages_with_and_without_accents(
    both: Gazetteer, name: str, kind: str, ref: str | None
) -> None:
    found = both.names.get(name)
    assert found is not None
    assert (found.kind, found.ref) == (kind, ref)


def test_a_language_that_is_not_in_use_brings_no_names() -> None:
    french = gazetteer(("fr",))
    assert french.names.get("Allemagne") is not None
    assert french.names.get("Germany") is None
    assert "chilien" in french.demonyms
    assert "chilean" not in french.demonyms


def test_a_large_city_is_known_under_other_languages_names_too(both: Gazetteer) -> None:
    for name in ("Marseille", "Florence", "Firenze"):
        assert both.cities.get(name) is not None


@pytest.mark.parametrize(
    ("adjective", "state"),
    [
        ("vietnamienne", "VNM"),
        ("chilien", "CHL"),
        ("ivoiriens", "CIV"),
        ("zambian", "ZMB"),
        ("malienne", "MLI"),
    ],
)
def test_an_adjective_of_nationality_names_its_state(both: Gazetteer, adjective: str, state: str) -> None:
    assert both.demonyms[adjective] == state


@pytest.mark.parametrize("word", ["ministre", "rouge", "union", "the", "de", "Malines", "Chinon"])
def test_a_common_or_longer_word_is_no_name(both: Gazetteer, word: str) -> None:
    assert both.names.get(word) is None
    assert word not in both.demonyms


def test_the_longest_name_that_starts_at_a_place_of_the_text_is_taken(both: Gazetteer) -> None:
    text = fold_accents("la Guinée-Bissau et la Guinée équatoriale")
    first = both.names.at(text, text.index("guinee"))
    assert first is not None
    assert (text[3 : first[0]], first[1].ref) == ("guinee-bissau", "GNB")
    second = both.names.at(text, text.rindex("guinee"))
    assert second is not None
    assert (second[0], second[1].ref) == (len(text), "GNQ")


def test_each_state_and_organization_of_the_files_is_there_once() -> None:
    listed = read_yaml(find_config("gazetteers/organizations.yaml")).data["organizations"]
    keys = [organization["key"] for organization in listed]
    assert len(keys) == len(set(keys))
    states = read_yaml(find_config("gazetteers/states.yaml")).data["states"]
    assert len(states) > 190


@given(st.text(max_size=40))
def test_names_are_compared_at_the_positions_of_the_text(text: str) -> None:
    assert len(fold_accents(text)) == len(text)
    assert fold_accents(fold_accents(text)) == fold_accents(text)


def test_case_accents_apostrophes_and_odd_blanks_make_no_difference() -> None:
    assert fold_accents("L’ÉTAT de Côte\u00a0d‘Ivoire") == "l'etat de cote d'ivoire"
    assert fold_accents("Bùi Thanh Sơn") == "bui thanh son"


def test_a_users_bodies_yaml_from_before_the_renaming_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gazetteers").mkdir()
    (tmp_path / "gazetteers" / "bodies.yaml").write_text(
        "format: 1\nbodies:\n  - {key: GUILD, fr: [Guilde de Mboro], sector: LAB}\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    known = Gazetteer(("fr",)).names.get("Guilde de Mboro")
    assert known is not None
    assert (known.kind, known.ref, known.sector) == ("organization", "GUILD", "LAB")


def test_a_key_that_is_no_language_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "places.yaml").write_text("format: 1\nplaces:\n  - {fr: [Mboro], reff: SEN}\n")
    with pytest.raises(ConfigError, match=r"places\.yaml, line 3.*'reff' is neither a key"):
        read_gazetteers([tmp_path])
