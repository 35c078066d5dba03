"""Clusters articles by their words, so that an order can take some of each kind.

tf-idf, reduced to a few dimensions (latent semantic analysis, Deerwester and others 1990), then k-means: the
way that scikit-learn's documentation recommends for texts. Needs the extra `train`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from annotate.core.errors import MissingExtraError

_WORDS = 20_000  # the most frequent
_DIMENSIONS = 100
_FEWEST = 4  # articles; fewer are one cluster


@dataclass(frozen=True)
class Clusters:
    """The cluster of each article, and its distance from the centre of the cluster, in the order given."""

    labels: tuple[int, ...]
    distances: tuple[float, ...]


def has_clusters() -> bool:
    """Whether the library for clusters is installed."""
    try:
        import sklearn  # noqa: F401  # the extra's marker
    except ImportError:
        return False
    return True


def cluster(texts: Iterable[str], seed: int = 0) -> Clusters:
    """Clusters texts. Reads each text once, and keeps none. The same texts and seed give the same clusters.

    The number of clusters is the square root of half the number of texts (Mardia, Kent and Bibby 1979,
    "Multivariate Analysis", p. 365). Raises `MissingExtraError` without scikit-learn.
    """
    if not has_clusters():
        raise MissingExtraError("scikit-learn", "train")
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfVectorizer
    from threadpoolctl import threadpool_limits

    words = TfidfVectorizer(max_features=_WORDS, sublinear_tf=True, strip_accents="unicode")
    number = 0

    def counted() -> Iterable[str]:
        nonlocal number
        for text in texts:
            number += 1
            yield text

    try:
        vectors = words.fit_transform(counted())
    except ValueError:  # no text has a word
        return _one_cluster(number)
    if number < _FEWEST:
        return _one_cluster(number)
    # Several threads add in another order each time, and the last bits of a sum may decide.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer different texts than clusters
        points = _reduced(vectors, seed)
        wanted = max(2, round(sqrt(number / 2)))
        model = KMeans(n_clusters=wanted, n_init=4, random_state=seed)
        distances = model.fit_transform(points)
    labels = tuple(int(label) for label in model.labels_)
    return Clusters(labels, tuple(float(row[label]) for row, label in zip(distances, labels, strict=True)))


def _reduced(vectors: object, seed: int) -> object:
    """The tf-idf vectors in few dimensions, each of length 1."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    rows, columns = vectors.shape  # type: ignore[attr-defined]
    dimensions = min(_DIMENSIONS, rows - 1, columns - 1)
    if dimensions < 2:
        return vectors
    return normalize(TruncatedSVD(dimensions, random_state=seed).fit_transform(vectors))


def _one_cluster(number: int) -> Clusters:
    return Clusters((0,) * number, (0.0,) * number)
