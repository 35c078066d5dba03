"""Describes a model for its folder: parts, gold, versions, licences, and how it compares."""

from __future__ import annotations

from importlib.metadata import version as package_version

from annotate.core.wording import counted
from annotate.gold.identity import identity
from annotate.gold.load import Gold
from annotate.prelabel.interface.model_file import CAMPAIGN_WORDS, TRAINED, WEIGHTS, WORDS, ModelFile
from annotate.train.whole.articles import Articles
from annotate.train.whole.candidates import Candidate

_PACKAGES = ("annotate-gold", "spacy", "scikit-learn")


def described(
    made: Candidate, gold: Gold, articles: Articles, trainer: str, unseen_by: str = "", failed: int = 0
) -> ModelFile:
    """What the model's folder says of itself. ``unseen_by`` and ``failed`` are those of `ModelFile`."""
    recogniser, words = made.parts.recogniser, made.parts.words
    base = None if recogniser is None else recogniser.base
    method = f"cross-validation of {counted(len(articles.learned), 'article')} in {len(articles.folds)} parts"
    if articles.tested:
        method += f", and {counted(len(articles.tested), 'article')} of the test split"
    about = gold.manifest.get("about") or {}
    return ModelFile(
        trainer=trainer,
        ontology=gold.ontology.id,
        languages=articles.languages,
        labelers=(
            *([TRAINED] if recogniser is not None else []),
            *([CAMPAIGN_WORDS] if words is not None and words.has_names else []),
        ),
        weights=WEIGHTS if made.judges.kept else None,
        words=WORDS if words is not None else None,
        release=identity(gold),
        versions={
            **{name: package_version(name) for name in _PACKAGES},
            **({"base": base.name} if base is not None else {}),
            **made.judges.versions,
        },
        licences={
            **({"base": base.licence or "not stated"} if base is not None else {}),
            "data": str(about.get("licence") or "not stated"),
        },
        scores=made.comparison.scores,
        labels=made.comparison.labels,
        articles=made.comparison.articles,
        failed=failed,
        method=method,
        unseen_by=unseen_by,
        seen=tuple(sorted(str(one.key) for one in made.judges.collected.articles)),
        verdict=made.comparison.verdict,
    )
