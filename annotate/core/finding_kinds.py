"""The one table of what may be unusual in an annotation: each kind with a code and a severity."""

from __future__ import annotations

from annotate.core.finding_kind import PULL_AGAIN, FindingKind, Severity
from annotate.core.lint_kinds import LINT_KINDS

__all__ = ["KINDS", "PULL_AGAIN", "FindingKind", "Severity", "kind_of"]

_DRAW_AGAIN = "Open the task, correct the place, and press Update."
_CORRECT = "Correct it in the task, or change the ontology."
_IN_FILE = "Correct it in the file, or change the ontology."


def kind_of(code: str) -> FindingKind:
    """The kind with this code. An unknown code, such as that of a later version, counts as a loss."""
    return KINDS.get(code) or _lost(code, f"part(s) that a later version names “{code}”", remedy="")


def _held(
    code: str,
    what: str,
    outcome: str = "kept",
    remedy: str = _CORRECT,
    *,
    drops: bool = False,
    unless: str = "",
    in_file: str = "",
) -> FindingKind:
    return FindingKind(code, Severity.HELD, what, outcome, remedy, drops, unless, in_file)


def _lost(
    code: str, what: str, remedy: str = _DRAW_AGAIN, *, outcome: str = "left out", in_file: str = ""
) -> FindingKind:
    return FindingKind(code, Severity.LOST, what, outcome, remedy, drops=True, in_file=in_file)


def _repaired(code: str, what: str, outcome: str) -> FindingKind:
    return FindingKind(code, Severity.REPAIRED, what, outcome)


def _noted(
    code: str, what: str, outcome: str, remedy: str = "", *, drops: bool = False, unless: str = ""
) -> FindingKind:
    return FindingKind(code, Severity.NOTED, what, outcome, remedy, drops, unless, remedy)


def _table(*kinds: FindingKind) -> dict[str, FindingKind]:
    return {kind.code: kind for kind in kinds}


KINDS = _table(
    # A whole task or annotation.
    _noted(
        "other-task",
        "task(s) that annotate did not make",
        "left out",
        "Delete such a task in Label Studio, or ignore it.",
        drops=True,
        unless="nobody annotated the task",
    ),
    _held(
        "text-changed",
        "text(s) edited in Label Studio",
        "the annotations are left out, because their positions cannot be trusted",
        "Set the text back in Label Studio, or push the new text with --revise.",
        drops=True,
        unless="nobody annotated the task",
    ),
    _held(
        "other-key",
        "task(s) with the article_id of one article and the task_key of another of the same text",
        "the annotations are left out, because nobody can tell which article they are of",
        "Set task_key back in the data of the task, or delete the task.",
        drops=True,
        unless="nobody annotated the task",
    ),
    _held(
        "not-usable",
        "annotation(s) that the record format does not allow",
        "its regions are left out",
        _DRAW_AGAIN,
        drops=True,
    ),
    _lost("no-list-of-regions", "annotation(s) whose result is no list", outcome="read as empty"),
    _held(
        "other-ontology",
        "annotation(s) with what the ontology has no longer, or made with another ontology",
        "kept",
        "Name renamed parts under 'renamed' in the ontology, or correct the article and press Update.",
        in_file="Name renamed parts under 'renamed' in the ontology, or correct the article in the file.",
    ),
    _noted(
        "deleted",
        "annotation(s) deleted on the server since the last pull, alone or with its task",
        "gone; the mirror keeps it in its history",
    ),
    _noted(
        "replaced",
        "annotation(s) that the same person replaced by a newer one, as after a skip that was cancelled",
        "the newer one counts; the mirror keeps the former one in its history",
    ),
    _noted(
        "rewritten",
        "annotation(s) that another person than its author saved last",
        "kept; `rewritten_by` names that person",
    ),
    _noted(
        "unknown-author",
        "annotation(s) whose author's account was deleted before the first pull",
        "kept, with the author `unknown`, who may be several people",
    ),
    # Regions.
    _lost("no-object", "result(s) in a form that is not Label Studio's"),
    _lost("no-value", "region(s) without a position"),
    _repaired(
        "other-form",
        "value(s) in another form than Label Studio's own, such as a number as text",
        "read all the same",
    ),
    _noted("bad-time", "annotation(s) with a time that cannot be read", "kept, without that time"),
    _repaired("made-up-id", "region(s) without a usable id", "kept with an id made from its place and label"),
    _lost("empty-span", "region(s) without a word"),
    _lost("out-of-range", "region(s) beyond the end of the text"),
    _repaired("trimmed", "region(s) with white space at the edge", "kept without it"),
    _noted("punctuation", "region(s) with a punctuation mark at the edge", "kept as it is"),
    _noted(
        "other-words",
        "region(s) whose words are spelled in another way, or are a part of those at the position",
        "kept, with its position",
    ),
    _held(
        "other-place",
        "region(s) whose words do not stand at the position, or may not",
        "kept, with its position",
        _DRAW_AGAIN,
        drops=True,
    ),
    _repaired(
        "other-units",
        "region(s) whose position counts other units than code points, such as UTF-16",
        "kept where its words stand in these units",
    ),
    _noted("note", "region(s) that a person wrote a note about", "kept, in `note` of the region"),
    _noted(
        "unsure",
        "mark(s) “unsure” on an article or a region",
        "kept, in `unsure` of the annotation or the region, with the remark",
        "Decide it together, correct the task, clear the box, and press Update.",
    ),
    _lost("no-label", "region(s) without a label"),
    _held(
        "several-labels",
        "region(s) with several labels that the ontology does not allow together",
        "the first label is kept, and others that fit it",
        "Leave one label on the region.",
        drops=True,
    ),
    _noted(
        "several-labels-kept",
        "region(s) with several labels, each kept; the screen shows only the first",
        "kept as one mention or event for each label",
        "Remove the labels that are not meant.",
    ),
    _noted(
        "divided-arguments",
        "trigger(s) of several events, of which one was sent with exactly its arguments or values",
        "left with that event; the others get none of them",
        "If the other event has arguments: mark its trigger a second time, and draw them from there.",
    ),
    _noted(
        "shared-arguments",
        "trigger(s) of several events, with arguments or values",
        "given to each event whose type can have them",
        "If an event does not have them: mark its trigger a second time, and draw its own from there.",
    ),
    _lost("other-text", "result(s) on another text than the article", "Mark it in the article."),
    _lost("unknown-label", "label(s) that the ontology does not have", _CORRECT),
    _repaired("same-id", "region(s) with the id of another region", "kept with another id"),
    _lost("other-tag", "result(s) of a control that the project does not read"),
    _noted(
        "not-read",
        "result(s) of a control or relation that the adoption of the project left out",
        "left out",
        "If a relation starts from an event: 'annotate pull --adopt ID --events LABEL' reads it.",
    ),
    _repaired("double", "second mention(s) of the same words with the same label", "merged with the first"),
    _held(
        "different-doubles",
        "second mention(s) of the same words with the same label, but with other values",
        "both kept",
        "Delete one of the two in the task.",
        in_file="Delete one of the two in the file.",
    ),
    _repaired(
        "double-event",
        "second event(s) with the same type, trigger, arguments and attributes",
        "merged with the first",
    ),
    _noted(
        "several-events",
        "second event(s) with the same type and trigger, and other arguments or attributes",
        "both kept",
        "If it is one event: delete one of the two.",
    ),
    _held(
        "different-double-events",
        "second event(s) with the same type and trigger, whose values contradict the first",
        "both kept",
        "Delete one of the two in the task.",
        in_file="Delete one of the two in the file.",
    ),
    # Attributes, arrows, article-level types.
    _lost("unread-value", "value(s) in a form that is not read"),
    _lost("attribute-of-nothing", "attribute(s) of a region that does not exist"),
    _lost("bad-attribute", "attribute value(s) that the ontology does not have", _CORRECT),
    _held(
        "several-values",
        "attribute(s) with several values where one is allowed",
        "the last is kept",
        "Leave one value.",
        drops=True,
    ),
    _lost(
        "arrow-to-nothing",
        "arrow(s) from or to a region that does not exist",
        "Draw the arrow again, and press Update.",
    ),
    _lost(
        "other-arrow",
        "arrow(s) between anything but an event and a mention",
        "Delete the arrow, or draw it between the event and a mention, and press Update.",
    ),
    _lost(
        "arrow-without-role",
        "arrow(s) without a role",
        "Choose its role in the menu of its row (Relations tab).",
    ),
    _noted(
        "role-by-rule",
        "arrow(s) without a role, whose direction leaves several",
        "read with the role that a rule chose, marked as unreviewed",
    ),
    _lost("unknown-role", "arrow(s) with a role that the ontology does not have", _CORRECT),
    _held(
        "ambiguous",
        "result(s) for one of several regions with the same id, an attribute or an arrow",
        "given to the first of them",
        _DRAW_AGAIN,
        drops=True,
    ),
    _lost("unknown-type", "choice(s) of no event type", _CORRECT),
    _noted("no-longer-holds", "corrected region(s) with unseen values of a suggestion", "dropped"),
    # What 'annotate forget' took out of the campaign.
    _noted("forgotten-article", "forgotten article(s)", "not used"),
    _noted(
        "forgotten-answer", "article(s) with an answer of a forgotten annotator", "the answer is not used"
    ),
    # What the ontology does not allow. The annotation is whole in the file that a pull writes.
    _noted(
        "nesting",
        "overlapping mention(s) that the ontology does not allow",
        "kept",
        "Delete one of the two, or allow it in the ontology (may_contain).",
    ),
    FindingKind(
        "no-longer-asked",
        Severity.LOST,
        "part(s) that a former version of the ontology asked for, and the present one does not",
        "kept under its name",
        "Give it another label or delete it in the task, and press Update.",
        in_file="Give it another label or delete it in the file.",
    ),
    _held("unknown-entity-type", "mention(s) of a type that the ontology does not have", in_file=_IN_FILE),
    _held("unknown-event-type", "event(s) of a type that the ontology does not have", in_file=_IN_FILE),
    _held("role-not-allowed", "role(s) that the event type does not have", in_file=_IN_FILE),
    _held("filler-not-allowed", "mention(s) with a label that may not fill the role", in_file=_IN_FILE),
    _held("too-many-fillers", "role(s) with more mentions than the ontology allows", in_file=_IN_FILE),
    _held(
        "attribute-not-allowed",
        "attribute value(s) unknown to the ontology, and kept",
        in_file=_IN_FILE,
    ),
    # What `annotate lint` alone looks for.
    *LINT_KINDS,
)
