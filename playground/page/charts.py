"""Where the parts of a native chart stand, for a small SVG."""

from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, FOOT = 320, 140, 22


@dataclass(frozen=True)
class Mark:
    """A bar, a point or a segment, with what it stands for."""

    label: str
    value: float
    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True)
class Drawing:
    """A chart ready to draw; `lines` are polylines of line and area charts."""

    marks: list[Mark]
    names: list[str]
    categories: list[tuple[str, float]]
    lines: list[str]


def draw(chart: dict[str, Any]) -> Drawing:
    """Lay out a chart of any of Slack's four kinds."""
    return _pie(chart) if chart["type"] == "pie" else _axes(chart)


def _pie(chart: dict[str, Any]) -> Drawing:
    total = sum(segment["value"] for segment in chart["segments"]) or 1
    marks, left = [], 0.0
    for index, segment in enumerate(chart["segments"]):
        width = WIDTH * segment["value"] / total
        marks.append(Mark(segment["label"], segment["value"], left, 8, width, 28, index))
        left += width
    return Drawing(marks, [f"{m.label} · {100 * m.value / total:.0f} %" for m in marks], [], [])


def _axes(chart: dict[str, Any]) -> Drawing:
    series, categories = chart["series"], chart["axis_config"]["categories"]
    top = max((point["value"] for one in series for point in one["data"]), default=0) or 1
    step, room = WIDTH / len(categories), HEIGHT - FOOT
    bars = chart["type"] == "bar"
    width = step * 0.7 / (len(series) if bars else 1)
    marks, lines = [], []
    for number, one in enumerate(series):
        values = {point["label"]: point["value"] for point in one["data"]}
        points = []
        for place, name in enumerate(categories):
            height = max(room * values[name] / top, 1) * 0.92
            x = place * step + step * 0.15 + (number * width if bars else 0)
            marks.append(Mark(name, values[name], x, room - height, width, height, number))
            points.append(f"{x + width / 2:.1f},{room - height:.1f}")
        lines.append(" ".join(points))
    placed = [(name, place * step + step / 2) for place, name in enumerate(categories)]
    return Drawing(marks, [one["name"] for one in series], placed, [] if bars else lines)
