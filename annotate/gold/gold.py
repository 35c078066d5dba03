"""Gold as training scripts use it: records by split or by number, as spaCy's Docs, datasets or tables."""

from __future__ import annotations

import operator
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from annotate.core.errors import AnnotateError, ConfigError, InputError
from annotate.core.record import AnswerRecord, GoldRecord
from annotate.core.wording import counted
from annotate.export.alignment import check_choice
from annotate.export.layers import FLATTEN, Flatten
from annotate.export.losses import Losses
from annotate.gold.annotations_file import read_annotations
from annotate.gold.flat import flat_record
from annotate.gold.places import Places, read_gold
from annotate.gold.release_files import ANNOTATIONS_FILE
from annotate.gold.released import Released
from annotate.gold.reviewed import reviewed_record

if TYPE_CHECKING:
    import datasets  # type: ignore[import-untyped]
    import pandas
    from spacy.language import Language

    from annotate.export.alignment import Misaligned
    from annotate.export.conll import Scheme
    from annotate.gold.to_pandas import Table
    from annotate.gold.to_sentences import Sentences
    from annotate.gold.to_spacy import Docs

_ONLY_SPLIT = "train"  # `datasets` calls a file without splits so


@dataclass(frozen=True, repr=False)
class Gold(Released):
    """Gold records with splits, manifest and ontology. Each iteration reads the file again, line by line.

    ``len(gold)``, ``gold[0]`` and ``gold[10:20]`` work too; a slice is a `Gold` that reads its own records.
    With ``reviewed_only``, the records have no values that nobody saw on a screen.
    """

    reviewed_only: bool = False
    split_name: str | None = None  # of a split alone
    rows: range | None = None  # of a slice: numbers of records of the gold or of the split
    flatten: Flatten | None = None  # of a flat layer
    _kept: dict[str, Any] = field(default_factory=dict, compare=False)  # shared by all parts of this gold

    def __iter__(self) -> Iterator[GoldRecord]:
        if self.flatten is None:
            return self._records()
        return self._flat_records()

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> GoldRecord: ...
    @overload
    def __getitem__(self, index: slice) -> Gold: ...
    def __getitem__(self, index: int | slice) -> GoldRecord | Gold:
        if isinstance(index, slice):
            return replace(self, rows=(self.rows or range(len(self)))[index])
        number = operator.index(index)
        if not -len(self) <= number < len(self):
            raise IndexError(f"there is no record {number}; this gold has {counted(len(self), 'record')}")
        number %= len(self)
        return next(iter(self[number : number + 1]))

    def __repr__(self) -> str:
        try:
            return f"<{self._described()}>"
        except AnnotateError as error:
            return f"<Gold {self.path}: {error}>"

    @property
    def reviewed(self) -> Gold:
        """The same gold without the values that nobody saw on a screen. Trainers get gold in this form."""
        return replace(self, reviewed_only=True)

    def flat(self, flatten: Flatten = "longest") -> Gold:
        """The same gold with a flat layer of mentions: of overlapping mentions, one stays.

        The "longest" stays, or the "innermost" (shortest) one; with "strict", none. An argument whose mention
        does not stay is left out; its event stays. `left_out` names both, and each iteration ends with a
        warning that counts them. Raises `ConfigError` for another value.
        """
        check_choice("flatten", flatten, FLATTEN)
        return replace(self, flatten=flatten)

    def left_out(self) -> Losses:
        """What `reviewed` and a flat layer leave out: counted, and each part named with its words.

        `reviewed` leaves out refs, attributes and arguments, a flat layer mentions and arguments.
        """
        losses = Losses()
        for record in self._whole_records():
            kept = reviewed_record(record, losses) if self.reviewed_only else record
            if self.flatten is None:
                losses.articles += 1
            else:
                flat_record(kept, self.flatten, losses)
        return losses

    def split(self, name: str) -> GoldSplit:
        """The records of "train", "dev" or "test", in file order. Raises `InputError` without the split."""
        if not self._is_whole:
            raise ConfigError(
                "a part of the gold has no splits.",
                remedy=f"Take the split first: gold.split({name!r})[:10].",
            )
        if name not in self.splits:
            raise InputError(
                f"has no split {name!r}.",
                where=str(self.path),
                remedy=f"It has {', '.join(self.splits) or 'none: only a release folder has splits'}.",
            )
        parts = {key: getattr(self, key) for key in ("path", "ontology_name", "reviewed_only", "flatten")}
        return GoldSplit(**parts, split_name=name, _kept=self._kept)

    def annotations(self) -> Iterator[AnswerRecord]:
        """Each person's answer, under a pseudonym: the records of annotations.jsonl.

        Raises `InputError` if the release was made without them, and for a single file.
        """
        file = self.path / ANNOTATIONS_FILE
        if not file.is_file():
            raise InputError(
                f"has no {ANNOTATIONS_FILE}.",
                where=str(self.path),
                remedy="A release has it unless it was made with --no-annotations or by an earlier version.",
            )
        return read_annotations(file)

    def to_spacy(
        self,
        split: str | None = None,
        *,
        nlp: Language | None = None,
        flatten: Flatten = "longest",
        misaligned: Misaligned = "strict",
    ) -> Docs:
        """spaCy's Docs of a split, or of all records: ``ents`` (a flat layer), ``spans`` and ``cats``.

        ``nlp`` tokenises; without it, spaCy's tokenizer of each article's language. The list has ``losses``:
        what a Doc cannot hold, each with its words; a warning counts the lost mentions. Raises `InputError`
        for gold without texts, and `MissingExtraError` without spaCy.
        """
        from annotate.gold.to_spacy import docs_of

        part = self if split is None else self.split(split)
        return docs_of(part, self.ontology, nlp=nlp, flatten=flatten, misaligned=misaligned)

    def to_sentences(
        self,
        split: str | None = None,
        *,
        scheme: Scheme = "bio",
        flatten: Flatten = "longest",
        misaligned: Misaligned = "strict",
    ) -> Sentences:
        """Sentences of a split, or of all records: ``words``, a BIO or BIOES tag for each, and ``spans``.

        Needs no other library. The list has ``label2id``, and ``losses``: the mentions without tags, each
        with its words; a warning counts them. Raises `InputError` for gold without texts.
        """
        from annotate.gold.to_sentences import sentences_of

        part = self if split is None else self.split(split)
        ontology = self.ontology_if_here
        return sentences_of(part, ontology, scheme=scheme, flatten=flatten, misaligned=misaligned)

    def to_hf(self) -> datasets.DatasetDict:
        """A `datasets.DatasetDict` with a dataset for each split; labels, types and roles are ClassLabels.

        Gold without splits has the one split "train", as `datasets` calls it for a single file.
        Raises `MissingExtraError` without `datasets`.
        """
        from annotate.gold.to_hf import dataset_dict

        splits: dict[str, Gold] = {name: self.split(name) for name in self.splits} if self._is_whole else {}
        return dataset_dict(splits or {self.split_name or _ONLY_SPLIT: self}, self.ontology_if_here)

    def to_pandas(self, table: Table, split: str | None = None) -> pandas.DataFrame:
        """A table of "articles", "entities", "events" or "arguments". Each row has article id and split.

        Raises `MissingExtraError` without pandas, and `ConfigError` for another table.
        """
        from annotate.gold.to_pandas import table_of

        part = self if split is None else self.split(split)
        return table_of(part, table, self.splits, self.ontology_if_here)

    @property
    def _is_whole(self) -> bool:
        return self.rows is None and self.split_name is None

    def _whole_records(self) -> Iterator[GoldRecord]:
        if self.rows is not None:
            return self._places.read(self._positions)
        ids = None if self.split_name is None else frozenset(self.splits[self.split_name])
        return read_gold(self.file, ids)

    def _records(self) -> Iterator[GoldRecord]:
        records = self._whole_records()
        return map(reviewed_record, records) if self.reviewed_only else records

    def _flat_records(self) -> Iterator[GoldRecord]:
        assert self.flatten is not None
        losses = Losses()
        for record in self._records():
            yield flat_record(record, self.flatten, losses)
        if len(losses.lost):
            mentions = sum(number for (what, _), number in losses.lost.counts.items() if what == "flat layer")
            warnings.warn(
                f"The flat layer leaves out {counted(mentions, 'mention')} and"
                f" {counted(len(losses.lost) - mentions, 'argument')}; left_out() names each.",
                stacklevel=2,
            )

    @property
    def _places(self) -> Places:
        if "places" not in self._kept:
            self._kept["places"] = Places.of(self.file)
        places: Places = self._kept["places"]
        return places

    @cached_property
    def _positions(self) -> range | list[int]:
        everything = range(len(self._places.ids))
        if self.split_name is None:
            return everything if self.rows is None else self.rows
        wanted = frozenset(self.splits[self.split_name])
        positions = [number for number in everything if self._places.ids[number] in wanted]
        return positions if self.rows is None else [positions[number] for number in self.rows]

    def _described(self) -> str:
        name = " ".join(str(self.manifest[key]) for key in ("name", "version") if key in self.manifest)
        parts = [f"Gold {name or self.path.name}: {counted(len(self), 'article')}"]
        if self.split_name is not None:
            parts[0] += f" of the split {self.split_name}"
        if self.rows is not None:
            parts[0] += " of a slice"
        elif self.split_name is None and self.splits:
            parts.append(", ".join(f"{split} {len(ids)}" for split, ids in self.splits.items()))
        if self.flatten is not None:
            parts.append(f"flat layer ({self.flatten})")
        if self.reviewed_only:
            parts.append("reviewed values only")
        ontology = self.manifest.get("ontology") or self.ontology.id
        return "; ".join([*parts, f"ontology {ontology}", str(self.path)])


@dataclass(frozen=True, repr=False)
class GoldSplit(Gold):
    """One split of gold. Like an iterator, it also works with ``next``; a loop then goes on from there."""

    def __iter__(self) -> Iterator[GoldRecord]:
        return self._kept_iterator.pop() if self._kept_iterator else super().__iter__()

    def __next__(self) -> GoldRecord:
        if not self._kept_iterator:
            self._kept_iterator.append(super().__iter__())
        return next(self._kept_iterator[0])

    @cached_property
    def _kept_iterator(self) -> list[Iterator[GoldRecord]]:
        return []
