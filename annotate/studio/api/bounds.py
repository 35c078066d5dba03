"""The bounds on what Label Studio may answer. Each is at least ten times the largest legitimate answer.

Label Studio itself never comes near a bound. A broken proxy, another program at the address or a hostile
server would, and would otherwise fill the memory or keep a command running for ever.
"""

from __future__ import annotations

BODY_BYTES = 128 << 20
"""Bytes of one answer, as received and when unpacked. A task with a text of 2 MB, 5,000 regions and an
annotation of its suggestion has about 6 MB. Larger pages are requested again in smaller pieces."""

VALUES = 10_000_000
"""Values in one answer. 5,000 regions in four annotations have about 400,000. Each takes up to 100 bytes."""

DEPTH = 200
"""Levels of lists and objects in each other. A label of a region of a task in a page lies 8 levels deep."""

USERS = 100_000
"""Accounts of one organisation. Large organisations have a few thousand."""

PROJECT_PAGES = 1_000
"""Pages of a listing of projects, with 100 projects each. Large servers have a few thousand projects."""

TASKS_PER_STATED = 10
"""How many times more tasks than the server states a listing may have, if others add tasks meanwhile."""

TASKS_ADDED = 100_000
"""Tasks that a listing may have beyond this multiple."""

TASKS_UNSTATED = 1_000_000
"""Tasks of a project whose listing states no total. Label Studio imports at most so many in one call."""

INTEGER = 2**63 - 1
"""The largest whole number that SQLite and Parquet hold. The server's own ids have at most 63 bits."""

NAME_CHARACTERS = 10_000
"""Characters of an e-mail address, a title or a version. Label Studio stores at most 1,000."""

YEARS = range(1900, 9000)
"""The years of the server's times."""

TOKEN_CHARACTERS = 100_000
"""Characters of an access token. Label Studio's have about 400."""

ANSWER_S = 120.0
"""Seconds for one whole answer, because a slow trickle of bytes could last for ever. A page takes one."""

DEADLINE_S = 600.0
"""Seconds for one call with all its retries."""

UNREADABLE_S = 60.0
"""Seconds for retries after answers that are no JSON or damaged, such as a proxy's page. Proxies restart in
a few seconds."""

PAUSE_S = 120.0
"""Seconds that a pause between two attempts may last, whatever the server asks for."""
