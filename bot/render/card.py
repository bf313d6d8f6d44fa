"""The order card: where the order stands, what its reader can do now, what is closed and from when."""

from bot.render.blocks import BLOCKS, header_fields, of_paragraphs, section, spoken
from bot.render.blocks import actions as rows
from bot.render.buttons import button, navigation, row
from bot.render.scene import Scene
from bot.render.view import Block, Message
from rules.notices import ANSWERS, SUPPLY_MISSING
from rules.requests import REQUESTS
from rules.words import FINAL, Action, Actor, RequestKind, State

SHOWN = 3

LIKELY: dict[tuple[State, Actor], tuple[str, ...]] = {
    (State.PENDING, Actor.SELLER): ("accept", "chase", "message", "decline"),
    (State.PENDING, Actor.BUYER): (SUPPLY_MISSING, "message", "withdraw"),
    (State.IN_PROGRESS, Actor.SELLER): ("deliver", "progress", "request:later_date"),
    (State.IN_PROGRESS, Actor.BUYER): ("message", "request:later_date", "cancel_late", "request:cancellation"),
    (State.DELIVERED, Actor.SELLER): ("open_dispute",),
    (State.DELIVERED, Actor.BUYER): ("close", "request_revision"),
    (State.REVISION_REQUESTED, Actor.SELLER): (
        "accept_revision", "refuse_revision", "request:revision_details", "message",
    ),
    (State.REVISION_REQUESTED, Actor.BUYER): ("message", "open_dispute"),
    (State.REVISION_REFUSED, Actor.SELLER): ("message", "request:supplement", "cancel_with_reason"),
    (State.REVISION_REFUSED, Actor.BUYER): ("close", "open_dispute", "message"),
    (State.DISPUTED, Actor.SELLER): ("answer_mediator",),
    (State.DISPUTED, Actor.BUYER): ("answer_mediator",),
    (State.COMPLETED, Actor.SELLER): ("message",),
    (State.COMPLETED, Actor.BUYER): ("review", "message"),
    (State.CANCELLED, Actor.SELLER): ("message",),
    (State.CANCELLED, Actor.BUYER): ("message",),
    **{(state, Actor.OPERATOR): ("confirm_payment", "change_party", "void") for state in State},
}  # fmt: skip
"""The next step first. What is not open now is left out; the rest stands behind "Plus…"."""


def card(scene: Scene) -> Message:
    """The root of an order's thread; edited in place, so it never grows into a second message."""
    told = scene.paragraphs(f"cards/{scene.view.order.state}")
    head = header_fields(*(part.text for part in scene.paragraphs("cards/head")))
    body = of_paragraphs([part for part in told if not part.small])
    asides = of_paragraphs([part for part in told if part.small])
    blocks = [head, *body, *rows(buttons(scene)), *asides]
    return Message(text=spoken_line(scene), blocks=blocks[:BLOCKS])


def former(scene: Scene) -> Message:
    """Which order it was; neither where it stands now nor any button."""
    line = scene.voice.say("former", ref=scene.facts.ref, title=scene.facts.title)
    return Message(text=spoken([section(line)]), blocks=[section(line)])


def spoken_line(scene: Scene) -> str:
    """What a notification says of a card: one line."""
    return str(scene.voice.say("card", **scene.given()))


def buttons(scene: Scene) -> list[Block]:
    """The likely steps, what is to be cleared up or taken back, everything else, what comes by itself, and help."""
    return [
        *row(scene, likely(scene), SHOWN),
        *(button(scene, one) for one in (*doubts(scene), *withdrawals(scene)) if scene.open(one) is not None),
        navigation(scene, "ui:more", "more"),
        *([] if scene.view.order.state in FINAL else [navigation(scene, "ui:nobody", "nobody")]),
        navigation(scene, "ui:help", "help"),
    ]


def doubts(scene: Scene) -> tuple[str, ...]:
    """One confirmation for each vague item of the brief: the seller may find it clear enough."""
    return tuple(f"{Action.CONFIRM_ITEM}:{one.name}" for one in scene.facts.vague[:SHOWN])


def withdrawals(scene: Scene) -> tuple[str, ...]:
    """Of each open request of this reader."""
    order, role = scene.view.order, scene.view.role
    return tuple(f"{Action.WITHDRAW_REQUEST}:{one.kind}" for one in order.requests if one.by is role)


def likely(scene: Scene) -> tuple[str, ...]:
    """Questions that wait for this reader come before the steps of the state."""
    order, role = scene.view.order, scene.view.role
    waiting = [
        answer
        for request in order.requests
        if request.by is not role and (REQUESTS[request.kind].answerable or request.missing)
        for answer in ANSWERS[request.kind]
        if request.kind is not RequestKind.CLAIM
    ]
    asked = (str(Action.ANSWER_MEDIATOR),)
    steps = LIKELY.get((order.state, role), ())
    owed = scene.facts.missing or scene.facts.elements
    usual = (step for step in steps if owed or step != Action.CHASE)
    return tuple(dict.fromkeys((*asked, *waiting, *usual)))
