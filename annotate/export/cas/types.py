"""The UIMA types of the CAS export: span and document layers as INCEpTION knows them."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotate.core.errors import MissingExtraError
from annotate.core.ontology import Ontology

if TYPE_CHECKING:
    from cassis import TypeSystem

# INCEpTION shows layers of this package, and names the type of a layer's links LAYER + Feature + "Link".
MENTION = "webanno.custom.Mention"
EVENT = "webanno.custom.Event"
LINK = "webanno.custom.EventArgumentsLink"
ARTICLE_EVENT = "webanno.custom.ArticleEvent"
ARTICLE = "webanno.custom.Article"
PROVENANCE = "annotate.Provenance"
NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"

ARTICLE_FIELDS = ("title", "published", "language", "source", "url")
ANNOTATION_FIELDS = (
    *("author", "status", "ontology", "digest", "created_at", "updated_at", "based_on", "decision"),
    "rewritten_by",
)
STRING, STRINGS, DOUBLE = "uima.cas.String", "uima.cas.StringArray", "uima.cas.Double"
LIST = "uima.cas.FSArray"
_REGION = {
    "identifier": (STRING, "the region's id"),
    "label": (STRING, "the type of the mention or event"),
    "note": (STRING, "what a person wrote about it"),
    "unreviewed": (STRINGS, "the values that nobody saw on a screen"),
    "score": (DOUBLE, "from 0 to 1"),
    "uncertainty": (DOUBLE, "in bits"),
    "provenance": (LIST, "who proposed it"),
    "other": (STRING, "everything else, as JSON"),
}
FEATURES = frozenset({*_REGION, "ref", "arguments", "begin", "end", "sofa"})
# Feature structures of cassis are Python objects, and have these already.
_OF_CASSIS = frozenset({"type", "self", "elements", "xmiID", "value", "get", "set", "get_covered_text"})
_ATTRIBUTE = "attribute "  # begins the description of a feature that holds an attribute


@dataclass(frozen=True)
class Types:
    """A type system, and the features that hold the attributes of the ontology."""

    system: TypeSystem
    attributes: dict[str, tuple[str, bool]]  # feature, and whether it holds several values

    def __getitem__(self, name: str) -> Any:
        """The type of this name, which is called to make a feature structure."""
        return self.system.get_type(name)


def types_of(ontology: Ontology) -> Types:
    """The types that hold gold of an ontology. Raises `MissingExtraError` without dkpro-cassis."""
    try:
        from cassis import TypeSystem
    except ImportError as error:
        raise MissingExtraError("dkpro-cassis", "export") from error
    system = TypeSystem()
    provenance = system.create_type(PROVENANCE, "uima.cas.TOP", "who proposed a region")
    for name, kind in (("source", STRING), ("score", DOUBLE), ("other", STRING)):
        system.create_feature(provenance, name, kind)
    mention = system.create_type(MENTION, "uima.tcas.Annotation", "a mention")
    link = system.create_type(LINK, "uima.cas.TOP", "an argument of an event")
    for name, kind in (("role", STRING), ("target", MENTION), ("other", STRING)):
        system.create_feature(link, name, kind)
    event = system.create_type(EVENT, "uima.tcas.Annotation", "an event, at its trigger")
    article_event = system.create_type(
        ARTICLE_EVENT, "uima.cas.AnnotationBase", "an event type that the article reports, without a trigger"
    )
    system.create_feature(mention, "ref", STRING, description="what the mention stands for")
    system.create_feature(event, "arguments", LIST, elementType=LINK, description="the participants")
    attributes = _attribute_features(ontology)
    for layer in (mention, event, article_event):
        for name, (kind, description) in _REGION.items():
            element = PROVENANCE if kind == LIST else None
            system.create_feature(layer, name, kind, elementType=element, description=description)
        for attribute, (name, several) in attributes.items():
            kind = STRINGS if several else STRING
            system.create_feature(layer, name, kind, description=f"{_ATTRIBUTE}{attribute}")
    article = system.create_type(ARTICLE, "uima.cas.AnnotationBase", "the article and its annotation")
    for name in ("identifier", *ARTICLE_FIELDS, *ANNOTATION_FIELDS, "meta", "other"):
        system.create_feature(article, name, STRING)
    named = system.create_type(NAMED_ENTITY, "uima.tcas.Annotation", "a mention, as DKPro Core has it")
    for name in ("value", "identifier"):
        system.create_feature(named, name, STRING)
    return Types(system, attributes)


def attribute_named(feature: Any) -> str | None:
    """The attribute that a feature of a mention or event holds; None if the feature holds something else."""
    if feature.name in FEATURES or feature.rangeType.name not in (STRING, STRINGS):
        return None
    description = feature.description or ""
    return description.removeprefix(_ATTRIBUTE) if description.startswith(_ATTRIBUTE) else str(feature.name)


def _attribute_features(ontology: Ontology) -> dict[str, tuple[str, bool]]:
    """Maps attributes to features. UIMA's names are a letter, then ASCII letters, digits and "_"."""
    found: dict[str, tuple[str, bool]] = {}
    taken = {*FEATURES, *_OF_CASSIS}
    for attribute, entry in ontology.attributes.items():
        name = re.sub(r"[^A-Za-z0-9_]", "_", attribute)
        if not name[0].isalpha() or keyword.iskeyword(name):
            name = f"x_{name}"
        while name in taken:
            name += "_"
        taken.add(name)
        found[attribute] = (name, entry.kind == "multiple")
    return found
