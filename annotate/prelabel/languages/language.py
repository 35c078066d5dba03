"""One language: its rules for names, its grammar, and the paths of its model and word lists."""

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
    """All parts that a language package offers. None means that the package lacks the part.

    A labeler claims a language only if the language has the part that the labeler needs. So no rule of one
    language ever runs on another. Packages register a `Language` as an entry point of the group
    `annotate.languages`.
    """

    code: str
    """The ISO 639-1 code, as in `Article.language`: ``fr``."""

    model: str | None = None
    """The spaCy model for texts in this language: an installed package or a folder.

    None means the toolkit's default model, which exists for a few languages.
    """

    parsing: ParsingWords = NO_WORDS
    """Words for tokenising and for the dependency tree."""

    names: NameRules | None = None
    """The rules for people, organizations, places and functions."""

    grammar: GrammarRules | None = None
    """The rules for events, arguments and dates."""

    lexicon: str | Path | None = None
    """The lexicon file: a path, or the name of a shipped lexicon.

    None means ``lexicons/CODE.yaml``.
    """

    gazetteers: Path | None = None
    """A folder with names and head nouns that the language adds to the toolkit's gazetteers.

    The folder may hold ``states.yaml``, ``places.yaml`` and ``organizations.yaml``, in the form of the files
    in ``configs/gazetteers``.
    """

    @property
    def lexicon_file(self) -> str | Path:
        """The lexicon file: a path or a name, for `find_config`."""
        return self.lexicon or f"lexicons/{self.code}.yaml"
