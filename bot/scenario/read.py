"""Reads a scenario file and checks it whole, so that a mistake is named by its line and never played."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.scenario.nodes import Piece, compose
from bot.scenario.shape import OrderSpec, PersonSpec, Scenario, ScenarioError
from bot.scenario.steps import read_steps
from bot.scenario.values import Readers, Times, currency, quiet_hours, texts, typed, whole, zone
from rules.policy import PolicyError

LONGEST_ITEM = 150

ZoneOf = Callable[[str], str]


def read(path: Path, zone_of: ZoneOf) -> Scenario:
    """Read a file; `zone_of` gives the IANA zone of a policy, by shipped name or path.

    Raises ScenarioError, one line, where the file or its policy cannot be read or says something unknown.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows put a mark before the text
    except FileNotFoundError:
        raise ScenarioError(f"{path}: no such file") from None
    except (OSError, ValueError) as wrong:
        raise ScenarioError(f"{path}: cannot be read as UTF-8 text: {wrong}") from wrong
    return parse(text, file=str(path), zone_of=zone_of)


def parse(text: str, *, file: str, zone_of: ZoneOf) -> Scenario:
    """As `read`, from the text itself; `file` is what errors call it, and where a policy's path starts."""
    keys = ("name", "policy", "order", "steps")
    found = compose(text, file).fields(keys, needed=keys)
    policy = _policy(found["policy"])
    zone = _zone(found["policy"], policy, zone_of)
    order = _order(found["order"], zone)
    steps = read_steps(found["steps"], Times(zone, order.paid_at))
    return Scenario(name=found["name"].text(), policy=policy, order=order, steps=steps)


def _policy(piece: Piece) -> str:
    """A path is taken from the scenario's own folder when it leads to a file there."""
    beside = Path(piece.file).parent / piece.text()
    return str(beside) if beside.is_file() else piece.text()


def _zone(piece: Piece, policy: str, zone_of: ZoneOf) -> ZoneInfo:
    try:
        return ZoneInfo(zone_of(policy))
    except (PolicyError, LookupError, ValueError) as wrong:
        piece.fail(f"policy: {wrong}")


def _order(piece: Piece, zone_here: ZoneInfo) -> OrderSpec:
    readers: Readers = {
        "paid_at": Times(zone_here).read,
        "price": whole(1),
        "currency": currency,
        "duration_days": whole(1),
        "revisions_included": whole(0),
        "brief": _brief,
        "seller": lambda party: _party(party, zone_here),
        "buyer": lambda party: _party(party, zone_here),
        "title": Piece.text,
        "ref": Piece.text,
    }
    found = piece.fields(readers, needed=("paid_at", "price", "duration_days"))
    nobody_special = {role: PersonSpec(zone=zone_here.key) for role in ("seller", "buyer")}
    return OrderSpec(**nobody_special | typed(found, readers))


def _brief(piece: Piece) -> tuple[str, ...]:
    items = texts(piece)
    for item, member in zip(items, piece.items(), strict=True):
        if not item.strip() or len(item) > LONGEST_ITEM:
            member.fail(f"brief: an item has 1 to {LONGEST_ITEM} characters")
        if items.count(item) > 1:
            member.fail(f'brief: "{item}" stands there twice; write it once')
    return items


def _party(piece: Piece, zone_here: ZoneInfo) -> PersonSpec:
    readers: Readers = {"quiet_hours": quiet_hours, "zone": zone, "locale": Piece.text}
    return PersonSpec(**{"zone": zone_here.key} | typed(piece.fields(readers), readers))
