"""What sellers sell: the list, the choice before a new order, and the form of one service."""

from collections.abc import Sequence
from typing import Any

from bot.db.services import Service
from bot.render import paging
from bot.render.blocks import actions, context, message, section
from bot.render.buttons import raw_button
from bot.render.elements import Form, offer
from bot.render.escape import Safe
from bot.render.fields import Field, input_block
from bot.render.forms import window
from bot.render.view import Block, Message
from bot.render.voice import Voice
from bot.typed import offered
from rules.money import Money
from rules.order import ServiceOption

SHOWN = 3
"""Options of a service that are named in a list."""

MOST = 15
"""Services of one list: each takes two blocks, and a message holds fifty."""

CHOICES = 30

FIELDS = (
    Field("title"), Field("price"), Field("currency"), Field("duration_days"),
    Field("revisions_included", optional=True), Field("brief", optional=True), Field("options", optional=True),
)  # fmt: skip


def listed(
    voice: Voice, services: Sequence[Service], names: dict[str, str], news: str | None = None, page: int = 1
) -> Message:
    """Each with its buttons, those off sale last; or how to begin. `names`: of sellers, where they are others too."""
    part = paging.part_of(services, page, MOST)
    blocks = [section(voice.say(news))] if news else []
    blocks.append(section(voice.say("all_services" if names else "services", count=len(services))))
    for service in part.items:
        blocks += [section(told(voice, service, names)), *actions(buttons(voice, service))]
    blocks += paging.turning(voice, part.page, part.pages, lambda number: f"ui:services:{number}")
    return message([*blocks, *actions([navigation(voice, "ui:service", "new_service", "primary")])])


def buttons(voice: Voice, service: Service) -> list[Block]:
    """What may be done about a service."""
    if service.retired_at is not None:
        return [navigation(voice, f"ui:service_back:{service.id}", "service_back")]
    return [
        navigation(voice, f"ui:order_from:{service.id}", "order_from"),
        navigation(voice, f"ui:service:{service.id}", "change"),
        navigation(voice, f"ui:service_retire:{service.id}", "service_retire"),
    ]


def navigation(voice: Voice, action_id: str, key: str, style: str | None = None) -> Block:
    return raw_button(action_id, voice.plain.label("buttons", key), "{}", style)


def told(voice: Voice, service: Service, names: dict[str, str]) -> Safe:
    """A service in a few lines."""
    options = [sold(voice, one, service.currency) for one in service.options[:SHOWN]]
    lines = voice.paragraphs(
        "cards/service",
        service=service,
        price=Money(service.price, service.currency),
        seller=names.get(service.seller),
        options=Safe(", ".join(options)),
        more=len(service.options) - len(options),
        retired=service.retired_at,
    )
    return Safe("\n".join(line.text for line in lines))


def sold(voice: Voice, option: ServiceOption, currency: str) -> Safe:
    """An option with its price and its days."""
    return voice.say("option", title=option.title, price=Money(option.price, currency), days=option.days)


def choice(
    voice: Voice, services: Sequence[Service], names: dict[str, str], buyer: str, page: int = 1
) -> Block:
    """Which service was bought? Or none of them. `buyer`: Slack's id of whom the command named."""
    part = paging.part_of(services, page, CHOICES)
    blocks = [section(voice.say("which_service"))]
    for service in part.items:
        choose = navigation(voice, f"ui:order_from:{service.id}:{buyer}", "choose")
        blocks.append({**section(told(voice, service, names)), "accessory": choose})
    blocks += paging.turning(voice, part.page, part.pages, lambda number: f"ui:new_order:{number}:{buyer}")
    blocks += actions([navigation(voice, f"ui:order_from::{buyer}", "other_order")])
    return window(voice, voice.plain.label("titles", "new_order"), blocks, "ui:result", None)


def form(voice: Voice, id: str, values: dict[str, Any], *, new: bool, for_operator: bool) -> Block:
    """The form of a service, under its id. An operator says whose a new one is."""
    made = Form(voice.plain, None, "service", voice.speech.now, values)
    fields = (Field("seller"), *FIELDS) if new and for_operator else FIELDS
    blocks = [context(voice.say("service_form")), *(input_block(made, field) for field in fields)]
    title = voice.plain.label("titles", "new_service" if new else "service")
    return window(voice, title, blocks, f"ui:service:{id}", None, voice.plain.label("buttons", "save"))


def values_of(voice: Voice, service: Service) -> dict[str, Any]:
    """What its form opens with."""

    def price(amount: int) -> str:
        return str(voice.plain.speech.money(Money(amount, service.currency)))

    return {
        "title": service.title,
        "price": price(service.price),
        "currency": service.currency,
        "duration_days": service.duration_days,
        "revisions_included": service.revisions_included,
        "brief": service.brief,
        "options": tuple(offered.written(one, price(one.price)) for one in service.options),
    }


def chosen_options(voice: Voice, service: Service) -> list[tuple[str, str]]:
    """Pairs of number and words, for the menu of a new order."""
    return [
        (str(number), offer(voice.plain, one, service.currency))
        for number, one in enumerate(service.options, 1)
    ]
