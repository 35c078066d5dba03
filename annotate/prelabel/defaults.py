"""The default labelers in the order in which they run, and their priority in conflicts."""

from __future__ import annotations

DEFAULT_ORDER = (
    "spacy", "datelines", "organizations", "gazetteer", "facilities", "dates", "roles", "persons",
    "repeated-names", "entity-linking", "events", "article-types",
)  # fmt: skip
# In a conflict the labeler listed first wins. The labelers run in another order: `roles` needs the names
# that `spacy` finds, but if that model takes a function for an organization, the rule must win.
# Labelers that are not in this list have the lowest priority, all equal.
DEFAULT_PRIORITY = (
    "trained", "campaign-words", "datelines", "dates", "roles", "persons", "repeated-names", "organizations",
    "facilities", "gazetteer", "spacy",
)  # fmt: skip
