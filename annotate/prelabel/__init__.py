"""Articles in, suggestions out: labelers, what they share, and how their answers become one annotation.

The modules here are the run itself. What a labeler's author needs stands in `interface`.
"""

from annotate.prelabel.former_modules import keep_former_modules

keep_former_modules()
