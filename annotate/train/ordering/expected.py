"""What an article's suggestions promise: bits of uncertainty, errors and gestures, all as expected values.

They are computed from the scores and uncertainties that merging wrote. A score is a probability that a person
leaves the region as it is. Mentions that no labeler suggested have no score, so nothing here counts them.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotate.core.annotation import Annotation, Event
from annotate.evaluate.gestures import GESTURES, Job
from annotate.prelabel.interface.fixed_scores import PLUG_IN
from annotate.prelabel.merging.uncertainty import place_entropy


@dataclass(frozen=True)
class Expected:
    """What to expect of one article.

    ``bits`` is the uncertainty of all its suggestions together. ``errors`` is the number of suggestions and
    roles that a person will correct. ``gestures`` is the work on the screen, submitting included.
    ``suggestions`` is their number.
    """

    bits: float = 0.0
    errors: float = 0.0
    gestures: float = float(GESTURES[Job.SUBMIT])
    suggestions: int = 0

    @property
    def bits_per_action(self) -> float:
        """The uncertainty that an action removes. An action is a gesture, or a look at a suggestion.

        By gestures alone, many almost certain suggestions would seem best: each has a few bits, and accepting
        it costs no gesture.
        """
        return self.bits / (self.suggestions + self.gestures)


def expected(suggestion: Annotation | None) -> Expected:
    """Computes what to expect of an article from its suggestions. None means that it has no suggestions.

    A wrong mention or event costs what deleting it costs, the same as another label or another boundary.
    """
    if suggestion is None:
        return Expected()
    bits = errors = 0.0
    gestures = float(GESTURES[Job.SUBMIT])
    for region in suggestion.regions:
        probability = PLUG_IN if region.score is None else region.score
        own = place_entropy(probability)
        total = own if region.uncertainty is None else region.uncertainty
        bits += total
        errors += 1 - probability
        if isinstance(region, Event):
            no_trigger = region.trigger is None
            gestures += (1 - probability) * GESTURES[Job.ARTICLE_TYPE if no_trigger else Job.DELETE]
            wrong_roles = _wrong_roles(total, own)
            errors += wrong_roles
            gestures += wrong_roles * GESTURES[Job.NEW_ARGUMENT]
        else:
            gestures += (1 - probability) * GESTURES[Job.DELETE]
    return Expected(bits, errors, gestures, len(suggestion.entities) + len(suggestion.events))


def _wrong_roles(total: float, own: float) -> float:
    """The number of wrong roles to expect of an event, at most.

    ``total`` is the uncertainty of the event with its roles, ``own`` that of the event alone, in bits. What
    is left is the entropy of the roles. The error of the best guess is at most half of that (Hellman and
    Raviv 1970, "Probability of error, equivocation, and the Chernoff bound").
    """
    return max(0.0, total - own) / 2
