"""How a pull reads arrows without a role: by the version of the ontology in use, and by what was kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotate.core.ontology import Ontology
from annotate.core.ontology_versions import digest_of
from annotate.studio.codec.open_arrow import RoleJudge
from annotate.studio.codec.open_roles import DecidedRole, RoleReading, RoleTable
from annotate.studio.store.plan import Plan


class ArrowRoles:
    """Makes a `RoleReading` for each annotation of a campaign.

    The arrows of an annotation are read as the version of the ontology says that was in use when a person
    saved it last. With ``decide_again``, the roles in the plan only count where nothing else says the role.
    """

    def __init__(
        self, plan: Plan, ontology: Ontology, judge: RoleJudge | None = None, *, decide_again: bool = False
    ) -> None:
        self._plan = plan
        self._ontology = ontology
        self._digest = digest_of(ontology)
        self._judge = judge
        self._decide_again = decide_again
        self._readings: dict[str | None, RoleReading] = {}

    def reading(self, task_key: str | None, saved_at: Any, known: Iterable[DecidedRole] = ()) -> RoleReading:
        """How to read the arrows of an annotation that was saved at a time of the server.

        ``known`` are the roles that its arrows were read as before.
        """
        used = self._plan.ontologies.at(saved_at if isinstance(saved_at, str) else None)
        digest = self._digest if used is None else used.digest
        if digest not in self._readings:
            made_with = self._ontology if used is None or digest == self._digest else used.ontology()
            reading = RoleReading.by(made_with, self._ontology, self._judge)
            reading.earlier = self._earlier(digest)
            reading.version = self._ontology.id if used is None else used.id
            self._readings[digest] = reading
        kept = [] if self._decide_again or task_key is None else self._plan.filled_roles.of(task_key)
        return self._readings[digest].for_another(kept, known, again=self._decide_again)

    def _earlier(self, digest: str | None) -> tuple[RoleTable, ...]:
        """The tables of the versions that were in use before the one with this digest, the latest first."""
        used = self._plan.ontologies.all()
        last = max((place for place, one in enumerate(used) if one.digest == digest), default=len(used))
        found = [version for one in reversed(used[:last]) if (version := one.ontology()) is not None]
        stated = [version for version in found if version.states_arrows and not self._ontology.adopted]
        return tuple(RoleTable.of(version, self._ontology) for version in stated)
