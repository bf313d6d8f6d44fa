"""What a button or a modal carries: which order, at which stage, and which consequence was shown. Never who may."""

import msgspec


class Ref(msgspec.Struct, frozen=True, omit_defaults=True):
    """Ids only (P14). `stage` is the order's when it was drawn; `shown` is `Effect.digest`; `nudge` what a snooze puts
    off; `topic` the question that an option of a menu stands for (its order may be none); `asked` the nameless words
    that an answer was given to, for whoever says that it was no help.
    """

    order: str
    stage: int = 0
    shown: str | None = None
    nudge: str | None = None
    topic: str | None = None
    asked: str | None = None


def encode(ref: Ref) -> str:
    """The text of a button's value, or of a modal's private metadata."""
    return msgspec.json.encode(ref).decode()


def decode(text: str) -> Ref | None:
    """What a button carried; None when it is not ours."""
    try:
        return msgspec.json.decode(text, type=Ref)
    except msgspec.MsgspecError:
        return None
