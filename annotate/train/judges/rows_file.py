"""Training rows in a file: features and classes, no text. A campaign's gold is mixed with such rows.

A row is a list of numbers: its class, its group, and its features. Rows are compressed, because features are
long words that come thousands of times.
"""

from __future__ import annotations

import json
import lzma
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from annotate.core.errors import ConfigError
from annotate.core.files import writing_bytes
from annotate.train.judges.fitting import TrainingRow

FORMAT = 1


@dataclass(frozen=True)
class StoredRows:
    """Rows by judge, each with its article as group. ``articles`` maps names of sets of gold to article ids.

    ``digests`` maps the names of the sets to digests of their gold. ``versions`` names what the rows were
    made with.
    """

    rows: Mapping[str, Sequence[TrainingRow]]
    articles: Mapping[str, Sequence[str]]
    languages: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    ontology: str = ""
    labelers: frozenset[str] = frozenset()  # that find entities

    @property
    def sets(self) -> dict[str, int]:
        """The number of articles of each set."""
        return {name: len(ids) for name, ids in self.articles.items() if ids}

    def without(self, ids: Iterable[str]) -> StoredRows:
        """The rows without those of some articles."""
        left_out = frozenset(ids)
        return replace(
            self,
            rows={
                judge: [row for row in rows if row.group not in left_out] for judge, rows in self.rows.items()
            },
            articles={
                name: [id_ for id_ in of_set if id_ not in left_out] for name, of_set in self.articles.items()
            },
        )


def save_rows(path: Path, stored: StoredRows, *, least: Mapping[str, int] = MappingProxyType({})) -> None:
    """Writes rows in their order. The same rows give the same bytes.

    Leaves out features that fewer rows of a judge have than ``least`` says (default: 1, all features).
    """
    data = {
        "format": FORMAT,
        "ontology": stored.ontology,
        "articles": {name: list(ids) for name, ids in sorted(stored.articles.items())},
        "languages": list(stored.languages),
        "digests": dict(sorted(stored.digests.items())),
        "versions": dict(sorted(stored.versions.items())),
        "labelers": sorted(stored.labelers),
        "judges": {judge: _packed(rows, least.get(judge, 1)) for judge, rows in sorted(stored.rows.items())},
    }
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    with writing_bytes(path) as file:
        file.write(lzma.compress(content))


def load_rows(path: Path) -> StoredRows:
    """Reads what `save_rows` wrote. Raises `ConfigError` if the file is missing or is no such file."""
    try:
        data = json.loads(lzma.decompress(path.read_bytes()))
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r}")
        return StoredRows(
            {judge: _unpacked(packed) for judge, packed in data["judges"].items()},
            data["articles"],
            tuple(data["languages"]),
            data["digests"],
            data["versions"],
            data["ontology"],
            frozenset(data["labelers"]),
        )
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror or error}.",
            where=str(path),
            remedy="Install the package again.",
        ) from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, lzma.LZMAError, EOFError) as error:
        raise ConfigError(
            f"holds no training rows ({type(error).__name__}: {error}).",
            where=str(path),
            remedy="Install the package again.",
        ) from error


def _packed(rows: Sequence[TrainingRow], least: int) -> dict[str, Any]:
    counts = Counter(name for row in rows for name in dict.fromkeys(row.features))
    # The most frequent first, so that most numbers are short.
    features = sorted(
        (name for name, count in counts.items() if count >= least), key=lambda n: (-counts[n], n)
    )
    numbers = {name: number for number, name in enumerate(features)}
    labels = sorted({row.label for row in rows})
    groups = list(dict.fromkeys(row.group for row in rows))
    group_numbers = {name: number for number, name in enumerate(groups)}
    return {
        "features": features,
        "labels": labels,
        "groups": groups,
        "rows": [
            [
                labels.index(row.label),
                group_numbers[row.group],
                *sorted({numbers[name] for name in row.features if name in numbers}),
            ]
            for row in rows
        ],
        "weights": [row.weight for row in rows] if any(row.weight != 1 for row in rows) else [],
    }


def _unpacked(packed: Mapping[str, Any]) -> tuple[TrainingRow, ...]:
    features, labels, groups = packed["features"], packed["labels"], packed["groups"]
    weights = packed["weights"] or [1.0] * len(packed["rows"])
    return tuple(
        TrainingRow(tuple(features[number] for number in numbers), labels[label], groups[group], weight)
        for (label, group, *numbers), weight in zip(packed["rows"], weights, strict=True)
    )
