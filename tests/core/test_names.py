"""Names in an ontology: letters of any script, in one Unicode form."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from annotate.core.errors import ConfigError
from annotate.core.names import MAX_NAME_LENGTH, is_name
from annotate.core.ontology import Ontology
from annotate.core.yaml_file import parse_yaml, validated
from annotate.studio.codec.results import decode, encode
from annotate.studio.screen.binding import own_binding
from tests import builders


@pytest.mark.parametrize("name", ["PER", "a-1_b", "人物", "شخص", "Tổ_chức", "हिन्दी", "Été", "ÑANDÚ", "日本2"])
def test_letters_of_any_script_make_a_name(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name", ["", "1a", "_a", "a b", "a/b", "a,b", "../a", "a.b", "é" * 42, "E\u0301te", "a\u200bb"]
)
def test_other_characters_do_not(name: str) -> None:
    assert not is_name(name)


def ontology(**changes: Any) -> Ontology:
    form = {
        "format": 1,
        "name": "écoles",
        "version": "1.0.0",
        "languages": ["fr"],
        "entities": {"人物": {}, unicodedata.normalize("NFD", "Été"): {"may_contain": ["Été"]}},
        "events": {"会见": {"roles": ["参加者"]}},
        "roles": {"参加者": {"fillers": ["人物"]}},
        "attributes": {"số_lượng": {"on": ["人物"], "kind": "single", "values": ["một", "hai"]}},
    }
    return Ontology.model_validate({**form, **changes})


def test_a_name_typed_with_combining_marks_is_the_composed_name() -> None:
    assert list(ontology().entities) == ["人物", "Été"]
    renamed = ontology(renamed={"Saison": unicodedata.normalize("NFD", "Été")})
    assert renamed.renamed_label("Saison") == "Été"


def test_the_screen_shows_and_stores_such_names() -> None:
    own = ontology()
    article = builders.article("Diallo rencontre Son.")
    person = builders.entity(article.text, "Diallo", "人物", "p").with_(attributes={"số_lượng": "hai"})
    annotation = builders.annotation(article, (person,))
    binding = own_binding(own)
    back = decode(encode(annotation, binding, scores=False), article.text, binding, own)
    assert [(item.label, item.attributes) for item in back.entities] == [("人物", {"số_lượng": "hai"})]


def test_a_name_that_is_none_is_named_with_the_rule(tmp_path: Any) -> None:
    text = "format: 1\nname: x\nversion: 1.0.0\nlanguages: [fr]\nentities:\n  a b: {}\n"
    with pytest.raises(ConfigError, match=r"'a b' is not a name.*begins with a letter") as refused:
        validated(parse_yaml(tmp_path / "o.yaml", text), Ontology)
    assert str(MAX_NAME_LENGTH) in str(refused.value)
