"""Policies written on the spot, and what is said about wrong ones."""

import pytest

from rules.policy import Policy, PolicyError, parse

COMEUP = parse('house = "comeup"', file="comeup.toml")


def policy(text: str, house: str = "elsewhere") -> Policy:
    """The policy that this text makes, with its house on the first line."""
    return parse(f'house = "{house}"\n{text}\n', file="own/shop.toml")


def complaint(text: str, house: str = "elsewhere") -> str:
    """What is said about this text, which must be refused."""
    with pytest.raises(PolicyError) as refused:
        policy(text, house)
    assert len(str(refused.value).splitlines()) == 1
    return str(refused.value)
