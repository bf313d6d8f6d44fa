"""The operator's page: the rules in force, who is who, what waits for a hand."""

from bot.render.blocks import actions, of_paragraphs, plain, section
from bot.render.buttons import raw_button
from bot.render.forms import window
from bot.render.view import Block, Workspace
from bot.render.voice import Voice
from bot.slack import refs

ADD = "ui:operator_add"
MOST = 40
"""Operators with a button each."""


def workspace(voice: Voice, shown: Workspace) -> Block:
    """Everything on one page, as a modal; what changes, changes in it."""
    label = voice.plain.label
    told = stands(voice, shown)
    retry = [raw_button("ui:retry", label("buttons", "retry"), "{}")] if shown.stuck else []
    shelf = [raw_button("ui:services", label("buttons", "all_services"), "{}")]
    rows = [operator(voice, id, name) for id, name in shown.operators[:MOST]]
    chosen = {
        "type": "users_select",
        "action_id": ADD,
        "placeholder": plain(label("buttons", "add_operator")),
    }
    adding = {"type": "actions", "block_id": ADD, "elements": [chosen]}
    blocks = [
        *told,
        *actions(retry),
        *actions(shelf),
        section(voice.say("operators", count=len(rows))),
        *rows,
        adding,
    ]
    return window(voice, label("titles", "workspace"), blocks, "ui:workspace", None)


def stands(voice: Voice, shown: Workspace) -> list[Block]:
    """What waits for a hand, who is here, what is sold, the rules and the choices of the house."""
    return of_paragraphs(voice.paragraphs("cards/workspace", space=shown, policy=shown.policy))


def operator(voice: Voice, id: str, name: str) -> Block:
    """One operator, with the way to take it back; who is admin or installer stays one."""
    plain_voice = voice.plain
    button = raw_button(
        "ui:operator_remove", plain_voice.label("buttons", "remove"), refs.encode(refs.Ref("", topic=id))
    )
    button["confirm"] = {
        "title": plain(plain_voice.label("buttons", "remove")),
        "text": plain(plain_voice.say("operator_remove", name=name)),
        "confirm": plain(plain_voice.label("buttons", "remove")),
        "deny": plain(plain_voice.label("buttons", "back")),
    }
    return {**section(voice.say("operator_line", name=name)), "accessory": button}
