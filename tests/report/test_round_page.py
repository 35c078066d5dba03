"""The page of a round: one file without network, in which nothing from outside becomes markup."""

from __future__ import annotations

import re

from annotate.report.plot import Line, Plot, Point
from annotate.report.round_page import RoundPage, WorstError, build_round_page, in_its_sentence

TEXT = "Il pleut. Le <b>ministre</b> a rencontré Ana & Pérez à Hanoï. Fin."
CURVE = Plot("F1 by gold articles", "gold articles", "F1", [Line("names", [Point(0, 0.8), Point(9, 0.9)])])


def worst() -> WorstError:
    start = TEXT.index("Ana")
    pieces, cut = in_its_sentence(TEXT, start, start + len("Ana & Pérez"))
    return WorstError(
        words="Ana & Pérez",
        what="PER was missing, 2 times",
        cost="4 gestures",
        articles=[("kigali-3", "http://127.0.0.1:1/projects/1/data?task=3"), ("<i>", None)],
        more=3,
        language="fr",
        pieces=pieces,
        cut=cut,
    )


def test_a_correction_stands_in_its_sentence_with_its_articles() -> None:
    page = build_round_page(RoundPage("ships", 2, "All is well.", worst=[worst()]))
    assert "<mark>Ana &amp; Pérez</mark> à Hanoï." in page
    assert "Le &lt;b&gt;ministre&lt;/b&gt;" in page
    assert '<a href="http://127.0.0.1:1/projects/1/data?task=3"><bdi>kigali-3</bdi></a>' in page
    assert "<bdi>&lt;i&gt;</bdi> and 3 more" in page


def test_nothing_is_loaded_and_nothing_runs() -> None:
    made = RoundPage("ships", 2, "x", learning=CURVE, effort=[CURVE], worst=[worst()])
    page = build_round_page(made)
    assert not re.search(r"<(script|link|img|iframe|object)|@import|url\(|\son\w+=", page)
    assert len(re.findall(r"<svg ", page)) == 2
    assert page.count("The figures as a table") == 2


def test_what_is_missing_is_said_in_words() -> None:
    page = build_round_page(
        RoundPage(
            "ships",
            1,
            "There is no gold yet.",
            stop=("there is no gold yet.", "Correct and submit articles."),
            learning_notes=["No round has compared a model yet, so there is no score to show."],
            no_worst="No work is new in this round, so there are no corrections to show.",
        )
    )
    assert "This is the first round, so there is no earlier one to compare with." in page
    assert "The round waits for you: there is no gold yet." in page
    assert "no score to show" in page
    assert "no corrections to show" in page
    assert "<svg" not in page
