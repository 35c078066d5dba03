"""Words that disagree with their place: read in the units that were meant, noted, or held back."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.studio.codec.results import Decoded, decode
from annotate.studio.codec.stored_text import StoredText
from tests.studio.codec.test_decoder import BINDING, ONTOLOGY

Result = dict[str, Any]
EMOJI = "👩‍👩‍👧 🇻🇳 𝔘 Le président cubain a rencontré Ana Pérez à Hanoï le 3 mars."


def units(text: str, encoding: str, size: int) -> int:
    return len(text.encode(encoding)) // size


def region(words: str, name: str, id: str, start: int, end: int, **value: Any) -> Result:
    span = {"start": start, "end": end, "text": words, "labels": [name], **value}
    return {"id": id, "from_name": "entities", "to_name": "text", "type": "labels", "value": span}


def counted(text: str, words: str, encoding: str, size: int, name: str = "LOC") -> Result:
    start = units(text[: text.index(words)], encoding, size)
    return region(words, name, words[:3], start, start + units(words, encoding, size))


def read(text: str, *results: Result) -> Decoded:
    return decode([*results], StoredText(text), BINDING, ONTOLOGY)


def codes(decoded: Decoded) -> list[str]:
    return [finding.code for finding in decoded.findings]


@pytest.mark.parametrize(("encoding", "size"), [("utf-16-le", 2), ("utf-8", 1)])
def test_a_place_in_other_units_is_read_at_its_words(encoding: str, size: int) -> None:
    decoded = read(
        EMOJI, counted(EMOJI, "Hanoï", encoding, size), counted(EMOJI, "Ana Pérez", encoding, size, "PER")
    )
    assert [(one.text, one.start) for one in decoded.entities] == [
        ("Hanoï", EMOJI.index("Hanoï")),
        ("Ana Pérez", EMOJI.index("Ana Pérez")),
    ]
    assert codes(decoded) == ["other-units", "other-units"] and decoded.lost == {}
    assert "“Hanoï” (LOC): its position counts UTF-" in str(decoded.findings[0])


def test_a_place_in_other_units_behind_the_text_is_read_too() -> None:
    decoded = read(EMOJI, counted(EMOJI, "mars.", "utf-16-le", 2, "DATE"))
    assert [one.text for one in decoded.entities] == ["mars."]
    assert "out-of-range" not in codes(decoded)


def test_line_ends_counted_as_one_are_read_at_the_words() -> None:
    stored = "Le président\r\n\r\nva à Hanoï demain."
    start = stored.replace("\r\n", "\n").index("Hanoï")
    decoded = read(stored, region("Hanoï", "LOC", "l", start, start + 5))
    assert [(one.text, one.start) for one in decoded.entities] == [("Hanoï", start)]
    assert codes(decoded) == ["other-units"]


def test_code_points_are_read_as_they_are() -> None:
    decoded = read(EMOJI, *(counted(EMOJI, words, "utf-32-le", 4) for words in ("Hanoï", "👩‍👩‍👧", "🇻🇳")))
    assert [one.text for one in decoded.entities] == ["Hanoï", "👩‍👩‍👧", "🇻🇳"]
    assert not decoded.findings


def test_a_region_without_words_beside_one_in_other_units_holds_the_article_back() -> None:
    person = counted(EMOJI, "Ana Pérez", "utf-16-le", 2, "PER")
    person["value"].pop("text")
    decoded = read(EMOJI, counted(EMOJI, "Hanoï", "utf-16-le", 2), person)
    assert sorted(codes(decoded)) == ["other-place", "other-units"]
    assert decoded.lost.keys() == {"other-place"}
    before = region("", "ORG", "o", 0, 2)
    assert codes(read(EMOJI, before)) == [], "nobody says that it counts other units"


@pytest.mark.parametrize(("shift", "length"), [(2, 0), (-3, 0), (9, 0), (0, -1), (1, -1)])
def test_words_that_do_not_stand_at_the_place_hold_the_article_back_and_are_named(
    shift: int, length: int
) -> None:
    start = EMOJI.index("Hanoï") + shift
    decoded = read(EMOJI, region("Hanoï", "LOC", "l", start, start + 5 + length))
    (held,) = decoded.lost["other-place"]
    assert f"“{decoded.entities[0].text}”" in held and "“Hanoï”" in held


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("président cubain", None),
        ("président  cubain", None),
        ("président\r\ncubain", None),
        ("présidentcubain", None),
        ("", None),
        ("  ", None),
        (None, None),
        (7, None),
        ("Président Cubain", "other-words"),
        ("president cubain", "other-words"),
        ("pr&eacute;sident cubain", "other-words"),
        ("président\\ncubain", "other-words"),
        ("président…", "other-words"),
        ("présid...", "other-words"),
        ("cubain", "other-words"),
        ("ésident cub", "other-words"),
        ("président cubain a", "other-place"),
        ("président vietnamien", "other-place"),
        ("…", "other-place"),
    ],
)
def test_words_that_may_be_those_at_the_place_hold_nothing_back(written: Any, code: str | None) -> None:
    start = EMOJI.index("président")
    decoded = read(EMOJI, region(written, "ROLE", "r", start, start + len("président cubain")))
    assert decoded.entities[0].text == "président cubain"
    assert codes(decoded) == ([code] if code else [])


def test_many_regions_in_other_units_of_a_long_text_take_no_long_time() -> None:
    text = "👩 " + "mot " * 200_000 + "Hanoï"
    start = units(text[:-5], "utf-16-le", 2)
    many = [region("Hanoï", "LOC", f"l{index}", start, start + 5) for index in range(3000)]
    assert len(read(text, *many).entities) == 1
