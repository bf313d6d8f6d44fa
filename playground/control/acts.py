"""What people do: write, edit, click, fill in, send off, close. Each returns what that person would see."""

from typing import Any

from playground.blockkit.check import elements_of
from playground.config import BOT_USER, Channel, Person
from playground.control.values import STATEFUL, Refused, initial, is_empty, typed, words
from playground.deliveries import message_events, payloads
from playground.deliveries.courier import Answer, Courier
from playground.deliveries.responses import close_one, take_command_answer, take_submission_answer
from playground.deliveries.wire_text import to_wire
from playground.state import Message, View
from playground.webapi.files import new_file
from playground.wire import wire_file, wire_message, wire_view
from playground.world import World


class CannotDo(Exception):
    """Nobody could do this in Slack: the thing is not there, or not for this person. `code` is ours, for tests."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


_FAILED = {
    "command": ("{0} a échoué avec l’erreur « {1} ».", "{0} failed with the error “{1}”."),
    "click": ("Une erreur est survenue ({1}). Réessayez.", "Something went wrong ({1}). Please try again."),
    "submit": (
        "Nous avons eu un problème de connexion ({1}). Réessayer ?",
        "We had some trouble connecting ({1}). Try again?",
    ),
    "thread": ("{0} ne fonctionne pas dans un fil de discussion.", "{0} is not supported in threads. Sorry!"),
    "unknown": ("{0} n’est pas une commande valide.", "{0} is not a valid command."),
}


def say(kind: str, person: Person, *facts: str) -> str:
    """Slack's own words to somebody."""
    return _FAILED[kind][0 if person.locale.startswith("fr") else 1].format(*facts)


class Acts:
    """The hands of the people of a workspace."""

    def __init__(self, world: World, courier: Courier) -> None:
        self.world = world
        self.courier = courier

    # Finding

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

    # Writing

    async def command(self, person: Person, channel: str, text: str, thread_ts: str = "") -> dict[str, Any]:
        """Type a slash command into a conversation."""
        place = self.channel(person, channel)
        name, _, rest = text.strip().partition(" ")
        if thread_ts:
            return self._failed("not_supported_in_threads", say("thread", person, name))
        if not name.startswith("/") or not self.world.manifest.knows(name):
            return self._failed("unknown_command", say("unknown", person, name))
        before = self.world.state.last_ts
        escaped = to_wire(rest.strip(), self.world.humans, named=True) if self.world.manifest.should_escape else rest
        payload = payloads.command(self.world, person, place, name, escaped)
        right = self.world.response_urls[payload["response_url"].rpartition("/")[2]]
        answer = await self.courier.send("command", payload, payload["trigger_id"])
        failure = take_command_answer(self.world, right, answer)
        failed = (failure, say("command", person, name, failure)) if failure else None
        return self._seen(person, before, failed)

    async def write(
        self, person: Person, channel: str, text: str, thread_ts: str = "", files: list[dict[str, Any]] | None = None
    ) -> dict[str, Any]:
        """Write a message, perhaps with files, perhaps in a thread."""
        place = self.channel(person, channel)
        if not text.strip() and not files:
            raise CannotDo("no_text", "an empty message cannot be sent")
        if thread_ts and self.message(person, place.id, thread_ts).is_reply:
            raise CannotDo("thread_not_found", "a thread hangs on its first message")
        before = self.world.state.last_ts
        message = Message(place.id, self.world.new_ts(), person.id, to_wire(text, self.world.humans))
        message.thread_ts = thread_ts or None
        message.files = self.upload(person, files or [], place.id)
        message.subtype = "file_share" if files else None
        self.world.add(message)
        sent = message_events.posted(self.world, message)
        if sent is not None:
            await sent
        return self._seen(person, before, None) | {"ts": message.ts}

    def upload(self, person: Person, files: list[dict[str, Any]], channel: str = "") -> list[str]:
        """Put files into the workspace: each has a `name` and a `content`, a text or bytes."""
        made = []
        for one in files:
            content = one.get("content", "")
            file = new_file(
                self.world, one["name"], person.id, content if isinstance(content, bytes) else str(content).encode()
            )
            file.shared = True
            file.channels = [channel] if channel else []
            made.append(file.id)
        return made

    async def edit(self, person: Person, channel: str, ts: str, text: str) -> dict[str, Any]:
        """Change one's own message."""
        message = self._own(person, channel, ts)
        before, last = wire_message(self.world, message), self.world.state.last_ts
        message.text, message.edited = to_wire(text, self.world.humans), self.world.new_ts()
        self.world.changed()
        sent = message_events.changed(self.world, message, before)
        if sent is not None:
            await sent
        return self._seen(person, last, None)

    async def delete(self, person: Person, channel: str, ts: str) -> dict[str, Any]:
        """Take one's own message away."""
        message = self._own(person, channel, ts)
        before, last = wire_message(self.world, message), self.world.state.last_ts
        self.world.remove(message)
        sent = message_events.deleted(self.world, message, before)
        if sent is not None:
            await sent
        return self._seen(person, last, None)

    def _own(self, person: Person, channel: str, ts: str) -> Message:
        message = self.message(person, channel, ts)
        if message.user != person.id:
            raise CannotDo("not_yours", "only one's own messages can be changed")
        return message

    # Clicking

    async def click(self, person: Person, wanted: dict[str, Any]) -> dict[str, Any]:
        """Click a button or choose in a menu, where it really stands; asks for confirmation first if it says so."""
        container = wanted.get("container") or {}
        message, view = self._container(person, container)
        blocks = message.blocks if message else view.body["blocks"] if view else []
        block, element = find_element(blocks, wanted.get("block_id"), wanted.get("action_id"))
        if (confirm := element.get("confirm")) and not wanted.get("confirmed"):
            return {"ok": False, "confirm": confirm, "views": [], "messages": []}
        if view:
            self.fill(person, view, wanted.get("values") or {})
        action = self._action(person, block, element, wanted.get("value"))
        if view and element["type"] in STATEFUL:
            view.values.setdefault(block["block_id"], {})[element["action_id"]] = _state_part(action)
        before = self.world.state.last_ts
        if message:
            values = {block["block_id"]: {element["action_id"]: _state_part(action)}}
            stateful = values if element["type"] in STATEFUL else {}
            payload = payloads.message_action(self.world, person, message, action, stateful)
        else:
            assert view is not None
            payload = payloads.view_action(self.world, person, view, action)
        answer = await self.courier.send("block_actions", payload, payload["trigger_id"])
        failed = (answer.failure, say("click", person, "", answer.failure)) if answer.failure else None
        return self._seen(person, before, failed)

    def _container(self, person: Person, container: dict[str, Any]) -> tuple[Message | None, View | None]:
        if container.get("ts"):
            return self.message(person, container.get("channel", ""), container["ts"]), None
        if container.get("home"):
            home = self.world.state.homes.get(person.id)
            if home is None:
                raise CannotDo("view_not_found", f"{person.real_name} has no home tab yet")
            return None, home
        return None, self.view(person, container.get("view_id", ""))

    def _action(self, person: Person, block: dict[str, Any], element: dict[str, Any], value: Any) -> dict[str, Any]:
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self.world.new_ts(),
        }
        if element["type"] == "button":
            for name in ("text", "value", "style", "url"):
                if name in element:
                    action[name] = element[name]
            return action
        try:
            return action | typed(element, value, person.locale, person.tz)
        except Refused as refusal:
            raise CannotDo("not_offered", str(refusal)) from None

    async def shortcut(self, person: Person, channel: str, ts: str, callback_id: str) -> dict[str, Any]:
        """Use a shortcut on a message."""
        message = self.message(person, channel, ts)
        known = {one.callback_id for one in self.world.manifest.shortcuts}
        if self.world.manifest.commands is not None and callback_id not in known:
            raise CannotDo("unknown_shortcut", f"the app has no shortcut {callback_id}")
        before = self.world.state.last_ts
        payload = payloads.shortcut(self.world, person, message, callback_id)
        answer = await self.courier.send("message_action", payload, payload["trigger_id"])
        failed = (answer.failure, say("click", person, "", answer.failure)) if answer.failure else None
        return self._seen(person, before, failed)

    # Modals

    def fill(self, person: Person, view: View, values: dict[str, Any]) -> dict[str, str]:
        """Put what was typed into a modal; returns Slack's own complaints, by block."""
        errors: dict[str, str] = {}
        known = {block["block_id"]: block for block in view.body["blocks"]}
        for name in values:
            if name not in known:
                raise CannotDo("block_not_found", f"the view has no block {name}")
        for name, block in known.items():
            for element in elements_of(block):
                if element.get("type") in STATEFUL:
                    given = values.get(name, {})
                    self._fill_one(person, view, block, element, given, errors)
        self.world.changed()
        return errors

    def _fill_one(
        self,
        person: Person,
        view: View,
        block: dict[str, Any],
        element: dict[str, Any],
        given: Any,
        errors: dict[str, str],
    ) -> None:
        action_id, kind = element["action_id"], element["type"]
        held = view.values.setdefault(block["block_id"], {})
        value = given if not isinstance(given, dict) else given.get(action_id, ...)
        if value is ...:
            held.setdefault(action_id, initial(element))
        elif kind == "file_input":
            held[action_id] = {"type": kind, "files": self._files(person, element, value)}
        else:
            try:
                held[action_id] = typed(element, value, person.locale, person.tz)
            except Refused as refusal:
                errors[block["block_id"]] = str(refusal)
                held[action_id] = {"type": kind, "value": str(value)} if kind.endswith("input") else initial(element)

    def _files(self, person: Person, element: dict[str, Any], value: Any) -> list[dict[str, Any]]:
        names = self.upload(person, value or [])
        return [wire_file(self.world, self.world.state.files[name]) for name in names]

    async def submit(self, person: Person, view_id: str, values: dict[str, Any]) -> dict[str, Any]:
        """Send a modal off. What Slack's client refuses never reaches the bot."""
        view = self.view(person, view_id)
        if view is not self.world.views_of(person.id)[-1]:
            raise CannotDo("view_not_on_top", "only the topmost modal can be sent off")
        if not view.body.get("submit"):
            raise CannotDo("no_submit", "this modal has no submit button")
        errors = self.fill(person, view, values)
        for block in view.body["blocks"]:
            if block["type"] == "input" and not block.get("optional") and block["block_id"] not in errors:
                if is_empty(view.values[block["block_id"]][block["element"]["action_id"]]):
                    errors[block["block_id"]] = words("required", person.locale)
        view.errors = errors
        before = self.world.state.last_ts
        if errors:
            self.world.changed()
            return self._seen(person, before, None) | {"ok": False, "errors": errors, "sent": False}
        payload = payloads.view_submission(self.world, person, view)
        answer = await self.courier.send("view_submission", payload, payload["trigger_id"])
        failure = take_submission_answer(self.world, view, answer)
        failed = (failure, say("submit", person, "", failure)) if failure else None
        seen = self._seen(person, before, failed)
        return seen | ({"ok": False, "errors": view.errors, "sent": True} if view.errors else {})

    async def close_view(self, person: Person, view_id: str, whole_stack: bool) -> dict[str, Any]:
        """Close the topmost modal, or all of them."""
        view = self.view(person, view_id)
        stack = self.world.views_of(person.id)
        cleared = whole_stack or bool(view.body.get("clear_on_close"))
        gone = stack if cleared else stack[stack.index(view) :]
        before = self.world.state.last_ts
        close_one(self.world, gone[0])
        failure: Answer | None = None
        for closed in reversed(gone):
            if closed.body.get("notify_on_close"):
                payload = payloads.view_closed(self.world, person, closed, cleared)
                failure = await self.courier.send("view_closed", payload, closed.id)
        failed = (failure.failure, "") if failure and failure.failure else None
        return self._seen(person, before, failed)

    async def open_home(self, person: Person, tab: str = "home") -> dict[str, Any]:
        """Open the app's home tab (or its messages tab)."""
        before = self.world.state.last_ts
        home = self.world.state.homes.get(person.id)
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.world.im(person).id,
            "tab": tab,
            "event_ts": self.world.new_ts(),
        }
        if home:
            event["view"] = wire_view(self.world, home)
        if self.world.manifest.takes("app_home_opened"):
            await self.world.emit(event)
        return self._seen(person, before, None)

    # What is seen afterwards

    def _failed(self, error: str, text: str) -> dict[str, Any]:
        return {"ok": False, "failure": {"error": error, "text": text}, "messages": [], "views": []}

    def _seen(self, person: Person, before: int, failed: tuple[str, str] | None) -> dict[str, Any]:
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
        offered = sorted({str(e["action_id"]) for block in blocks for e in elements_of(block) if "action_id" in e})
        code = "element_not_found" if not found else "element_ambiguous"
        raise CannotDo(code, f"{len(found)} elements {action_id} here; offered: {', '.join(offered)}")
    return found[0]


def _state_part(action: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in action.items() if name not in ("action_id", "block_id", "action_ts")}


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
