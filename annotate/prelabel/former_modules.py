"""Keeps the module names of earlier versions importable, because plug-ins use these names."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_INTERFACE, _PARSING = "annotate.prelabel.interface", "annotate.prelabel.parsing"
_KNOWLEDGE = "annotate.prelabel.knowledge"
FORMER_MODULES = {
    "annotate.prelabel.analysis": f"{_INTERFACE}.analyser",
    "annotate.prelabel.draft": f"{_INTERFACE}.draft",
    "annotate.prelabel.gazetteers": f"{_KNOWLEDGE}.gazetteers",
    "annotate.prelabel.lexicon": f"{_KNOWLEDGE}.lexicon",
    "annotate.prelabel.mentions": f"{_INTERFACE}.entities",
    "annotate.prelabel.protocol": f"{_INTERFACE}.protocol",
    "annotate.prelabel.region_ids": f"{_INTERFACE}.region_ids",
    "annotate.prelabel.registry": f"{_INTERFACE}.registry",
    "annotate.prelabel.scores": f"{_INTERFACE}.fixed_scores",
    "annotate.prelabel.sentences": f"{_PARSING}.sentences",
    "annotate.prelabel.tree": f"{_PARSING}.tree",
}


class _FormerModules(MetaPathFinder, Loader):
    def __init__(self) -> None:
        self._own_specs: dict[str, ModuleSpec | None] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in FORMER_MODULES else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        now = FORMER_MODULES[spec.name]
        warnings.warn(f"{spec.name} is now {now}.", DeprecationWarning, stacklevel=2)
        module = import_module(now)
        self._own_specs[spec.name] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The module was executed under its present name, and keeps the spec of that name.
        former = module.__spec__
        module.__spec__ = self._own_specs.pop(former.name) if former is not None else None


def keep_former_modules() -> None:
    """Makes the former names importable. A second call does nothing."""
    if not any(isinstance(finder, _FormerModules) for finder in sys.meta_path):
        sys.meta_path.append(_FormerModules())
