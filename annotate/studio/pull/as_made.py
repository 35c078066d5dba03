"""Reads an annotation as the version of the ontology says that was in use when it was saved last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.core.ontology_versions import same_structure
from annotate.studio.codec.open_arrow import RoleJudge
from annotate.studio.pull.arrow_roles import ArrowRoles
from annotate.studio.pull.stated_values import StatedValues
from annotate.studio.screen.binding import Binding, bind
from annotate.studio.screen.label_config import build_label_config
from annotate.studio.store.ontology_log import UsedOntology
from annotate.studio.store.plan import Plan


@dataclass(frozen=True, eq=False)
class Version:
    """An ontology, and what reads annotations by its names."""

    ontology: Ontology
    binding: Binding
    stated: StatedValues
    arrows: ArrowRoles

    @classmethod
    def of(
        cls,
        plan: Plan,
        ontology: Ontology,
        config: str,
        judge: RoleJudge | None = None,
        *,
        decide_again: bool = False,
    ) -> Version:
        """Reads by an ontology what was made on a screen. ``config`` is the live labelling configuration.

        Raises `ConfigError` if the screen lacks something of the ontology.
        """
        formers = [former for used in plan.ontologies.all() if (former := used.ontology()) is not None]
        binding = bind(ontology, config, formers)
        stated = StatedValues(plan.ontologies, ontology, binding)
        return cls(ontology, binding, stated, ArrowRoles(plan, ontology, judge, decide_again=decide_again))


class VersionsInUse:
    """Finds the version that was in use at a time.

    The present version stands for those that differ from it in wording alone, and for those whose content
    or screen is unknown.
    """

    def __init__(self, plan: Plan, present: Version, config: str) -> None:
        self._plan = plan
        self._present = present
        self._config = config
        self._known: dict[str | None, Version] = {}

    def at(self, moment: datetime | str | None) -> Version:
        """The version in use at a time of the server."""
        used = self._plan.ontologies.at(moment)
        if used is None:
            return self._present
        if used.digest not in self._known:
            self._known[used.digest] = self._of(used)
        return self._known[used.digest]

    def at_each(self, moments: Sequence[datetime | str | None]) -> list[Version]:
        """The versions in use at these times, each once; the present one if there is no time."""
        return list(dict.fromkeys(map(self.at, moments))) or [self._present]

    def _of(self, used: UsedOntology) -> Version:
        present, ontology = self._present, used.ontology()
        if ontology is None or same_structure(ontology, present.ontology):
            return present
        try:
            return Version.of(self._plan, ontology, self._config)
        except ConfigError:
            # The screen lost what the version had. Its results are as those on a screen of its own.
            return present if ontology.adopted else self._on_own_screen(ontology)

    def _on_own_screen(self, ontology: Ontology) -> Version:
        return Version.of(self._plan, ontology, build_label_config(ontology))
