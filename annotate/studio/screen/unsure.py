"""The controls with which an annotator says *not sure*, of the article or of a region, with a remark.

A screen may lack any of them: one made before they were added is read and used as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from annotate.studio.screen.keys import NO_KEY
from annotate.studio.screen.live_config import Control, LiveConfig

STORED = "unsure"  # what a box stores
ARTICLE, ARTICLE_REMARK = "unsure", "unsure_remark"
REGION, REGION_REMARK = "region_unsure", "region_unsure_remark"
_ROW = "annotate-attribute annotate-unsure"  # laid out as an attribute of a region is
_OF_ARTICLE = {"fr": "Pas sûr de l’article", "en": "Not sure of the article"}
_OF_REGION = {"fr": "Pas sûr de cette région", "en": "Not sure of this region"}
_SHOWN = frozenset({*_OF_ARTICLE.values(), *_OF_REGION.values(), "Pas sûr", "Not sure"})  # now and before
_REMARK = {"fr": "Pourquoi ?", "en": "Why?"}


@dataclass(frozen=True)
class UnsureTags:
    """A box and the field for its remark, by the names of their controls. None where the screen lacks one.

    ``value`` is what the screen stores for the box; ``forms`` are all forms that results may hold.
    """

    box: str | None = None
    remark: str | None = None
    value: str = STORED
    forms: frozenset[str] = frozenset({STORED})

    @property
    def controls(self) -> frozenset[str]:
        """The names of the controls that the screen has."""
        return frozenset(name for name in (self.box, self.remark) if name is not None)


@dataclass(frozen=True)
class UnsureControls:
    """The controls of a screen for what an annotator is not sure of."""

    article: UnsureTags = UnsureTags()
    region: UnsureTags = UnsureTags()

    @property
    def names(self) -> frozenset[str]:
        """The names of all of them."""
        return self.article.controls | self.region.controls


@dataclass(frozen=True)
class UnsureNames:
    """The names of these controls on a screen. No control of an attribute may have one of them."""

    article: str = ARTICLE
    article_remark: str = ARTICLE_REMARK
    region: str = REGION
    region_remark: str = REGION_REMARK

    @classmethod
    def on(cls, live: LiveConfig, text: str) -> UnsureNames:
        """Their names on a live screen. What the screen lacks gets a name that no attribute's control has.

        A control keeps its name, because what people said is stored under it. Screens made before these
        controls were added may have an attribute's control with one of the names.
        """
        return cls(
            _name_on(live, text, ARTICLE, "Choices", per_region=False),
            _name_on(live, text, ARTICLE_REMARK, "TextArea", per_region=False),
            _name_on(live, text, REGION, "Choices", per_region=True),
            _name_on(live, text, REGION_REMARK, "TextArea", per_region=True),
        )

    def all(self) -> frozenset[str]:
        """The names of all four."""
        return frozenset({self.article, self.article_remark, self.region, self.region_remark})


def _name_on(live: LiveConfig, text: str, name: str, kind: str, *, per_region: bool) -> str:
    for control in live.of_kind(kind, text):
        is_named_so = control.name.rstrip("_") == name
        if is_named_so and control.per_region == per_region and not _is_of_attribute(control):
            return control.name
    while name in live.controls:
        name += "_"
    return name


def _is_of_attribute(control: Control) -> bool:
    """Whether a control is that of an attribute: only these are shown for certain labels."""
    return bool(control.labels)


def find_unsure(live: LiveConfig, text: str, names: UnsureNames) -> UnsureControls:
    """Finds the controls on a live screen."""
    return UnsureControls(
        article=_found(live, text, names.article, names.article_remark, per_region=False),
        region=_found(live, text, names.region, names.region_remark, per_region=True),
    )


def _found(live: LiveConfig, text: str, box: str, remark: str, *, per_region: bool) -> UnsureTags:
    boxes = [
        control
        for control in live.of_kind("Choices", text)
        if control.name == box and control.per_region == per_region and STORED in control.values
    ]
    fields = [
        control.name
        for control in live.of_kind("TextArea", text)
        if control.name == remark and control.per_region == per_region
    ]
    if not boxes:
        return UnsureTags(remark=fields[0] if fields else None)
    shown = (value for value, alias in boxes[0].former.items() if alias == STORED)
    return UnsureTags(box, fields[0] if fields else None, STORED, frozenset({STORED, *shown, *_SHOWN}))


def add_unsure_of_article(parent: Element, text: str, language: str, names: UnsureNames) -> None:
    """Adds the box and the field for the remark, which shows only while the box is ticked."""
    box = names.article
    row = SubElement(parent, "View", className=_ROW)
    _add_box(row, {"name": box, "toName": text}, _OF_ARTICLE.get(language, _OF_ARTICLE["en"]))
    _add_remark(row, {"name": names.article_remark, "toName": text}, box, language)


def add_unsure_of_region(parent: Element, text: str, language: str, names: UnsureNames) -> None:
    """Adds the box for the selected region, whatever its label, and the field for its remark."""
    box = names.region
    of_region = {"toName": text, "perRegion": "true"}
    row = SubElement(parent, "View", className=_ROW, visibleWhen="region-selected")
    control = {"name": box, **of_region, "visibleWhen": "region-selected"}
    _add_box(row, control, _OF_REGION.get(language, _OF_REGION["en"]))
    _add_remark(row, {"name": names.region_remark, **of_region}, box, language)


def _add_box(parent: Element, control: dict[str, str], word: str) -> None:
    choices = SubElement(parent, "Choices", {**control, "choice": "multiple", "showInline": "true"})
    SubElement(choices, "Choice", value=word, alias=STORED, hotkey=NO_KEY)


def _add_remark(parent: Element, control: dict[str, str], box: str, language: str) -> None:
    field = {
        **control,
        **{"rows": "1", "maxSubmissions": "1", "editable": "true"},
        "placeholder": _REMARK.get(language, _REMARK["en"]),
        **{"visibleWhen": "choice-selected", "whenTagName": box, "whenChoiceValue": STORED},
    }
    SubElement(parent, "TextArea", field)
