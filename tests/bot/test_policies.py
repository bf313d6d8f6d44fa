"""Finding a policy by its name or its path."""

from pathlib import Path

import pytest

from bot.policies import load, names
from rules.policy import PolicyError


def test_every_shipped_policy_can_be_used() -> None:
    assert names() == ("comeup", "comeup_claim", "comeup_direct", "fiverr_like")
    assert tuple(load(name).name for name in names()) == names()


def test_an_operators_own_file_is_read_from_its_path(tmp_path: Path) -> None:
    own = tmp_path / "atelier.toml"
    own.write_text('\ufeffhouse = "atelier"\r\nlate_grace = "2h"\r\n', encoding="utf-8")
    assert (load(str(own)).name, load(str(own)).house) == ("atelier", "atelier")


def test_a_shipped_name_wins_over_a_file_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "comeup").write_text("nonsense", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load("comeup").house == "comeup"


def test_an_unknown_policy_names_those_that_exist() -> None:
    with pytest.raises(PolicyError) as refused:
        load("comup")
    assert str(refused.value) == (
        "comup: no such policy; write comeup, comeup_claim, comeup_direct, fiverr_like, or the path of a TOML file"
    )


def test_a_wrong_file_is_told_with_its_path_and_line(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('house = "own"\n\nzone = 3\n', encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load(str(own))
    assert str(refused.value).startswith(f"{own}:3: zone: 3 is no known zone")


def test_what_is_no_text_cannot_be_read(tmp_path: Path) -> None:
    picture = tmp_path / "picture.toml"
    picture.write_bytes(b"\x89PNG\xff")
    for path in (picture, tmp_path):
        with pytest.raises(PolicyError, match="cannot be read as UTF-8 text"):
            load(str(path))
