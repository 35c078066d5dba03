"""Loads the base model, and gives its recogniser the labels of the ontology without losing what it knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotate.core.article import Article
from annotate.core.errors import ConfigError, MissingExtraError
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.prelabel.models.model_spans import SCHEME
from annotate.prelabel.parsing.analysis import DEFAULT_MODELS, load_model, model_id, piped

if TYPE_CHECKING:
    from spacy.language import Language
    from thinc.api import Model

BLANK = "blank"
NER = "ner"
_ENOUGH = 3  # mentions of gold that one label of the base must hit, to stand for a label without a mapping
_LOOKED_AT = 200  # articles in which labels are compared


@dataclass(frozen=True)
class Base:
    """A pipeline to train: tokenizer, word vectors and `ner`.

    ``known`` maps labels of the ontology to the base's labels from which they start. ``name`` is "blank", or
    the name and version of the base. ``licence`` and ``sources`` are what the base's own metadata states.
    """

    nlp: Language
    name: str
    known: Mapping[str, str]
    source: Language | None = None
    licence: str | None = None
    sources: tuple[str, ...] = ()

    def copy(self, labels: Iterable[str]) -> Language:
        """A new pipeline with the base's vocabulary and weights, whose `ner` knows ``labels`` too."""
        return _pipeline(self.nlp, self.source, sorted({*labels, *self.known}), self.known)


def load_base(
    base: str | None, language: str, vectors: str | None, ontology: Ontology, records: Sequence[GoldRecord]
) -> Base:
    """Loads the base: a package, a folder, "blank", or by default the model of ``language``.

    With ``vectors`` the default is "blank". ``records`` show which of several labels of the base a label of
    the ontology starts from. Raises `ConfigError` if the base cannot be loaded or is for another language.
    """
    if base is None:
        base = BLANK if vectors is not None else DEFAULT_MODELS.get(language, BLANK)
    name = base
    if name == BLANK:
        return Base(_blank(language, vectors), BLANK, {})
    if vectors is not None:
        raise ConfigError(
            f"word vectors of {vectors} cannot be put into the base {name}.",
            remedy="Leave --vectors out, or use --base blank.",
        )
    source = load_model(name)
    if source.lang != language:
        raise ConfigError(
            f"the base {name} is for the language {source.lang!r}, and --language is {language!r}.",
            remedy="Use another --base or --language.",
        )
    for component in source.component_names:
        if component == NER:
            _with_own_vectors(source)
    for component in source.component_names:
        if component != NER:
            source.remove_pipe(component)
    if NER in source.component_names and NER not in source.pipe_names:
        source.enable_pipe(NER)
    known = _known(source, ontology, records) if NER in source.pipe_names else {}
    meta = source.meta
    where = tuple(
        f"{one.get('name')} ({one.get('license')})"
        for one in meta.get("sources") or ()
        if isinstance(one, dict)
    )
    return Base(source, model_id(name), known, source, meta.get("license") or None, where)


def check_language(language: str) -> Language:
    """A blank pipeline for ``language``. Raises `ConfigError` if spaCy has no tokenizer for it."""
    try:
        import spacy
    except ImportError as error:
        raise MissingExtraError("spaCy", "train") from error
    try:
        return spacy.blank(language)
    except ImportError as error:
        raise ConfigError(
            f"spaCy has no tokenizer for {language!r} here: {error}.", remedy="Use another --language, or xx."
        ) from error


def _blank(language: str, vectors: str | None) -> Language:
    nlp = check_language(language)
    if vectors is not None:
        nlp.vocab.vectors = load_model(vectors).vocab.vectors
    return nlp


def _with_own_vectors(nlp: Language) -> None:
    """Gives `ner` its own copy of the token vectors that it shares with other components."""
    ner = nlp.get_pipe(NER)
    listening = [node for node in ner.model.walk() if node.name == "tok2vec-listener"]  # type: ignore[attr-defined]
    for listener in listening:
        for name in nlp.component_names:
            if listener.upstream_name in (name, "*") and hasattr(nlp.get_pipe(name), "listener_map"):
                nlp.replace_listeners(name, NER, ["model.tok2vec"])
                return


def _known(source: Language, ontology: Ontology, records: Sequence[GoldRecord]) -> dict[str, str]:
    """Maps labels of the ontology to the label of the base from which they start.

    That is the base's label that the ontology's `mapping` names. If there are several, or none, the base's
    mentions in gold decide: the label that most often has the span of a mention of gold.
    """
    theirs: Sequence[str] = source.get_pipe(NER).labels  # type: ignore[attr-defined]
    hits = _hits(source, records[:_LOOKED_AT])
    known: dict[str, str] = {}
    for label in ontology.entities:
        mapped = [name for name in theirs if ontology.mapped(SCHEME, name) == label]
        if mapped:
            known[label] = max(mapped, key=lambda name: (hits[label, name], name == label, name))
            continue
        free = [name for name in theirs if ontology.mapped(SCHEME, name) is None]
        best = max(free, key=lambda name: (hits[label, name], name), default=None)
        if best is not None and hits[label, best] >= _ENOUGH:
            known[label] = best
    return known


def _hits(source: Language, records: Sequence[GoldRecord]) -> Counter[tuple[str, str]]:
    """How often a label of gold and one of the base have the same span."""
    hits: Counter[tuple[str, str]] = Counter()
    with_text = [(one, one.article) for one in records if isinstance(one.article, Article)]
    docs = piped(source, [article for _, article in with_text])
    for (record, _), doc in zip(with_text, docs, strict=True):
        if isinstance(doc, Exception):
            continue
        gold = {(one.start, one.end): one.label for one in record.annotation.entities}
        for found in doc.ents:
            if label := gold.get((found.start_char, found.end_char)):
                hits[label, found.label_] += 1
    return hits


def _pipeline(
    nlp: Language, source: Language | None, labels: Sequence[str], known: Mapping[str, str]
) -> Language:
    """A pipeline of its own with the tokenizer and vocabulary of ``nlp``, and a new `ner`.

    Its weights are the source's. An output for a label that the source does not know starts at zero.
    """
    import spacy
    from spacy.training import Example

    made = spacy.blank(nlp.lang or "xx", vocab=nlp.vocab)
    made.tokenizer = nlp.tokenizer
    old: Any = source.get_pipe(NER) if source is not None and NER in source.pipe_names else None
    if old is None or source is None:
        config = _blank_config(len(nlp.vocab.vectors) > 0 or nlp.vocab.vectors.shape[0] > 0)
    else:
        parts = source.config.interpolate()["components"][NER]
        config = {
            "model": parts["model"],
            "update_with_oracle_cut_size": parts["update_with_oracle_cut_size"],
        }
    ner: Any = made.add_pipe(NER, config=config)
    for label in labels:
        ner.add_label(label)
    doc = made.make_doc("a")
    ner.initialize(lambda: [Example(doc, doc.copy())], nlp=made)
    if old is not None:
        copy_weights(old.model, ner.model, _outputs(old), _outputs(ner), known)
    return made


def _outputs(ner: Any) -> list[str]:
    return [ner.moves.get_class_name(number) for number in range(ner.moves.n_moves)]


def copy_weights(
    old: Model[Any, Any],
    new: Model[Any, Any],
    theirs: Sequence[str],
    mine: Sequence[str],
    known: Mapping[str, str],
) -> None:
    """Copies all weights of a transition model, with those of an output to the output of the same meaning.

    ``theirs`` and ``mine`` name the outputs: "B-PER", "O".
    """
    rows = {name: number for number, name in enumerate(theirs)}
    pairs = []
    for number, name in enumerate(mine):
        action, dash, label = name.partition("-")
        former = f"{action}{dash}{known.get(label, label)}" if label else name
        if former in rows and (not label or label in known):
            pairs.append((number, rows[former]))
    at = "upper" if old.attrs["has_upper"] else "lower"
    axes = {"W": 0, "b": 0} if at == "upper" else {"W": 1, "b": 0, "pad": 2}
    last = old.get_ref(at)
    for former_node, node in zip(old.walk(), new.walk(), strict=True):
        for name in former_node.param_names:
            if not former_node.has_param(name):
                continue
            weights: Any = former_node.get_param(name)
            if former_node is last:
                target: Any = node.get_param(name) * 0
                for number, row in pairs:
                    index = (slice(None),) * axes[name]
                    target[(*index, number)] = weights[(*index, row)]
                node.set_param(name, target)
            else:
                node.set_param(name, weights.copy())


def _blank_config(static_vectors: bool) -> dict[str, Any]:
    """spaCy's default transition parser, with word vectors if there are any."""
    return {
        "model": {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": "ner",
            "extra_state_tokens": False,
            "hidden_width": 64,
            "maxout_pieces": 2,
            "use_upper": True,
            "tok2vec": {
                "@architectures": "spacy.HashEmbedCNN.v2",
                "pretrained_vectors": static_vectors or None,
                "width": 96,
                "depth": 4,
                "embed_size": 2000,
                "window_size": 1,
                "maxout_pieces": 3,
                "subword_features": True,
            },
        }
    }
