"""Reads lexicons. A lexicon lists the words of one language that the rule-based labelers search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from annotate.core.configs import LEXICON, find_config
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_form import Attribute
from annotate.core.yaml_file import KeyPath, YamlFile, read_yaml, validated
from annotate.prelabel.versions import content_digest

PartOfSpeech = Literal["VERB", "NOUN", "ADJ"]
Months = Annotated[tuple[tuple[str, ...], ...], Field(min_length=12, max_length=12)]
TriggerKey = tuple[str, str]  # lemma, part of speech
KINDS = frozenset(
    {"actor", "any", "body", "date", "function", "future", "infinitive", "number", "organization", "people",
     "person", "place", "pronoun"}
)  # fmt: skip
"""The kinds of phrases that a condition may name besides the lexicon's own."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Strict):
    """Lemmas around a trigger. One of the lemmas must be there.

    ``@name`` stands for a class of lemmas, ``#name`` for phrases of a kind.
    """

    head: tuple[str, ...] = ()
    """Above the trigger in the dependency tree, up to the next verb. Verbs here are support verbs."""
    above: tuple[str, ...] = ()
    """The same place, for words that carry nothing over: "rejected the criticism"."""
    child: tuple[str, ...] = ()
    """Directly below the trigger in the dependency tree."""
    near: tuple[str, ...] = ()
    """Within six words of the trigger, in the same sentence."""
    object: tuple[str, ...] = ()
    """The head noun of the trigger's object."""
    subject: tuple[str, ...] = ()
    """The head noun of the trigger's subject."""

    prep: tuple[str, ...] = ()
    """The preposition of a complement or infinitive directly below the trigger."""
    after: tuple[str, ...] = ()
    """The preposition before the trigger."""
    form: tuple[str, ...] = ()
    """The form of the trigger in the text, such as a plural."""

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        parts = self.model_dump()
        if not any(parts.values()):
            *names, last = parts
            raise ValueError(f"a condition needs lemmas under {', '.join(names)} or {last}")
        return self


class TriggerWord(_Strict):
    """A trigger word of one event type, with the roles of its subject and object.

    The roles are the ontology's agent and recipient, except if the entry names other roles.
    """

    lemma: str = Field(min_length=1)
    pos: PartOfSpeech
    mode: str | None = None
    subject: str | None = None
    object: str | None = None
    object_by: tuple[str, ...] | None = None
    of: Literal["subject", "object"] = "subject"
    with_: Condition | None = Field(default=None, alias="with")
    and_: Condition | None = Field(default=None, alias="and")
    unless: Condition | None = None

    @property
    def conditions(self) -> Iterator[Condition]:
        """All conditions of the entry."""
        return (one for one in (self.with_, self.and_, self.unless) if one is not None)


class EventWords(_Strict):
    """The words of one event type: triggers, and cues that report the event without a trigger.

    The complement of an ``object_by`` preposition fills the ``object`` role, except if the trigger has
    prepositions of its own. ``modes`` lists, for each mode, words that show this mode. These words count if
    they are in the trigger's sentence and the trigger has no mode of its own. ``acts`` lists, for each mode,
    the types (``CONSULT``) or types with mode (``SANCTION:expel``) of the act that the event is about. An act
    of a ``declared`` type is done by announcing it.
    """

    triggers: tuple[TriggerWord, ...] = Field(min_length=1)
    object_by: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    modes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    acts: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    declared: bool = False


class Senses(_Strict):
    """The words of a topic, and the triggers (lemmas) that mean something else in texts about this topic.

    A sentence is about the topic if it has one of ``words``. An article with two different of them is about
    the topic as a whole. With ``unless_actor``, a trigger whose agent is an actor keeps its meaning.
    """

    words: tuple[str, ...] = Field(min_length=1)
    triggers: tuple[str, ...] = Field(min_length=1)
    unless_actor: bool = False


class LexiconFile(_Strict):
    """The schema of a lexicon file. The head of configs/lexicons/fr.yaml explains each key."""

    format: Literal[1]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    months: Months
    day_ordinals: tuple[str, ...] = ()
    weekdays: tuple[tuple[str, ...], ...] = ()
    month_first: bool = False
    shift_first: bool = False
    date_until: tuple[str, ...] = ()
    date_between: tuple[tuple[str, str], ...] = ()
    weekday_until: tuple[str, ...] = ()
    date_parts: tuple[str, ...] = ()
    date_part_links: tuple[str, ...] = ()
    unit_articles: tuple[str, ...] = ()
    year_parts: dict[str, tuple[int, int]] = Field(default_factory=dict)
    seasons: tuple[str, ...] = ()
    season_cues: tuple[str, ...] = ()
    future_cues: tuple[str, ...] = ()
    future_prepositions: tuple[str, ...] = ()
    relative_days: dict[str, int] = Field(default_factory=dict)
    next_days: dict[str, int] = Field(default_factory=dict)
    calendar_units: dict[str, Literal["week", "month", "year"]] = Field(default_factory=dict)
    calendar_shifts: dict[str, int] = Field(default_factory=dict)
    month_cues: tuple[str, ...] = ()
    year_cues: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    function_modifiers: tuple[str, ...] = ()
    posted: tuple[str, ...] = ()
    portfolio: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    singular_only: tuple[str, ...] = ()
    classes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    kinds: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    no_actors: tuple[str, ...] = ()
    senses: dict[str, Senses] = Field(default_factory=dict)
    planning: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()
    object_control: tuple[str, ...] = ()
    refusing: tuple[str, ...] = ()
    declaring: tuple[str, ...] = ()
    negation: tuple[str, ...] = ()
    possibility: tuple[str, ...] = ()
    upcoming: tuple[str, ...] = ()
    light: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    only_confirmed: tuple[str, ...] = ()
    unconfirmed: bool = True
    off_topic: tuple[str, ...] = ()
    off_topic_weak: tuple[str, ...] = ()
    contexts: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    sectors: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    events: dict[str, EventWords] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_open_entry_per_word(self) -> Self:
        types: dict[TriggerKey, str] = {}
        for event_type, index, word in self.triggers():
            key = (word.lemma, word.pos)
            if key in types and word.with_ is None:
                raise _fault(
                    ("events", event_type, "triggers", index),
                    f"the trigger {word.lemma} ({word.pos}) already stands under {types[key]}",
                    "A lemma with its part of speech has one entry without `with`. "
                    "Remove one of the two, or give one of them a condition.",
                )
            if word.with_ is None:
                types[key] = event_type
        return self

    @model_validator(mode="after")
    def _classes_are_known(self) -> Self:
        for event_type, index, word in self.triggers():
            for condition in word.conditions:
                for listed in condition.model_dump().values():
                    for name in listed:
                        if name.startswith("@") and name[1:] not in self.classes:
                            raise _fault(
                                ("events", event_type, "triggers", index),
                                f"the trigger {word.lemma} has a condition on the class {name!r}, "
                                "which does not exist",
                                f"The lexicon's classes are: {', '.join(self.classes) or 'none'}.",
                            )
        return self

    @model_validator(mode="after")
    def _kinds_are_known(self) -> Self:
        known = KINDS | self.kinds.keys()
        for event_type, index, word in self.triggers():
            for condition in word.conditions:
                for listed in condition.model_dump().values():
                    for name in listed:
                        if name.startswith("#") and name[1:] not in known:
                            raise _fault(
                                ("events", event_type, "triggers", index),
                                f"the trigger {word.lemma} has a condition on the kind {name!r}, "
                                "which does not exist",
                                f"The kinds are: {', '.join(sorted(known))}.",
                            )
        for name in self.no_actors:
            if name not in self.kinds:
                raise _fault(
                    ("no_actors",),
                    f"no_actors names the kind {name!r}, which does not exist",
                    f"The lexicon's kinds are: {', '.join(self.kinds) or 'none'}.",
                )
        return self

    def triggers(self) -> Iterator[tuple[str, int, TriggerWord]]:
        """Yields each trigger word with its event type and its position in the list of this type."""
        for event_type, words in self.events.items():
            for index, word in enumerate(words.triggers):
                yield event_type, index, word


class Lexicon:
    """The words of a lexicon file, for the event types that an ontology has.

    Event types and roles have the ontology's present names, even if the file has former names. ``added`` are
    triggers of a campaign with their event types; they come after those of the file.
    """

    def __init__(
        self,
        words: LexiconFile,
        digest: str,
        ontology: Ontology,
        added: Sequence[tuple[str, TriggerWord]] = (),
    ) -> None:
        self.words = words
        self.digest = digest
        self._ontology = ontology
        self._added = tuple(added)

    @property
    def language(self) -> str:
        """The ISO 639-1 code of the language."""
        return self.words.language

    @cached_property
    def events(self) -> dict[str, EventWords]:
        """The words of each event type that the ontology has, under its present name."""
        found: dict[str, EventWords] = {}
        for name, words in self.words.events.items():
            event_type = self._ontology.renamed_label(name)
            if event_type in self._ontology.events:
                found[event_type] = _joined(found[event_type], words) if event_type in found else words
        return found

    @cached_property
    def entries(self) -> tuple[tuple[str, TriggerWord], ...]:
        """All triggers of the ontology's types, with their event type and their roles filled in."""
        own = ((event_type, word) for event_type, words in self.events.items() for word in words.triggers)
        return tuple(
            (event_type, self._with_roles(word, event_type)) for event_type, word in (*own, *self._added)
        )

    @cached_property
    def added(self) -> frozenset[tuple[str, str, str]]:
        """The triggers that only the campaign has: lemma, part of speech and event type."""
        own = {(word.lemma, word.pos, kind) for kind, words in self.events.items() for word in words.triggers}
        return frozenset((word.lemma, word.pos, kind) for kind, word in self._added) - own

    def with_triggers(self, added: Sequence[tuple[str, TriggerWord]]) -> Lexicon:
        """The lexicon with further triggers, of event types of the ontology."""
        return Lexicon(self.words, self.digest, self._ontology, added) if added else self

    def cues(self) -> dict[str, tuple[str, ...]]:
        """The cues of each event type that the ontology has."""
        return {event_type: words.cues for event_type, words in self.events.items() if words.cues}

    def _with_roles(self, word: TriggerWord, event_type: str) -> TriggerWord:
        role_of, renamed = self._ontology.role_of, self._ontology.renamed_label
        subject = role_of("agent", event_type) if word.subject is None else renamed(word.subject)
        target = role_of("recipient", event_type) if word.object is None else renamed(word.object)
        return word.model_copy(update={"subject": subject, "object": target})


def _joined(one: EventWords, other: EventWords) -> EventWords:
    """Joins the words of two types in the file that are one type in the ontology."""
    return EventWords(
        triggers=(*one.triggers, *other.triggers),
        object_by=tuple(dict.fromkeys((*one.object_by, *other.object_by))),
        cues=(*one.cues, *other.cues),
        modes={**one.modes, **other.modes},
        acts={**one.acts, **other.acts},
        declared=one.declared or other.declared,
    )


def load_lexicon(
    name: str | Path, ontology: Ontology, *, near: Path | None = None, strict: bool = True
) -> Lexicon:
    """Reads a lexicon file, given by its path or, for a shipped lexicon, by its name (``lexicons/fr.yaml``).

    ``strict`` refuses event types, modes and roles that the ontology does not have. Without ``strict`` these
    are ignored, so that a shipped lexicon works for an ontology with fewer types. Raises `ConfigError` with
    file, line and key.
    """
    path = find_config(str(name), near, kind=LEXICON)
    file, words = _words_of(path, path.stat().st_mtime_ns)
    if strict:
        for keys, message, remedy in _unknown_names(words, ontology):
            raise ConfigError(message, where=file.where(keys), remedy=remedy)
    return Lexicon(words, content_digest(file.path), ontology)


@lru_cache(maxsize=8)
def _words_of(path: Path, changed_at: int) -> tuple[YamlFile, LexiconFile]:
    """Reads a file only once until the file changes, because several labelers read the same file."""
    file = read_yaml(path, composed=True)
    return file, validated(file, LexiconFile)


def _unknown_names(words: LexiconFile, ontology: Ontology) -> Iterator[tuple[KeyPath, str, str]]:
    """The event types, modes and roles that the ontology lacks: key, message and remedy of each."""
    for name in words.events:
        if ontology.renamed_label(name) not in ontology.events:
            yield (
                ("events", name),
                f"{ontology.id} has no event type {name!r}.",
                f"It has: {', '.join(ontology.events) or 'none'}.",
            )
    modes = ontology.attributes.get("mode")
    for name, listed in words.events.items():
        event_type = ontology.renamed_label(name)
        for key, mode in [("modes", mode) for mode in listed.modes] + [
            ("acts", mode) for mode in listed.acts
        ]:
            if event_type in ontology.events and not has_mode(modes, event_type, mode):
                yield (
                    ("events", name, key, mode),
                    f"{event_type} has no mode {mode!r}.",
                    f"It has: {', '.join(modes.values_for(event_type)) if modes else 'none'}.",
                )
    for name, index, word in words.triggers():
        keys: KeyPath = ("events", name, "triggers", index)
        event_type = ontology.renamed_label(name)
        if event_type not in ontology.events:
            continue
        if word.mode is not None and not has_mode(modes, event_type, word.mode):
            known = ", ".join(modes.values_for(event_type)) if modes else "none"
            yield (*keys, "mode"), f"{event_type} has no mode {word.mode!r}.", f"It has: {known}."
        for key in ("subject", "object"):
            role = getattr(word, key)
            # A default role that the event type does not have is no fault: the role stays empty.
            if role is not None and ontology.renamed_label(role) not in ontology.roles_of[event_type]:
                known = ", ".join(ontology.roles_of[event_type])
                yield (*keys, key), f"{event_type} has no role {role!r}.", f"It has: {known}."


def has_mode(modes: Attribute | None, event_type: str, mode: str) -> bool:
    """Whether ``modes``, the ontology's attribute of modes, has this one for the event type."""
    return modes is not None and event_type in modes.on and mode in modes.values_for(event_type)


def _fault(keys: KeyPath, message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError(
        "lexicon", "{message}", {"message": message, "path": list(keys), "remedy": remedy}
    )
