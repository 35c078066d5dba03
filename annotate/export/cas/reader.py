"""Reads files of UIMA CAS: the inverse of the CAS export, and a reader of DKPro's named entities."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.core.errors import InputError, MissingExtraError
from annotate.core.jsonl import parse
from annotate.core.record import FORMAT, Record
from annotate.export.article_files import INDEX, listed_files
from annotate.export.cas import types
from annotate.export.cas.exporter import TYPE_SYSTEM
from annotate.export.cas.types import attribute_named
from annotate.export.unread import Report, Unread, refuse

if TYPE_CHECKING:
    from cassis import Cas

Data = dict[str, Any]


def read_cas(path: Path, report: Report = refuse) -> Iterator[Record]:
    """Yields the article of a file, or of each file of a folder in the order of ``articles.jsonl``.

    A file without our layers gives its named entities of DKPro Core; its name is the article's id, and the
    author is "cas". XMI needs ``typesystem.xml`` (or ``TypeSystem.xml``) beside it. ``report`` gets what
    cannot be read. Raises `InputError`, and `MissingExtraError` without dkpro-cassis.
    """
    return (read_cas_file(file, report) for file in cas_files(path))


def cas_files(path: Path) -> Iterator[Path]:
    """The file itself, the files of a folder, or those of the folders below it if it has none.

    Raises `InputError` if there are no such files.
    """
    if not path.is_dir():
        yield path
        return
    if not (path / INDEX).is_file() and not any(map(_is_cas, path.iterdir())):
        below = {
            one.parent
            for one in path.rglob("*")
            if _is_cas(one) and not any(part.startswith(".") for part in one.relative_to(path).parts)
        }
        if below:
            for folder in sorted(below):
                yield from cas_files(folder)
            return
    names = [str(entry["file"]) for entry in listed_files(path)]
    listed = set(names)
    there = (found.name for found in path.iterdir() if _is_cas(found))
    names += sorted(name for name in there if name not in listed)
    if not (names or (path / INDEX).is_file()):
        raise InputError(
            "holds no .xmi or .json file.", where=str(path), remedy="Name a folder of CAS files."
        )
    for name in names:
        yield path / name


def _is_cas(path: Path) -> bool:
    return path.suffix in (".xmi", ".json")


def read_cas_file(path: Path, report: Report = refuse) -> Record:
    """The article of one file. Raises as `read_cas`."""
    try:
        import cassis
    except ImportError as error:
        raise MissingExtraError("dkpro-cassis", "export") from error
    try:
        if path.suffix == ".json":
            with path.open(encoding="utf-8") as text:
                cas = cassis.load_cas_from_json(text)
        else:
            with _type_system(path).open("rb") as file:
                system = cassis.load_typesystem(file)
            with path.open("rb") as file:
                cas = cassis.load_cas_from_xmi(file, typesystem=system)
    except InputError:
        raise
    except Exception as error:  # cassis raises what its parsers raise
        raise InputError(
            f"cannot be read as a UIMA CAS ({type(error).__name__}: {error}).",
            where=str(path),
            remedy="It is an XMI file with its type system, or UIMA CAS JSON 0.4.",
        ) from error
    return _CasReader(cas, path, report).record()


def _type_system(path: Path) -> Path:
    for name in (TYPE_SYSTEM, "TypeSystem.xml"):
        if (beside := path.with_name(name)).is_file():
            return beside
    raise InputError(
        f"has no {TYPE_SYSTEM} beside it, and XMI cannot be read without its type system.",
        where=str(path),
        remedy="Put the type system into the same folder.",
    )


class _CasReader:
    """Reads one article."""

    def __init__(self, cas: Cas, path: Path, report: Report) -> None:
        self._cas = cas
        self._path = path
        self._text = cas.sofa_string or ""
        self._report = report
        found = self._all(types.ARTICLE)
        self._article = found[0] if found else None
        self._id = path.stem if self._article is None else self._article.identifier

    def record(self) -> Record:
        """The article with its annotation."""
        ours = self._cas.typesystem.contains_type(types.MENTION)
        mentions = self._all(types.MENTION if ours else types.NAMED_ENTITY)
        entities = {one.xmiID: self._mention(one) if ours else self._named_entity(one) for one in mentions}
        events = sorted([*self._all(types.EVENT), *self._all(types.ARTICLE_EVENT)], key=lambda one: one.xmiID)
        data = self._fields()
        data["article"]["text"] = self._text
        data["annotation"] |= {
            "entities": [one for one in entities.values() if one is not None],
            "events": [self._event(one, entities) for one in events],
        }
        return parse(Record, data, where=str(self._path))

    def _all(self, name: str) -> list[Any]:
        """All feature structures of a type, in the order of their ids."""
        if not self._cas.typesystem.contains_type(name):
            return []
        return sorted(self._cas.select(name), key=lambda one: one.xmiID)

    def _fields(self) -> Data:
        article = self._article
        if article is None:
            annotation = {"author": "cas", "status": "submitted"}
            return {"format": FORMAT, "article": {"id": self._id}, "annotation": annotation}
        other = self._json(article.other)
        meta = {"meta": self._json(article.meta)} if article.meta is not None else {}
        return {
            **other.get("record", {}),
            "article": {
                "id": self._id,
                **_present(article, types.ARTICLE_FIELDS),
                **meta,
                **other.get("article", {}),
            },
            "annotation": {
                **_present(article, types.ANNOTATION_FIELDS),
                **other.get("annotation", {}),
            },
        }

    def _json(self, value: str | None) -> Data:
        try:
            return dict(json.loads(value or "{}"))
        except (ValueError, TypeError) as error:
            raise InputError(
                f"holds JSON that cannot be read: {value!r:.60}.",
                where=str(self._path),
                remedy="Export it again.",
            ) from error

    def _span(self, one: Any) -> Data:
        return {"start": one.begin, "end": one.end, "text": self._text[one.begin : one.end]}

    def _mention(self, one: Any) -> Data:
        region = {**self._span(one), **self._region(one, "label")}
        return region if one.ref is None else {**region, "ref": one.ref}

    def _named_entity(self, one: Any) -> Data | None:
        span = self._span(one)
        if not one.value or not span["text"]:
            why = "a named entity without a value" if span["text"] else "an empty named entity"
            self._report(Unread(self._id, f"feature structure {one.xmiID}", span["text"], why))
            return None
        ref = getattr(one, "identifier", None)
        return {**span, "id": f"e{one.xmiID}", "label": one.value, **({} if ref is None else {"ref": ref})}

    def _event(self, one: Any, entities: dict[int, Data | None]) -> Data:
        region = self._region(one, "type")
        trigger = region.pop("trigger", {})
        if one.type.name == types.ARTICLE_EVENT:
            return {**region, "trigger": None}
        arguments = []
        for link in one.arguments.elements if one.arguments is not None else ():
            target = entities.get(link.target.xmiID) if link.target is not None else None
            if target is None or not link.role:
                why = "an argument without a mention" if link.role else "an argument without a role"
                self._report(Unread(self._id, f"{region['id']} {link.role}", self._span(one)["text"], why))
                continue
            arguments.append({"role": link.role, "entity": target["id"], **self._json(link.other)})
        return {**region, "trigger": {**self._span(one), **trigger}, "arguments": arguments}

    def _region(self, one: Any, label: str) -> Data:
        """What mentions and events have. Regions that were added elsewhere have no identifier."""
        region: Data = {"id": one.identifier or f"r{one.xmiID}", label: one.label}
        region |= _present(one, ("note", "score", "uncertainty"))
        if one.unreviewed is not None:
            region["unreviewed"] = list(one.unreviewed.elements)
        if one.provenance is not None:
            region["provenance"] = [
                {**_present(each, ("source", "score")), **self._json(each.other)}
                for each in one.provenance.elements
            ]
        attributes: Data = {}
        for feature in one.type.all_features:
            name = attribute_named(feature)
            value = getattr(one, feature.name)
            if name is not None and value is not None:
                attributes[name] = value if isinstance(value, str) else list(value.elements)
        other = self._json(one.other)
        attributes |= other.pop("attributes", {})
        return {**region, "attributes": attributes, **other}


def _present(one: Any, names: tuple[str, ...]) -> Data:
    found = {name: getattr(one, name, None) for name in names}
    return {name: value for name, value in found.items() if value is not None}
