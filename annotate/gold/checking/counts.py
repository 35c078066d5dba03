"""Verifies the numbers of a manifest: each is counted again in the files of the release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from annotate.core.ontology import Ontology
from annotate.gold.checking.discrepancy import Discrepancy, Report
from annotate.gold.checking.lines import Contents
from annotate.gold.release_files import ANNOTATIONS_FILE, GOLD_FILE, MANIFEST_FILE, TEXTS
from annotate.gold.without_texts.no_text_release import FOR_GOOD, WITHHELD

_LATER = ("languages", "sources", "by_split", "effort")  # keys that came into the manifest at the same time


def later_keys_missing(manifest: Mapping[str, Any]) -> list[str]:
    """The keys that manifests of an earlier version do not have, if this one has none of them."""
    return [] if not manifest or any(key in manifest for key in _LATER) else list(_LATER)


def check_manifest(
    manifest: Mapping[str, Any],
    ontology: Ontology,
    contents: Contents,
    splits: Mapping[str, Sequence[str]] | None,
    *,
    earlier: bool,
    report: Report,
) -> None:
    """Reports each number of the manifest that the files contradict, and articles listed in two places.

    With ``earlier``, an earlier version made the release, and its manifest may lack numbers.
    """

    def wrong(check: Any, what: str, article: str | None = None) -> None:
        report(Discrepancy(check, MANIFEST_FILE, what, article))

    if manifest.get("format") != 1:
        wrong("schema", f"has the format {manifest.get('format')!r:.40}; this version of annotate reads 1.")
    left_out = _left_out(manifest)
    if left_out is None:
        wrong("schema", "does not list the articles left out.")
        left_out = []
    _check_articles(left_out, contents, wrong)
    expected = _expected(manifest, ontology, contents, splits, left_out)
    later = later_keys_missing(manifest)
    for name, counted in expected.items():
        if name not in manifest:
            nothing = name == "unsure" and not any(counted.values())  # releases had no such count once
            if not earlier and not nothing and name not in later:
                wrong("schema", f"has no {name}.")
        elif manifest[name] != counted:
            wrong("counts", f"{name}{_difference(manifest[name], counted)}.")
    noted = manifest.get("findings")
    for code, count in sorted(contents.findings.items()):
        stated = noted.get(code, 0) if isinstance(noted, dict) else count
        if not isinstance(stated, int) or stated < count:
            wrong("counts", f"findings, {code}: says {stated!r:.40}, and the gold has {count}.")
    _check_texts(manifest.get(TEXTS), contents, left_out, wrong)


# Key of the manifest -> key of splits.json with the same value.
_OF_SPLITS = {
    "split_rule": "rule",
    "previous": "previous",
    "articles_in_no_split": "left_out",
    **{key: key for key in ("before_test_from", "known_leaks", "boilerplate", "compared_with_some_only")},
}


def check_split_keys(manifest: Mapping[str, Any], splits_file: Mapping[str, Any], report: Report) -> None:
    """Reports what the manifest says of the splitting, and splits.json does not."""
    expected = {key: splits_file.get(name) for key, name in _OF_SPLITS.items()}
    clusters = splits_file.get("clusters")
    expected["clusters_of_near_duplicates"] = len(clusters) if isinstance(clusters, list) else None
    for key, value in expected.items():
        if manifest.get(key) != value:
            report(Discrepancy("counts", MANIFEST_FILE, f"{key}{_difference(manifest.get(key), value)}."))


def _left_out(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    listed = manifest.get("left_out")
    if not isinstance(listed, list) or not all(
        isinstance(item, dict) and isinstance(item.get("article"), str) for item in listed
    ):
        return None
    return listed


def _check_articles(left_out: Sequence[Mapping[str, Any]], contents: Contents, wrong: Any) -> None:
    """Each article is gold or left out, once; each answer is of such an article."""
    times = Counter(str(item["article"]) for item in left_out)
    for article, count in times.items():
        if count > 1:
            wrong("invariants", f"is left out {count} times.", article)
        if article in contents.articles:
            wrong("invariants", f"is left out, and in {GOLD_FILE}.", article)
    for article in sorted(contents.answered - contents.articles.keys() - times.keys()):
        wrong(
            "invariants", f"has an answer in {ANNOTATIONS_FILE}, but is neither gold nor left out.", article
        )


def _expected(
    manifest: Mapping[str, Any],
    ontology: Ontology,
    contents: Contents,
    splits: Mapping[str, Sequence[str]] | None,
    left_out: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The values that the files give, by key of the manifest."""
    articles = len(contents.articles)
    by_reason = Counter(str(item["code"]) for item in left_out if "code" in item)
    expected: dict[str, Any] = {
        "ontology": ontology.id,
        "articles_in": articles + len(left_out),
        "articles": articles,
        "articles_left_out": len(left_out),
        **contents.counts.as_dict(ontology),
        "left_out_by_reason": dict(by_reason),
    }
    if splits is not None:
        expected["splits"] = {name: len(ids) for name, ids in splits.items()}
        none = dict.fromkeys(("articles", "entities", "events", "arguments"), 0)
        expected["by_split"] = {name: none | contents.by_split.get(name, Counter()) for name in splits}
    if contents.with_losses or "with_losses" in manifest:
        expected["with_losses"] = sorted(contents.with_losses)
    if contents.has_answers or "annotations" in manifest:
        expected["annotations"] = dict(contents.answers)
        expected["effort"] = contents.effort.as_dict()
    if "unreviewed" in manifest:
        expected["unreviewed"] = dict(contents.unreviewed)
    lifted = manifest.get("lifted")
    if contents.has_answers and isinstance(lifted, dict):
        # Annotations of the present version "before it was changed" have no former version to name.
        present = {name: count for name, count in lifted.items() if name == ontology.id}
        expected["lifted"] = {**dict(contents.lifted), **present}
    return expected


def _difference(given: Any, counted: Any) -> str:
    """How two values differ, as the rest of a sentence that begins with the key."""
    if isinstance(given, dict) and isinstance(counted, dict):
        for name in sorted({*given, *counted}, key=str):
            if given.get(name) != counted.get(name):
                return f", {name}: says {given.get(name)}, and the files give {counted.get(name)}"
    return f": says {str(given)[:200]}, and the files give {str(counted)[:200]}"


def _check_texts(texts: Any, contents: Contents, left_out: Sequence[Mapping[str, Any]], wrong: Any) -> None:
    """A release has all texts, or says that it has none and counts what was taken out."""
    if texts is None:
        if contents.without_text:
            wrong("invariants", f"says nothing of {contents.without_text} articles without text.")
        return
    if not isinstance(texts, dict):
        wrong("schema", f"{TEXTS} is not an object.")
        return
    reasons = sum(item.get(WITHHELD) == FOR_GOOD for item in left_out)
    if texts.get("reasons") != reasons:
        wrong("counts", f"{TEXTS}, reasons: says {texts.get('reasons')}, and left_out has {reasons}.")
    partly = contents.without_text < len(contents.articles)
    for key, file in (("gold", GOLD_FILE), ("annotations", ANNOTATIONS_FILE)):
        counted = dict(contents.withheld.get(file, {}))
        if not partly and texts.get(key) != counted:
            wrong("counts", f"{TEXTS}, {key}{_difference(texts.get(key), counted)}.")
