"""French, for the rules: its names, its grammar; no other language's words."""

from annotate.prelabel.languages.fr.grammar import GRAMMAR, PARSING
from annotate.prelabel.languages.fr.names import NAMES
from annotate.prelabel.languages.language import Language

FRENCH = Language("fr", parsing=PARSING, names=NAMES, grammar=GRAMMAR)
