"""Finds which column of a table, or which key of a JSON object, holds which field of an article."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.core.errors import ConfigError
from annotate.core.wording import listed
from annotate.corpus.decoding import refused_position
from annotate.corpus.fields import NAMES
from annotate.corpus.places import shown
from annotate.corpus.report import Origin, RefusedError, refused

SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": ("key", "guid", "article_id"),
    "text": ("body", "content", "article"),
    "title": ("headline",),
    "published": ("date", "publication_date", "published_at"),
    "language": ("lang",),
    "source": ("agency", "publisher"),
    "url": ("link",),
}
"""Names under which other programs write a field. The field's own name goes before them."""

OTHER_LANGUAGES: dict[str, tuple[str, ...]] = {
    "id": ("identifiant", "kennung", "identificador"),
    "text": ("texte", "corps", "contenu", "volltext", "inhalt", "texto", "cuerpo", "contenido"),
    "title": ("titre", "titel", "überschrift", "schlagzeile", "título", "titular"),
    "published": (
        *("pub_date", "date_published", "publication"),
        *("date_de_publication", "date_publication", "publié", "publié_le", "datum", "erscheinungsdatum"),
        *("veröffentlicht", "veröffentlicht_am", "veröffentlichungsdatum", "fecha", "fecha_de_publicación"),
    ),
    "language": ("langue", "sprache", "idioma", "lengua"),
    "source": ("quelle", "fuente", "agence", "agentur", "agencia"),
    "url": ("lien", "adresse_url", "enlace"),
}
"""Names in French, German and Spanish, and rarer English ones. `SYNONYMS` go before them."""

NEEDED = ("id", "text")
_MOST_SHOWN = 30
_ACCENTS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True)
class Columns:
    """``taken`` maps fields to names in the file, ``unclear`` to the names that could equally be meant.

    ``absent`` maps fields to names that the user gave and the file lacks. ``notes`` are worth telling, and
    ``told`` are the names of ``meta`` that they mention. ``rest`` are all other names that go into ``meta``.
    """

    taken: dict[str, str] = field(default_factory=dict)
    unclear: dict[str, list[str]] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    rest: list[str] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether id and text were found, and everything that the user named."""
        return not self.absent and all(name in self.taken for name in NEEDED)

    def divided(self, cells: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The cells of the fields, by field, and all other cells, by name."""
        names = set(self.taken.values())
        fields = {field_: cells[name] for field_, name in self.taken.items() if name in cells}
        return fields, {name: cell for name, cell in cells.items() if name not in names}


def find_columns(names: Sequence[str], given: Mapping[str, str]) -> Columns:
    """Finds the fields among ``names``; ``given`` maps fields to names and goes first.

    Case, accents, blanks, punctuation and invisible characters do not matter. A field's own name goes before
    its synonyms, and the notes say so. If several synonyms are there, none is taken.
    """
    found = Columns()
    by_name: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        by_name.setdefault(_plain(name), []).append(name)
    for field_, name in given.items():
        same = [name] if name in names else by_name.get(_plain(name), [])
        if len(same) == 1:
            found.taken[field_] = same[0]
        elif same:
            found.unclear[field_] = same
        else:
            found.absent[field_] = name
    used = set(found.taken.values())
    for field_ in NAMES:
        if field_ not in given:
            own = [name for name in by_name.get(field_, []) if name not in used]
            usual, other = (
                [
                    name
                    for synonym in synonyms[field_]
                    for name in by_name.get(_plain(synonym), [])
                    if name not in used
                ]
                for synonyms in (SYNONYMS, OTHER_LANGUAGES)
            )
            best = [field_] if field_ in own else own or usual or other
            _choose(found, field_, best, [*own, *usual, *other])
    used = {"", "meta", *found.taken.values(), *found.told}
    found.rest.extend(name for name in dict.fromkeys(names) if name not in used)
    return found


def _choose(found: Columns, field_: str, chosen: list[str], known: list[str]) -> None:
    if len(chosen) == 1:
        found.taken[field_] = chosen[0]
        rest = [name for name in known if name != chosen[0]]
        found.told.update(rest)
        if rest:
            found.notes.append(
                f"{chosen[0]!r} is read as {field_}; {listed([*map(repr, rest)])} went into meta."
                f" To read another: {map_option(field_, rest[0])}"
            )
        elif _plain(chosen[0]) != field_:
            found.notes.append(f"{chosen[0]!r} is read as {field_}.")
    elif chosen:
        found.unclear[field_] = chosen
        if field_ not in NEEDED:
            found.told.update(chosen)
            found.notes.append(
                f"{listed([*map(repr, chosen)])} could each be {field_}, so none was read as such."
                f" To read one: {map_option(field_, chosen[0])}"
            )


def in_meta(names: Sequence[str], what: str) -> str:
    """The sentence that names columns or keys that go into ``meta``. ``what`` is "column" or "key"."""
    some = listed([repr(name[:40]) for name in names[:_MOST_SHOWN]])
    more = f" (and {len(names) - _MOST_SHOWN} more)" if len(names) > _MOST_SHOWN else ""
    several = len(names) > 1
    return f"the {what}{'s' if several else ''} {some}{more} {'are' if several else 'is'} kept in meta."


def columns_of(names: Sequence[str], file: str, given: Mapping[str, str]) -> Columns:
    """The columns of a table. Raises `RefusedError` if id or text is missing, or if a name is repeated."""
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise refused(file, f"has the column {twice[0]!r} more than once.", "Keep one of them.")
    for name in names:
        if problem := refused_position(name):
            raise refused(file, f"the column {name[:40]!r} holds {problem}.", "Rename that column.")
    found = find_columns(names, given)
    if not found.usable:
        raise missing(found, names, file, "column")
    if found.rest:
        found.notes.append(in_meta(found.rest, "column"))
    return found


def missing(found: Columns, names: Sequence[str], where: Origin | str, what: str) -> RefusedError:
    """The refusal of a file or article whose id or text is missing. ``what`` is "column" or "key"."""
    there = ", ".join(repr(name[:40]) for name in names[:_MOST_SHOWN] if name)
    there += ", …" if len(names) > _MOST_SHOWN else ""
    if found.absent:
        field_, name = next(iter(found.absent.items()))
        return refused(
            where,
            f"has no {what} {name!r}; its {what}s are {there or 'none'}.",
            f"Correct --map {field_}=…",
        )
    lacking = [field_ for field_ in NEEDED if field_ not in found.taken]
    for field_ in lacking:
        if names_ := found.unclear.get(field_):
            return refused(
                where,
                f"has {listed([*map(repr, names_)])}, and each could be the {field_}.",
                f"Name the one to read: {map_option(field_, names_[0])}",
            )
    kind = "column " if what == "column" else ""
    left = [name for name in names if name and name not in found.taken.values()]
    example = " ".join(map_option(field_, name) for field_, name in zip(lacking, left, strict=False))
    return refused(
        where,
        f"has no {kind}{f' and no {kind}'.join(lacking)}; its {what}s are {there or 'none'}.",
        f"Rename one, or say which {what} holds it"
        + (f", for instance: {example}" if example else f": --map {lacking[0]}=NAME"),
    )


def check_given(given: Mapping[str, str]) -> dict[str, str]:
    """The mapping that a user gave. Raises `ConfigError` for a field that no article has."""
    for name in given:
        if name not in NAMES:
            raise ConfigError(
                f"an article has no field {name!r}.", remedy=f"Its fields are {', '.join(NAMES)}."
            )
    return dict(given)


def map_option(field_: str, name: str) -> str:
    """The option that reads the column ``name`` as ``field_``, to copy into a shell."""
    return f"--map {shlex.quote(shown(f'{field_}={name}'))}"


def _plain(name: str) -> str:
    """``name`` without case, accents, blanks, punctuation and invisible characters, if a letter remains."""
    visible = "".join(
        char for char in unicodedata.normalize("NFD", name) if unicodedata.category(char) != "Cf"
    )
    letters = "".join(char for char in visible if unicodedata.category(char)[0] not in "PZSC")
    return _ACCENTS.sub("", letters).casefold() or visible.strip()
