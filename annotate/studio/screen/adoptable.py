"""Which text and controls of a project made by hand annotate reads, and why not the others."""

from __future__ import annotations

from annotate.core.errors import ConfigError
from annotate.studio.screen.live_config import Control, LiveConfig, TextTag

WHERE = "the project in Label Studio"
_ONLY_TEXT = (
    "Only projects that label plain text can be adopted (not <HyperText>, <Paragraphs>, images, audio)."
)


def adopted_text(live: LiveConfig, chosen: str | None = None) -> str:
    """The name of the text that is read: ``chosen``, or the only text with labels.

    Raises `ConfigError` with the reason if there is no such text, or if annotate cannot read its content or
    labels.
    """
    labelled = _labelled(live)
    if chosen is not None:
        if chosen not in live.texts:
            raise ConfigError(
                f"it has no <Text> with the name {chosen!r}.",
                where=WHERE,
                remedy=f"Its texts with labels: {', '.join(labelled) or 'none'}.",
            )
        if chosen not in labelled:
            raise ConfigError(
                f"the text {chosen!r} has no <Labels>.",
                where=WHERE,
                remedy=f"Its texts with labels: {', '.join(labelled) or 'none'}.",
            )
        text = chosen
    elif not labelled:
        raise ConfigError(
            f"it has no <Labels> over a <Text>{_instead(live)}.", where=WHERE, remedy=_ONLY_TEXT
        )
    elif len(labelled) > 1:
        raise ConfigError(
            f"people label {len(labelled)} texts there: {', '.join(labelled)}. annotate reads one of them.",
            where=WHERE,
            remedy="Choose one: " + ", or ".join(f"--text {name}" for name in labelled) + ".",
        )
    else:
        text = labelled[0]
    _check(live, live.shown[text])
    return text


def _labelled(live: LiveConfig) -> list[str]:
    return [name for name in live.texts if live.of_kind("Labels", name)]


def _instead(live: LiveConfig) -> str:
    """What the labels are over instead of a text."""
    over = {
        target: live.shown[target].kind
        for control in live.controls.values()
        if control.kind.endswith("Labels")
        for target in control.targets
        if target in live.shown
    }
    return ", only over " + ", ".join(f"<{kind}>" for kind in dict.fromkeys(over.values())) if over else ""


def _check(live: LiveConfig, text: TextTag) -> None:
    if text.problem is not None:
        raise ConfigError(
            f"its text {text.name!r} {text.problem}.",
            where=WHERE,
            remedy="Make a project whose tasks hold the text itself in one field, and adopt that one.",
        )
    controls = live.of_kind("Labels", text.name)
    for control in controls:
        if control.dynamic is not None:
            raise ConfigError(
                f"the labels of {control.name!r} come from each task's data ({control.dynamic}), so the"
                " project has no list of labels from which to make an ontology.",
                where=WHERE,
                remedy="List the labels as <Label> tags in Settings > Labeling Interface, and adopt it then.",
            )
    if not any(control.values for control in controls):
        raise ConfigError(
            f"the text {text.name!r} has <Labels> without a <Label>.",
            where=WHERE,
            remedy="Add the labels in Settings > Labeling Interface.",
        )


def is_read(control: Control) -> bool:
    """Whether annotate reads the results of a control."""
    return why_not_read(control) is None


def why_not_read(control: Control) -> str | None:
    """Why annotate does not read the results of a control, or None if it does."""
    if control.kind not in ("Labels", "Choices", "TextArea"):
        return f"<{control.kind}> is not read"
    if control.per_item:
        return "values for single items (perItem) are not read"
    if control.kind == "TextArea":
        return None if control.per_region else "a text on the article as a whole is not read"
    if control.kind == "Choices" and control.dynamic is not None:
        return f"its choices come from each task's data ({control.dynamic})"
    if control.kind == "Choices" and control.nested:
        return "choices inside choices are not read"
    return None if control.values else "it has no choices"
