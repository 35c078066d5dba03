"""What annotators and other programs leave in the results of one sentence, and what becomes of the article.

Each oddity changes the results that Label Studio suggested for a sentence, as they are posted. ``OUTCOMES``
says what it means for the article: it can be gold, a part of it is lost, or it is held back in any case.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.invariants.sentences import Result, Sentence, Word

Change = Callable[[list[Any], Sentence, random.Random], None]
GOLD, LOST, HELD = "gold", "lost", "held"
OUTCOMES: dict[str, str] = {}
CHANGES: dict[str, Change] = {}


def odd(outcome: str) -> Callable[[Change], Change]:
    """Registers a change under the name of its function."""

    def register(change: Change) -> Change:
        CHANGES[change.__name__], OUTCOMES[change.__name__] = change, outcome
        return change

    return register


def mark(word: Word, labels: Any, id: Any, control: str = "entities", **value: Any) -> Result:
    """The result of a region. An id of ``...`` leaves it out."""
    made = {
        "from_name": control,
        "to_name": "text",
        "type": "labels",
        "value": {"start": word.start, "end": word.end, "text": word.text, "labels": labels, **value},
    }
    return made if id is ... else {**made, "id": id}


def choice(sentence: Sentence, name: str, control: str, *values: Any, kind: str = "choices") -> Result:
    """The result of a control that belongs to a region."""
    word = sentence[name]
    return {
        "id": sentence.id(name),
        "from_name": control,
        "to_name": "text",
        "type": kind,
        "value": {"start": word.start, "end": word.end, ("text" if kind == "textarea" else kind): [*values]},
    }


def arrow(start: Any, end: Any, *roles: Any, **more: Any) -> Result:
    """An arrow from a region to another."""
    return {
        "type": "relation",
        "from_id": start,
        "to_id": end,
        "direction": "right",
        "labels": [*roles],
        **more,
    }


def types(*values: Any) -> Result:
    """The result of the article-level choices."""
    return {
        "from_name": "article_types",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": [*values]},
        "id": f"t{'-'.join(map(str, values))}",
    }


def of(results: list[Any], sentence: Sentence, name: str) -> Result:
    """The result that marks a suggested region."""
    found: Result = next(
        one
        for one in results
        if isinstance(one, dict) and one.get("id") == sentence.id(name) and one.get("type") == "labels"
    )
    return found


def without(results: list[Any], sentence: Sentence, name: str, *, arrows_only: bool = False) -> None:
    """Removes a suggested region with its attributes, and the arrows to it."""
    id = sentence.id(name)
    results[:] = [
        one
        for one in results
        if not isinstance(one, dict)
        or not (id in (one.get("from_id"), one.get("to_id")) or (one.get("id") == id and not arrows_only))
    ]


def renamed(results: list[Any], sentence: Sentence, name: str, id: Any) -> None:
    """Gives a suggested region another id everywhere. An id of ``...`` leaves it out."""
    former = sentence.id(name)
    for one in results:
        if isinstance(one, dict):
            for key in ("id", "from_id", "to_id"):
                if one.get(key) == former:
                    if id is ...:
                        del one[key]
                    else:
                        one[key] = id


# --- regions ---


@odd(GOLD)
def untouched(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Nothing changes."""


@odd(GOLD)
def removed(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A suggestion is deleted."""
    without(results, sentence, chance.choice(["role", "person", "place", "date", "event"]))


@odd(GOLD)
def relabelled(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A suggestion gets another label, so it loses its hidden values."""
    of(results, sentence, "person")["value"]["labels"] = ["ORG"]
    of(results, sentence, "event")["value"]["labels"] = ["AGREE"]


@odd(GOLD)
def moved(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A suggestion is drawn over more words."""
    of(results, sentence, "person")["value"].update(start=sentence["event"].start)


@odd(GOLD)
def added(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A mention and an event that nobody suggested."""
    id = f"{sentence.prefix}new"
    results.append(mark(sentence["group"], ["ORG"], id))
    results.append(mark(sentence["noun"], ["SUPPORT"], f"{id}v", "triggers"))
    results.append(arrow(f"{id}v", id, "Agent"))


@odd(GOLD)
def trigger_key_on_a_mention(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """The key of the other palette adds a second label."""
    results.append(mark(sentence["role"], ["PROTEST"], sentence.id("role"), "triggers"))


@odd(GOLD)
def two_triggers(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """One trigger of two events."""
    of(results, sentence, "event")["value"]["labels"] = ["CONSULT", "AGREE"]


@odd(GOLD)
def two_labels_that_nest(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A function that contains an organization."""
    if chance.random() < 0.5:
        of(results, sentence, "role")["value"]["labels"] = ["ROLE", "ORG"]
    else:
        results.append(mark(sentence["role"], ["ORG"], sentence.id("role")))


@odd(HELD)
def two_labels(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Two labels that cannot be nested."""
    of(results, sentence, "place")["value"]["labels"] = ["LOC", "PER"]


@odd(HELD)
def three_labels(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Three labels of three results, of which two can be nested."""
    for label in ("DATE", "PER"):
        results.append(mark(sentence["place"], [label], sentence.id("place")))


@odd(LOST)
def one_label_is_unknown(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A label that the ontology has, and one that it lacks."""
    of(results, sentence, "place")["value"]["labels"] = ["LOC", "PLANET"]


@odd(GOLD)
def former_names(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Labels, roles and types as an earlier version of the ontology called them."""
    of(results, sentence, "place")["value"]["labels"] = ["GPE"]
    of(results, sentence, "event")["value"]["labels"] = ["MEETING"]
    results.append(mark(sentence["group"], ["ORG"], f"{sentence.prefix}o"))
    results.append(arrow(sentence.id("event"), f"{sentence.prefix}o", "Host"))
    results.append(types("MEETING"))


_NO_LABEL: list[Any] = [[], [None], [""], None, "", ["  "]]


@odd(LOST)
def no_label(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A region without a label."""
    results.append(mark(sentence["group"], chance.choice(_NO_LABEL), f"{sentence.prefix}n"))


@odd(LOST)
def unknown_label(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A region with a label that the ontology lacks, or that belongs to the other palette."""
    label, control = chance.choice([("PLANET", "entities"), ("DINNER", "triggers"), ("per", "entities")])
    results.append(mark(sentence["group"], [label], f"{sentence.prefix}n", control))


@odd(GOLD)
def bare_label(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A label without a list around it."""
    of(results, sentence, "place")["value"]["labels"] = "LOC"


_MANY: list[tuple[Any, Any]] = [
    ("7", 7),
    (7, "7"),
    (7.0, 7),
    (10**17, 10**17),
    ("a b#c", "a b#c"),
    ("é" * 90, "é" * 90),
]


@odd(GOLD)
def odd_ids(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Ids that are numbers, have odd characters or are long. The arrow's id may have the other form."""
    here, there = chance.choice(_MANY)
    without(results, sentence, "place")
    unique = f"{sentence.prefix}{here}" if isinstance(here, str) and not here.isdigit() else None
    number = int(sentence.prefix[1:]) * 10
    first = unique or (str(int(here) + number) if isinstance(here, str) else here + number)
    second = unique or (str(int(there) + number) if isinstance(there, str) else there + number)
    results.append(mark(sentence["place"], ["LOC"], first))
    results.append(arrow(sentence.id("event"), second, "Place"))


@odd(GOLD)
def no_id(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Regions without an id."""
    without(results, sentence, "place", arrows_only=True)
    renamed(results, sentence, "place", chance.choice([..., None, ""]))
    results.append(mark(sentence["group"], ["ORG"], chance.choice([..., None, "", {}, True])))


@odd(LOST)
def no_id_but_an_arrow(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A region without an id, and the arrow that it had."""
    of(results, sentence, "place")["id"] = chance.choice([None, "", [], {"a": 1}])


@odd(HELD)
def same_id_twice(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A second region with the id of one that has an arrow."""
    results.append(mark(sentence["group"], ["LOC"], sentence.id("place")))


@odd(GOLD)
def odd_positions(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Positions as text, as fractions, or in other keys."""
    value = of(results, sentence, "place")["value"]
    start, end = value["start"], value["end"]
    form = chance.randrange(6)
    if form == 0:
        value.update(start=str(start), end=str(end))
    elif form == 1:
        value.update(start=float(start), end=float(end))
    elif form == 2:
        value.update(start=f" {start} ", end=end)
    elif form == 3:
        value.update(start="0", end=None, globalOffsets={"start": start, "end": end})
    elif form == 4:
        del value["end"]
        value["text"] = sentence["place"].text
    else:
        result = of(results, sentence, "place")
        result["value"] = [value]


_NOWHERE: list[dict[str, Any]] = [
    {"start": 10**6, "end": 10**6 + 3},
    {"start": -4, "end": 3},
    {"end": 10**12},
    {"start": 9, "end": 4},
    {"start": 3, "end": 3},
    {"start": None, "end": None, "text": None},
    {"start": True, "end": 4, "text": None},
    {"start": 1.5, "end": 4, "text": 3},
    {"start": "a", "end": "b", "text": []},
    {"start": [1], "end": {"a": 2}, "text": None},
]


@odd(LOST)
def nowhere(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A position outside the text, or none."""
    result = mark(sentence["group"], chance.choice([["ORG"], ["ORG", "LOC"]]), f"{sentence.prefix}n")
    result["value"].update(chance.choice(_NOWHERE))
    results.append(result)


@odd(LOST)
def no_value(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A region without a value, or with another thing in its place."""
    result = mark(sentence["group"], ["ORG"], f"{sentence.prefix}n")
    result["value"] = chance.choice([None, 3, "ORG", [], [1, 2]])
    results.append(result)


@odd(LOST)
def only_white_space(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A region that holds no word."""
    results.append(mark(sentence["blank"], ["ORG"], f"{sentence.prefix}n"))


@odd(GOLD)
def white_space_at_the_edges(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Regions drawn with the white space beside them."""
    group, blank, place = sentence["group"], sentence["blank"], sentence["place"]
    results.append(
        mark(Word(group.start, blank.end, group.text + blank.text), ["ORG"], f"{sentence.prefix}n")
    )
    value = of(results, sentence, "place")["value"]
    value.update(start=place.start - 1, end=place.end + 1)


@odd(GOLD)
def punctuation_at_the_edge(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A region drawn with the full stop behind it."""
    noun, stop = sentence["noun"], sentence["mark"]
    results.append(mark(Word(noun.start, stop.end, noun.text + stop.text), ["ORG"], f"{sentence.prefix}n"))


@odd(GOLD)
def other_words(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A region whose text is written in another way, or is missing."""
    value = of(results, sentence, "person")["value"]
    value["text"] = chance.choice([value["text"].upper(), f" {value['text']}", None, "", 7])


@odd(HELD)
def words_of_another_place(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A region whose text is not that at its position."""
    of(results, sentence, "person")["value"]["text"] = "somebody else"


@odd(GOLD)
def doubles(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """The same mention twice, each with an arrow; the same event twice."""
    results.append(mark(sentence["place"], ["LOC"], f"{sentence.prefix}d"))
    results.append(arrow(sentence.id("event"), f"{sentence.prefix}d", "Recipient"))
    for number in range(chance.choice([1, 2])):
        results.append(mark(sentence["noun"], ["AID"], f"{sentence.prefix}v{number}", "triggers"))


@odd(GOLD)
def same_result_twice(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Results that are there twice, with the same id."""
    results.extend(dict(one) for one in list(results) if isinstance(one, dict) and chance.random() < 0.5)


@odd(HELD)
def different_doubles(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """The same date twice, with different values."""
    date = sentence["date"]
    results.append(mark(date, ["DATE"], f"{sentence.prefix}d"))
    other = choice(sentence, "date", "value", "2024-04", kind="textarea")
    results.append({**other, "id": f"{sentence.prefix}d"})


@odd(GOLD)
def nested(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A person in a person, and a mention that overlaps two others."""
    person, date = sentence["person"], sentence["date"]
    results.append(
        mark(Word(person.start, person.start + 2, person.text[:2]), ["PER"], f"{sentence.prefix}n")
    )
    long = Word(person.start + 1, date.end - 1, "")
    results.append(mark(long, ["ORG"], f"{sentence.prefix}o", text=None))


# --- arrows ---


@odd(GOLD)
def arrow_without_role(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """An arrow without a role: its direction leaves two, of which a rule finds the one that was suggested."""
    made = arrow(sentence.id("event"), sentence.id("place"))
    made["labels"] = chance.choice([[], None, [""]])
    if chance.random() < 0.4:
        del made["labels"]
    results.append(made)


@odd(GOLD)
def arrows_by_direction(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A new mention with an arrow to the event, or from it, without a role."""
    results.append(mark(sentence["group"], ["ORG"], f"{sentence.prefix}o"))
    ends = [sentence.id("event"), f"{sentence.prefix}o"]
    chance.shuffle(ends)
    results.append(arrow(*ends))


@odd(LOST)
def arrow_of_an_unknown_role(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A role that the ontology lacks, alone or beside one that it has."""
    roles = chance.choice([["Friend"], ["Recipient", "Friend"], ["Friend", "Foe"]])
    results.append(arrow(sentence.id("event"), sentence.id("place"), *roles))


@odd(LOST)
def arrow_to_nothing(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """An arrow with one end, or none."""
    ends = [
        (sentence.id("event"), "gone"),
        ("gone", sentence.id("place")),
        ("gone", "gone too"),
        (None, None),
    ]
    start, end = chance.choice(ends)
    results.append(arrow(start, end, "Place"))


@odd(LOST)
def arrow_between_alike(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """An arrow between two mentions, two triggers, or from a region to itself."""
    results.append(mark(sentence["noun"], ["AID"], f"{sentence.prefix}x", "triggers"))
    ends = [
        (sentence.id("person"), sentence.id("place")),
        (sentence.id("event"), f"{sentence.prefix}x"),
        (sentence.id("event"), sentence.id("event")),
        (sentence.id("place"), sentence.id("place")),
    ]
    results.append(arrow(*chance.choice(ends), "Place"))


@odd(GOLD)
def arrows_drawn_otherwise(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Arrows drawn from the mention, in both directions, with two roles, twice, or with a bare role."""
    event, place = sentence.id("event"), sentence.id("place")
    results.append(mark(sentence["group"], ["ORG"], f"{sentence.prefix}o"))
    group = f"{sentence.prefix}o"
    results.append(arrow(group, event, "Agent", direction=chance.choice(["right", "left", "bi", None])))
    results.append(arrow(event, place, "Recipient", direction=chance.choice(["bi", "left", "up", 3])))
    results.append(arrow(event, group, "Recipient", "Agent"))
    bare = arrow(event, group)
    results.append({**bare, "labels": "Recipient"})


@odd(HELD)
def arrow_that_is_not_allowed(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A person as a place."""
    results.append(arrow(sentence.id("event"), sentence.id("person"), "Place"))


# --- attributes ---


@odd(GOLD)
def attributes_changed(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Other values, a bare value, and a value twice."""
    for one in results:
        if not isinstance(one, dict):
            continue
        if (one.get("id"), one.get("from_name")) == (sentence.id("event"), "polarity"):
            one["value"]["choices"] = chance.choice([["negated"], "negated", ["negated", "negated"]])
        if (one.get("id"), one.get("from_name")) == (sentence.id("date"), "value"):
            one["value"]["text"] = chance.choice([["2024-05"], "2024-05", [" 2024-05 "]])
    results.append(choice(sentence, "event", "mode-CONSULT", "visit"))


@odd(LOST)
def attribute_with_an_unknown_value(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A value that the attribute lacks, alone or beside one that it has."""
    values: list[Any] = chance.choice([["by-train"], ["visit", "by-train"], ["by-train", "by-boat"], [7]])
    results.append(choice(sentence, "event", "mode-CONSULT", *values))


@odd(LOST)
def date_that_is_none(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A text that is no date."""
    without(results, sentence, "date")
    results.append(mark(sentence["date"], ["DATE"], sentence.id("date")))
    results.append(
        choice(sentence, "date", "value", chance.choice(["tomorrow", "12/3/2024"]), kind="textarea")
    )


@odd(HELD)
def several_values(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Two values of an attribute that takes one, in one result or in two."""
    if chance.random() < 0.5:
        results.append(choice(sentence, "event", "mode-CONSULT", "visit", "phone"))
    else:
        results.append(choice(sentence, "date", "value", "2024-06", kind="textarea"))


@odd(LOST)
def attribute_of_another_label(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """An attribute on a region that cannot have it, or on no region."""
    where = chance.choice(["event", "person", "nothing"])
    if where == "nothing":
        results.append(
            {**choice(sentence, "event", "polarity", "negated"), "id": chance.choice(["gone", "g 1"])}
        )
    else:
        results.append(choice(sentence, where, "mode-PROTEST", "demo"))


@odd(LOST)
def attribute_without_an_id(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """An attribute that names no region."""
    lone = choice(sentence, "event", "mode-CONSULT", "visit")
    lone["value"] = {"choices": ["visit"]}
    del lone["id"]
    results.append(lone)


_BLANK: list[list[Any]] = [[], [""], [None]]


@odd(GOLD)
def attribute_without_a_value(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """An attribute that was opened and left blank."""
    results.append(choice(sentence, "event", "mode-CONSULT", *chance.choice(_BLANK)))


# --- choices about the article, and results of something else ---


@odd(GOLD)
def article_types(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Choices about the article, some of them twice."""
    results.append(types(*chance.sample(["AID", "PROTEST", "ACCUSE", "REJECT"], chance.randrange(1, 4))))
    results.append(types("AID"))


@odd(LOST)
def unknown_article_type(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """A choice that is no event type."""
    results.append(types("AID", chance.choice(["DINNER", "aid", f"X{sentence.prefix}"])))


@odd(LOST)
def results_of_something_else(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Results of controls and texts that the project does not read."""
    other = mark(sentence["group"], ["ORG"], f"{sentence.prefix}n", chance.choice(["ner", "", "Entities"]))
    where = mark(sentence["group"], ["ORG"], f"{sentence.prefix}m", to_name="source")
    where["to_name"] = "source"
    rating = {"from_name": "stars", "to_name": "text", "type": "rating", "value": {"rating": 4}, "id": "r"}
    nameless = {"type": "labels", "value": {"start": 1, "end": 2, "labels": ["PER"]}, "id": "nn"}
    results.extend(chance.sample([other, where, rating, nameless], chance.randrange(1, 5)))


@odd(LOST)
def no_objects(results: list[Any], sentence: Sentence, chance: random.Random) -> None:
    """Things that are no objects among the results."""
    results.extend(chance.sample([None, 3, "PER", [], True, 1.5], chance.randrange(1, 4)))
