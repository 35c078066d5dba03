"""The key of what takes no key on the labelling screen."""

from __future__ import annotations

# Label Studio gives a label or choice without a hotkey the next free key, so a slip would change a value.
# It compares the code of this character with the codes of pressed keys, which are below 256.
NO_KEY = "–"
