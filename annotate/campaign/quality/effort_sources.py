"""Reads annotations for `annotate effort`: from the mirror, or from a file.

Each annotation is compared under the version of the ontology with which it was made, so that a later change
of the ontology changes no count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from annotate.campaign.server.ontology_in_use import FormerOntologies
from annotate.core import jsonl
from annotate.core.annotation import Annotation
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.core.renaming import with_usual_values_of
from annotate.project import Project

if TYPE_CHECKING:
    from annotate.studio.store.mirror import Mirror
    from annotate.studio.store.ontology_log import OntologyLog
    from annotate.studio.store.plan import Plan


@dataclass
class FileNotes:
    """What a file has that is not counted: lines that came twice, and what was forgotten."""

    came_twice: int = 0
    forgotten: dict[str, bool] = field(default_factory=dict)


class Annotations(Protocol):
    """Where annotations are read. ``ontology`` is the one under which the latest record is compared."""

    ontology: Ontology

    def records(self) -> Iterator[Record]:
        """The annotations, one by one."""


class AnnotationsOfMirror:
    """The annotations of the mirror, each read by the version of the ontology with which it was made."""

    def __init__(self, plan: Plan, mirror: Mirror, ontology: Ontology) -> None:
        self._plan, self._mirror, self._present = plan, mirror, ontology
        self.ontology = ontology

    def records(self) -> Iterator[Record]:
        from annotate.studio.pull.decode_report import DecodeReport
        from annotate.studio.pull.reading import task_records

        read = task_records(
            self._mirror, self._plan, self._present, DecodeReport(), drafts=True, as_made=True
        )
        for found in read:
            self.ontology = found.ontology
            yield found.record


class AnnotationsOfFile:
    """The annotations of a file. A pull wrote them with the names of its time, so present names are used.

    Usual values are those of the version with which an annotation was made.
    """

    def __init__(self, project: Project, file: Path, log: OntologyLog | None, notes: FileNotes) -> None:
        self._project, self._file, self._notes = project, file, notes
        self._formers = FormerOntologies(project, log, file)
        self._known: dict[int, tuple[Ontology, Ontology]] = {}
        self.ontology = project.ontology

    def records(self) -> Iterator[Record]:
        from annotate.studio.store.forgotten import FORGOTTEN_FILE
        from annotate.studio.store.forgotten_content import without_forgotten

        forgotten = self._project.local / FORGOTTEN_FILE
        seen: set[bytes] = set()
        for record in without_forgotten(jsonl.read_records(self._file), forgotten, self._notes.forgotten):
            digest = hashlib.blake2b(record.to_json().encode(), digest_size=16).digest()
            if digest in seen:
                self._notes.came_twice += 1
                continue
            seen.add(digest)
            self.ontology = self._compared_under(record.annotation)
            yield record

    def _compared_under(self, annotation: Annotation) -> Ontology:
        present = self._project.ontology
        if not (formers := self._formers(annotation)):
            return present
        former = formers[-1]
        if id(former) not in self._known:
            # With the former, so that its identity is not given again.
            self._known[id(former)] = former, with_usual_values_of(former, present)
        return self._known[id(former)][1]
