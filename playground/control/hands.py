"""Who does what, and what they see of it afterwards: shared by all acts."""

from dataclasses import dataclass
from typing import Any

from playground.blockkit.check import elements_of
from playground.config import BOT_USER, Channel, Person
from playground.deliveries.courier import Courier
from playground.state import Message, View
from playground.wire import wire_message, wire_view
from playground.world import World


class CannotDo(Exception):
    """Nobody could do this in Slack: the thing is not there, or not for this person. `code` is ours, for tests."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


_FAILED = {
    "command": ("{0} a échoué avec l’erreur « {1} ».", "{0} failed with the error “{1}”."),
    "click": ("Une erreur est survenue ({1}). Réessayez.", "Something went wrong ({1}). Please try again."),
    "submit": (
        "Nous avons eu un problème de connexion ({1}). Réessayer ?",
        "We had some trouble connecting ({1}). Try again?",
    ),
    "thread": ("{0} ne fonctionne pas dans un fil de discussion.", "{0} is not supported in threads. Sorry!"),
    "unknown": ("{0} n’est pas une commande valide.", "{0} is not a valid command."),
}


def say(kind: str, person: Person, *facts: str) -> str:
    """Slack's own words to somebody."""
    return _FAILED[kind][0 if person.locale.startswith("fr") else 1].format(*facts)


@dataclass
class Hands:
    """The hands of the people of a workspace: they find only what is there, and only what is theirs."""

    world: World
    courier: Courier

    def person(self, user: str) -> Person:
        """Somebody of the workspace, who can still sign in."""
        person = self.world.state.people.get(user)
        if person is None or person.is_bot:
            raise CannotDo("user_not_found", f"nobody here is {user}")
        if person.deleted:
            raise CannotDo("user_disabled", f"{person.real_name} is deactivated")
        return person

    def channel(self, person: Person, name: str) -> Channel:
        """A conversation that this person is in; nothing means their messages with the bot."""
        channel = self.world.state.channels.get(name) if name else self.world.im(person)
        if channel is None or person.id not in channel.members:
            raise CannotDo("channel_not_found", f"{person.real_name} sees no conversation {name}")
        return channel

    def message(self, person: Person, name: str, ts: str) -> Message:
        """A message that this person sees."""
        message = self.world.message(self.channel(person, name).id, ts)
        if message is None or message.ephemeral_to not in (None, person.id):
            raise CannotDo("message_not_found", f"{person.real_name} sees no message {ts}")
        return message

    def view(self, person: Person, name: str) -> View:
        """A modal that this person has open (nothing means the topmost), or their home tab."""
        stack = self.world.views_of(person.id)
        if not name and stack:
            return stack[-1]
        view = self.world.view(name)
        if view is None or view.user != person.id:
            raise CannotDo("view_not_found", f"{person.real_name} has no view {name} open")
        return view

    def seen(self, person: Person, before: int, failed: tuple[str, str] | None) -> dict[str, Any]:
        """What is new to this person since `before`: messages, and the modals that are open now."""
        new = [
            told_message(self.world, message)
            for channel in self.world.channels_of(person.id)
            for message in self.world.messages(channel.id)
            if message.ephemeral_to in (None, person.id)
            and int(message.ts.replace(".", "")) > before
            and message.user == BOT_USER
        ]
        views = [told_view(self.world, view) for view in self.world.views_of(person.id)]
        out: dict[str, Any] = {"ok": failed is None, "messages": new, "views": views}
        return out | ({"failure": {"error": failed[0], "text": failed[1]}} if failed else {})


def failed(error: str, text: str) -> dict[str, Any]:
    """What a person sees of something that Slack itself refused."""
    return {"ok": False, "failure": {"error": error, "text": text}, "messages": [], "views": []}


def find_element(
    blocks: list[dict[str, Any]], block_id: str | None, action_id: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The one element of that name that was really posted. Raises CannotDo when there is none, or two."""
    found = [
        (block, element)
        for block in blocks
        for element in elements_of(block)
        if element.get("action_id") == action_id and block_id in (None, "", block["block_id"])
    ]
    if len(found) != 1:
        offered = sorted(
            {str(e["action_id"]) for block in blocks for e in elements_of(block) if "action_id" in e}
        )
        code = "element_not_found" if not found else "element_ambiguous"
        raise CannotDo(code, f"{len(found)} elements {action_id} here; offered: {', '.join(offered)}")
    return found[0]


def told_message(world: World, message: Message) -> dict[str, Any]:
    """A message for the control endpoints: Slack's own writing, and whose it is."""
    return wire_message(world, message) | {
        "channel": message.channel,
        "ephemeral": message.ephemeral_to is not None,
        "at": float(message.ts),
        "rehearsal_at": float(message.ts) + message.shift,
    }


def told_view(world: World, view: View) -> dict[str, Any]:
    """A view for the control endpoints, with the field errors that stand in it."""
    return wire_view(world, view) | {"errors": view.errors}
