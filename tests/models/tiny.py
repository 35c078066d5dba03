"""Makes the small models: architectures as in the large ones, vocabularies and data of a few words."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, processors

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
FILLER = (
    "le", "la", "un", "parle", "de", "à", "est", "avec", "paix", "hier", "rien",
    ".", ",", "!", "(", ")", "'", "d",
)  # fmt: skip
PERSONS = (("zorba",), ("zorba", "kan"))
PLACES = (("Limonta",), ("Mora",))
OTHERS = (("fou",),)
TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-MISC", "I-MISC")
TYPES = ("PER", "LOC", "ORG", "ROLE", "DATE")  # in the order of the ontology that the tests use
PIECES = ("zor", "##ba", "kan", "Li", "##mon", "##ta", "Mo", "##ra", "fou")
HIDDEN = 32

torch.set_num_threads(1)  # models this small only wait for each other's threads


def tokenizer(*more: str, length: int) -> Any:
    """A WordPiece tokenizer to which names are several pieces, and what it does not know is one token."""
    vocabulary = {token: index for index, token in enumerate((*SPECIAL, *FILLER, *PIECES, *more))}
    built = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    built.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    built.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(token, vocabulary[token]) for token in ("[CLS]", "[SEP]")],
    )
    names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=built, model_max_length=length, **dict(zip(names, SPECIAL, strict=True))
    )


def token_classifier(folder: Path, *, length: int = 64) -> Path:
    """A two-layer BERT with tags B-/I- of PER, LOC and MISC, trained on sentences of random words."""
    torch.manual_seed(1)
    chance = random.Random(1)
    with_pieces = tokenizer(length=length)
    config = transformers.BertConfig(
        vocab_size=len(with_pieces),
        num_labels=len(TAGS),
        id2label=dict(enumerate(TAGS)),
        label2id={tag: index for index, tag in enumerate(TAGS)},
        **_small(length),
    )
    model = transformers.BertForTokenClassification(config)
    steps = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(150):
        sentences = [list(_sentence(chance, length * 2 // 3)) for _ in range(16)]
        given = with_pieces(
            [[word for word, _ in sentence] for sentence in sentences],
            is_split_into_words=True,
            padding=True,
            truncation=True,
            return_tensors="pt",
        )
        labels = torch.full(given["input_ids"].shape, -100)
        for row, sentence in enumerate(sentences):
            last = None
            for column, word in enumerate(given.word_ids(row)):
                if word is not None and word != last:  # the first piece alone, as is usual
                    labels[row, column] = TAGS.index(sentence[word][1])
                last = word
        steps.zero_grad()
        model(**given, labels=labels).loss.backward()
        steps.step()
    model.eval().save_pretrained(folder)
    with_pieces.save_pretrained(folder)
    return folder


def gliner(folder: Path, *, length: int = 128) -> Path:
    """A GLiNER on a two-layer BERT, trained to find persons and places by their prompts."""
    from gliner import GLiNER, GLiNERConfig
    from gliner.data_processing.collator import UniEncoderSpanDataCollator

    torch.manual_seed(2)
    chance = random.Random(2)
    encoder = folder.with_name(folder.name + "-encoder")
    pieces = tokenizer(*TYPES, length=length)
    config = transformers.BertConfig(vocab_size=len(pieces), **_small(length))
    transformers.BertModel(config).save_pretrained(encoder)
    pieces.save_pretrained(encoder)
    model = GLiNER.from_config(
        GLiNERConfig(
            model_name=str(encoder),
            max_len=60,
            max_width=4,
            hidden_size=HIDDEN,
            dropout=0.0,
            num_rnn_layers=0,
        ),
        backbone_from_pretrained=True,
        local_files_only=True,
    )
    collate = UniEncoderSpanDataCollator(
        model.config, data_processor=model.data_processor, prepare_labels=True
    )
    steps = torch.optim.AdamW(model.parameters(), lr=3e-3)
    slower = torch.optim.lr_scheduler.LinearLR(steps, 1.0, 0.05, total_iters=300)
    model.train()
    for _ in range(300):
        batch = collate([_example(chance) for _ in range(16)])
        steps.zero_grad()
        model(**batch).loss.backward()
        steps.step()
        slower.step()
    model.eval().save_pretrained(folder)
    return folder


def _small(length: int) -> dict[str, Any]:
    return {
        "hidden_size": HIDDEN,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": length,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
    }


def _sentence(chance: random.Random, longest: int) -> Iterator[tuple[str, str]]:
    """Words with their tags: fillers, and now and then a name."""
    for _ in range(chance.randint(1, longest)):
        kind = chance.choices(("O", "PER", "LOC", "MISC"), (12, 2, 2, 1))[0]
        if kind == "O":
            yield chance.choice((*FILLER, *["😀"] * 3)), "O"
            continue
        names = {"PER": PERSONS, "LOC": PLACES, "MISC": OTHERS}[kind]
        for number, word in enumerate(chance.choice(names)):
            yield word, f"{'I' if number else 'B'}-{kind}"


def _example(chance: random.Random) -> dict[str, Any]:
    """A sentence in GLiNER's form: words, and mentions as first word, last word and label."""
    words: list[str] = []
    mentions: list[tuple[int, int, str]] = []
    for word, tag in _sentence(chance, 20):
        if tag.startswith("B-") and not tag.endswith("MISC"):
            mentions.append((len(words), len(words), tag[2:]))
        elif tag.startswith("I-") and not tag.endswith("MISC"):
            first, _, label = mentions.pop()
            mentions.append((first, len(words), label))
        words.append(word)
    return {"tokenized_text": words, "ner": mentions, "ner_labels": list(TYPES)}
