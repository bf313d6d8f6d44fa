"""Faults that tests ask for: the next calls of a method go wrong in a chosen way."""

from dataclasses import dataclass
from typing import Any

KINDS = ("500", "429", "ratelimited", "error", "drop_before", "drop_after", "malformed", "slow")


@dataclass
class Fault:
    """The next `times` calls of `method` (* is any) meet `kind`. `seconds` is Retry-After, or how slow."""

    method: str
    kind: str
    times: int = 1
    seconds: float = 1.0
    error: str = "fatal_error"
    channel: str = ""


class Faults:
    """The list of faults that are still to come."""

    def __init__(self) -> None:
        self.coming: list[Fault] = []

    def add(self, wanted: dict[str, Any]) -> Fault:
        """Order a fault; raises ValueError on what is not one."""
        if wanted.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        known = {name: wanted[name] for name in Fault.__dataclass_fields__ if name in wanted}
        if set(wanted) - set(known) or not wanted.get("method"):
            raise ValueError(f"a fault has {', '.join(Fault.__dataclass_fields__)}")
        fault = Fault(**known)
        self.coming.append(fault)
        return fault

    def next_for(self, method: str, channel: str) -> Fault | None:
        """The fault that this call meets, which is then used up once."""
        for fault in self.coming:
            if fault.method in (method, "*") and fault.channel in ("", channel):
                fault.times -= 1
                if fault.times < 1:
                    self.coming.remove(fault)
                return fault
        return None
