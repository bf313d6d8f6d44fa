"""What buyers ask for: the brief, the check of a delivery, their rights."""

from handlers.asked import Asked, Fill, bare
from handlers.values import Values
from rules.commands import Command, OpenRequest, RequestRevision, Review, Supply
from rules.words import Action, RequestKind


def supply(asked: Asked, values: Values) -> Command:
    """A text, a link or files; one of them is enough."""
    content = "\n".join(part for part in (values.text("content"), *values.files()) if part)
    files = values.attached()
    return Supply(by=asked.by, shown=asked.shown, item=asked.detail, content=content, files=files)


def request_revision(asked: Asked, values: Values) -> Command:
    return RequestRevision(by=asked.by, shown=asked.shown, changes=values.lines("changes"))


def cancellation(asked: Asked, values: Values) -> Command:
    return OpenRequest(by=asked.by, shown=asked.shown, kind=asked.kind, reason=values.some("reason"))


def review(asked: Asked, values: Values) -> Command:
    """Nothing chosen is no star: the law says how many there may be."""
    stars = values.picked("stars")
    return Review(
        by=asked.by,
        shown=asked.shown,
        stars=int(stars) if stars.isdecimal() else 0,
        text=values.some("text"),
    )


FORMS: dict[str, Fill] = {
    Action.WITHDRAW: bare,
    Action.SUPPLY: supply,
    Action.CANCEL_LATE: bare,
    Action.CLOSE: bare,
    Action.REQUEST_REVISION: request_revision,
    Action.REVIEW: review,
    f"{Action.REQUEST}:{RequestKind.CANCELLATION}": cancellation,
}
