"""UIMA CAS: a file per article, as XMI or JSON, with the type system."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.core.files import write_errors, writing_folder
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.alignment import check_choice
from annotate.export.article_files import ArticleFiles
from annotate.export.base import Losses, Target, article_with_text
from annotate.export.cas import types
from annotate.export.cas.types import Types, types_of

if TYPE_CHECKING:
    from cassis import Cas

TYPE_SYSTEM = "typesystem.xml"
_PLAIN = re.compile(r"\S+(?: \S+)*")
Data = dict[str, Any]


class CasExporter:
    """Writes a folder with a CAS per article, as XMI, or as UIMA CAS JSON 0.4 with ``form=json``.

    The formats: https://uima.apache.org/d/uimaj-current/references.html and
    https://github.com/apache/uima-uimaj-io-jsoncas.

    XML cannot hold a few characters, such as U+FFFE. An article that has one is always a JSON file.
    ``typesystem.xml`` is for XMI; a JSON file has the type system in it. `read_cas` reads all back.

    - ``webanno.custom.Mention`` and ``webanno.custom.Event`` (at the trigger) are layers for INCEpTION.
      Its project settings import ``typesystem.xml``; then it shows the files. Arguments are links with roles.
    - ``webanno.custom.ArticleEvent`` is an event without a trigger, ``webanno.custom.Article`` has the fields
      of the article and of its annotation.
    - A ``NamedEntity`` of DKPro Core repeats label and ref of each mention, for programs that know it alone.

    In Python (https://github.com/dkpro/dkpro-cassis)::

        from cassis import load_cas_from_xmi, load_typesystem
        types = load_typesystem(open("gold-cas/typesystem.xml", "rb"))
        cas = load_cas_from_xmi(open("gold-cas/a1.xmi", "rb"), typesystem=types)
        [(m.label, m.get_covered_text()) for m in cas.select("webanno.custom.Mention")]
    """

    name = "cas"
    target: Target = "folder"
    suffix = ""
    cannot_hold: frozenset[str] = frozenset()

    def export(
        self, records: Iterable[GoldRecord], ontology: Ontology, path: Path, form: str = "xmi"
    ) -> Losses:
        """Writes all records. ``form`` is "xmi" or "json".

        Raises `ConfigError` (form), `InputError` (no text, an article twice), `WriteError`, and
        `MissingExtraError` without dkpro-cassis.
        """
        check_choice("form", form, ("xmi", "json"))
        known = types_of(ontology)
        losses = Losses()
        with writing_folder(path) as folder, ArticleFiles(folder) as files:
            for record in records:
                article = article_with_text(record, "cas")
                content, suffix = _serialized(cas_of(record, article.text, known), form)
                name = files.write(article.id, suffix, content)
                files.list({"file": name, "article": article.id})
                losses.written(record)
            with write_errors(folder):
                known.system.to_xml(folder / TYPE_SYSTEM)
        return losses


def _serialized(cas: Cas, form: str) -> tuple[str, str]:
    if form == "xmi":
        try:
            return str(cas.to_xmi()), ".xmi"
        except ValueError:  # lxml, for a character that XML 1.0 cannot hold
            pass
    return f"{cas.to_json()}\n", ".json"


def cas_of(record: GoldRecord, text: str, known: Types) -> Cas:
    """The CAS of one article. Feature structures have the order of the record."""
    from cassis import Cas

    cas = Cas(typesystem=known.system)
    cas.sofa_string = text
    cas.sofa_mime = "text/plain"
    cas.document_language = record.article.language or "x-unspecified"
    cas.add(_article(record, known))
    mentions: dict[str, Any] = {}
    for entity in record.annotation.entities:
        data = entity.to_dict()
        span = {"begin": data.pop("start"), "end": data.pop("end")}
        del data["text"]
        ref = data.pop("ref", None)
        mentions[entity.id] = known[types.MENTION](ref=ref, **span, **_features(data, "label", known))
        cas.add(mentions[entity.id])
        cas.add(known[types.NAMED_ENTITY](value=entity.label, identifier=ref, **span))
    for event in record.annotation.events:
        data = event.to_dict()
        trigger = data.pop("trigger", None)
        if trigger is None:
            cas.add(known[types.ARTICLE_EVENT](**_features(data, "type", known)))
            continue
        span = {"begin": trigger.pop("start"), "end": trigger.pop("end")}
        del trigger["text"]
        links = [_link(argument, mentions, known) for argument in data.pop("arguments", ())]
        features = _features(data, "type", known, trigger)
        cas.add(known[types.EVENT](arguments=_list(links, known), **span, **features))
    return cas


def _article(record: GoldRecord, known: Types) -> Any:
    data = record.to_dict()
    article, annotation = data.pop("article"), data.pop("annotation")
    del article["text"]
    for regions in ("entities", "events"):
        annotation.pop(regions, None)
    fields = {name: article.pop(name, None) for name in types.ARTICLE_FIELDS}
    fields |= {name: annotation.pop(name, None) for name in types.ANNOTATION_FIELDS}
    meta = article.pop("meta", None)
    return known[types.ARTICLE](
        identifier=article.pop("id"),
        meta=None if meta is None else _json(meta),
        other=_json({"record": data, "article": article, "annotation": annotation}),
        **fields,
    )


def _link(argument: Data, mentions: dict[str, Any], known: Types) -> Any:
    target = mentions[argument.pop("entity")]
    return known[types.LINK](role=argument.pop("role"), target=target, other=_json(argument))


def _features(data: Data, label: str, known: Types, trigger: Data | None = None) -> Data:
    """The features that mentions and events have. What fits no feature is JSON, in ``other``."""
    features: Data = {"identifier": data.pop("id"), "label": data.pop(label)}
    for name in ("note", "score", "uncertainty"):
        features[name] = data.pop(name, None)
    if provenance := data.pop("provenance", ()):
        features["provenance"] = _list([_provenance(one, known) for one in provenance], known)
    if all(map(_PLAIN.fullmatch, data.get("unreviewed", ()))):
        features["unreviewed"] = _strings(data.pop("unreviewed", None), known)
    attributes = data.pop("attributes", {})
    for name, value in list(attributes.items()):
        feature, several = known.attributes.get(name, (None, False))
        if feature is None or isinstance(value, str) == several:
            continue
        if not several:
            features[feature] = attributes.pop(name)
        elif all(map(_PLAIN.fullmatch, value)):
            features[feature] = _strings(attributes.pop(name), known)
    if attributes:
        data["attributes"] = attributes
    if trigger:
        data["trigger"] = trigger
    return features | {"other": _json(data)}


def _provenance(one: Data, known: Types) -> Any:
    return known[types.PROVENANCE](source=one.pop("source"), score=one.pop("score", None), other=_json(one))


def _list(elements: list[Any], known: Types) -> Any:
    return known[types.LIST](elements=elements) if elements else None


def _strings(elements: list[str] | None, known: Types) -> Any:
    return known[types.STRINGS](elements=elements) if elements else None


def _json(data: Data) -> str | None:
    return json.dumps(data, ensure_ascii=False) if data else None
