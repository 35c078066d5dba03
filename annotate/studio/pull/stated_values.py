"""The usual values that the ontology stated at a time: those of the version that people worked with then."""

from __future__ import annotations

from datetime import datetime

from annotate.core.ontology import Ontology
from annotate.core.ontology_versions import digest_of
from annotate.studio.codec.usual_values import ByLabel, usual_values
from annotate.studio.screen.binding import Binding
from annotate.studio.store.ontology_log import OntologyLog


class StatedValues:
    """Looks the usual values up, with the names of ``present`` and as far as the screen can show them."""

    def __init__(self, log: OntologyLog, present: Ontology, binding: Binding) -> None:
        self._log = log
        self._present = present
        self._binding = binding
        self._digest = digest_of(present)
        self._known: dict[str, ByLabel] = {}

    def at(self, moment: datetime | str | None) -> tuple[ByLabel, str]:
        """The usual values at a time of the server, and the version (NAME@VERSION) that states them.

        None is stated if the content of that version is unknown.
        """
        used = self._log.at(moment)
        if used is None:
            return self._of(self._digest, self._present), self._present.id
        if used.digest is None:
            return {}, used.id
        if used.digest not in self._known:
            content = self._present if used.digest == self._digest else used.ontology()
            return self._of(used.digest, content), used.id
        return self._known[used.digest], used.id

    def _of(self, digest: str, stated: Ontology | None) -> ByLabel:
        if digest not in self._known:
            values = {} if stated is None else usual_values(stated, self._present, self._binding)
            self._known[digest] = values
        return self._known[digest]
