"""Writes croissant.json: the release described in JSON-LD for search engines and data loaders.

Croissant: https://docs.mlcommons.org/croissant/docs/croissant-spec.html. Its fields for responsible AI:
https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.core.files import writing
from annotate.gold.card.citation import bibtex, dated
from annotate.gold.card.figure import Figure
from annotate.gold.card.tally import Tallies
from annotate.gold.release_files import (
    ANNOTATIONS_FILE,
    DATA_FOLDER,
    GOLD_FILE,
    MANIFEST_FILE,
    ONTOLOGY_FILE,
    PARQUET_FILE,
    SPLITS_FILE,
)

_VERSIONS = ("http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0")
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_FORMATS = {
    ".parquet": "application/x-parquet",
    ".jsonl": "application/jsonlines",
    ".json": "application/json",
    ".yaml": "application/yaml",
}
_SIMPLE = (("string", "sc:Text"), ("int", "sc:Integer"), ("double", "sc:Float"), ("bool", "sc:Boolean"))
_COLUMNS = (
    "A row per article. The lists inside mentions and events (arguments, attributes) are in the Parquet file"
    " and in gold.jsonl; Croissant has no fields for them."
)


def write_croissant(path: Path, counted: Tallies, figures: dict[str, Figure]) -> None:
    """Writes the file ``path``. The Parquet files must be there."""
    with writing(path) as file:
        json.dump(croissant(path.parent, counted, figures), file, ensure_ascii=False, indent=2)
        file.write("\n")


def croissant(folder: Path, counted: Tallies, figures: dict[str, Figure]) -> dict[str, Any]:
    """The JSON-LD of the release in ``folder``. Under another pyarrow only checksums in it differ."""
    release, about = counted.release, counted.release.about
    languages = sorted(language for language in counted.gold.languages if language)
    parquet = [f"{DATA_FOLDER}/{name}.parquet" for name in release.splits] + [PARQUET_FILE]
    others = (GOLD_FILE, ANNOTATIONS_FILE, SPLITS_FILE, ONTOLOGY_FILE, MANIFEST_FILE)
    names = [name for name in (*parquet, *others) if (folder / name).is_file()]
    known = {
        "license": about.get("licence"),
        "url": about.get("url"),
        "datePublished": dated(counted.gold),
        "creator": [{"@type": "Person", "name": author} for author in release.authors],
        "inLanguage": languages,
        "rai:dataUseCases": about.get("intended_use"),
        **_responsible(counted, figures),
    }
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": list(_VERSIONS),
        "name": release.name,
        "alternateName": release.title,
        "version": release.version,
        "description": about.get("description") or "News articles with mentions of entities, and events.",
        "citeAs": bibtex((str(name), str(value)) for name, value in figures["citation"].rows),
        **{key: value for key, value in known.items() if value},
        "distribution": [_file(folder, name) for name in names],
        "recordSet": [_record_set(folder, name) for name in names if name in parquet],
    }


def _responsible(counted: Tallies, figures: dict[str, Figure]) -> dict[str, Any]:
    """The fields for responsible AI, as far as the release knows them."""
    overview = {str(what): value for what, value in figures["overview"].rows}
    answers = [f"{people} in {articles} articles" for people, articles in figures["answers"].rows]
    left_out = [f"{count} articles: {words or code}" for code, words, count in figures["left-out"].rows]
    decisions = [f"{decision}: {articles} articles" for decision, articles in figures["decisions"].rows]
    people = [
        f"{name[0].upper()}{name[1:]}: {overview[name]}"
        for name in ("annotators of gold", "annotators who answered")
        if name in overview
    ]
    collection = (
        f"Articles: {overview['articles in gold']}; named sources: {overview['sources']};"
        f" published: {overview['articles published']}."
    )
    if stated := counted.release.about.get("sources"):
        collection = f"{stated} {collection}"
    return {
        "rai:dataCollection": collection,
        "rai:dataCollectionMissingData": "; ".join(left_out),
        "rai:dataAnnotationProtocol": f"{counted.gold.start} They followed the ontology"
        f" {counted.release.ontology.id} ({ONTOLOGY_FILE}).",
        "rai:dataAnnotationAnalysis": f"Decisions: {'; '.join(decisions)}.",
        "rai:annotationsPerItem": f"Annotators who answered: {'; '.join(answers)}." if answers else "",
        "rai:annotatorDemographics": f"{'; '.join(people)}. They are under pseudonyms.",
        "rai:machineAnnotationTools": [str(row[0]) for row in figures["labelers"].bounded().rows],
        "rai:dataLimitations": [str(gap) for (gap,) in figures["gaps"].bounded().rows],
    }


def _file(folder: Path, name: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "encodingFormat": _FORMATS[Path(name).suffix],
        "sha256": sha256(folder / name),
    }


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record_set(folder: Path, file: str) -> dict[str, Any]:
    import pyarrow.parquet

    name = Path(file).stem
    read_schema: Any = pyarrow.parquet.read_schema  # it has no type hints
    with (folder / file).open("rb") as table:  # of a path, pyarrow may make an address
        columns = read_schema(table)
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": _COLUMNS,
        "key": {"@id": f"{name}/id"},
        "field": list(_fields(name, file, columns)),
    }


def _fields(record_set: str, file: str, columns: Any) -> Iterator[dict[str, Any]]:
    """A field for each column that holds a value, or a list of structs."""
    from pyarrow import types

    for column in columns:
        identifier = f"{record_set}/{column.name}"
        if (data_type := _data_type(column.type)) is not None:
            yield _field(identifier, data_type, file, column.name)
        elif types.is_list(column.type) and types.is_struct(column.type.value_type):
            inner = [
                _field(f"{identifier}/{path.replace('.', '_')}", inner_type, file, column.name, path)
                for path, inner_type in _leaves(column.type.value_type)
            ]
            yield {**_named(identifier), "repeated": True, "subField": inner}


def _leaves(struct: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """The path and the type of each simple value in a struct, also of structs in it."""
    from pyarrow import types

    for column in struct:
        path = f"{above}{column.name}"
        if (data_type := _data_type(column.type)) is not None:
            yield path, data_type
        elif types.is_struct(column.type):
            yield from _leaves(column.type, f"{path}.")


def _data_type(column_type: object) -> str | None:
    return next((name for start, name in _SIMPLE if str(column_type).startswith(start)), None)


def _named(identifier: str) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": identifier, "name": identifier}


def _field(
    identifier: str, data_type: str, file: str, column: str, path: str | None = None
) -> dict[str, Any]:
    source: dict[str, Any] = {"fileObject": {"@id": file}, "extract": {"column": column}}
    if path is not None:
        source["transform"] = {"jsonPath": path}
    return {**_named(identifier), "dataType": data_type, "source": source}
