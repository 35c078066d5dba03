"""Answers three questions from the table of events, with pandas.

    pip install '.[export]'    # in the checkout
    python examples/count_events.py exports/sample-1.0.0

1. Who did what to whom, per month and by country? 2. How much of it happened, is planned, or is denied?
3. What did nobody review? The columns are those of `annotate export RELEASE --format events -o events`.
A few articles say nothing about the world: their counts describe these articles alone.
"""

from __future__ import annotations

import argparse

import pandas as pd

import annotate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("release")
    gold = annotate.load_gold(parser.parse_args().release)
    events = gold.to_pandas("events")
    print(f"{len(events)} events in {events['article'].nunique()} of {len(gold)} articles")

    # A cell with several sources has several countries: "CUB; VNM". Each gets a row of its own.
    pairs = events.assign(
        month=events["date"].fillna(events["published"]).str.slice(0, 7),
        source_country=events["source_country"].str.split("; "),
        target_country=events["target_country"].str.split("; "),
    )
    pairs = pairs.explode("source_country").explode("target_country")
    named = pairs[pairs["source_country"].fillna("") != ""].fillna({"target_country": "", "month": "no date"})
    keys = ["month", "source_country", "type", "target_country"]
    print("\n1. Who did what to whom, by month and country (events without a source country are left out):")
    print(named.groupby(keys).size().rename("events").reset_index().to_string(index=False))

    print("\n2. Modality and polarity, by type:")
    modality, polarity = events["modality"].fillna("not given"), events["polarity"].fillna("not given")
    print(pd.crosstab(events["type"], [modality, polarity]).to_string())

    unreviewed = events["unreviewed"].dropna().str.split("; ").explode()
    some = events["unreviewed"].notna().sum()
    print(f"\n3. Values that nobody reviewed, in {some} of {len(events)} events:")
    print(unreviewed.value_counts().to_string() if some else "none")


if __name__ == "__main__":
    main()
