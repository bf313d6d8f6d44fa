"""What is vague in what a buyer supplied: advice for who has to accept, never a reason to refuse."""

import re
import unicodedata
from enum import StrEnum

import msgspec

from rules.order import BriefItem, Order


class Vague(StrEnum):
    """Why a text tells nothing yet."""

    SIGNS = "signs"  # no letter and no digit: emoji, dots, question marks
    SHORT = "short"  # too few letters to mean something
    LATER = "later"  # puts off what is asked for now
    UNDECIDED = "undecided"  # leaves it to the seller, or to chance
    FILLER = "filler"  # typed so that something stands there


class Unclear(msgspec.Struct, frozen=True):
    """An item of a brief whose content should be asked for again before accepting."""

    item: str
    why: Vague


FEWEST = 3
"""Letters that a text needs to mean something; a digit, a link or a file says enough on its own."""

LONG = 60
"""Characters from which a text may mention one of these turns beside what it says."""

_LEANS_ON = re.compile(r"https?://|www\.|\S+@\S+|\.\w{2,5}(?:\W|$)")
_WORDS = re.compile(r"[a-z0-9]+")

TURNS: dict[Vague, str] = {
    Vague.LATER: (
        r"plus tard|a venir|bientot|a (?:definir|preciser|completer|determiner|voir|suivre)|on verra|en cours de (?:redaction|creation)"
        r"|pas encore|later|soon|coming|to be (?:defined|decided|confirmed|determined|announced|done)|tb[acd]|todo"
        r"|will (?:send|share|provide|follow)|not yet|see (?:you )?later|tomorrow|demain"
    ),
    Vague.UNDECIDED: (
        r"(?:comme|ce que) (?:vous|tu) (?:voulez|veux|preferez|preferes|pref|sentez|souhaitez)|(?:je )?(?:ne )?(?:sais|sait) pas(?: trop)?"
        r"|chais pas|aucune idee|peu importe|au choix|carte blanche|faites (?:au mieux|comme vous voulez)|n importe(?: quoi| lequel)?|surprenez moi"
        r"|(?:i )?do ?n ?t know|no idea|idk|whatever(?: you (?:like|want|prefer))?|up to you|as you (?:like|wish|want)|you (?:choose|decide)"
        r"|anything|surprise me|your choice"
    ),
    Vague.FILLER: (
        r"o+k+|okay|oui|non|yes|no|rien|nothing|none|aucune?|n ?/? ?a|test\w*|x+|a+|bla(?: ?bla)*|asdf\w*|azerty\w*|qwerty\w*"
        r"|lorem ipsum.*|voila|merci|thanks?|thank you|bonjour|hello|hi|salut"
    ),
}
"""What people write in the place of an answer, without accents and signs."""

_MEANS = {why: re.compile(rf"(?:{turns})") for why, turns in TURNS.items()}


_NOTHING = (
    "je j vous te tu le la les l un une de des du ca cela c est ce sera sont seront encore voir dirai dit dis envoie envoi "
    "enverrai mets mettrai donne donnerai fournirai verra on pour avec par svp stp merci tout tous fichier fichiers infos "
    "info details mail message desole pas ne n en y plus mais et a i ll will be it them the all you your send give tell to "
    "this that is are for with by please thanks sorry file files information me my we us let know see and or"
)
ADDS_NOTHING = frozenset(_NOTHING.split())
"""Words that add nothing to such a turn."""


def vague(text: str) -> Vague | None:
    """Why this text is no answer yet; None where it may be one. A link or a file is an answer."""
    if _LEANS_ON.search(text):
        return None
    plain = folded(text)
    words = " ".join(_WORDS.findall(plain))
    if not words:
        # Other scripts have letters that do not fold into ours: they may say all that is needed.
        return None if any(letter.isalnum() for letter in plain) else Vague.SIGNS
    for why, means in _MEANS.items():
        if len(words) <= LONG and (
            means.fullmatch(words) or (why is not Vague.FILLER and alone(means, words))
        ):
            return why
    letters = sum(letter.isalpha() for letter in plain)
    return Vague.SHORT if letters < FEWEST and not any(letter.isdigit() for letter in plain) else None


def alone(means: re.Pattern[str], words: str) -> bool:
    """Whether a turn stands among words that add nothing: "je vous dirai ça plus tard", "voir plus tard svp"."""
    rest = means.sub(" ", words)
    return rest != words and all(word in ADDS_NOTHING for word in rest.split())


def folded(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def unclear(item: BriefItem) -> Unclear | None:
    """One item of a brief; what is not supplied yet is missing, not vague, and what the seller confirmed is clear."""
    why = vague(item.content) if item.content is not None and not item.confirmed else None
    return None if why is None else Unclear(item.name, why)


def unclear_items(order: Order) -> tuple[Unclear, ...]:
    """Everything in a brief that should be asked for again, in its order."""
    return tuple(found for item in order.brief if (found := unclear(item)) is not None)
