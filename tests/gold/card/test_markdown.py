"""No name can break the Markdown of a card: a reader of CommonMark with tables shows it as it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from annotate.core.annotation import Status
from annotate.core.ontology import Ontology
from annotate.core.record import Record
from annotate.gold.card.citation import bibtex
from annotate.gold.card.figure import Figure
from annotate.gold.card.markdown import block, blocks, cells, escaped, paragraphs, table
from annotate.gold.card.write import write_card
from tests.builders import annotation, article, entity, meeting
from tests.gold.card.generated import ODD_NAMES
from tests.gold.releases import release

WITHOUT_EVENTS = """
format: 1
name: without-events
version: 1.0.0
languages: [en]
entities:
  PER: {definition: {en: "A <b>person</b> | 1"}}
"""
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NAMES = st.one_of(
    st.sampled_from(ODD_NAMES),
    st.text("|\\`*_[]<>&#-+=~$!()1.: \t\n\"'{}@a", max_size=20),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20),
)


def shown(text: str) -> list[list[str]]:
    """The cells of the one table in ``text``, as a reader shows them."""
    rows: list[list[str]] = []
    for token in READER.parse(text):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            for child in token.children or []:
                assert child.type in ("text", "softbreak", "text_special"), child
            rows[-1].append("".join(child.content for child in token.children or []))
        else:
            assert token.type.startswith(("t", "thead", "tbody")), token
    return rows


def as_shown(name: str) -> str:
    turned = re.sub("[\u202a-\u202e\u2066-\u2069]", lambda match: f"\\u{ord(match[0]):04x}", name)
    return " ".join(turned.split())


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_a_table_shows_every_name_as_it_is(names: list[str]) -> None:
    figure = Figure("sources", "", ("source", "articles"), tuple((name, 12345) for name in names))
    assert shown(table(figure)) == [
        ["source", "articles"],
        *([as_shown(name), "12,345"] for name in names),
    ]


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_a_block_is_read_again_whatever_is_in_it(names: list[str]) -> None:
    figure = Figure("sources", "", ("source", "articles"), tuple((name, 1) for name in names))
    text = f"# x\n\n{block(figure, 'table', 'annotate release figures x')}\n\nafter\n"
    (read,) = blocks(text)
    assert (read.name, read.style, read.row) == ("sources", "table", None)
    assert len(cells(read.text)) == len(names) + 1
    assert "after" not in read.text


@given(NAMES)
def test_stated_words_are_paragraphs_and_nothing_else(words: str) -> None:
    tokens = READER.parse(paragraphs(words))
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    text = " ".join(
        child.content for token in tokens for child in token.children or [] if child.type != "softbreak"
    )
    assert "".join(text.split()) == "".join(as_shown(words).split())


def test_a_blank_line_parts_paragraphs() -> None:
    assert (
        paragraphs("One.\nStill one.\n\n \n\n2) two\n\n# three") == "One. Still one.\n\n2\\) two\n\n\\# three"
    )


def test_a_heading_holds_no_html(tmp_path: Path) -> None:
    assert escaped("<b>&amp;</b>") == "&lt;b&gt;&amp;amp;&lt;/b&gt;"
    source = meeting("a1", Status.SUBMITTED, "ana@example.org")
    hostile = source.with_(article=source.article.with_(source="<img src=x onerror=alert(1)>"))
    made = release(tmp_path, [hostile], about={"title": "<script>alert(1)</script>", "contact": "<b>x"})
    html = (
        MarkdownIt("commonmark")
        .enable("table")
        .render((made.folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)[2])
    )
    assert not re.findall(r"<(?:script|img|b)\b", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_characters_that_turn_the_direction_are_written_out() -> None:
    assert escaped("a\u202eb") == "a\\\\u202eb"
    assert escaped("وكالة") == "وكالة"


def test_the_citation_cannot_be_left() -> None:
    entry = bibtex([("key", "x_1"), ("title", "50% {of} C:\\a_b & $c ~^#"), ("url", "https://x.org/{a}")])
    assert entry.splitlines() == [
        "@misc{x_1,",
        r"  title = {{50\% \{of\} C:\textbackslash{}a\_b \& \$c \textasciitilde{}\textasciicircum{}\#}},",
        "  url = {https://x.org/%7Ba%7D}",
        "}",
    ]
    figure = Figure("citation", "", ("field", "value"), (("key", "x"), ("title", "```\n````")))
    assert block(figure, "bibtex", "c").count("\n`````") == 2


def test_an_ontology_without_events_has_a_card_without_them(tmp_path: Path) -> None:
    folder = one_with_ontology(tmp_path, WITHOUT_EVENTS)
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "### Mentions by type" in card
    assert "### Events by type" not in card and "### Arguments by role" not in card
    assert "event-extraction" not in card and "text-classification" not in card


def one_with_ontology(folder: Path, ontology: str, label: str = "PER") -> Path:
    """A release of one article whose ontology is another file, and whose card was written again."""
    source = article("Ana.")
    regions = (entity(source.text, "Ana", "PER"),)
    record = Record.of(source, annotation(source, regions, (), Status.SUBMITTED, "ana@example.org"))
    made = release(folder, [record]).folder
    (made / "ontology.yaml").write_text(ontology, encoding="utf-8")
    gold = made / "gold.jsonl"
    gold.write_text(gold.read_text(encoding="utf-8").replace('"PER"', json.dumps(label)), encoding="utf-8")
    assert Ontology.load(made / "ontology.yaml")
    write_card(made)
    return made


@pytest.mark.parametrize("label", ["A|B", "<i>", "`x`"])
def test_a_label_that_is_markdown_stays_a_label(tmp_path: Path, label: str) -> None:
    folder = one_with_ontology(tmp_path, WITHOUT_EVENTS, label)
    (found,) = (
        one for one in blocks((folder / "README.md").read_text(encoding="utf-8")) if one.name == "entities"
    )
    table_only = "\n".join(line for line in found.text.splitlines() if line.startswith("|"))
    assert [row[0] for row in shown(table_only)] == ["type", "PER", label]


def test_long_lists_are_cut_and_the_rest_is_counted(tmp_path: Path) -> None:
    base = meeting("a1", Status.SUBMITTED, "ana@example.org")
    records = [
        base.with_(article=base.article.with_(id=f"a{n:03}", source=f"source {n:03}")) for n in range(100)
    ]
    made = release(tmp_path, records, untouched=[f"b{n:04}" for n in range(3000)])
    card = (made.folder / "README.md").read_text(encoding="utf-8")
    assert "| and 80 sources more | 80 |" in card
    assert "| and 2980 articles more, in manifest.json under left\\_out |  |" in card
    assert len(card) < 40_000
