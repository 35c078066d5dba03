"""What people marked before is suggested: triggers by `events`, names by `campaign-words`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import pytest

from annotate.core.annotation import Annotation
from annotate.core.errors import ConfigError
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.judging.triggers import TRIGGERS
from annotate.prelabel.labelers import campaign_words, events, gazetteer, spacy_ner
from annotate.prelabel.pipeline import Pipeline, prelabel
from tests.prelabel.builders import article

TEXT = "Le ministre cubain a trinqué avec Anna Petit à La Havane. L'ONAR est loin."
WORDS = """\
format: 1
languages:
  fr:
    triggers:
      - {lemma: trinquer, pos: VERB, type: CONSULT, mode: visit}
    names:
      - {name: ONAR, label: ORG, ref: Q1, marked: 8, occurrences: 8, articles: 3}
      - {name: Équipe du Détroit, label: ORG}
"""


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.yaml"
    path.write_text(WORDS, encoding="utf-8")
    return path


def suggested(
    labelers: list[Labeler], context: LabelerContext, text: str, language: str = "fr"
) -> Annotation:
    (outcome,) = prelabel(
        [article(text, language=language)], labelers, context.ontology, analyser=context.analyser
    )
    assert outcome.record is not None, outcome.failure
    assert not outcome.rejected
    return outcome.record.annotation


def with_events(context: LabelerContext) -> list[Labeler]:
    return [spacy_ner.make(context, None), gazetteer.make(context, None), events.make(context, None)]


def test_a_verb_that_people_marked_is_a_trigger_with_its_mode_and_arguments(
    context: LabelerContext, words: Path
) -> None:
    assert suggested(with_events(context), context, TEXT).events == ()
    (event,) = suggested(with_events(replace(context, words=words)), context, TEXT).events
    assert (event.type, event.trigger and event.trigger.text) == ("CONSULT", "trinqué")
    assert event.attributes["mode"] == "visit"
    assert event.arguments


def test_without_words_the_labeler_events_has_the_same_version(context: LabelerContext, words: Path) -> None:
    plain, own = events.make(context, None), events.make(replace(context, words=words), None)
    assert own.version.startswith(plain.version)
    assert own.version != plain.version
    words.write_text("format: 1\nlanguages: {}\n")
    assert events.make(replace(context, words=words), None).version == plain.version


def test_the_judge_is_told_which_words_come_from_the_campaign(context: LabelerContext, words: Path) -> None:
    text = "Le ministre cubain a trinqué avec Anna Petit, puis a rencontré Paul Okello."
    told = {}

    def visitor(outcome: object, draft: object) -> None:
        for decision in getattr(draft, "decisions"):  # noqa: B009
            if decision.judge == TRIGGERS:
                told[text[decision.start : decision.end]] = decision.features

    made = with_events(replace(context, words=words))
    Pipeline(made, context.ontology, analyser=context.analyser).visit([article(text)], visitor)
    assert {"campaign", "campaign VERB"} <= set(told["trinqué"])
    assert not any("campaign" in feature for feature in told["rencontré"])


def test_names_are_found_with_their_label_reference_and_share(context: LabelerContext, words: Path) -> None:
    labeler = campaign_words.make(context, str(words))
    text = "L’ONAR et l'Équipe du Détroit. Pas l'onar ni le Télé-ONAR."
    found = suggested([labeler], context, text).entities
    assert [(item.text, item.label, item.ref, item.score) for item in found] == [
        ("ONAR", "ORG", "Q1", 0.9),
        ("Équipe du Détroit", "ORG", None, 0.9),
    ]


def test_a_text_with_decomposed_accents_has_the_same_names(context: LabelerContext, words: Path) -> None:
    text = normalize("NFD", "L'Équipe du Détroit gagne.")
    (found,) = suggested([campaign_words.make(context, str(words))], context, text).entities
    assert normalize("NFC", text[found.start : found.end]) == "Équipe du Détroit"


def test_words_of_one_language_say_nothing_of_another(context: LabelerContext, words: Path) -> None:
    labeler = campaign_words.make(replace(context, words=words), None)
    assert suggested([labeler], context, "ONAR agrees.", language="en").entities == ()


def test_the_version_changes_with_the_names_alone(context: LabelerContext, words: Path) -> None:
    before = campaign_words.make(context, str(words)).version
    words.write_text(WORDS.replace("mode: visit", "mode: phone"), encoding="utf-8")
    assert campaign_words.make(context, str(words)).version == before
    words.write_text(WORDS.replace("label: ORG, ref: Q1", "label: LOC"), encoding="utf-8")
    assert campaign_words.make(context, str(words)).version != before


def test_campaign_words_without_a_file_says_what_to_name(context: LabelerContext) -> None:
    with pytest.raises(ConfigError, match=r"needs a file.*campaign-words:models"):
        campaign_words.make(context, None)
