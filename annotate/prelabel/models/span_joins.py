"""Puts together what a general model cut: names of persons, and teams with their city.

"Boukari" and an unmarked "Zoungrana" become "Boukari Zoungrana". In "les Bulls de Chicago", "Bulls" and
"Chicago" become one organization.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from annotate.core.folding import fold_accents, fold_case
from annotate.core.ontology import Ontology
from annotate.prelabel.knowledge.gazetteers import Gazetteer
from annotate.prelabel.languages.names import PARTICLES, ModelSpanWords
from annotate.prelabel.languages.word_patterns import before_name
from annotate.prelabel.parsing.tree import Tree, Word

LabeledSpan = tuple[int, int, str]
"""Start, end (half-open code points) and label."""
_MORE_WORDS = 3  # words that may be missing at the end of a person's name
_ARTICLE = re.compile(r"(?<!\w)(?P<word>\w+) \Z")
_ARTICLE_REACH = 5
_PLURAL = re.compile(r"[sx] \Z")
_TEAM = re.compile(r"[^\W\d_][\w-]*(?: [^\W\d_a-zà-ÿ][\w-]*){0,2}")


class SpanJoins:
    """Joins the repaired spans of one article. ``words`` must be in the language of the text.

    ``common`` holds the words of the language: no name of a person goes on with one of these.
    """

    def __init__(
        self, names: Gazetteer, words: ModelSpanWords, ontology: Ontology, common: Mapping[str, int]
    ) -> None:
        self._names = names
        self._words = words
        self._common = common
        self._person = ontology.label_of("person")
        self._place = ontology.label_of("place")
        self._organization = ontology.label_of("organization")
        self._no_team = names.generics | names.not_places
        self._of = re.compile(rf" (?:{before_name(words.of)})")

    def joined(self, text: str, spans: Sequence[LabeledSpan], tree: Tree) -> list[LabeledSpan]:
        """The spans in order of position, with the parts of one name as one span."""
        ordered = sorted(spans)
        whole: list[LabeledSpan] = []
        joined = 0  # the end of the last name that words were added to
        for span in ordered:
            if span[1] <= joined:
                continue  # one of these words
            made = self._whole_person(text, span, ordered, tree)
            if made != span:
                joined = made[1]
            whole.append(made)
        return self._with_teams(text, whole)

    def _whole_person(
        self, text: str, span: LabeledSpan, spans: Sequence[LabeledSpan], tree: Tree
    ) -> LabeledSpan:
        start, end, label = span
        if label != self._person:
            return span
        following = bisect_left(tree.starts, end)
        for index in range(following, min(following + _MORE_WORDS, len(tree.words))):
            word = tree.words[index]
            after_particle = index > 0 and tree.words[index - 1].text in PARTICLES
            if after_particle and text[end : word.start] == " " and word.text[0].isupper():
                end = word.end  # "Ursula von der" "Leyen"
                continue
            if not self._continues(text, end, word, spans):
                break
            end = word.end
        return start, end, label

    def _continues(self, text: str, end: int, word: Word, spans: Sequence[LabeledSpan]) -> bool:
        """Whether ``word`` belongs to the person's name that ends at ``end``."""
        return (
            text[end : word.start] == " "
            and word.pos == "PROPN"
            and word.text[0].isupper()
            and word.text[-1].islower()
            and not word.starts_sentence
            and word.key not in self._common
            and self._names.names.get(word.text) is None
            and not _touches(spans, word.start, word.end)
        )

    def _with_teams(self, text: str, spans: Sequence[LabeledSpan]) -> list[LabeledSpan]:
        if self._organization is None or not self._words.team_articles:
            return list(spans)
        made: list[LabeledSpan] = []
        for index, span in enumerate(spans):
            if made and span[0] < made[-1][1]:
                continue  # the city of a team
            end = self._team_end(text, span, spans[index + 1] if index + 1 < len(spans) else None)
            made.append(span if end is None else (span[0], end, self._organization))
        return made

    def _team_end(self, text: str, span: LabeledSpan, following: LabeledSpan | None) -> int | None:
        """The end of "Bulls de Chicago" if ``span`` begins the name of a team; None if it does not.

        A person may be meant after an article in the singular: "le Sarkozy de Neuilly".
        """
        start, end, label = span
        before = text[max(start - _ARTICLE_REACH, 0) : start]
        article = _ARTICLE.search(before)
        if article is None or fold_case(article["word"]) not in self._words.team_articles:
            return None
        if label == self._person and not _PLURAL.search(before):
            return None
        team = _TEAM.match(text, start, end)
        if team is None or not self._may_be_team(team[0]):
            return None
        link = self._of.match(text, team.end())
        if link is None:
            return None
        at = link.end()
        if at < end:
            return end if self._is_city(text[at:end]) else None
        if following is None or following[0] != at:
            return None
        is_city = following[2] == self._place or self._is_city(text[at : following[1]])
        return following[1] if is_city else None

    def _may_be_team(self, name: str) -> bool:
        known = self._names.names.get(name) or self._names.cities.get(name)
        first = fold_accents(name.split(maxsplit=1)[0])
        return known is None and name[0].isupper() and not name.isupper() and first not in self._no_team

    def _is_city(self, name: str) -> bool:
        known = self._names.names.get(name) or self._names.cities.get(name)
        return known is not None and known.kind in ("capital", "city")


def _touches(spans: Sequence[LabeledSpan], start: int, end: int) -> bool:
    """Whether the range from ``start`` to ``end`` overlaps a span. ``spans`` must be in order."""
    index = max(bisect_right(spans, (start, end, "")) - 1, 0)
    return any(one < end and start < other for one, other, _ in spans[index : index + 2])
