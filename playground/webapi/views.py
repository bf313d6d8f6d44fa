"""views.*: modals and home tabs. The rules of opening are shared with answers to submissions."""

from typing import Any

from playground.blockkit.check import check_view, elements_of, view_is_too_large
from playground.blockkit.normal import normal
from playground.state import View
from playground.webapi.args import Args
from playground.webapi.errors import SlackError
from playground.wire import wire_view
from playground.world import Trigger, World

STACK_MAX = 3


def check_body(world: World, body: Any, kind: str, own: str = "") -> dict[str, Any]:
    """A view as the bot sent it, checked; `own` is the view that it may replace. Raises SlackError."""
    problems = check_view(body)
    if not problems and body["type"] != kind:
        raise SlackError("invalid_arguments", [f"[ERROR] must be one of {kind} [json-pointer:/view/type]"])
    if problems:
        raise SlackError("invalid_arguments", [str(problem) for problem in problems])
    if view_is_too_large(body):
        raise SlackError("view_too_large")
    external = body.get("external_id")
    if external and (other := world.view(external)) and other.id != own:
        raise SlackError("duplicate_external_id")
    return {**body, "blocks": normal(body["blocks"], world.block_id)}


def _use_trigger(world: World, args: Args) -> Trigger:
    trigger = world.triggers.get(args.need("trigger_id"))
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if world.now() > trigger.until:
        raise SlackError("expired_trigger_id")
    if trigger.used:
        raise SlackError("exchanged_trigger_id")
    return trigger


def _new_hash(world: World) -> str:
    return f"{int(world.now())}.{world.edge.token(8)}"


def open_view(world: World, user: str, body: dict[str, Any]) -> View:
    """Show a first modal to somebody; it takes the place of all that they had open."""
    world.state.views = [view for view in world.state.views if view.user != user]
    name = world.edge.code("V")
    view = View(name, user, body, _new_hash(world), root=name)
    world.state.views.append(view)
    world.changed()
    return view


def push_view(world: World, on: View, body: dict[str, Any]) -> View:
    """Lay a modal on top of another."""
    stack = world.views_of(on.user)
    if on not in stack:
        raise SlackError("not_found")
    if len(stack) >= STACK_MAX:
        raise SlackError("push_limit_reached")
    view = View(world.edge.code("V"), on.user, body, _new_hash(world), root=on.root, previous=stack[-1].id)
    world.state.views.append(view)
    world.changed()
    return view


def update_view(world: World, view: View, body: dict[str, Any]) -> View:
    """Change a view in place. What was typed stays where block_id and action_id stay the same."""
    kept = {b["block_id"]: {e.get("action_id") for e in elements_of(b)} for b in body["blocks"]}
    view.values = {
        block: {action: value for action, value in actions.items() if action in kept[block]}
        for block, actions in view.values.items()
        if block in kept
    }
    view.body, view.hash, view.errors = body, _new_hash(world), {}
    world.changed()
    return view


def open_(world: World, args: Args) -> dict[str, Any]:
    """views.open."""
    trigger = _use_trigger(world, args)
    body = check_body(world, args.structure("view", "invalid_arguments"), "modal")
    trigger.used = True
    return {"view": wire_view(world, open_view(world, trigger.user, body))}


def push(world: World, args: Args) -> dict[str, Any]:
    """views.push: only with a trigger that was earned in a modal which is still open."""
    trigger = _use_trigger(world, args)
    body = check_body(world, args.structure("view", "invalid_arguments"), "modal")
    on = world.view(trigger.view or "")
    if on is None or on not in world.state.views:
        raise SlackError("invalid_arguments", ["[ERROR] trigger_id was not earned in an open modal"])
    view = push_view(world, on, body)
    trigger.used = True
    return {"view": wire_view(world, view)}


def update(world: World, args: Args) -> dict[str, Any]:
    """views.update."""
    view = world.view(args.text("view_id") or args.need("external_id"))
    if view is None or view not in world.state.views:
        raise SlackError("not_found")
    body = check_body(world, args.structure("view", "invalid_arguments"), "modal", view.id)
    if args.text("hash") not in ("", view.hash):
        raise SlackError("hash_conflict")
    return {"view": wire_view(world, update_view(world, view, body))}


def publish(world: World, args: Args) -> dict[str, Any]:
    """views.publish."""
    if not world.manifest.home_tab:
        raise SlackError("not_enabled")
    user = args.need("user_id")
    person = world.state.people.get(user)
    if person is None or person.deleted or person.is_bot:
        raise SlackError("invalid_arguments", ["[ERROR] user_id is no active person of this workspace"])
    before = world.state.homes.get(user)
    body = check_body(world, args.structure("view", "invalid_arguments"), "home", before.id if before else "")
    if args.text("hash") and args.text("hash") != (before.hash if before else ""):
        raise SlackError("hash_conflict")
    if before:
        return {"view": wire_view(world, update_view(world, before, body))}
    name = world.edge.code("V")
    world.state.homes[user] = View(name, user, body, _new_hash(world), root=name)
    world.changed()
    return {"view": wire_view(world, world.state.homes[user])}
