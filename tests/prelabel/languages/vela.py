"""Vela, the invented language of docs/adding-a-language.md, written to a folder as on that page."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import spacy
import thinc.util as seeds
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab

PAGE = (Path(__file__).parents[3] / "docs" / "adding-a-language.md").read_text(encoding="utf-8")
TEXT = "Sen Okello renka Tavero na Rosal. Kapo na Rosal renka Sen Deo."
_FILE = re.compile(r"^`(annotate_vela/[\w./]+)`[^\n]*:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PROJECT = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PARTS_OF_SPEECH = {
    "renka": "VERB",
    "tavero": "NOUN",
    "kapo": "NOUN",
    "sen": "NOUN",
    "na": "ADP",
    "ko": "CCONJ",
}
Tree = tuple[str, tuple[int, ...], str]  # words, the head of each, its relation
_TREES: tuple[Tree, ...] = (
    ("Sen Okello renka Tavero na Rosal .", (1, 2, 2, 2, 5, 3, 2), "compound nsubj ROOT obj case nmod punct"),
    ("Kapo na Lomar renka Sen Deo .", (3, 2, 0, 3, 5, 3, 3), "nsubj case nmod ROOT compound obj punct"),
    ("Okello ko Deo renka Rosal .", (3, 2, 0, 3, 3, 3), "nsubj cc conj ROOT obj punct"),
)


def install_vela(site: Path) -> None:
    """Writes the page's package, its metadata and its model to ``site``, a folder on Python's path."""
    write_package(site)
    (project,) = _PROJECT.findall(PAGE)
    table = tomllib.loads(project)["project"]["entry-points"]
    info = site / "annotate_vela-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: annotate-vela\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "".join(
            f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
            for group, points in table.items()
        )
    )
    write_model(site / "annotate_vela" / "model")


def write_package(folder: Path) -> None:
    """Writes the files of the page to ``folder``, with their pyproject.toml."""
    for name, content in _FILE.findall(PAGE):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    (project,) = _PROJECT.findall(PAGE)
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")


def write_model(folder: Path) -> None:
    """Writes a blank model with a parser trained on three sentences and the parts of speech of all words."""
    nlp = spacy.blank("xx")
    ruler = nlp.add_pipe("attribute_ruler")
    nlp.add_pipe("parser", config={"min_action_freq": 1})
    examples = [_example(nlp.vocab, [tree]) for tree in _TREES]
    examples.append(_example(nlp.vocab, _TREES))
    seeds.fix_random_seed(0)
    optimizer = nlp.initialize(lambda: examples)
    ruler.add([[{"IS_TITLE": True}]], {"POS": "PROPN"})  # type: ignore[attr-defined]
    for word, part in _PARTS_OF_SPEECH.items():
        ruler.add([[{"LOWER": word}]], {"POS": part, "LEMMA": word})  # type: ignore[attr-defined]
    for _ in range(40):
        nlp.update(examples, sgd=optimizer)
    nlp.to_disk(folder)


def _example(vocab: Vocab, trees: Sequence[Tree]) -> Example:
    words: list[str] = []
    heads: list[int] = []
    labels: list[str] = []
    starts: list[bool] = []
    for text, heads_of, labels_of in trees:
        heads += [head + len(words) for head in heads_of]
        starts += [position == 0 for position in range(len(heads_of))]
        words += text.split()
        labels += labels_of.split()
    said = {"words": words, "heads": heads, "deps": labels, "sent_starts": starts}
    return Example.from_dict(Doc(vocab, words=words), said)


if __name__ == "__main__":  # as the page says
    write_model(Path(sys.argv[1]))
