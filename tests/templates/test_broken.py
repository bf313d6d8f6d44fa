"""A broken text stops the start with one line that names it."""

from pathlib import Path

import pytest

from bot.render.voice import Texts, WordsError


@pytest.fixture
def own_words(tmp_path: Path) -> Path:
    """A language of our own, whole but for what a test breaks."""
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "labels.toml").write_text('[say]\nno = "no"\n')
    (folder / "fine.j2").write_text("Hello {{ name }}\n")
    return tmp_path


def test_whole_words_are_read(own_words: Path) -> None:
    Texts("en", templates=own_words).read_all()


def test_a_broken_template_is_named_with_its_line(own_words: Path) -> None:
    (own_words / "en" / "fine.j2").write_text("Hello\n{% if %}\n")
    with pytest.raises(WordsError, match=r"^templates/en/fine\.j2:2: "):
        Texts("en", templates=own_words).read_all()


def test_broken_labels_are_named(own_words: Path) -> None:
    (own_words / "en" / "labels.toml").write_text("[say\n")
    with pytest.raises(WordsError, match=r"^templates/en/labels\.toml: "):
        Texts("en", templates=own_words)
