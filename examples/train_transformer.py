"""Trains a transformer to tag words with the Hugging Face Trainer, and scores its mentions on the test split.

    pip install '.[torch]' accelerate    # in the checkout
    python examples/train_transformer.py exports/sample-1.0.0 --model camembert-base

Without --model it builds a tiny BERT on the spot, which needs no download and knows no language. A mention
counts if boundaries and label are exact; nested mentions are missed. With a few articles, scores say little.
"""

from __future__ import annotations

import argparse
from typing import Any

import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

import annotate
from annotate.core.matching import Tally


def tiny(words: list[list[str]], names: dict[str, Any]) -> tuple[Any, Any]:
    """A tokenizer that learns its pieces from train, and a BERT of two small layers."""
    pieces = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    pieces.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    pieces.train_from_iterator(
        map(" ".join, words), trainers.WordPieceTrainer(special_tokens=["[UNK]", "[PAD]"])
    )
    special = {"unk_token": "[UNK]", "pad_token": "[PAD]"}
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=pieces, model_max_length=512, **special)
    sizes = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128}
    config = transformers.BertConfig(vocab_size=len(tokenizer), **sizes, **names)
    return tokenizer, transformers.BertForTokenClassification(config)


def encoded(tokenizer: Any, one: Any, label2id: dict[str, int]) -> dict[str, Any]:
    """A sentence as pieces. The first piece of each word has its label; -100 is not learnt."""
    found = tokenizer(one.words, is_split_into_words=True, truncation=True)
    at = found.word_ids()
    new = [word is not None and word not in at[:number] for number, word in enumerate(at)]
    return {**found, "labels": [label2id[one.tags[at[n]]] if first else -100 for n, first in enumerate(new)]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("release")
    parser.add_argument("--model", help="a folder, or a name on the Hugging Face hub")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("-o", "--output", default="transformer")
    arguments = parser.parse_args()
    gold = annotate.load_gold(arguments.release)
    train, test = gold.to_sentences("train"), gold.to_sentences("test")
    names: dict[str, Any] = {"label2id": train.label2id, "id2label": dict(enumerate(train.label2id))}
    if arguments.model:
        tokenizer: Any = transformers.AutoTokenizer.from_pretrained(arguments.model)
        model = transformers.AutoModelForTokenClassification.from_pretrained(arguments.model, **names)
    else:
        tokenizer, model = tiny([one.words for one in train], names)
    rows = [[encoded(tokenizer, one, train.label2id) for one in some] for some in (train, test)]
    rate = 5e-5 if arguments.model else 2e-3
    settings = transformers.TrainingArguments(
        arguments.output, num_train_epochs=arguments.epochs, learning_rate=rate, save_strategy="no"
    )
    collator = transformers.DataCollatorForTokenClassification(tokenizer)
    trainer = transformers.Trainer(model, settings, collator, train_dataset=rows[0])
    trainer.train()
    trainer.save_model(arguments.output)
    answers, found = trainer.predict(rows[1]), set()
    for one, scores, labels in zip(test, answers.predictions, answers.label_ids, strict=True):
        said = [names["id2label"][number] for number in scores.argmax(-1)[labels != -100]]
        said += ["O"] * (len(one.words) - len(said))  # of a sentence that was cut
        found |= {(one.article, *mention) for mention in one.mentions(said)}
    wanted = {(one.article.id, e.start, e.end, e.label) for one in gold.split("test") for e in one.entities}
    tally = Tally(len(wanted & found), predicted=len(found), gold=len(wanted))
    print(f"P {tally.precision:.3f}  R {tally.recall:.3f}  F1 {tally.f1:.3f}, {len(wanted)} mentions in test")


if __name__ == "__main__":
    main()
