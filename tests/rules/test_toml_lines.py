"""The line of each key, however TOML lets it be written."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.toml_lines import Path, key_lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", {}),
        ("\n\n# a = 1\n", {}),
        ("a = 1", {("a",): 1}),
        ("\n  a = 1 # b = 2\r\n\tb = 2\n", {("a",): 2, ("b",): 3}),
        ('a = "# no\\" comment"\nb = 1', {("a",): 1, ("b",): 2}),
        ("a = 'c:\\'\nb = 1", {("a",): 1, ("b",): 2}),
        ('a = """\nb = 1\n\\""" ""quoted"""""\nc = 1', {("a",): 1, ("c",): 4}),
        ("a = '''\nb = 1\n'quoted''''\nc = 1", {("a",): 1, ("c",): 4}),
        ('a = ""\nb = """"""\nc = 1', {("a",): 1, ("b",): 2, ("c",): 3}),
        ("a = [ # [b]\n  '=', 'x',\n  [1.5,\n  2]\n]\nb = 1", {("a",): 1, ("b",): 6}),
        ("a = 1979-05-27 07:32:00.5+01:00\nb = -1.5e3\nc = inf", {("a",): 1, ("b",): 2, ("c",): 3}),
        (
            "[t]\na = 1\n\n[ u . v ]\na = 1",
            {("t",): 1, ("t", "a"): 2, ("u",): 4, ("u", "v"): 4, ("u", "v", "a"): 5},
        ),
        ("t.a = 1\nt . 'b' = 2", {("t",): 1, ("t", "a"): 1, ("t", "b"): 2}),
        ("\"due\\u005fsoon\" = 1\n'a.b' = 2", {("due_soon",): 1, ("a.b",): 2}),
        (
            "t = {a = 1, b = {c = [2]}}\nd = {}",
            {("t",): 1, ("t", "a"): 1, ("t", "b"): 1, ("t", "b", "c"): 1, ("d",): 2},
        ),
        ("[[t]]\na = 1\n[[t]]\na = 2\nb = 3", {("t",): 1, ("t", "a"): 2, ("t", "b"): 5}),
    ],
)
def test_each_key_is_found_on_its_line(text: str, lines: dict[Path, int]) -> None:
    assert key_lines(text) == lines
    assert paths(tomllib.loads(text)) == set(lines)


def paths(table: Any, prefix: Path = ()) -> set[Path]:
    """Every key that tomllib finds, with those of arrays' tables."""
    if isinstance(table, list):
        return {path for item in table for path in paths(item, prefix)}
    if not isinstance(table, dict):
        return set()
    return {(*prefix, key) for key in table} | {
        path for key, value in table.items() for path in paths(value, (*prefix, key))
    }


@given(st.text(alphabet="ab.=[]{}\"'#,\n \\1", max_size=60))
def test_whatever_is_toml_has_a_line_for_every_key(text: str) -> None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = key_lines(text)
    assert paths(document) == set(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())
