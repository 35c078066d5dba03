"""English: its rules for names and its grammar. Words of other languages belong elsewhere."""

from annotate.prelabel.languages.en.grammar import GRAMMAR, PARSING
from annotate.prelabel.languages.en.names import NAMES
from annotate.prelabel.languages.language import Language

ENGLISH = Language("en", parsing=PARSING, names=NAMES, grammar=GRAMMAR)
