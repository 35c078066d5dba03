"""French: its rules for names and its grammar. Words of other languages belong elsewhere."""

from annotate.prelabel.languages.fr.grammar import GRAMMAR, PARSING
from annotate.prelabel.languages.fr.names import NAMES
from annotate.prelabel.languages.language import Language

FRENCH = Language("fr", parsing=PARSING, names=NAMES, grammar=GRAMMAR)
