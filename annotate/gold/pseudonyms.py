"""Annotators' pseudonyms: annotator-1, annotator-2, …, the same in every release of a project."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from annotate.core.errors import ConfigError
from annotate.core.files import writing
from annotate.core.jsonl import unique_keys
from annotate.core.locks import in_turn
from annotate.core.people import E_MAIL, People

_PSEUDONYM = re.compile(r"annotator-[1-9][0-9]*")
_ACCOUNT = re.compile(r"user-[0-9]+|[0-9]+")  # of accounts without a known address


class Pseudonyms:
    """Maps the names of annotators in Label Studio to their pseudonyms in releases.

    E-mail addresses that differ only by case are one person. ``former`` maps names to names that the same
    people had in earlier releases.
    """

    def __init__(self, path: Path, former: Mapping[str, str] | None = None) -> None:
        self._path = path
        self._former = dict(former or {})
        self._names = _read(path, self._former)
        self.withheld = 0  # e-mail addresses of others that were taken out
        self._index()

    def add(self, names: Iterable[str]) -> None:
        """Gives each new name a pseudonym, in alphabetical order, and saves the pseudonyms.

        A name that is a pseudonym already stays, and nobody else gets it. Commands that add names at the same
        time wait for each other, so that no two people get the same pseudonym.
        """
        asked = sorted(set(names))
        new = self._new(asked)
        if not new:
            return
        if not self._path.exists() and all(map(_PSEUDONYM.fullmatch, new)):
            for name in new:
                self._take(name, name)
            return
        with in_turn(self._path):
            self._read_again()
            new = self._new(asked)
            for name in filter(_PSEUDONYM.fullmatch, new):
                self._take(name, name)
            for name in (name for name in new if not _PSEUDONYM.fullmatch(name)):
                known = self._folded.get(_folded(name)) or self._names.get(self._former.get(name, ""))
                self._take(name, known or self.next())
            if new:
                self._write()

    def _new(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name not in self._names and not self._is_given(name)]

    def _read_again(self) -> None:
        """Takes in what other commands have added or forgotten since."""
        unsaved = {name: one for name, one in self._names.items() if name == one}
        self._names = {**unsaved, **_read(self._path, self._former)}
        self._index()

    def _index(self) -> None:
        self._hidden: dict[str, str] = {}
        self._given = set(self._names.values())
        self._folded = {_folded(name): pseudonym for name, pseudonym in reversed(self._names.items())}

    def _write(self) -> None:
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
        with in_turn(self._path):
            self._read_again()
            kept = {
                name: one
                for name, one in self._names.items()
                if one != pseudonym and _folded(name) not in folded
            }
            self._names = {**kept, pseudonym: pseudonym}
            self._index()
            self._write()

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
        """The pseudonym of the person whose name or e-mail address is, or stands in, ``source``.

        Any other source, such as that of a labeler, stays as it is.
        """
        if source not in self._hidden:
            self._hidden[source] = People(self._known_name, self).source(source)
        return self._hidden[source]

    def _known_name(self, name: str) -> str | None:
        return self(name) if name in self._names or E_MAIL.fullmatch(name) else None

    def _is_given(self, name: str) -> bool:
        return name in self._given and _PSEUDONYM.fullmatch(name) is not None

    def _take(self, name: str, pseudonym: str) -> None:
        self._names[name] = pseudonym
        self._hidden.clear()
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


def _read(path: Path, former: Mapping[str, str]) -> dict[str, str]:
    """The pseudonyms in a file by name; empty without the file. Raises `ConfigError` if it is damaged.

    Several names may have one pseudonym if they are one person's: an address in another case, or the name of
    an account before and after its address was known.
    """
    try:
        names = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique_keys)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise _unusable(path, f"cannot be read ({error})") from error
    if not isinstance(names, dict) or not all(isinstance(one, str) for one in names.values()):
        raise _unusable(path, "is no JSON object that gives each name a pseudonym")
    people: dict[str, str] = {}
    for name, pseudonym in names.items():
        if not _PSEUDONYM.fullmatch(pseudonym) or (_PSEUDONYM.fullmatch(name) and name != pseudonym):
            raise _unusable(path, f"gives {name[:60]!r} the pseudonym {pseudonym[:60]!r}")
        if _ACCOUNT.fullmatch(name):
            continue  # a former name of somebody who may be in the file under an address
        other = people.setdefault(pseudonym, name)
        same = _folded(other) == _folded(name) or former.get(name) == other or former.get(other) == name
        if not same:
            raise _unusable(path, f"gives {other[:60]!r} and {name[:60]!r} the same pseudonym {pseudonym}")
    return names


def _unusable(path: Path, what: str) -> ConfigError:
    return ConfigError(
        f"{what}.",
        where=str(path),
        remedy="Restore it from a backup. Correct it by hand only if you know whose each pseudonym is"
        " (annotator-1, annotator-2, … in the releases).",
    )


def _folded(name: str) -> str:
    """An e-mail address without regard to case; other names as they are."""
    return name.casefold() if E_MAIL.fullmatch(name) else name
