"""Makes the pipeline of a project: its labelers with the weights, the words and the model in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotate.campaign.models.in_use import InUse, context_in_use, in_use
from annotate.campaign.server.trust import LLM, unconfirmed
from annotate.core.errors import MissingExtraError
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.interface.protocol import Labeler
from annotate.prelabel.interface.registry import LabelerContext, make_labelers
from annotate.prelabel.merging.choosing import Scoring, choose_weights
from annotate.prelabel.pipeline import Pipeline
from annotate.project import Project


@dataclass(frozen=True)
class MadePipeline:
    """The labelers of a project with what they were made with."""

    pipeline: Pipeline
    labelers: Sequence[Labeler]
    scoring: Scoring
    context: LabelerContext
    used: InUse


def make_pipeline(project: Project, labelers: Sequence[str], llm: LlmSettings) -> MadePipeline:
    """The pipeline of a project with its model, or of ``labelers`` if there are any (`in_use`).

    Raises `MissingExtraError` without spaCy, and `ConfigError` if a labeler cannot be made.
    """
    try:
        import spacy  # noqa: F401  # the extra's marker
    except ImportError as error:
        raise MissingExtraError("spaCy", "prelabel") from error
    used = in_use(project, labelers)
    context = context_of(project, llm, used)
    chosen = make_labelers(used.labelers, context)
    scoring = scoring_of(project, used, chosen)
    pipeline = Pipeline(
        chosen,
        project.ontology,
        analyser=context.analyser,
        weights=scoring.weights,
        values=scoring.values,
    )
    return MadePipeline(pipeline, chosen, scoring, context, used)


def scoring_of(project: Project, used: InUse, labelers: Sequence[Labeler]) -> Scoring:
    """The weights of a run with ``labelers``, and what its scores mean."""
    return choose_weights(
        used.weights,
        labelers,
        project.ontology,
        near=project.root,
        threshold=project.settings.threshold,
        value_threshold=project.settings.value_threshold,
        languages=project.languages,
        model_weights=used.model_weights,
    )


def context_of(project: Project, llm: LlmSettings, used: InUse) -> LabelerContext:
    """The context for making the labelers of a run.

    The project's settings give the timeout of ``llm``, and the address if ``llm`` has none. An address of the
    project that nobody has confirmed is not handed on: a labeler that asks for it raises the error.
    """
    endpoint = project.settings.llm
    refused = unconfirmed(project, LLM) if llm.url is None and llm.asking else None
    url = llm.url or (None if refused else endpoint.url)
    llm = replace(llm, url=url, timeout_s=endpoint.timeout, refused=refused)
    return context_in_use(project, used, llm)
