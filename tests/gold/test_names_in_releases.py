"""No name or address of a person gets into a release, and no word of ours or of an article is changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotate.core.annotation import Status
from annotate.core.record import Record
from annotate.gold.checking.verify import verify_release
from annotate.gold.pseudonyms import Pseudonyms
from annotate.gold.under_pseudonyms import names_hidden
from tests.builders import meeting
from tests.gold.releases import release


def submitted(article: str, author: str = "ana@example.org") -> Record:
    return meeting(article, Status.SUBMITTED, author)


def test_no_name_gets_into_a_release_through_notes_losses_or_unknown_keys(tmp_path: Path) -> None:
    text = "La Chine accuse Séoul (presse@minister.cn)."
    bo = {"id": 7, "email": "bo@example.org", "first_name": "Bo"}
    mention: dict[str, Any] = {
        "id": "e",
        "start": 3,
        "end": 8,
        "label": "LOC",
        "text": "Chine",
        "completed_by": bo,
    }
    mention |= {"note": "bo@example.org says: ask eve@example.org or presse@minister.cn"}
    made_by: dict[str, Any] = {
        "author": "bo@example.org",
        "status": "submitted",
        "reviewer": "Bo Lee",
        "user": [bo],
    }
    made_by |= {"lost": {"unknown-label": ["a region of bo@example.org"]}, "entities": [mention]}
    data = {"format": 1, "article": {"id": "a", "text": text}, "annotation": made_by}
    other = submitted("b", "Bo Lee")
    made = release(tmp_path, [Record.model_validate(data), other], with_losses=True)
    assert not made.left_out
    for name in ("gold.jsonl", "annotations.jsonl"):
        lines = (made.folder / name).read_text()
        assert "example.org" not in lines
        assert '"Bo' not in lines
        found = next(json.loads(line) for line in lines.splitlines() if '"id":"a"' in line)["annotation"]
        bo_is, lee_is = found["author"], found["reviewer"]
        assert {bo_is, lee_is} == {"annotator-1", "annotator-2"}
        assert found["user"] == [bo_is]
        assert found["entities"][0]["completed_by"] == bo_is
        withheld = "e-mail address withheld"
        note = f"{bo_is} says: ask {withheld} or presse@minister.cn"
        assert found["entities"][0]["note"] == note
        assert found["lost"] == {"unknown-label": [f"a region of {bo_is}"]}
    assert made.manifest["addresses_withheld"] == 2, "in the gold and in the answer"
    pseudonyms = json.loads((tmp_path / "pseudonyms.json").read_text())
    assert sorted(pseudonyms) == ["Bo Lee", "bo@example.org"]
    assert not [one for one in verify_release(made.folder).found if "e-mail" in str(one)]


def test_our_own_reasons_are_published_as_they_are(tmp_path: Path) -> None:
    text = "Le minister écrit à kim@example.org."
    two = [submitted("a", "2"), submitted("a", "Nice")]
    made = release(tmp_path, [*two, submitted("b"), submitted("c", "annotations")])
    assert made.manifest["left_out"][0]["reason"] == made.left_out[0].reason
    assert made.left_out[0].reason.startswith("held back: 2 submitted annotations")
    pseudonyms = Pseudonyms(tmp_path / "p.json")
    pseudonyms.add(["2", "Nice", "kim"])
    hide = names_hidden(["2", "Nice", "kim"], pseudonyms, "Nice Dupont. " + text)
    assert (
        hide("2 people: “Nice Dupont” and kim@example.org") == "2 people: “Nice Dupont” and kim@example.org"
    )
    assert hide("Nice says “Nice Dupont”, kim no") == (
        f"{pseudonyms('Nice')} says “Nice Dupont”, {pseudonyms('kim')} no"
    )
