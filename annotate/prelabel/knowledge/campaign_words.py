"""Reads and writes the words of a campaign: triggers and names that people marked and the lexicons lack."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from unicodedata import normalize

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from annotate.core.errors import ConfigError
from annotate.core.files import writing
from annotate.core.folding import fold_case
from annotate.core.ontology import Ontology
from annotate.core.yaml_file import KeyPath, YamlFile, read_yaml, validated
from annotate.prelabel.knowledge.lexicon import Lexicon, PartOfSpeech, TriggerWord, has_mode
from annotate.prelabel.knowledge.name_search import written

_DIGITS = 8
_HEAD = """\
# Words of this campaign: people marked them in gold, and the built-in lexicons and labelers lack them.
# Made by 'annotate train'. You may edit this file: the next suggestions use it as it is then.
#
# triggers   Words that name an event. lemma and pos (VERB, NOUN, ADJ) are spaCy's, type is the event type
#            of the ontology, mode the one that all marked events have.
# names      Names as they are written, capitals and accents included, with the ontology's label. ref is what
#            the name stands for, if all marked mentions have the same one.
# marked     How often people marked the word so, of all its occurrences in gold, and in how many articles.
#
# To take a word out for good, write use: false into its line: the next training keeps such lines.
# A line that is deleted comes back if the next training finds the word again.
# To add a word, write a line without counts: the next training keeps such lines, too.
"""

Count = Annotated[int, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Counted(_Strict):
    """``marked`` of ``occurrences`` in gold, in so many ``articles``. A line that a person added has none."""

    marked: Count | None = None
    occurrences: Count | None = None
    articles: Count | None = None
    use: bool = True

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two lines the same word."""
        raise NotImplementedError

    @property
    def by_hand(self) -> bool:
        """Whether a person added the line or took its word out of use, so that a new training keeps it."""
        return self.marked is None or not self.use

    @property
    def share(self) -> float | None:
        """The estimated share of occurrences that people mark; None without counts.

        By Laplace's rule of succession: (marked + 1) / (occurrences + 2).
        """
        if self.marked is None or self.occurrences is None:
            return None
        return (self.marked + 1) / (max(self.occurrences, self.marked) + 2)


class MarkedTrigger(_Counted):
    """A trigger word with the type of the events that it names."""

    lemma: str = Field(min_length=1)
    pos: PartOfSpeech
    type: str
    mode: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """Lemma, part of speech and type."""
        return fold_case(self.lemma), self.pos, self.type


class MarkedName(_Counted):
    """A name with the label of its mentions."""

    name: str = Field(min_length=1)
    label: str
    ref: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """The name alone: it has one label."""
        return (written(self.name),)


class WordsOfLanguage(_Strict):
    """The words of one language."""

    triggers: tuple[MarkedTrigger, ...] = ()
    names: tuple[MarkedName, ...] = ()


_Item = TypeVar("_Item", MarkedTrigger, MarkedName)


class CampaignWords(_Strict):
    """The words of a campaign by language (ISO 639-1), under the ontology's present names."""

    format: Literal[1] = 1
    languages: dict[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], WordsOfLanguage] = {}

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for code, words in self.languages.items():
            for part, listed in (("triggers", words.triggers), ("names", words.names)):
                seen: set[tuple[str, ...]] = set()
                for index, item in enumerate(listed):
                    if item.key in seen:
                        raise _fault(
                            ("languages", code, part, index), f"{' '.join(item.key)!r} stands in two lines"
                        )
                    seen.add(item.key)
        return self

    def __bool__(self) -> bool:
        return any(words.triggers or words.names for words in self.languages.values())

    @property
    def triggers(self) -> int:
        """The number of triggers in use."""
        return sum(item.use for words in self.languages.values() for item in words.triggers)

    @property
    def names(self) -> int:
        """The number of names in use."""
        return sum(item.use for words in self.languages.values() for item in words.names)

    def entries(self, language: str) -> tuple[tuple[str, TriggerWord], ...]:
        """The triggers in use as entries of a lexicon, with their event types."""
        words = self.languages.get(language, WordsOfLanguage())
        return tuple(
            (item.type, TriggerWord(lemma=item.lemma, pos=item.pos, mode=item.mode))
            for item in words.triggers
            if item.use
        )

    def names_of(self, language: str) -> tuple[MarkedName, ...]:
        """The names in use."""
        words = self.languages.get(language, WordsOfLanguage())
        return tuple(item for item in words.names if item.use)

    @cached_property
    def trigger_digest(self) -> str:
        """8 hexadecimal digits over the triggers in use, without their counts; empty if there are none."""
        return _digest((language, *entry) for language in self.languages for entry in self._of(language))

    @cached_property
    def name_digest(self) -> str:
        """8 hexadecimal digits over the names in use and their shares; empty if there are none."""
        return _digest(
            (language, item.name, item.label, item.ref, item.share)
            for language in self.languages
            for item in self.names_of(language)
        )

    @property
    def digest(self) -> str:
        """Changes whenever the suggestions could: both digests, joined by a hyphen."""
        return "-".join(filter(None, (self.trigger_digest, self.name_digest)))

    def _of(self, language: str) -> Iterator[tuple[Any, ...]]:
        return ((kind, word.lemma, word.pos, word.mode) for kind, word in self.entries(language))

    def with_edits_of(self, former: CampaignWords) -> CampaignWords:
        """These words with the lines of ``former`` that a person added or took out of use."""
        languages = {}
        for code in sorted({*self.languages, *former.languages}):
            mine = self.languages.get(code, WordsOfLanguage())
            theirs = former.languages.get(code, WordsOfLanguage())
            languages[code] = WordsOfLanguage(
                triggers=_edited(mine.triggers, theirs.triggers), names=_edited(mine.names, theirs.names)
            )
        return CampaignWords(languages=languages)

    def save(self, path: Path) -> None:
        """Writes the file, sorted. The same words give the same bytes."""
        with writing(path) as file:
            file.write(_HEAD)
            file.write(f"format: {self.format}\nlanguages:{'' if self.languages else ' {}'}\n")
            for code, words in sorted(self.languages.items()):
                file.write(f"  {json.dumps(code)}:{'' if words.triggers or words.names else ' {}'}\n")
                for part, listed in (("triggers", words.triggers), ("names", words.names)):
                    if listed:
                        file.write(f"    {part}:\n")
                    for item in sorted(listed, key=lambda item: item.key):
                        file.write(f"      - {_line(item)}\n")


def load_words(path: Path, ontology: Ontology) -> CampaignWords:
    """Reads the words of a campaign. Types and labels that the ontology renamed get their present names.

    Raises `ConfigError` with file, line and key, also for a type, mode or label that the ontology lacks.
    """
    file, words = _words_of(path, path.stat().st_mtime_ns if path.is_file() else 0)
    for keys, message, remedy in _unknown_names(words, ontology):
        raise ConfigError(message, where=file.where(keys), remedy=remedy)
    return CampaignWords(
        languages={code: _with_present_names(of, ontology) for code, of in words.languages.items()}
    )


def with_words(lexicons: Mapping[str, Lexicon], words: CampaignWords | None) -> dict[str, Lexicon]:
    """The lexicons, by language, with the triggers of a campaign behind their own."""
    if words is None:
        return dict(lexicons)
    return {code: lexicon.with_triggers(words.entries(code)) for code, lexicon in lexicons.items()}


@lru_cache(maxsize=8)
def _words_of(path: Path, changed_at: int) -> tuple[YamlFile, CampaignWords]:
    file = read_yaml(path, composed=True)
    return file, validated(file, CampaignWords)


def _unknown_names(words: CampaignWords, ontology: Ontology) -> Iterator[tuple[KeyPath, str, str]]:
    modes = ontology.attributes.get("mode")
    for code, of in words.languages.items():
        for index, trigger in enumerate(of.triggers):
            keys: KeyPath = ("languages", code, "triggers", index)
            event_type, mode = ontology.renamed_label(trigger.type), trigger.mode
            if event_type not in ontology.events:
                told = f"{ontology.id} has no event type {trigger.type!r}."
                yield (*keys, "type"), told, _known(ontology.events)
            elif mode is not None and not has_mode(modes, event_type, mode):
                known = modes.values_for(event_type) if modes and event_type in modes.on else ()
                yield (*keys, "mode"), f"{event_type} has no mode {mode!r}.", _known(known)
        for index, name in enumerate(of.names):
            if ontology.renamed_label(name.label) not in ontology.entities:
                told = f"{ontology.id} has no entity type {name.label!r}."
                yield ("languages", code, "names", index, "label"), told, _known(ontology.entities)


def _known(names: Iterable[str]) -> str:
    return f"It has: {', '.join(names) or 'none'}."


def _with_present_names(words: WordsOfLanguage, ontology: Ontology) -> WordsOfLanguage:
    renamed = ontology.renamed_label
    triggers = [item.model_copy(update={"type": renamed(item.type)}) for item in words.triggers]
    names = [item.model_copy(update={"label": renamed(item.label)}) for item in words.names]
    # Two former types may be one type now.
    once = {item.key: item for item in reversed(triggers)}
    return WordsOfLanguage(triggers=tuple(reversed(once.values())), names=tuple(names))


def _edited(mine: Iterable[_Item], theirs: Iterable[_Item]) -> tuple[_Item, ...]:
    by_key = {item.key: item for item in mine}
    by_key |= {item.key: item for item in theirs if item.by_hand}
    return tuple(sorted(by_key.values(), key=lambda item: item.key))


def _line(item: _Counted) -> str:
    counts = ("marked", "occurrences", "articles", "use")
    values = {key: value for key, value in dict(item).items() if value is not None and key not in counts}
    values |= {key: getattr(item, key) for key in counts[:3] if getattr(item, key) is not None}
    if not item.use:
        values["use"] = False
    text = yaml.safe_dump(
        values, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False
    )
    return normalize("NFC", text).strip()


def _digest(rows: Iterable[tuple[Any, ...]]) -> str:
    lines = sorted(json.dumps(row, ensure_ascii=False) for row in rows)
    return sha256("\n".join(lines).encode()).hexdigest()[:_DIGITS] if lines else ""


def _fault(keys: KeyPath, message: str) -> PydanticCustomError:
    return PydanticCustomError(
        "words", "{message}", {"message": message, "path": list(keys), "remedy": "Keep one of them."}
    )
