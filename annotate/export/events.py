"""A table of events: a row per event, as CSV or Parquet, for those who count events."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Literal, get_args

from annotate.core.csv_cells import csv_cell
from annotate.core.errors import MissingExtraError
from annotate.core.files import writing, writing_bytes
from annotate.core.ontology import Ontology
from annotate.core.record import GoldRecord
from annotate.export.alignment import check_choice
from annotate.export.base import Losses, Target
from annotate.export.event_rows import NUMBERS, EventTable

Form = Literal["", "csv", "parquet"]
Coding = Literal["", "plover"]
_ROWS = 1000  # of a row group


class EventsExporter:
    """Writes a table with a row per event: who did what to whom, when, where, and who decided on the article.

    - ``date``: when it happened, as 2025, 2025-05, 2025-05-06 or an interval 2025-05/2025-06. These are the
      values of the event's Time. The cell is empty for an event without a Time; take ``published``, the date
      of the article, instead: ``events["date"].where(events["date"] != "", events["published"])``.
      ``time_words`` are the words of the Time.
    - ``source`` and ``target``: the words of the Agents and of the Recipients; ``sources`` and ``targets``
      count them. ``source_label`` is PER, ORG, … ``source_ref`` is the mention's ``ref``, ``source_sector``
      the sector; the same for ``target``.
    - ``source_country`` is an ISO 3166 alpha-3 code (XKX for Kosovo) and nothing else. ``source_country_by``
      says where the code is from: "ref", or "nested place" if the mention has no ref and contains places of
      one country ("président du Pérou"). A person has no country. Seven keys of organizations are codes of
      countries, too (CAN, the Andean Community): as the ref of an organization, they count as no country.
    - ``type``, ``mode``, ``context``, ``modality``, ``polarity``, and a column for each further attribute.
      What is planned or negated did not happen: filter by ``modality`` and ``polarity``.
      ``--option coding=plover`` adds ``type_plover``: as PLOVER codes it, a planned CONSULT, SUPPORT,
      COOPERATE or AID is AGREE.
    - ``place``, ``place_ref``; ``others`` holds the fillers of other roles, as "Role: words".
    - ``trigger``, ``trigger_start``, ``trigger_end`` (code points), ``sentence``. They are empty for an event
      without a trigger, which says only that the article reports this type.
    - ``article``, ``url``, ``title``, ``language``. ``article_source`` is the news agency: the ``source`` of
      the article, which is no actor. ``event`` is the id of the event; it is unique within the article.
    - ``decision`` and ``author``: how the annotation of the article became gold (single, unanimous, majority,
      weighted, reviewed), and whose annotation it is (a pseudonym).
    - ``unreviewed``: the columns of the row whose values nobody saw on a screen, as "source_ref; context". A
      column is named if one of several values is such.

    Several values in a cell are separated by "; ", in the same order in all columns of one role: the
    countries of three sources may be "CUB; ; VNM". In a value, a backslash stands before ";" and before a
    backslash. Sectors of one actor are separated by ", ".

    With the screens that `annotate` makes, nobody sees ``ref``, and with the ontology diplomacy nobody sees
    sector and context either. So ``--reviewed-only`` empties the columns of countries, refs, sectors and
    context, except where somebody reviewed them elsewhere; the export counts what it leaves out.

    In CSV, a cell that a spreadsheet could take for a formula begins with an apostrophe: one that begins
    with =, +, -, @, a tab, a line break, or an apostrophe. Take away one apostrophe to get the value. Parquet
    holds the values as they are. The path decides (``.parquet``), or ``--option form=parquet``.

    Read a CSV as text, as the lines below do. pandas would take the words NA, null, None and nan for empty
    cells, and pandas and DuckDB would take the id 007 for the number 7. Parquet needs no such options.

    ``gold.to_pandas("events")`` gives the same columns in Python without a file, with a column for each role
    and the score in addition.
    """

    name = "events"
    target: Target = "file"
    suffix = ".csv"
    other_suffixes = (".parquet",)
    cannot_hold = frozenset(
        {
            *("text", "article fields", "positions", "entities outside events", "attributes", "ref"),
            *("scores", "provenance", "unsure", "notes"),
        }
    )
    reads = """\
import pandas
events = pandas.read_csv("events/train.csv", dtype=str, keep_default_na=False)
events.groupby(["source_country", "type"]).size()  # "MAR; ESP" counts as one
each = events.assign(source_country=events["source_country"].str.split("; ")).explode("source_country")
each.groupby(["source_country", "type"]).size()  # an event of two sources counts for both
import duckdb
rows = duckdb.read_csv("events/train.csv", header=True, all_varchar=True)
duckdb.sql("SELECT type, count(*) FROM rows GROUP BY type")
"""

    def export(
        self,
        records: Iterable[GoldRecord],
        ontology: Ontology,
        path: Path,
        *,
        form: Form = "",
        bom: bool = False,
        coding: Coding = "",
    ) -> Losses:
        """Writes the table, with or without texts. ``bom`` begins a CSV with the mark that Excel looks for.

        Raises `ConfigError` for an unknown form or coding, `WriteError`, and `MissingExtraError` without
        pyarrow.
        """
        check_choice("form", form, get_args(Form))
        check_choice("coding", coding, get_args(Coding))
        losses = Losses()
        table = EventTable(ontology, losses, plover=coding == "plover")
        rows = (row for record in records for row in table.rows(record))
        if (form or path.suffix.removeprefix(".")) == "parquet":
            _write_parquet(path, rows, table.columns)
        else:
            _write_csv(path, rows, table.columns, bom=bom)
        return losses

    def suffix_with(self, options: Mapping[str, Any]) -> str:
        """The suffix of the file of a split with these options."""
        return f".{options.get('form') or 'csv'}"


def _write_csv(path: Path, rows: Iterable[Mapping[str, Any]], columns: Iterable[str], *, bom: bool) -> None:
    with writing(path) as file:
        if bom:
            file.write("\ufeff")
        writer = csv.writer(file, lineterminator="\n")
        names = list(columns)
        writer.writerow(names)
        for row in rows:
            writer.writerow([csv_cell(row[name]) for name in names])


def _write_parquet(path: Path, rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> None:
    try:
        import pyarrow
    except ImportError as error:
        raise MissingExtraError("pyarrow", "export") from error
    fields = [(name, pyarrow.int64() if name in NUMBERS else pyarrow.string()) for name in columns]
    schema = pyarrow.schema(fields)
    remaining = iter(rows)
    with _parquet(path, schema) as write:
        while some := list(islice(remaining, _ROWS)):
            write(pyarrow.Table.from_pylist(some, schema=schema))


@contextmanager
def _parquet(path: Path, schema: Any) -> Iterator[Callable[[Any], None]]:
    import pyarrow.parquet

    open_writer: Any = pyarrow.parquet.ParquetWriter  # it has no type hints
    with writing_bytes(path) as file, open_writer(file, schema, version="2.6", store_schema=False) as writer:
        yield writer.write_table
