"""Finds and reads a policy: one of those that come with Relance, or an operator's own file."""

from pathlib import Path

import rules
from rules.policy import Policy, PolicyError, parse

SHIPPED = Path(rules.__file__).parent / "policies"


def names() -> tuple[str, ...]:
    """The policies that come with Relance."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def load(name_or_path: str) -> Policy:
    """Read a policy by its shipped name, or from the path of a TOML file.

    Raises PolicyError, one line, where there is none, it cannot be read, or it is wrong.
    """
    if name_or_path in names():
        return parse(
            (SHIPPED / f"{name_or_path}.toml").read_text(encoding="utf-8"), file=f"{name_or_path}.toml"
        )
    try:
        text = Path(name_or_path).read_text(
            encoding="utf-8-sig"
        )  # editors on Windows put a mark before the text
    except FileNotFoundError:
        known = ", ".join(names())
        raise PolicyError(
            f"{name_or_path}: no such policy; write {known}, or the path of a TOML file"
        ) from None
    except (OSError, ValueError) as wrong:
        raise PolicyError(f"{name_or_path}: cannot be read as UTF-8 text: {wrong}") from wrong
    return parse(text, file=name_or_path)
