"""Keeps what plug-ins for earlier versions import: names of modules and names in these modules."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotate.core.annotation import Entity

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
_RELATIONS = f"{_PARSING}.relations"
# Names that these modules had, and where each of them is now.
FORMER_CONTENTS: dict[str, dict[str, str]] = {
    "annotate.prelabel.analysis": {
        "in_windows": f"{_PARSING}.long_texts:in_windows",
        "used_in_batch": f"{_PARSING}.memory:used_in_batch",
        "LONGEST": f"{_PARSING}.analysis:LONGEST",
        "WINDOW": f"{_PARSING}.long_texts:WINDOW",
    },
    "annotate.prelabel.draft": {
        "Kind": "annotate.prelabel.outcome:SuggestionPart",
        "model_only": f"{__name__}:model_only",
    },
    "annotate.prelabel.gazetteers": {
        "Kind": f"{_KNOWLEDGE}.name_index:Kind",
        "fold": "annotate.core.folding:fold_accents",
    },
    "annotate.prelabel.lexicon": {"Words": f"{_KNOWLEDGE}.lexicon:LexiconFile"},
    "annotate.prelabel.mentions": {
        "Holders": f"{_INTERFACE}.entities:MentionIndex",
        "entities_said": f"{_INTERFACE}.entities:entity_answers",
        "once": f"{_INTERFACE}.entities:one_per_id",
    },
    "annotate.prelabel.scores": {
        "BODIES": f"{_INTERFACE}.fixed_scores:ORGANIZATIONS",
        "CONSISTENCY": f"{_INTERFACE}.fixed_scores:REPEATED_NAMES",
        "FURNITURE": f"{_INTERFACE}.fixed_scores:DATELINES",
    },
    "annotate.prelabel.sentences": {"key": "annotate.core.folding:fold_case"},
    "annotate.prelabel.tree": {
        "key": "annotate.core.folding:fold_case",
        **{
            name: f"{_RELATIONS}:{name}"
            for name in (
                "SUBJECT", "PASSIVE", "OBJECT", "INDIRECT", "AGENT", "COMPLEMENT", "CONJUNCT", "APPOSITION",
                "POSSESSOR", "COMPOUND", "INFINITIVE", "CLAUSE", "ADVERBIAL", "ADNOMINAL", "RELATIVE",
                "MODIFIER", "DETERMINER", "AUXILIARY", "MARK", "CONJUNCTION", "NAME",
            )
        },
    },
}  # fmt: skip


def model_only(entity: Entity) -> bool:
    """Whether spaCy alone suggested ``entity``. `Draft.by_model_alone` asks this for any model."""
    return all(item.source.startswith("spacy@") for item in entity.provenance)


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
        for name, place in FORMER_CONTENTS.get(spec.name, {}).items():
            source, _, present = place.partition(":")
            setattr(module, name, getattr(import_module(source), present))
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The module was executed under its present name, and keeps the spec of that name.
        former = module.__spec__
        module.__spec__ = self._own_specs.pop(former.name) if former is not None else None


def keep_former_modules() -> None:
    """Makes the former names importable. A second call does nothing."""
    if not any(isinstance(finder, _FormerModules) for finder in sys.meta_path):
        sys.meta_path.append(_FormerModules())
