"""Turns articles into suggestions: labelers, what they share, and the merging of their answers.

The modules directly in this package run the labelers. What the author of a labeler needs is in `interface`.
"""

from annotate.prelabel.former_modules import keep_former_modules

keep_former_modules()
