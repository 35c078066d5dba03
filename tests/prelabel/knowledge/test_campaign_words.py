"""The words of a campaign: a file that people read and edit, with faults reported by line."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.core.errors import ConfigError
from annotate.core.ontology import Ontology
from annotate.prelabel.knowledge.campaign_words import (
    CampaignWords,
    MarkedName,
    MarkedTrigger,
    WordsOfLanguage,
    load_words,
)

TOAST = MarkedTrigger(lemma="trinquer", pos="VERB", type="CONSULT", marked=5, occurrences=6, articles=4)
ONAR = MarkedName(name="ONAR", label="ORG", marked=3, occurrences=3, articles=2)


def words(*items: MarkedTrigger | MarkedName, language: str = "fr") -> CampaignWords:
    triggers = tuple(item for item in items if isinstance(item, MarkedTrigger))
    names = tuple(item for item in items if isinstance(item, MarkedName))
    return CampaignWords(languages={language: WordsOfLanguage(triggers=triggers, names=names)})


def normal_key(item: MarkedTrigger | MarkedName) -> tuple[str, ...]:
    """The file is read in NFC, so two spellings of a word are one word in it."""
    return tuple(normalize("NFC", part) for part in item.key)


def file_of(folder: Path, lines: str) -> Path:
    path = folder / "words.yaml"
    path.write_text(f"format: 1\nlanguages:\n  fr:\n{lines}", encoding="utf-8")
    return path


def test_the_file_has_a_line_for_each_word_with_its_counts(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    words(ONAR, TOAST).save(path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Words of this campaign")
    assert text.endswith(
        'format: 1\nlanguages:\n  "fr":\n    triggers:\n'
        "      - {lemma: trinquer, pos: VERB, type: CONSULT, marked: 5, occurrences: 6, articles: 4}\n"
        "    names:\n"
        "      - {name: ONAR, label: ORG, marked: 3, occurrences: 3, articles: 2}\n"
    )


forms = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
counts = st.none() | st.integers(min_value=0, max_value=10**6)
triggers = st.builds(
    MarkedTrigger,
    lemma=forms,
    pos=st.sampled_from(["VERB", "NOUN", "ADJ"]),
    type=st.sampled_from(["CONSULT", "AID"]),
    mode=st.none(),
    marked=counts,
    occurrences=counts,
    articles=counts,
    use=st.booleans(),
)
names = st.builds(
    MarkedName,
    name=forms,
    label=st.sampled_from(["PER", "ORG"]),
    ref=st.none() | forms,
    marked=counts,
    occurrences=counts,
    articles=counts,
    use=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(triggers, max_size=4, unique_by=normal_key),
    st.lists(names, max_size=4, unique_by=normal_key),
)
def test_what_is_written_is_read_again_and_order_changes_no_byte(
    tmp_path_factory: pytest.TempPathFactory,
    diplomacy: Ontology,
    some: list[MarkedTrigger],
    others: list[MarkedName],
) -> None:
    folder = tmp_path_factory.mktemp("words")
    words(*some, *others).save(folder / "one.yaml")
    words(*reversed(some), *reversed(others)).save(folder / "other.yaml")
    assert (folder / "one.yaml").read_bytes() == (folder / "other.yaml").read_bytes()
    read = load_words(folder / "one.yaml", diplomacy)
    read.save(folder / "again.yaml")
    assert (folder / "again.yaml").read_bytes() == (folder / "one.yaml").read_bytes()
    assert read.triggers == sum(item.use for item in some)
    assert read.names == sum(item.use for item in others)


@pytest.mark.parametrize(
    ("lines", "message", "line"),
    [
        ("    triggers:\n      - {lemma: oui, pos: VERB, type: PARTY}\n", "no event type 'PARTY'", 5),
        ("    triggers:\n      - {lemma: oui, pos: ADV, type: AID}\n", "'VERB', 'NOUN' or 'ADJ'", 5),
        ("    triggers:\n      - {lemma: a, pos: NOUN, type: AID, mode: b}\n", "AID has no mode 'b'", 5),
        ("    names:\n      - {name: Oslo, label: CITY}\n", "no entity type 'CITY'", 5),
        ("    names:\n      - {name: Oslo, label: LOC, colour: red}\n", "'colour' is not a known key", 5),
        ("    names:\n      - {name: Oslo}\n", "the key languages.fr.names.0.label is missing", 5),
        ("    names:\n      - {name: Oslo, label: LOC, marked: -1}\n", "greater than or equal to 0", 5),
        (
            "    names:\n      - {name: Oslo, label: LOC}\n      - {name: Oslo, label: ORG}\n",
            "'Oslo' stands in two lines",
            6,
        ),
    ],
)
def test_a_faulty_line_is_named(
    tmp_path: Path, diplomacy: Ontology, lines: str, message: str, line: int
) -> None:
    path = file_of(tmp_path, lines)
    with pytest.raises(ConfigError) as error:
        load_words(path, diplomacy)
    assert message in str(error.value)
    assert f"{path}, line {line}, key languages.fr." in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path, diplomacy: Ontology) -> None:
    with pytest.raises(ConfigError, match=r"words\.yaml.*cannot be read"):
        load_words(tmp_path / "words.yaml", diplomacy)


def test_lines_added_by_hand_need_no_counts_and_survive_a_new_training(
    tmp_path: Path, diplomacy: Ontology
) -> None:
    path = file_of(
        tmp_path,
        "    triggers:\n      - {lemma: toaster, pos: VERB, type: CONSULT}\n"
        "    names:\n      - {name: ONAR, label: ORG, marked: 3, occurrences: 3, articles: 2, use: false}\n"
        "      - {name: Old, label: ORG, marked: 2, occurrences: 2, articles: 2}\n",
    )
    edited = load_words(path, diplomacy)
    assert [item.name for item in edited.names_of("fr")] == ["Old"]
    again = words(TOAST, ONAR).with_edits_of(edited)
    assert [word.lemma for _, word in again.entries("fr")] == ["toaster", "trinquer"]
    assert again.names_of("fr") == ()


def test_the_digest_changes_with_the_words_in_use_and_not_with_the_counts_of_triggers() -> None:
    made = words(TOAST, ONAR)
    assert made.digest == words(ONAR, TOAST.model_copy(update={"marked": 6})).digest
    other = words(TOAST.model_copy(update={"type": "AID"}), ONAR)
    assert other.trigger_digest != made.trigger_digest
    assert other.name_digest == made.name_digest
    unused = words(TOAST, ONAR.model_copy(update={"use": False}))
    assert (unused.trigger_digest, unused.name_digest) == (made.trigger_digest, "")


def test_former_names_of_types_and_labels_get_their_present_ones(tmp_path: Path, diplomacy: Ontology) -> None:
    renamed = diplomacy.model_copy(update={"renamed": {"MEET": "CONSULT", "BODY": "ORG"}})
    path = file_of(
        tmp_path,
        "    triggers:\n      - {lemma: trinquer, pos: VERB, type: MEET}\n"
        "      - {lemma: trinquer, pos: VERB, type: CONSULT}\n"
        "    names:\n      - {name: ONAR, label: BODY}\n",
    )
    read = load_words(path, renamed)
    assert [(kind, word.lemma) for kind, word in read.entries("fr")] == [("CONSULT", "trinquer")]
    assert [item.label for item in read.names_of("fr")] == ["ORG"]
