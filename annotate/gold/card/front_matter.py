"""The YAML at the top of a card, with the keys of the Hugging Face hub.

Keys: https://huggingface.co/docs/hub/datasets-cards, https://huggingface.co/docs/hub/datasets-manual-configuration
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from annotate.gold.card.tally import Tallies
from annotate.gold.release_files import DATA_FOLDER, PARQUET_FILE

_LANGUAGE = re.compile(r"[a-z]{2,3}")
# The licences that the hub knows by these ids; others are "other" with a name.
_LICENCES = frozenset(
    """
    apache-2.0 mit openrail bsd bsd-2-clause bsd-3-clause cc cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0
    cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0
    cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0
    cdla-permissive-2.0 wtfpl gpl gpl-2.0 gpl-3.0 agpl-3.0 lgpl lgpl-2.1 lgpl-3.0 mpl-2.0 odc-by odbl pddl
    etalab-2.0 unlicense
    """.split()  # noqa: SIM905  # a list of names reads better in lines
)
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)


def front_matter(t: Tallies) -> str:
    """The YAML between its two lines of dashes."""
    dumped = yaml.safe_dump(
        hub_keys(t), allow_unicode=True, sort_keys=False, width=float("inf"), default_flow_style=False
    )
    return f"---\n{dumped}---"


def hub_keys(t: Tallies) -> dict[str, Any]:
    """The keys that the hub reads. A language that is no code is left out."""
    ontology = t.release.ontology
    languages = sorted(
        language for language in t.gold.languages if language and _LANGUAGE.fullmatch(language)
    )
    tasks = [
        *(["token-classification"] if ontology.entities else []),
        *(["text-classification"] if ontology.events else []),
    ]
    tags = [
        "news",
        *(["named-entity-recognition"] if ontology.entities else []),
        *(["event-extraction"] if ontology.events else []),
    ]
    return {
        "pretty_name": t.release.title,
        **_licence(t.release.about.get("licence")),
        **({"language": languages} if languages else {}),
        "task_categories": tasks,
        "size_categories": [size_category(t.gold.count)],
        "tags": tags,
        "configs": [{"config_name": "default", "data_files": _data_files(t)}],
    }


def size_category(articles: int) -> str:
    """The hub's word for a number of rows."""
    return next((name for limit, name in _SIZES if articles < limit), "n>10M")


def _licence(stated: str | None) -> dict[str, str]:
    if stated is None:
        return {"license": "unknown"}
    if stated.lower() in _LICENCES:
        return {"license": stated.lower()}
    name = re.sub(r"[^a-z0-9.]+", "-", stated.lower()).strip("-.") or "other"
    return {"license": "other", "license_name": name}


def _data_files(t: Tallies) -> list[dict[str, str]]:
    """The files of the splits. `datasets` refuses a split without rows, so it is not named.

    If no article is in a split, the one split is "gold": `datasets` reserves the name "all".
    """
    filled = [name for name in t.release.splits if t.gold.articles[name]]
    if not filled:
        return [{"split": "gold", "path": PARQUET_FILE}]
    return [{"split": name, "path": f"{DATA_FOLDER}/{name}.parquet"} for name in filled]
