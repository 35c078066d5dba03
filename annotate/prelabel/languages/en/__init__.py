"""English, for the rules: its names, its grammar; no other language's words."""

from annotate.prelabel.languages.en.grammar import GRAMMAR, PARSING
from annotate.prelabel.languages.en.names import NAMES
from annotate.prelabel.languages.language import Language

ENGLISH = Language("en", parsing=PARSING, names=NAMES, grammar=GRAMMAR)
