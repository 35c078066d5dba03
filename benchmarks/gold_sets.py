"""The gold sets for measuring suggestions, and which of the gold triggers are in the lexicon."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from annotate.core.article import Article
from annotate.core.folding import fold_case
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.gold.load import load_gold
from annotate.prelabel.interface.analyser import Analyser
from annotate.prelabel.interface.registry import LabelerContext

ROOT = Path(__file__).parents[1]
DISPATCHES = ROOT / "tests" / "data" / "dispatches"
VARIABLE = "ANNOTATE_SHARED"

TriggerPlace = tuple[str, int, int]  # article id, half-open code-point range


@dataclass(frozen=True)
class GoldSet:
    """Articles with gold. ``events`` is False if the gold has names only."""

    name: str
    path: Path
    ontology_name: str = "diplomacy"
    events: bool = True

    @cached_property
    def records(self) -> list[GoldRecord]:
        """The gold records, one per article, with text."""
        return list(load_gold(self.path))

    @cached_property
    def articles(self) -> list[Article]:
        """The articles to pre-label."""
        return [record.article for record in self.records if isinstance(record.article, Article)]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the articles (ISO 639-1), the most frequent first."""
        codes = [article.language for article in self.articles if article.language]
        return tuple(sorted(set(codes), key=lambda code: (-codes.count(code), code)))

    @cached_property
    def ontology(self) -> Ontology:
        """The ontology of the gold annotations."""
        return Ontology.load(self.ontology_name)


DEVELOPMENT = GoldSet("development", DISPATCHES / "development" / "gold.jsonl")
SAMPLE = GoldSet("sample", ROOT / "annotate" / "campaign" / "demo" / "sample" / "gold.jsonl")
HELD_OUT = GoldSet("held-out", DISPATCHES / "held-out" / "gold.jsonl")
KINDS = GoldSet("kinds", DISPATCHES / "kinds" / "gold.jsonl")  # of other kinds than diplomacy
CLAUSES = GoldSet("clauses", DISPATCHES / "clauses" / "gold.jsonl")  # simple ones, for arguments alone


def shared_folder() -> Path | None:
    """The folder of data outside the repository: ANNOTATE_SHARED or ../shared; None if it is missing."""
    folder = Path(os.environ.get(VARIABLE) or ROOT.parent / "shared")
    return folder if (folder / "data" / "seeds-gold.jsonl").is_file() else None


def seeds(shared: Path) -> GoldSet:
    """The two dispatches that the project was given."""
    return GoldSet("seeds", shared / "data" / "seeds-gold.jsonl")


def wikineural(shared: Path) -> GoldSet:
    """Encyclopedic French text. Its gold has only names, which were labelled automatically."""
    return GoldSet("wikineural-fr-dev", shared / "data" / "wikineural-fr-dev.jsonl.gz", "conll", events=False)


def triggers_in_lexicon(gold: GoldSet) -> dict[TriggerPlace, bool]:
    """Maps each gold trigger to whether the lexicon has the trigger's lemma with its part of speech.

    spaCy's model gives lemma and part of speech. A trigger of several tokens has the lemma and part of speech
    of its root token.
    """
    analyser = analyser_of(ungluing=True)
    lexicons = LabelerContext(gold.ontology, gold.languages, analyser).lexicons(None)
    known: dict[TriggerPlace, bool] = {}
    for language, lexicon in lexicons.items():
        entries = {(fold_case(word.lemma), word.pos) for _, word in lexicon.entries}
        records = [record for record in gold.records if record.article.language == language]
        articles = [article for article in gold.articles if article.language == language]
        for record, doc in zip(records, analyser.analyse(articles, language), strict=True):
            if isinstance(doc, Exception):
                raise doc
            for event in record.annotation.events:
                if event.trigger is not None:
                    place = event.trigger.start, event.trigger.end
                    tokens = doc.char_span(*place, alignment_mode="expand")
                    assert tokens is not None, f"{record.article.id}: no token at {place}"
                    known[record.article.id, *place] = (
                        fold_case(tokens.root.lemma_),
                        tokens.root.pos_,
                    ) in entries
    return known


@cache
def analyser_of(*, ungluing: bool) -> Analyser:
    """The analyser. All callers share one, because loading the models takes seconds."""
    return Analyser(ungluing=ungluing)
