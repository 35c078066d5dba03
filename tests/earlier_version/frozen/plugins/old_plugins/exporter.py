"""A table with a line for each mention."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.base import Losses, article_with_text


class MentionTable:
    """Article, range, label, what it stands for, and the words with the five before them."""

    name = "mention-table"
    suffix = ".tsv"
    cannot_hold = frozenset({"events", "arguments", "attributes"})

    def export(self, records: Iterable[GoldRecord], ontology: Ontology, path: Path) -> Losses:
        losses = Losses()
        lines = ["article\tstart\tend\tlabel\tref\ttext\tbefore"]
        for record in records:
            article = article_with_text(record, self.name)
            losses.articles += 1
            for item in record.annotation.entities:
                if item.label not in ontology.entities:
                    losses.lose(record, item.id, "entity", f"no label {item.label}")
                    continue
                losses.entities_written += 1
                before = " ".join(article.text[: item.start].split()[-5:])
                said = " ".join(item.text.split())
                place = f"{article.id}\t{item.start}\t{item.end}"
                lines.append(f"{place}\t{item.label}\t{item.ref or ''}\t{said}\t{before}")
                if item.attributes:
                    losses.lose(record, item.id, "attributes", "no column for them")
            losses.lose_events(record, "a table of mentions has no events")
        made = path.with_name(f"{path.name}.new")
        made.write_text("\n".join(lines) + "\n", encoding="utf-8")
        made.replace(path)
        return losses
