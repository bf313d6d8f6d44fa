"""The words behind /commande and /order, in French and English, and what each may mean on an order."""

import re
import unicodedata

import msgspec
from rapidfuzz import fuzz, process

NEW, LIST, SHOW, SERVICES, SETTINGS, STATS, HELP, CALENDAR = (
    "new", "list", "show", "services", "settings", "stats", "help", "calendar",
)  # fmt: skip
WORKSPACE = "workspace"  # the operator's page
"""Words that are about no order, or only look at one."""

LOOKING = frozenset({NEW, LIST, SHOW, SERVICES, STATS, HELP, WORKSPACE})
"""Words that change nothing, whatever follows them."""

SUPPLY = "supply:"
"""Stands for every element that is still to be supplied."""


class Word(msgspec.Struct, frozen=True):
    """A word by its two names. `actions`: what it may mean, the likeliest first; which ones are open decides."""

    french: str
    english: str
    actions: tuple[str, ...] = ()
    goes: str = ""


WORDS: tuple[Word, ...] = (
    Word("nouvelle", "new", goes=NEW),
    Word("liste", "list", goes=LIST),
    Word("voir", "show", goes=SHOW),
    Word(
        "accepter",
        "accept",
        (
            "accept",
            "accept_revision",
            "accept_request:cancellation",
            "accept_request:later_date",
            "accept_request:supplement",
            "accept_request:partial_refund",
        ),
    ),
    Word(
        "refuser",
        "decline",
        (
            "decline",
            "refuse_revision",
            "refuse_request:cancellation",
            "refuse_request:later_date",
            "refuse_request:supplement",
            "refuse_request:partial_refund",
        ),
    ),
    Word("message", "message", ("message",)),
    Word("avancement", "progress", ("progress",)),
    Word("retard", "late", ("request:later_date",)),
    Word("supplement", "extra", ("request:supplement",)),
    Word("elements", "elements", ("request:missing_elements", "request:revision_details", SUPPLY)),
    Word("remboursement", "refund", ("request:partial_refund", "counter")),
    Word("livrer", "deliver", ("deliver",)),
    Word(
        "annuler",
        "cancel",
        ("cancel_late", "request:cancellation", "withdraw", "cancel_with_reason", "decline"),
    ),
    Word("retouche", "revision", ("request_revision", "accept_revision", "refuse_revision")),
    Word("litige", "dispute", ("open_dispute", "request:claim")),
    Word("services", "services", goes=SERVICES),
    Word("stats", "stats", goes=STATS),
    Word("reglages", "settings", goes=SETTINGS),
    Word("calendrier", "calendar", goes=CALENDAR),
    Word("espace", "workspace", goes=WORKSPACE),
    Word("aide", "help", goes=HELP),
)

AT_ONCE = frozenset({"message", "progress"})
"""With a text, these act at once."""

ALSO = {"?": "help"}
LIKE = 60  # of 100: below, a typo is no typo but something else

_REF = re.compile(r"[A-Za-z]{1,8}-\d{1,12}")


def folded(word: str) -> str:
    """Without accents and capitals: people type both."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def typed() -> dict[str, tuple[str, ...]]:
    """The words of each action by its id, French first."""
    return {action: (word.french, word.english) for word in WORDS for action in word.actions}


BY_NAME: dict[str, Word] = {name: word for word in WORDS for name in (word.french, word.english)}


def find(name: str) -> Word | None:
    """The word of this name, in either language."""
    known = folded(name)
    return BY_NAME.get(ALSO.get(known, known))


def nearest(name: str, locale: str) -> str | None:
    """What was probably meant, in the reader's language."""
    found = process.extractOne(folded(name), list(BY_NAME), scorer=fuzz.ratio, score_cutoff=LIKE)
    if found is None:
        return None
    word = BY_NAME[found[0]]
    return word.english if locale == "en" else word.french


def looks_like_ref(text: str) -> bool:
    """Whether a word can only be meant as a reference: then it is never taken for the beginning of a message."""
    return _REF.fullmatch(text) is not None
