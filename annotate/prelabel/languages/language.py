"""One language: its rules for names, its grammar, and the places of its model and word lists."""

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
    """All parts that a language package offers. A part that is None is not there.

    A labeler claims a language only if the language has the part that the labeler needs. So no rule of one
    language ever runs on another. Packages register a `Language` as an entry point of the group
    `annotate.languages`.
    """

    code: str
    """ISO 639-1 code, as `Article.language` has it: ``fr``."""

    model: str | None = None
    """The spaCy model that analyses its texts: an installed package or a folder.

    None stands for the toolkit's own choice, which exists for a few languages.
    """

    parsing: ParsingWords = NO_WORDS
    """Words for tokenising and for the dependency tree."""

    names: NameRules | None = None
    """The rules for people, organizations, places and functions."""

    grammar: GrammarRules | None = None
    """The rules for events, arguments and dates."""

    lexicon: str | Path | None = None
    """The lexicon file: a path, or the name of one that the toolkit ships.

    None stands for ``lexicons/CODE.yaml``.
    """

    gazetteers: Path | None = None
    """A folder with names and head nouns that the language adds to those of the toolkit.

    It has any of ``states.yaml``, ``places.yaml`` and ``organizations.yaml``, in the form of the files in
    ``configs/gazetteers``.
    """

    @property
    def lexicon_file(self) -> str | Path:
        """The lexicon file, a path or a name as `find_config` takes them."""
        return self.lexicon or f"lexicons/{self.code}.yaml"
