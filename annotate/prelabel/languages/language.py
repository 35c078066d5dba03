"""A language as the rules see it: its rules for names, its grammar, and where its word lists lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.prelabel.parsing.language_words import NO_WORDS, ParsingWords

if TYPE_CHECKING:
    from annotate.prelabel.languages.grammar import GrammarRules
    from annotate.prelabel.languages.names import NameRules


@dataclass(frozen=True)
class Language:
    """All that a language package offers. What is None, the language does not have.

    A labeler claims a language only where the part that it needs is there, so no rule of one language ever
    runs on another. Packages register a `Language` under the entry point group `annotate.languages`.
    """

    code: str
    """ISO 639-1 code, as `Article.language` has it: ``fr``."""

    model: str | None = None
    """The spaCy model that analyses its texts: an installed package or a folder. None: the toolkit's own
    choice, which it has for a few languages.
    """

    parsing: ParsingWords = NO_WORDS
    """What turning a text into grammar needs to know."""

    names: NameRules | None = None
    """The rules for people, organizations, places and functions."""

    grammar: GrammarRules | None = None
    """The rules for events and their arguments."""

    lexicon: str | Path | None = None
    """The lexicon file: a path, or the name of one that comes along. None: ``lexicons/CODE.yaml``."""

    gazetteers: Path | None = None
    """A folder with any of ``states.yaml``, ``places.yaml`` and ``organizations.yaml``, in the form of those
    in ``configs/gazetteers``: the names and head nouns that the language adds to them.
    """

    @property
    def lexicon_file(self) -> str | Path:
        """The lexicon file, looked for like any configuration file."""
        return self.lexicon or f"lexicons/{self.code}.yaml"
