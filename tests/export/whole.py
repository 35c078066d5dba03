"""Gold with everything that a record can hold, for formats that lose nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from annotate.core.record import GoldRecord
from tests.builders import texts
from tests.export.gold import corpora

_WORDS = st.sampled_from(
    ["", "x", "a b", "é\n", " two\nlines ", "tab\there", "back\\slash\\n", "\u2028", 'q"uote', "[1]|_;*->"]
)
_IDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=200).filter(
    lambda found: bool(found.strip())
)
_ARGUMENTS = st.sampled_from([{}, {"unreviewed": ["role"]}, {"unreviewed": ["a b"], "k": 1}])
_NAMED_IDS = st.sampled_from(["../up", "a/b:c", "A1", "a1", "é", "x" * 200, "con", "a__b", "..", "Ａ１", "."])


@st.composite
def whole_corpora(draw: st.DrawFn) -> list[GoldRecord]:
    """Up to three articles with notes, marks, scores, unknown keys, odd ids, labels and attributes."""
    found = draw(corpora)
    ids = draw(st.lists(_NAMED_IDS | _IDS, min_size=3, max_size=3, unique=True))
    return [_filled(draw, record.to_dict(), id) for record, id in zip(found, ids, strict=False)]


def _filled(draw: st.DrawFn, data: dict[str, Any], id: str) -> GoldRecord:
    data["article"] |= {"id": id, "meta": {"x": [1, None, {"y": draw(_WORDS)}]}, "title": "Titre"}
    if draw(st.booleans()):
        data |= {"added": {"by": "somebody"}}
        data["article"] |= {"published": "2024-03", "language": "fr", "source": "s", "url": "u", "page": 3}
        data["annotation"] |= {"lead_time_s": 0.1, "seen": [1], "created_at": "2024-03-01T10:00:00.000001Z"}
    annotation = data["annotation"]
    if draw(st.booleans()):
        annotation["unsure"] = draw(_WORDS)
    for region in (*annotation.get("entities", ()), *annotation.get("events", ())):
        more: dict[str, Any] = {
            "note": draw(_WORDS),
            "unsure": draw(_WORDS),
            "ref": draw(_WORDS | st.just("geo:names:1")),
            "unreviewed": draw(st.sampled_from([["ref"], ["attributes.sector", "ref"], ["odd one", "x:y"]])),
            "provenance": [{"source": "somebody@1", "score": 0.1, "said": "x"}, {"source": draw(_WORDS)}],
            "name": {"on": draw(_WORDS)},
            "score": draw(st.floats(0, 1)),
        }
        if "type" in region:
            more.pop("ref")
        for name in draw(st.lists(st.sampled_from(sorted(more)), max_size=3, unique=True)):
            region[name] = more[name]
        attributes = region.setdefault("attributes", {})
        if draw(st.booleans()):
            attributes["odd name"] = draw(_WORDS | st.just(["a", "a"]))
            attributes["mode"] = draw(_WORDS)
            attributes["context"] = draw(
                st.sampled_from(["military", ["military"], ["none such"], ["legal", "legal"]])
            )
            attributes["value"] = ["2024", "2025"]
        if draw(st.integers(0, 5)) == 0:
            region["label" if "label" in region else "type"] = draw(
                st.sampled_from(["A B", "É:é", "LOC", "Agent2", "---", "-"])
                if region.get("trigger") or "label" in region
                else st.just(region["type"])
            )
        if trigger := region.get("trigger"):
            trigger |= draw(st.sampled_from([{}, {"id": "x"}, {"sure": False}]))
        for argument in region.get("arguments", ()):
            argument.update(
                draw(st.sampled_from([{}, {"unreviewed": ["role"]}, {"unreviewed": ["a b"], "k": 1}]))
            )
            argument["role"] = draw(st.sampled_from([argument["role"], "Agent2", "odd role", "Agent"]))
    return GoldRecord.model_validate(data)


__all__ = ["texts", "whole_corpora"]
