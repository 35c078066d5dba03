"""The style sheet of the labelling screen."""

from __future__ import annotations

# The text on the left, all tools in a column beside it, which stays where it is however long the article is.
#
# Arrows: Label Studio draws them 18 px above the mentions, and their roles in boxes made for 12 px letters.
# Here they are 6 px nearer to their own line, thin and without boxes, and faint until a region is selected.
# The area elements are the handles at the edges of the selected region, which Label Studio hides.
# With a region selected, a key relabels it: the palette has a frame then, and says so.
# Side panels: Label Studio writes names in the labels' colours there, which cannot be read in both themes.
#
# Its sanitiser escapes ">", so no rule may have one.
_STYLE = """
.annotate-columns { align-items: start; column-gap: 18px; display: grid; grid-template-columns: minmax(0, 50rem) 17rem; }
.annotate-source, .annotate-source * { font-size: 13px; line-height: 1.3; opacity: .85; }
.annotate-source { padding-left: 44px; }
.annotate-text { padding: 10px 0 0 44px; }
.annotate-text .lsf-htx-richtext { font-size: 16px; line-height: 2.3; padding: 0; }
.annotate-text .htx-highlight { border-radius: 2px; }
.annotate-text .htx-highlight[data-label]::after { font-family: inherit; font-size: 10px; font-weight: 600; letter-spacing: -.2px; padding: 0 1px 0 2px; white-space: nowrap; }
.annotate-text .htx-highlight.__active { background-image: linear-gradient(rgba(0, 0, 0, .4), rgba(0, 0, 0, .4)); box-shadow: 0 0 0 2px #d55e00; color: #fff !important; }
.annotate-text .htx-highlight area { display: inline; }
.annotate-side { background: var(--color-neutral-background, #fff); font-size: 13px; line-height: 1.25; max-height: calc(100vh - 118px); overflow-y: auto; padding-bottom: 4px; position: sticky; top: 0; z-index: 1000; }
.annotate-side h4 { font-size: 13px !important; line-height: 1.25 !important; margin: 8px 0 3px !important; }
.annotate-tools { border: 2px solid transparent; border-radius: 5px; padding: 2px; }
.annotate-tools .lsf-labels { display: block; margin: 0; }
.annotate-entities, .annotate-triggers { display: grid; gap: 3px; grid-template-columns: 1fr 1fr; }
.annotate-entities { padding-bottom: 7px; }
.annotate-tools .lsf-label { box-sizing: border-box; font-size: 13px; height: 25px; justify-content: space-between; margin: 0; max-width: none; min-width: 0; width: 100%; }
.annotate-types .lsf-choices, .annotate-attribute .lsf-choices { column-gap: 10px; display: grid; grid-template-columns: 1fr 1fr; margin: 0; }
.annotate-attribute .lsf-choices:has(.lsf-choice:nth-child(3):last-child) { grid-template-columns: repeat(3, auto); }
.annotate-attributes { display: flex; flex-direction: column; }
.annotate-attributes .annotate-unsure { order: 1; padding-top: 6px; }
.annotate-unsure .lsf-choices { grid-template-columns: 1fr !important; }
.annotate-unsure:not(:has(input:checked)) .lsf-text-area { display: none !important; }
.annotate-side .lsf-choice { margin: 0; padding: 0; }
.annotate-side .lsf-choice__item { margin: 0; padding: 0; }
.annotate-side .lsf-choice__checkbox { font-size: 13px; line-height: 1.2; margin: 0; min-height: 0; padding: 2px 0; }
.annotate-side .lsf-choice__checkbox * { font-weight: 400; }
.annotate-side .lsf-choice .lsf-hint { display: none; }
.annotate-side .lsf-textarea__region p { overflow-wrap: anywhere; white-space: pre-wrap; }
.annotate-side .lsf-textarea__region [id^=TextAreaRegion] { height: auto; padding-right: 82px; }
.lsf-region-meta:has(.lsf-region-meta__result) { display: none; }
.relations-overlay g[visibility] { transform: translateY(6px); }
.relations-overlay path { stroke: #8b3f1a; stroke-width: 1.3px; }
.relations-overlay path[opacity="0.6"] { opacity: .65; }
.relations-overlay path[opacity="1"] { stroke-width: 2.6px; }
.relations-overlay rect { display: none; }
.relations-overlay text { fill: #7b2d8e; font-size: 10.5px !important; font-weight: 600; paint-order: stroke; stroke: var(--color-neutral-background, #fff); stroke-width: 3px; }
[data-color-scheme=dark] .annotate-text .htx-highlight:not(.__active) { background-image: linear-gradient(rgba(255, 255, 255, .12), rgba(255, 255, 255, .12)); box-shadow: inset 0 0 0 1px rgba(255, 255, 255, .4); }
[data-color-scheme=dark] .annotate-text .htx-highlight.__active { box-shadow: 0 0 0 2px #ff9f4a; }
[data-color-scheme=dark] .relations-overlay path { stroke: #e8b08c; }
[data-color-scheme=dark] .relations-overlay text { fill: #e0aef0; }
[data-color-scheme=dark] .lsf-detailed-region__icon svg, [data-color-scheme=dark] .lsf-tree-icon__customize svg { color: color-mix(in srgb, currentColor, #fff 50%); }
body:has(.htx-highlight.__active) .relations-overlay path[opacity="0.6"] { opacity: 1; }
body:has(.htx-highlight.__active) .annotate-tools { border-color: #d55e00; }
body:has(.htx-highlight.__active) .annotate-tools::after { color: #b34f00; content: "{relabels}"; display: block; font-size: 12px; padding-top: 4px; }
[data-color-scheme=dark] body:has(.htx-highlight.__active) .annotate-tools::after { color: #ff9f4a; }
.lsf-labels-list, .lsf-labels-list * { color: var(--color-neutral-content, inherit) !important; }
"""  # noqa: E501  # one rule a line

_RELABELS = {
    "fr": "Une touche change le type de la région choisie. Échap avant d’en tracer une autre.",
    "en": "A key changes the selected region’s type. Press Esc before you draw another.",
}


def style_sheet(language: str) -> str:
    """The style sheet, with its words in ``language``, or in English."""
    return _STYLE.replace("{relabels}", _RELABELS.get(language, _RELABELS["en"]))
