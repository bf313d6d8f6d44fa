"""The steps of a scenario: when, who does what, and whether it must be refused."""

from msgspec import UNSET

from bot.scenario.expect import read_expect
from bot.scenario.given import read_given
from bot.scenario.nodes import Piece, nearest
from bot.scenario.shape import Expect, Step
from bot.scenario.values import Times, either
from rules.words import Action, Actor

ROLES = (Actor.SELLER, Actor.BUYER, Actor.MEDIATOR, Actor.OPERATOR)
BY_ITSELF = (Action.LAPSE, Action.AUTO_CLOSE, Action.EXPIRE)
ASKED_FOR = tuple(action for action in Action if action not in BY_ITSELF)


def read_steps(piece: Piece, times: Times) -> tuple[Step, ...]:
    """All steps, of which none is earlier than the one before it, or than the payment."""
    steps: list[Step] = []
    for member in piece.items():
        step = _step(member._replace(what="a step"), times)
        if step.at < (steps[-1].at if steps else times.paid_at or step.at):
            before = f"the one of line {steps[-1].line}" if steps else "the payment"
            member.fail(f"this step is earlier than {before}; steps stand in the order of their times")
        steps.append(step)
    if not steps:
        piece.fail("steps: there is none; write at least one")
    return tuple(steps)


def _step(piece: Piece, times: Times) -> Step:
    found = piece.fields(("at", *ROLES, "with", "refused", "expect"), needed=("at",))
    set_here = {key: value for key, value in found.items() if not value.unset}
    acting = _acting(set_here)
    refused = "refused" in set_here and either("true", "false")(set_here["refused"])
    expect = read_expect(set_here["expect"], times) if "expect" in set_here else Expect()
    if expect.opens_at is not UNSET and not refused:
        set_here["expect"].fail("opens_at belongs to a refused action; add refused: true")
    at, line = times.read(found["at"]), piece.line
    if acting is None:
        return Step(at=at, line=line, expect=expect)
    action = _action(acting)
    given = read_given(action, acting, set_here.get("with"), times)
    return Step(
        at=at, line=line, actor=Actor(acting.what), action=action, given=given, refused=refused, expect=expect
    )


def _acting(found: dict[str, Piece]) -> Piece | None:
    """The one who acts; without anybody there is nothing to carry and nothing to refuse."""
    acting = [found[role] for role in ROLES if role in found]
    if len(acting) > 1:
        acting[1].fail(f"{acting[0].what} and {acting[1].what} in one step; give each a step of their own")
    if acting:
        return acting[0]
    for key in ("with", "refused"):
        if key in found:
            found[key].fail(f"{key}: nobody acts in this step; name seller, buyer, mediator or operator")
    return None


def _action(piece: Piece) -> Action:
    text = piece.text()
    if text in BY_ITSELF:
        piece.fail(f"{text} happens by itself; leave out {piece.what}, and expect the state that it leads to")
    if text not in ASKED_FOR:
        piece.fail(f'unknown action "{text:.40}"; {nearest(text, ASKED_FOR)}')
    return Action(text)
