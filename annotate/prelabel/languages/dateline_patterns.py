"""Regular expressions for datelines, credits, bylines and agency tags, made of one language's words."""

from __future__ import annotations

import re

from annotate.prelabel.languages.names import DatelineWords
from annotate.prelabel.languages.word_patterns import any_of

_CAP = r"[^\W\d_a-zà-ÿ][^\W\d_]*"
_TAG = r"[^\W\d_]{2,}(?:[ '’.&-][^\W\d_]+){0,4}"
_TAGS = rf"{_TAG}(?:\s?/\s?{_TAG})*"
_INITIAL = r"[^\W\d_a-zà-ÿ]\."
_PERSON = rf"{_CAP}(?:[ '’.-]{{1,2}}(?:(?:de|da|van|von|al|el|bin)[ -])?{_CAP}){{1,3}}"


class DatelinePatterns:
    """Compiled patterns. Their groups hold the place, the agency's tags or the reporter's name."""

    def __init__(self, words: DatelineWords) -> None:
        links = any_of(words.place_links)
        place = rf"{_CAP}(?:[ '’.-](?:(?:{links})[ -])?(?:[dl]['’])?{_CAP})*"
        self.no_places = words.no_places
        # Hanoï, 3 mars (VNA) -
        self.dateline = re.compile(
            rf"^[ \t]*(?P<place>{place})(?:[ \t]?[/,][ \t]?(?P<second>{place}))?"
            rf"(?P<between>[^\n()]{{0,40}}?)\((?P<tags>{_TAGS})\)[ \t]?\.?[ \t]?(?P<dash>--|[-–—:.])?",
            re.MULTILINE,
        )
        # PARIS --
        self.bare_dateline = re.compile(
            rf"^[ \t]*(?P<place>{place})(?:,[ \t](?P<second>{place}))?[ \t]?(?:--|[–—])[ \t]", re.MULTILINE
        )
        self.slashed = re.compile(
            # AA / Kampala / Ana Rossi
            rf"^[ \t]*(?P<tags>[A-Z]{{2,5}})[ ]?/[ ]?(?P<place>{place})[ ]?/"
            rf"(?:[ ]?(?P<name>{_PERSON})[ \t]*$)?"
            rf"|(?:^[ \t]*(?P<town>{place}),[^\n/]{{0,30}})/(?P<tag>[A-Z]{{2,6}})/",  # BICHKEK, 2 mai. /TASS/
            re.MULTILINE,
        )
        # MAP: 12 mai 2025
        self.signed = re.compile(r"^[ \t]*(?P<tags>[A-Z]{2,6})[ ]?:[ ]\d", re.MULTILINE)
        # (VNA) -
        self.bracketed = re.compile(rf"^[ \t]*\((?P<tags>{_TAGS})\)[ \t]?(?:--|[-–—])", re.MULTILINE)
        # (ANSA) - PALERMO, MAY 14 -
        self.bracketed_first = re.compile(
            rf"^[ \t]*\({_TAGS}\)[ \t]?(?:--|[-–—])[ \t]?(?P<place>{place})(?:,[ \t]?(?P<second>{place}))??"
            r",[ \t](?=[^\n\d-]{0,20}\d)[^\n–—-]{1,30}(?:--|[-–—])",
            re.MULTILINE,
        )
        # Photo : VNA/CVN
        self.credit = re.compile(rf"(?:{any_of(words.credits)})\s?[:/]?\s(?P<tags>{_TAGS})(?=[\s.)\]]|\Z)")
        # Ana Rossi / Reuters, A. Rossi/AFP
        no_credit = rf"(?<!\w)(?!(?:{any_of(words.credits)})(?!\w))"
        name = rf"(?:{_INITIAL}[ -]?)+{_CAP}(?:[ -]{_CAP})?|{_PERSON}"
        self.photographer = re.compile(rf"{no_credit}(?P<name>{name})[ ]?/[ ]?(?P<tags>{_TAGS})(?!\w)")
        # REUTERS/Ana Rossi
        self.agency_first = re.compile(
            rf"(?<![\w/])(?P<tags>[^\W\d_]{{2,12}})/(?P<name>{name})[ \t.)]*$", re.MULTILINE
        )
        # -VNA
        self.last_line = re.compile(
            r"(?:^|(?<=[.!?…»”\")])|(?<=\./\.))[ \t]*[-–—/.]{0,3}[ \t]?"
            r"(?P<tags>[A-Z]{2,6}(?:\s?/\s?[A-Z]{2,6})*)[ \t.]*\Z",
            re.MULTILINE,
        )
        # PTI SA KRK
        self.signature = re.compile(
            r"(?:^|(?<=[.!?…»”\")]))[ \t]*(?P<tags>[A-Z]{2,6})(?: [A-Z]{2,4}){1,5}[ \t]*\Z", re.MULTILINE
        )
        # MSB/CA/ANP/Avril 2025
        self.initials_first = re.compile(
            r"^[ \t]*(?:[A-Z]{2,4}/){1,3}(?P<tags>[A-Z]{2,6})(?:(?P<dated>[/-]\d|/[^\W\d_]+ \d)|[ \t.]*$)",
            re.MULTILINE,
        )
        # Reporting by Ana Rossi and Li Wei
        self.byline = re.compile(
            rf"(?:(?:{any_of(words.bylines)})|^(?:{any_of(words.line_bylines)}))[ ]"
            rf"(?P<name>{_PERSON})(?:(?:,| (?:{any_of(words.conjunctions)}))[ ](?P<other>{_PERSON}))?"
            r"(?=[\s,;.)]|\Z)",
            re.MULTILINE,
        )
