"""The suggestion that an annotation started from: by its version, else by the ids of regions."""

from __future__ import annotations

from annotate.campaign.quality.started_from import Start, chosen
from annotate.core.annotation import Annotation, Status
from tests.builders import TEXT, entity, meeting

FIRST, SECOND = (meeting(author=version).annotation for version in ("m1", "m2"))
OTHER = FIRST.with_(author="m3", entities=(entity(TEXT, "Ana", "PER", "other"),), events=())


def answer(based_on: str | None, of: Annotation = FIRST, author: str = "kim") -> Annotation:
    return of.with_(author=author, status=Status.SUBMITTED, based_on=based_on)


def test_the_version_that_was_shown_is_taken_not_the_one_sent_last() -> None:
    assert chosen(answer("m1"), [SECOND, FIRST]) is FIRST
    assert chosen(answer("m9"), [SECOND, FIRST]) is Start.UNKNOWN
    assert chosen(answer("m1"), []) is Start.UNKNOWN


def test_without_a_version_the_ids_tell_it_if_only_one_suggestion_has_them() -> None:
    assert chosen(answer(None), [OTHER, FIRST]) is FIRST
    assert chosen(answer(None), [SECOND, FIRST]) is Start.UNKNOWN
    drawn = answer(None).with_(entities=(entity(TEXT, "Ana", "PER", "x9y8"),), events=())
    assert chosen(drawn, [SECOND, FIRST]) is Start.NOTHING
    assert chosen(answer(None).with_(entities=(), events=()), [FIRST]) is Start.NOTHING


def test_an_annotation_that_a_push_has_sent_is_nobodys_work_here() -> None:
    sent = answer(None, OTHER, "import")
    assert chosen(answer(None, OTHER), [sent]) is Start.PUSHED
    assert chosen(answer("m1"), [sent, FIRST]) is FIRST
    assert chosen(answer(None), [sent]) is Start.NOTHING
    empty = sent.with_(entities=(), events=())
    assert chosen(answer(None).with_(entities=(), events=()), [empty]) is Start.PUSHED
