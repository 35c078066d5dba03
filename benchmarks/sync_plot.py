"""Plots the resident size of a push and of a pull against the tasks done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


def plot_sizes(sizes: Mapping[str, Sequence[tuple[int, float]]], path: Path) -> None:
    """Draws a line for push and a line for pull: megabytes against tasks done."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3.2), layout="constrained")
    for (what, points), color in zip(sizes.items(), ("#0072B2", "#D55E00"), strict=False):
        axes.plot(*zip(*points, strict=True), color=color, label=what)
    largest = max(size for points in sizes.values() for _, size in points)
    axes.set(xlabel="tasks done", ylabel="resident size of the client, MB", xlim=(0, None))
    axes.set_ylim(0, 1.25 * largest)
    axes.legend(frameon=False)
    figure.savefig(path, dpi=120)
