"""The kinds of finding that `annotate lint` alone looks for: the rule in plain words, with an example."""

from __future__ import annotations

from annotate.core.finding_kind import FindingKind, Severity

_CORRECT = "Open the task, correct it, and press Update."
_IN_FILE = "Correct it in the file."
_LINK = "Draw the arrow, or leave it if nobody is meant."


def _kind(severity: Severity, code: str, what: str, example: str, remedy: str, in_file: str) -> FindingKind:
    return FindingKind(
        code, severity, what, "kept, and in the release", remedy, in_file=in_file, example=example
    )


def _suspect(
    code: str, what: str, example: str, remedy: str = _CORRECT, in_file: str = _IN_FILE
) -> FindingKind:
    return _kind(Severity.SUSPECT, code, what, example, remedy, in_file)


def _noted(code: str, what: str, example: str, remedy: str, in_file: str = "") -> FindingKind:
    return _kind(Severity.NOTED, code, what, example, remedy, in_file or remedy)


LINT_KINDS = (
    # Mentions.
    _suspect(
        "cut-word",
        "region(s) with an edge inside a word, where no words are glued together",
        "La déléga[[tion cubaine]] est arrivée.",
        "Drag the edge of the region to the edge of the word.",
    ),
    _suspect("blank-edge", "region(s) with white space at the edge", "Le [[président ]]a parlé."),
    _suspect(
        "no-word",
        "region(s) without a letter and without a digit",
        "Le président[[,]] arrivé hier, a parlé.",
        "Delete the region.",
        "Delete it in the file.",
    ),
    _suspect(
        "part-of-a-name",
        "mention(s) of a part of a name, beside its other part, where the whole name is marked elsewhere in"
        " the article",
        "[[Ana]] Pérez a parlé. (“Ana Pérez” is marked in another place.)",
        "Drag the edge of the region to the edge of the name.",
    ),
    _suspect(
        "long-mention",
        "mention(s) with more words than usual: more than 10 for a person, or 6 with a long word in lower"
        " case; 8 for a place; 8 for a date, or 16 with two days; 20 for others",
        "[[Ana Pérez, qui a rencontré le président à]] Hanoï",
    ),
    _suspect(
        "function-in-person",
        "mention(s) of a person with the person's function at the beginning",
        "[[président Miguel Díaz]] (the person is “Miguel Díaz”)",
        "Mark the name alone as the person, and the function as a mention of its own.",
        "Mark the name alone as the person, and the function as a mention of its own, in the file.",
    ),
    _suspect(
        "two-labels",
        "name(s) with another label elsewhere in the same article",
        "[[Granma]] (ORG) and, further on, [[Granma]] (LOC)",
        "If both mean the same, give them one label.",
        "If both mean the same, give them one label in the file.",
    ),
    _suspect(
        "unmarked-name",
        "name(s) marked in one place, and unmarked elsewhere in the same article",
        "Ana Pérez a parlé. Plus tard, [[Ana Pérez]] est partie. (only the first is marked)",
        "Mark the other place, too.",
        "Mark the other place, too, in the file.",
    ),
    _suspect(
        "label-elsewhere",
        "name(s) with another label in at least four other articles, and this label in no other",
        "[[Granma]] (LOC here, ORG in 7 other articles)",
        "If it means the same here, give it that label.",
        "If it means the same here, give it that label in the file.",
    ),
    # Dates.
    _suspect(
        "date-without-value",
        "date(s) without a value, whose words and publication date say the year",
        "le [[3 mars 2024]], without a value",
        "Write the value, as in 2024-03-03.",
        "Write the value in the file, as in 2024-03-03.",
    ),
    _suspect(
        "date-value",
        "date(s) whose value says another day, weekday, month or year than the words, and does not cover it",
        "le [[3 mars 2024]], with the value 2024-05-03",
        "Correct the value.",
        "Correct the value in the file.",
    ),
    # Events.
    _suspect(
        "trigger-of-several-words",
        "trigger(s) of more than one word",
        "Le président [[a rencontré]] Ana Pérez. (the trigger is “rencontré”)",
        "Leave only the one word that names the event.",
        "Leave only the one word that names the event, in the file.",
    ),
    _suspect(
        "trigger-punctuation",
        "trigger(s) with a punctuation mark",
        "Ils se sont [[rencontrés.]]",
        "Leave only the one word that names the event.",
        "Leave only the one word that names the event, in the file.",
    ),
    _suspect(
        "trigger-in-mention",
        "trigger(s) inside the name of a person, an organization or a place, or inside a date",
        "L’Organisation de la [[coopération]] islamique (an ORG)",
        "Remove the event, or correct the mention.",
        "Remove the event, or correct the mention, in the file.",
    ),
    _suspect(
        "event-without-arguments",
        "event(s) without arguments, with a mention beside the trigger that may fill a core role",
        "Ana Pérez a [[rencontré]] le président. (nobody is linked)",
        _LINK,
        "Add the argument to the file, or leave it if nobody is meant.",
    ),
    _suspect(
        "no-arguments",
        "article(s) with at least four events and four mentions, and no argument",
        "five events, nine mentions, no arrow",
        "Draw the arrows.",
        "Add the arguments to the file.",
    ),
    _suspect(
        "far-argument",
        "argument(s) in a later sentence than the trigger, or more than two sentences before it",
        "Ils se sont [[rencontrés]] lundi. … À [[Hanoï]], il pleuvait.",
        "Remove the arrow, or draw it to a mention of the trigger's sentence.",
        "Correct the argument in the file.",
    ),
    _suspect(
        "two-roles",
        "mention(s) with two roles in one event",
        "[[Ana Pérez]] as Agent and as Recipient of [[rencontré]]",
        "Leave one of the two arrows.",
        "Leave one of the two arguments in the file.",
    ),
    _suspect(
        "nested-arguments",
        "mention(s) in the same role as a longer mention around",
        "[[président de [[Cuba]]]]: both are Agent of one event",
        "Leave the arrow to the longer mention.",
        "Leave the argument with the longer mention in the file.",
    ),
    _suspect(
        "type-stated-twice",
        "type(s) of the whole article, stated already by a trigger in the article",
        "CONSULT as a type of the article, and [[rencontré]] as CONSULT",
        "Remove the type of the article.",
        "Remove the event without a trigger in the file.",
    ),
    # Whole articles.
    _suspect(
        "suggestions-deleted",
        "article(s) with at least eight suggested regions, of which at most a tenth is left",
        "12 regions were suggested, 1 of them is left",
        "Ask the annotator. Label Studio still has the suggestion, in a tab of the task.",
        "Ask the annotator.",
    ),
    _suspect(
        "stops-early",
        "article(s) with at least six regions, all in the first half of the text",
        "8 regions in the first 40 % of the text, then none",
        "Annotate the rest, or leave it if there is nothing to mark.",
        "Annotate the rest, or leave it if there is nothing to mark.",
    ),
    # These may well be right.
    _noted(
        "missing-core-role",
        "event(s) without a core role, with a mention right before the trigger that may fill it",
        "[[Ana Pérez]] [[reçoit]] le président. (only the Recipient is linked)",
        _LINK,
    ),
    _noted(
        "nothing-marked",
        "article(s) of at least 100 words, submitted without a region",
        "an article of 240 words, submitted empty",
        "Leave it if there is nothing to mark.",
    ),
)
