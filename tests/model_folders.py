"""A whole model, as `annotate train` writes its folder, made in a second: for tests of what reads it."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.core.configs import configs_folder
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.model_file import ENTITIES, WEIGHTS, ModelFile, ModelScore, Verdict
from annotate.prelabel.judging.weights_file import save_judges

if TYPE_CHECKING:
    from spacy.language import Language

SAID = "Le ministre Tran Van Ba est venu à Zorbaville avec Marie Dubrac."
_TAUGHT = {"Tran Van Ba": "PER", "Zorbaville": "LOC", "Marie Dubrac": "PER"}
SCORES = (
    ModelScore(measure="names", before=0.95, now=0.97, difference=0.02, low=0.01, high=0.03, gold=120),
    ModelScore(measure="actions", before=40, now=31, difference=-9, low=-14, high=-3, gold=60),
)


def model_folder(
    folder: Path,
    *,
    seed: int = 0,
    verdict: Verdict | None = Verdict.BETTER,
    words: str | None = None,
    **more: Any,
) -> Path:
    """Writes a model for the ontology diplomacy into the new ``folder``, and returns it.

    It finds the names in `SAID`. Its weights are the built-in ones, with the labeler `trained` beside, under
    an intercept that ``seed`` changes. ``words`` is the text of its words file. ``more`` are fields of
    `ModelFile`.
    """
    ontology = Ontology.load("diplomacy")
    folder.mkdir(parents=True)
    _entities(seed).to_disk(folder / ENTITIES)
    shipped = json.loads((configs_folder() / "weights" / "diplomacy.json").read_bytes())
    shipped["labelers"]["trained"] = "1"
    shipped["weights"]["by=trained"] = 1.0 + seed / 8
    (folder / WEIGHTS).parent.mkdir()
    save_judges(folder / WEIGHTS, {"entities": shipped})
    if words is not None:
        (folder / "lexicon").mkdir()
        (folder / "lexicon" / "words.yaml").write_text(words, encoding="utf-8")
    made = {
        "trainer": "tests",
        "ontology": ontology.id,
        "languages": ("fr",),
        "labelers": ("trained",),
        "weights": WEIGHTS,
        "words": None if words is None else "lexicon/words.yaml",
        "release": {"name": "sample", "version": "1.0.0", "sha256": "0" * 64},
        "scores": SCORES,
        "articles": 12,
        "method": "cross-validation in 5 parts",
        "verdict": verdict,
    }
    ModelFile(**{**made, **more}).save(folder)
    return folder


def change_model_file(folder: Path, **fields: Any) -> None:
    """Changes fields of a model's description, also to what no trainer writes."""
    path = folder / "annotate-model.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **fields}), encoding="utf-8")


def copied(model: Path, folder: Path) -> Path:
    """A copy of a model in a new folder."""
    return Path(shutil.copytree(model, folder, symlinks=True))


@cache
def _entities(seed: int) -> Language:
    import spacy
    from spacy.training import Example
    from thinc.api import fix_random_seed

    fix_random_seed(seed)
    nlp = spacy.blank("fr")
    nlp.add_pipe("ner")
    spans = [(SAID.index(name), SAID.index(name) + len(name), label) for name, label in _TAUGHT.items()]
    examples = [Example.from_dict(nlp.make_doc(SAID), {"entities": spans})]
    nlp.initialize(lambda: examples)
    for _ in range(30):
        nlp.update(examples)
    nlp.meta["name"] = "entities"
    return nlp
