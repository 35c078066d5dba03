"""The fixed score of each built-in labeler. Learned weights replace these uncalibrated constants.

A score is a rough probability (0 to 1) that a person would leave the region as it is.
"""

from __future__ import annotations

ORGANIZATIONS = 0.8
REPEATED_NAMES = 0.85
DATES = 0.95
FACILITIES = 0.8
DATELINES = 0.95
GAZETTEER = 0.9
GAZETTEER_CITY = 0.8
PLACE_BY_CONTEXT = 0.4  # a name that no list and no model knows, in a position for places
LLM = 0.7
PERSONS = 0.85
PERSON_UNKNOWN = 0.3  # words with a capital that no list and no model knows
ROLES = 0.8
SPACY = 0.7
SPACY_SECOND = 0.3  # another label for a name of the model, where its context speaks for it
TRAINED = 0.8
TRIGGER = {"VERB": 0.75, "NOUN": 0.65, "ADJ": 0.6}  # by part of speech
CONDITIONED_TRIGGER = 0.8  # a trigger whose `with` condition in the lexicon is met
ARTICLE_TYPE = 0.4
PLUG_IN = 0.5  # a labeler that gives no score of its own
