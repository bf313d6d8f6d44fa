"""One promise and what was measured."""

import json

import msgspec


class Row(msgspec.Struct, frozen=True):
    """`value` against `target`; with a `baseline`, their ratio is what counts. `unit` is for people."""

    name: str
    value: float
    target: float
    baseline: float | None = None
    unit: str = "ms"
    at_most: bool = True

    @property
    def ratio(self) -> float | None:
        return None if self.baseline is None else self.value / self.baseline

    @property
    def ok(self) -> bool:
        """Whether the promise is kept."""
        measured = self.value if self.ratio is None else self.ratio
        return measured <= self.target if self.at_most else measured >= self.target

    def as_json(self) -> str:
        kept = {"name": self.name, "value": self.value, "baseline": self.baseline, "ratio": self.ratio}
        return json.dumps(kept | {"target": self.target, "ok": self.ok})

    def as_text(self) -> str:
        beside = "" if self.ratio is None else f"  ×{self.ratio:.2f} of {self.baseline:.3f} {self.unit}"
        sign = "≤" if self.at_most else "≥"
        kept = "" if self.ok else "  MISSED"
        return f"{self.name:<40} {self.value:10.3f} {self.unit}{beside}  ({sign} {self.target}){kept}"
