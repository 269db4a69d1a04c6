"""Languages that PubMed knows: its codes for them, their names, and the codes of ISO that people type."""

from __future__ import annotations

from typing import Final

_LANGUAGES: Final = (
    "afr afrikaans af|alb albanian sq sqi|amh amharic am|ara arabic ar|arm armenian hy hye|aze azerbaijani az|"
    "ben bengali bn|bos bosnian bs|bul bulgarian bg|cat catalan ca|chi chinese zh zho mandarin|cze czech cs ces|"
    "dan danish da|dut dutch nl nld|eng english en|epo esperanto eo|est estonian et|fin finnish fi|fre french fr fra|"
    "geo georgian ka kat|ger german de deu|gla gaelic gd|gre greek el ell|heb hebrew he|hin hindi hi|hrv croatian hr|"
    "hun hungarian hu|ice icelandic is isl|ind indonesian id|ita italian it|jpn japanese ja|kin kinyarwanda rw|"
    "kor korean ko|lat latin la|lav latvian lv|lit lithuanian lt|mac macedonian mk mkd|mal malayalam ml|"
    "mao maori mi mri|may malay ms msa|mul multiple|nor norwegian no nb nn|per persian fa fas farsi|pol polish pl|"
    "por portuguese pt|pus pushto ps pashto|rum romanian ro ron|rus russian ru|san sanskrit sa|slo slovak sk slk|"
    "slv slovenian sl slovene|spa spanish es castilian|srp serbian sr|swe swedish sv|tha thai th|tur turkish tr|"
    "ukr ukrainian uk|und undetermined|urd urdu ur|vie vietnamese vi|wel welsh cy cym"
)
"""PubMed's code, the name, and whatever else is typed for it."""

CODES: Final = {word: names[:3] for names in _LANGUAGES.split("|") for word in names.split()}
"""PubMed's code by every name and code, in lower case."""
NAMES: Final = {names.split()[1]: names[:3] for names in _LANGUAGES.split("|")}
"""PubMed's code by the name alone."""


def code(text: str) -> str:
    """PubMed's code for a language by its name, its code or the beginning of its name; empty for what is none."""
    word = text.strip().casefold().removesuffix(" language")
    known = CODES.get(word, "")
    if known or len(word) < SHORTEST:
        return known
    return next((one for name, one in NAMES.items() if name.startswith(word)), "")


SHORTEST: Final = 3
"""Letters of a language's beginning."""
