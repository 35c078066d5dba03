"""What a whole training says while it runs: each part once, by its name."""

from __future__ import annotations

from typing import Any, cast

from annotate.train.whole.candidates import Parts, choices_of
from annotate.train.whole.stages import Stages, most_attempts

RECOGNISER, WORDS = cast("Any", object()), cast("Any", object())


def test_attempts_are_numbered_and_name_what_they_leave_out() -> None:
    lines: list[str] = []
    stages = Stages(lines.append)
    choices = choices_of(RECOGNISER, WORDS)
    stages.begin(most_attempts(choices))
    stages.attempt(choices[0])
    stages.say("learning judges, 2 of 5: triggers")
    stages.attempt(choices[1])
    stages.attempt(choices[1], names_alone=True)
    stages.say("suggestions to compare, part 2 of 4")
    assert lines == [
        "attempt 1 of at most 5: learning judges, 2 of 5: triggers, 0 s so far",
        "attempt 3 of at most 5, without words, judge of names alone: suggestions to compare, part 2 of 4,"
        " 0 s so far",
    ]


def test_without_a_recogniser_and_words_there_is_one_attempt() -> None:
    assert most_attempts(choices_of(None, None)) == 1
    assert most_attempts([Parts(RECOGNISER, None)]) == 2
