"""Turns articles into suggestions: labelers, the code that labelers share, and the merging of answers.

The modules directly in this package run the labelers. The author of a labeler needs only `interface`.
"""

from annotate.prelabel.former_modules import keep_former_modules

keep_former_modules()
