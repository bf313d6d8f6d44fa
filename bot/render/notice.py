"""What somebody is told: the words of an event, and the buttons that answer it."""

from types import SimpleNamespace
from typing import Any

from bot.render.blocks import Paragraph, message, of_paragraphs
from bot.render.blocks import actions as rows
from bot.render.buttons import row, snooze_button, topic_button, words_of
from bot.render.drafts import draft_buttons
from bot.render.escape import Safe
from bot.render.scene import Scene
from bot.render.view import Block, Message
from rules.drafts import UNDER_NOTICE
from rules.events import Event
from rules.money import Money
from rules.notices import HANDED_OVER, SENT, Notice
from rules.offers import offered
from rules.words import PARTIES, Actor

SUMS = frozenset({"amount", "counters", "price", "buyer", "seller"})
RENAMED = {"due_at": "due", "expires_at": "expires", "seller": "paid", "buyer": "refunded"}
PEOPLE = frozenset({"person", "new"})


def notice(scene: Scene, notice: Notice, event: Event) -> Message:
    """A reply in the order's thread. Who is asked to act is named first: a thread alone wakes nobody."""
    facts = of_event(scene, event)
    told = scene.paragraphs(
        template(notice.id), event=facts, announces=notice.announces, **of_echo(scene, notice, event)
    )
    called = mention(scene, notice)
    first = Paragraph(text=f"{called}{told[0].text}", small=told[0].small)
    return message([*of_paragraphs([first, *told[1:]]), *rows(buttons(scene, notice))])


def template(notice_id: str) -> str:
    """Where the text of a notice stands."""
    base = notice_id.partition(":")[0]
    return f"notices/{base if base == SENT else notice_id.replace(':', '__')}"


def of_echo(scene: Scene, notice: Notice, event: Event) -> dict[str, Any]:
    """For who sent something: what was done with it, and their own words."""
    base, _, action_id = notice.id.partition(":")
    if base != SENT:
        return {}
    return {"done": words_of(scene, action_id, "done", said=True), "words": own_words(event)}


def own_words(event: Event) -> str | None:
    """What somebody wrote, wherever that stands."""
    found = (getattr(event, name, None) for name in ("text", "content", "description", "reason"))
    return next((words for words in found if words), None)


def mention(scene: Scene, notice: Notice) -> Safe:
    """The recipient, where the message asks something of them."""
    if notice.id == HANDED_OVER and scene.view.reader.id in scene.view.mentions:
        return Safe(f"<@{scene.view.mentions[scene.view.reader.id]}> · ")
    slack_id = scene.view.mentions.get(scene.view.order.person(notice.to) or "")
    if not notice.buttons or notice.to not in PARTIES or slack_id is None:
        return Safe("")
    return Safe(f"<@{slack_id}> · ")


def buttons(scene: Scene, notice: Notice) -> list[Block]:
    """What is open now of what the notice offers, the topic that fits, and for a reminder, later."""
    made = row(scene, notice.buttons)
    if notice.id in UNDER_NOTICE:
        made += draft_buttons(scene, (UNDER_NOTICE[notice.id],))
    topic = offered(notice.id, notice.to)
    if topic is not None:
        made.append(topic_button(scene, topic))
    if notice.reminder and scene.open("snooze") is not None:
        made.append(snooze_button(scene, notice.id))
    return made


def since(scene: Scene, event: Event) -> str:
    """What happened, with its date; where it was the reader's own deed, they are addressed."""
    tag = str(type(event).__struct_config__.tag)
    mine = event.person is not None and event.person == scene.view.reader.id
    happened = scene.voice.label("since", tag, **scene.given(event=of_event(scene, event), mine=mine))
    return str(scene.voice.say("since", at=event.at, happened=happened))


def of_event(scene: Scene, event: Event) -> SimpleNamespace:
    """An event as facts: sums as money, people by name; `by` is who acted, `role` as which party."""
    currency = scene.view.order.currency
    facts: dict[str, Any] = {"by": called(scene, event), "role": str(event.actor)}
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if name in PEOPLE:
            value = scene.view.names.get(value, "…") if value else None
        elif name in SUMS and isinstance(value, int):
            value = Money(value, currency)
        if name not in facts or name == "role":
            facts[RENAMED.get(name, name)] = value
    if not isinstance(facts.get("refunded"), Money | None):  # an order's parties, not its sums
        del facts["refunded"], facts["paid"]
    return SimpleNamespace(**facts)


def called(scene: Scene, event: Event) -> str | Safe:
    """The name of who acted, else the word for their role."""
    name = scene.view.names.get(event.person or "")
    if name and event.actor is not Actor.MEDIATOR:
        return name
    return scene.voice.label("roles", event.actor)
