"""What a new order must be, wherever it comes from: the checks that the API and the form share."""

from collections.abc import Iterator

from rules.blank import blank
from rules.refusal import Refusal
from rules.requests import MAX_EXTRA_DAYS, MAX_ITEM, MAX_ITEMS
from rules.words import Reason

MAX_TITLE = 150
MAX_PRICE = 10**12  # minor units
MAX_DAYS = MAX_EXTRA_DAYS
MAX_REVISIONS = 1_000


def problems(
    *, title: str, seller: str, buyer: str, price: int, duration_days: int, brief: tuple[str, ...]
) -> Iterator[Refusal]:
    """What is wrong with it, field by field; people by our own ids, `price` in minor units."""
    if blank(title):
        yield Refusal(Reason.EMPTY_TEXT, field="title")
    elif len(title) > MAX_TITLE:
        yield Refusal(
            Reason.ITEM_TOO_LONG, field="title", facts={"item": title[:MAX_TITLE], "most": MAX_TITLE}
        )
    if seller and seller == buyer:
        yield Refusal(Reason.SAME_PERSON, field="buyer")
    if not 0 < price <= MAX_PRICE:
        yield Refusal(Reason.AMOUNT_NOT_POSITIVE, field="price")
    if duration_days > MAX_DAYS:
        yield Refusal(Reason.DAYS_TOO_MANY, field="duration_days", facts={"most": MAX_DAYS})
    yield from of_brief(brief)


def of_brief(brief: tuple[str, ...]) -> Iterator[Refusal]:
    """Each item of the brief is a name: once, short enough for a button."""
    if len(brief) > MAX_ITEMS:
        yield Refusal(Reason.TOO_MANY_ITEMS, field="brief", facts={"most": MAX_ITEMS})
        return
    seen: set[str] = set()
    for item in brief:
        if blank(item):
            yield Refusal(Reason.EMPTY_TEXT, field="brief")
        elif len(item) > MAX_ITEM:
            yield Refusal(
                Reason.ITEM_TOO_LONG, field="brief", facts={"item": item[:MAX_ITEM], "most": MAX_ITEM}
            )
        elif item in seen:
            yield Refusal(Reason.REPEATED_ITEM, field="brief", facts={"item": item})
        else:
            seen.add(item)
            continue
        return
