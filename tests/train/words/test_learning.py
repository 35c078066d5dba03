"""What people marked often enough, and nearly always, becomes a word of the campaign."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from annotate.core.annotation import Annotation, Entity, Event, Status, Trigger
from annotate.core.article import Article, ArticleHeader
from annotate.core.errors import InputError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.prelabel.interface.registry import LabelerContext
from annotate.prelabel.knowledge.campaign_words import CampaignWords
from annotate.train.words.learning import choose_words, learn_words
from annotate.train.words.occurrences import collect

NOTHING: dict[str, Annotation] = {}


@pytest.fixture(scope="module")
def context() -> LabelerContext:
    return LabelerContext(Ontology.load("diplomacy"), ("fr",), weights="none")


def gold(number: int, marked: str, language: str | None = "fr") -> GoldRecord:
    """A record of a text in which [words|LABEL] is a mention and {word|TYPE|mode} a trigger."""
    entities, events, text = [], [], ""
    for part in re.split(r"([\[{][^\]}]*[\]}])", marked):
        if not part.startswith(("[", "{")):
            text += part
            continue
        words, name, *mode = part[1:-1].split("|")
        start, end = len(text), len(text) + len(words)
        text += words
        if part[0] == "[":
            entities.append(Entity(id=f"e{start}", start=start, end=end, label=name, text=words))
        else:
            trigger = Trigger(start=start, end=end, text=words)
            attributes = {"mode": mode[0]} if mode else {}
            events.append(Event(id=f"v{start}", type=name, trigger=trigger, attributes=attributes))
    annotation = Annotation(
        author="ann",
        status=Status.SUBMITTED,
        decision="single",
        entities=tuple(entities),
        events=tuple(events),
    )
    article = Article(id=f"a{number}", text=text, language=language)
    return GoldRecord(format=1, article=article, annotation=annotation)


def learned(
    texts: Sequence[str], context: LabelerContext, suggested: dict[str, Annotation] | None = None
) -> CampaignWords:
    records = [gold(number, text) for number, text in enumerate(texts)]
    return learn_words(records, context, NOTHING if suggested is None else suggested)


def triggers(words: CampaignWords) -> list[tuple[str, str, str, str | None, int | None, int | None]]:
    return [
        (item.lemma, item.pos, item.type, item.mode, item.marked, item.occurrences)
        for of in words.languages.values()
        for item in of.triggers
    ]


def names(words: CampaignWords) -> list[tuple[str, str, int | None, int | None]]:
    return [
        (item.name, item.label, item.marked, item.occurrences)
        for of in words.languages.values()
        for item in of.names
    ]


TOAST = "Le ministre cubain a {trinqué|CONSULT|visit} avec Anna Petit."


def test_a_verb_that_two_articles_have_marked_is_a_trigger(context: LabelerContext) -> None:
    later = "Les deux présidents ont {trinqué|CONSULT|visit} à Oslo."
    assert triggers(learned([TOAST, later], context)) == [("trinquer", "VERB", "CONSULT", "visit", 2, 2)]


@pytest.mark.parametrize(
    "texts",
    [
        [TOAST],  # one article only
        [f"{TOAST} {TOAST}"],
        [TOAST, TOAST.replace("CONSULT|visit", "AID")],  # once of each type
        [TOAST, TOAST, *["Les voisins ont trinqué hier soir."] * 3],  # mostly not marked
        ["Anna Petit a {rencontré|CONSULT} Paul Okello."] * 3,  # the lexicon has it
        ["Anna Petit a {promis|CONCEDE} son soutien."] * 3,  # the lexicon has it as a promise
        ["Il a {pris part|CONSULT} à la fête."] * 3,  # no single word
    ],
)
def test_other_words_are_no_triggers(context: LabelerContext, texts: list[str]) -> None:
    assert triggers(learned(texts, context)) == []


def test_a_form_that_the_parser_takes_for_another_word_counts_for_its_verb(context: LabelerContext) -> None:
    made = learned([TOAST, "Anna Petit {trinque|CONSULT|visit} avec le maire."], context)
    assert triggers(made) == [("trinquer", "VERB", "CONSULT", "visit", 2, 2)]


def test_a_known_word_of_another_type_is_a_candidate(context: LabelerContext) -> None:
    made = learned(["Anna Petit a {rencontré|AID} Paul Okello."] * 2, context)
    assert triggers(made) == [("rencontrer", "VERB", "AID", None, 2, 2)]


def test_modes_that_differ_are_left_out(context: LabelerContext) -> None:
    made = learned([TOAST, TOAST.replace("|visit", "|phone")], context)
    assert triggers(made) == [("trinquer", "VERB", "CONSULT", None, 2, 2)]


def test_a_name_that_the_labelers_miss_is_a_name_of_the_campaign(context: LabelerContext) -> None:
    made = learned(["La [Grande Ourse|ORG] signe.", "La [Grande Ourse|ORG] part."], context)
    assert names(made) == [("Grande Ourse", "ORG", 2, 2)]


@pytest.mark.parametrize(
    "texts",
    [
        ["L'[ONAR|ORG] signe."],  # once
        ["L'[ONAR|ORG] signe.", "L'[ONAR|LOC] signe."],  # two labels
        ["L'[ONAR|ORG] signe.", "L'[ONAR|ORG] signe.", "L'ONAR signe."],  # not always marked
        ["[Orange|ORG] signe.", "[Orange|ORG] signe une orange."],  # a common word, too
        ["la [capitale|LOC] vote.", "la [capitale|LOC] dort."],  # without a capital
        ["Le [Ministre|ROLE] vote.", "Le [Ministre|ROLE] dort."],  # a function
    ],
)
def test_other_names_are_not(context: LabelerContext, texts: list[str]) -> None:
    assert names(learned(texts, context)) == []


def test_a_name_that_the_labelers_find_is_not_listed_unless_only_a_former_list_found_it(
    context: LabelerContext,
) -> None:
    texts = ["L'[ONAR|ORG] signe.", "L'[ONAR|ORG] part."]
    for source, expected in (("spacy@1", []), ("campaign-words@1", [("ONAR", "ORG", 2, 2)])):
        suggested = {
            record.article.id: record.annotation.with_(
                status=Status.SUGGESTED,
                decision=None,
                entities=tuple(
                    item.model_validate(
                        {**item.model_dump(), "provenance": [{"source": source, "score": 0.9}]}
                    )
                    for item in record.annotation.entities
                ),
            )
            for record in (gold(number, text) for number, text in enumerate(texts))
        }
        assert names(learned(texts, context, suggested)) == expected


def test_the_default_labelers_say_what_is_found_if_nobody_else_does(context: LabelerContext) -> None:
    texts = ["Le sommet a lieu au [Vietnam|LOC].", "Le [Vietnam|LOC] et l'[ONAR|LOC] signent à l'[ONAR|LOC]."]
    made = learn_words([gold(number, text) for number, text in enumerate(texts)], context)
    assert "Vietnam" not in [name for name, *_ in names(made)]


def test_articles_left_out_teach_nothing_and_each_is_read_once(context: LabelerContext) -> None:
    texts = [TOAST, TOAST, "L'[ONAR|ORG] signe avec l'[ONAR|ORG]."]
    occurrences = collect([gold(number, text) for number, text in enumerate(texts)], context, NOTHING)
    assert choose_words(occurrences, without=["a2"]) == learned(texts[:2], context)
    assert choose_words(occurrences, without=["a0"]) == learned(texts[2:], context)
    assert not choose_words(occurrences, without=["a0", "a2"])


def test_what_cannot_be_learned_is_named(context: LabelerContext) -> None:
    records = [gold(1, "Il a {pris part|CONSULT} à la fête."), gold(2, "Bonjour.", language=None)]
    notes = collect(records, context, NOTHING).notes
    assert notes == [
        "Article a1: the trigger 'pris part' is no single content word, so no list can hold it.",
        "Article a2 names no language, so no words were learned from it.",
    ]


def test_gold_without_texts_teaches_no_words(context: LabelerContext) -> None:
    record = gold(1, TOAST)
    header = ArticleHeader(id="a1", language="fr")
    without = record.model_copy(update={"article": header})
    with pytest.raises(InputError, match="has no text"):
        learn_words([without], context, NOTHING)
