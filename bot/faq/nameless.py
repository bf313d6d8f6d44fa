"""A question without what could tell whose it was: references, people, addresses and amounts become an ellipsis."""

import re
from collections.abc import Iterable

MOST = 300
"""Characters that are kept: a question stands at the beginning of what is written, or nowhere."""

LEFT_OUT = "…"

_TELLING = re.compile(
    r"<[^<>\s][^<>]{0,200}>"  # Slack's own marks: mentions, links
    r"|https?://\S+|www\.\S+"
    r"|[^\s@]+@[^\s@]+\.\w+"  # e-mail addresses
    r"|@[\w.-]+"  # mentions as people read them
    r"|(?:[€$£]\s?)?\d[\d\s.,  ]*(?:€|\$|£|%|\b(?:eur|euros?|usd|dollars?|gbp|chf|francs?|balles|bucks)\b)"
    r"|[€$£]\s?\d[\d.,]*"
    r"|(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[\w-]{4,}"  # references and other codes: letters with digits
    r"|\+?\d(?:[\s.-]?\d){3,}",  # telephone numbers, order numbers
    re.IGNORECASE,
)
_RUN = re.compile(rf"{LEFT_OUT}(?:[\s.,;:-]*{LEFT_OUT})+")


def nameless(question: str, names: Iterable[str] = ()) -> str:
    """What may be kept of a question. `names`: what the people around it are called, and what they ordered."""
    text = _TELLING.sub(LEFT_OUT, question)
    for name in sorted(known(names), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)
    return _RUN.sub(LEFT_OUT, " ".join(text.split()))[:MOST].strip()


def known(names: Iterable[str]) -> set[str]:
    """Each name, and each of its parts that is long enough to mean somebody."""
    return {part for name in names for part in (name, *name.split()) if len(part) >= 3}
