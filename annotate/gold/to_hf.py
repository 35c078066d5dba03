"""Gold as a `datasets.DatasetDict`, with a dataset for each split."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from annotate.core.annotation import Decision, Status
from annotate.core.errors import MissingExtraError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.core.rows import arrow_schema, to_row
from annotate.export.huggingface import class_names

if TYPE_CHECKING:
    import datasets  # type: ignore[import-untyped]

_AT_ONCE = 100  # rows in memory as Python objects


class _Names:
    """The names of labels, types and roles: those of the ontology first, then others that the gold has."""

    def __init__(self, ontology: Ontology | None) -> None:
        known = class_names(ontology) if ontology is not None else {}
        self.labels = dict.fromkeys(known.get("label", ()))
        self.types = dict.fromkeys(known.get("type", ()))
        self.roles = dict.fromkeys(known.get("role", ()))

    def seen(self, records: Iterable[GoldRecord]) -> Iterator[GoldRecord]:
        """Yields the records, and notes their names."""
        for record in records:
            self.labels |= dict.fromkeys(sorted({entity.label for entity in record.entities}))
            for event in record.events:
                self.types.setdefault(event.type)
                self.roles |= dict.fromkeys(argument.role for argument in event.arguments)
            yield record


def dataset_dict(
    splits: Mapping[str, Iterable[GoldRecord]], ontology: Ontology | None
) -> datasets.DatasetDict:
    """A dataset for each split. The columns are those of a release's Parquet files.

    Labels, types and roles are ClassLabels: first the names of ``ontology``, then others that the records
    have. The datasets are in memory, as Arrow tables.
    """
    try:
        import datasets
        import pyarrow
        from datasets.table import table_cast  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("datasets", "huggingface") from error
    schema = arrow_schema()
    names = _Names(ontology)
    tables = {}
    for split, records in splits.items():
        remaining = names.seen(records)
        batches = []
        while some := list(islice(remaining, _AT_ONCE)):
            rows = [to_row(record) for record in some]
            batches.append(pyarrow.RecordBatch.from_pylist(rows, schema=schema))
        # `datasets` casts a column by its parts, and a table without rows has none.
        batches = batches or [pyarrow.RecordBatch.from_pylist([], schema=schema)]
        tables[split] = pyarrow.Table.from_batches(batches, schema=schema)
    features = _features(datasets, datasets.Features.from_arrow_schema(schema), names)
    return datasets.DatasetDict(
        {split: datasets.Dataset(table_cast(table, features.arrow_schema)) for split, table in tables.items()}
    )


def _features(module: Any, features: Any, names: _Names) -> Any:
    """The features with ClassLabels in place of strings."""
    entity, event = features["entities"].feature, features["events"].feature
    entity["label"] = module.ClassLabel(names=list(names.labels))
    event["type"] = module.ClassLabel(names=list(names.types))
    event["arguments"].feature["role"] = module.ClassLabel(names=list(names.roles))
    features["status"] = module.ClassLabel(names=[status.value for status in Status])
    features["decision"] = module.ClassLabel(names=[decision.value for decision in Decision])
    return features
