"""What an annotator was unsure of, as Label Studio's results hold it: a box, and a remark beside it.

A remark without its box counts as unsure: nobody writes why they are sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotate.core.annotation import Annotation, Entity, Event, Status, Trigger
from annotate.core.findings import Finding, shortened
from annotate.studio.codec.marked import Region, Result
from annotate.studio.codec.screen_regions import ScreenRegions
from annotate.studio.codec.stored_text import StoredText
from annotate.studio.codec.values import told, without_refused
from annotate.studio.screen.binding import Binding
from annotate.studio.screen.unsure import UnsureTags

FreeId = Callable[[str], str]


def encode_article(unsure: str | None, binding: Binding, free_id: FreeId) -> Iterator[Result]:
    """Yields the results that say that somebody was unsure of the article. ``free_id`` makes their ids."""
    for result in _encoded(unsure, binding.unsure.article, binding.text):
        yield {"id": free_id(result["from_name"]), **result}


def encode_region(id: str, span: Entity | Trigger, unsure: str | None, binding: Binding) -> Iterator[Result]:
    """Yields the results that say that somebody was unsure of a region."""
    for result in _encoded(unsure, binding.unsure.region, binding.text):
        value = {"start": span.start, "end": span.end, **result["value"]}
        yield {"id": id, **result, "value": value}


def _encoded(unsure: str | None, tags: UnsureTags, text: str) -> Iterator[Result]:
    if unsure is None:
        return
    if tags.box is not None:
        value = {"choices": [tags.value]}
        yield {"from_name": tags.box, "to_name": text, "type": "choices", "value": value}
    if (remark := _as_kept(unsure)) and tags.remark is not None:
        yield {"from_name": tags.remark, "to_name": text, "type": "textarea", "value": {"text": [remark]}}


def _as_kept(remark: str) -> str:
    r"""A remark as it comes back: without white space at its edges, and with "\n" as line ends."""
    return StoredText(remark).text.strip()


def unsure_of(region: Region, known: Entity | Event | None, binding: Binding) -> str | None:
    """What was said of a region. What the screen has no control for comes from ``known``, as it was sent."""
    return _with_unseen(
        _joined(region.unsure), None if known is None else known.unsure, binding.unsure.region
    )


def unsure_article(said: Sequence[str], pushed: Iterable[Annotation], binding: Binding) -> str | None:
    """What was said of the article. What the screen has no control for comes from a person's annotation."""
    people = (one.unsure for one in pushed if one.status is not Status.SUGGESTED)
    known = next((one for one in people if one is not None), None)
    return _with_unseen(_joined(said), known, binding.unsure.article)


def _with_unseen(said: str | None, known: str | None, tags: UnsureTags) -> str | None:
    if said is None:
        return known if tags.box is None else None
    return known if not said and known is not None and tags.remark is None else said


def _joined(said: Sequence[str]) -> str | None:
    return "\n".join(dict.fromkeys(filter(None, said))) if said else None


@dataclass
class UnsureResults:
    """The results of the controls for what annotators are unsure of, in one result list."""

    binding: Binding
    report: Callable[[Finding], None]
    article: list[str] = field(default_factory=list)  # remarks; an empty one is the box alone
    _of_regions: list[Result] = field(default_factory=list)

    def take(self, name: str | None, result: Result) -> bool:
        """Takes a result of one of these controls. False for any other result."""
        controls = self.binding.unsure
        if name in controls.article.controls:
            self.article += self._said(str(name), result, controls.article)
        elif name in controls.region.controls:
            self._of_regions.append(result)
        else:
            return False
        return True

    def attach(self, regions: ScreenRegions) -> None:
        """Gives their regions what was said of them. Reports what belongs to no region."""
        for result in self._of_regions:
            holder = result.get("value")
            place = regions.place(holder) if isinstance(holder, dict) else None
            group = regions.with_id(result.get("id"), None if place is None else (place.start, place.end))
            said = self._said(str(result["from_name"]), result, self.binding.unsure.region)
            if len(group) == 1:
                group[0].add_note(result)
            if not said:
                continue
            if not group:
                rule = f"unsure{_quoted(said)} belongs to a region that does not exist; left out"
                self._found("attribute-of-nothing", rule, result)
                continue
            if len(group) > 1:
                rule = f"unsure{_quoted(said)} may belong to another region with the same id"
                self.report(group[0].regions[0].found("ambiguous", rule))
            group[0].unsure.extend(said)

    def _said(self, name: str, result: Result, tags: UnsureTags) -> list[str]:
        """The remark, or an empty one for the box. Empty if the result says nothing."""
        is_box = name == tags.box
        found = told(result, "choices" if is_box else "text")
        unread = [str(found.unread)] if found.unread is not None else []
        if is_box:
            unread += [value for value in found.values if value not in tags.forms]
            said = [""] if any(value in tags.forms for value in found.values) else []
        else:
            remark = without_refused(_as_kept("\n".join(found.values)))
            said = [remark] if remark else []
        if unread:
            rule = f"a value of the control {name!r} is in no form that is read: {', '.join(unread)}"
            self._found("unread-value", f"{shortened(rule, 200)}; left out", result)
        if said and not found.plain:
            self._found(
                "other-form",
                "that somebody was unsure was written in another form; read all the same",
                result,
            )
        return said

    def _found(self, code: str, rule: str, result: Result) -> None:
        written = result.get("id")
        self.report(Finding(code, rule, region=None if written is None else str(written)))


def _quoted(said: Sequence[str]) -> str:
    remark = _joined(said)
    return f" (“{shortened(remark, 200)}”)" if remark else ""
