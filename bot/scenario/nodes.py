"""A YAML file as pieces that know their line. Nothing is guessed: every scalar is a text until a field types it."""

import difflib
from collections.abc import Iterable
from typing import NamedTuple, NoReturn

import yaml

from bot.scenario.shape import ScenarioError

UNSET_WORDS = ("", "null", "~")


class Piece(NamedTuple):
    """One value of the file, and what a person would call it."""

    file: str
    line: int  # of its key, where it has one; counted from 1
    what: str
    node: yaml.Node

    def fail(self, message: str) -> NoReturn:
        """Raise the one line that says what is wrong here."""
        raise ScenarioError(f"{self.file}:{self.line}: {' '.join(message.splitlines())}")

    @property
    def unset(self) -> bool:
        """Left empty, or null. An empty text in quotes is a text."""
        node = self.node
        return isinstance(node, yaml.ScalarNode) and node.style is None and node.value in UNSET_WORDS

    def text(self) -> str:
        """One text, as written."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.fail(f"{self.what} must be a single value, not a list or a group of keys")
        if self.unset:
            self.fail(f"{self.what} has no value")
        return str(self.node.value)

    def items(self) -> "tuple[Piece, ...]":
        """The members of a list; a single value is a list of one, nothing at all a list of none."""
        if self.unset:
            return ()
        if isinstance(self.node, yaml.MappingNode):
            self.fail(f"{self.what} must be a list such as [one, two], not a group of keys")
        if isinstance(self.node, yaml.ScalarNode):
            return (self,)
        return tuple(self._at(member, self.what, member) for member in self.node.value)

    def fields(self, known: Iterable[str], *, needed: Iterable[str] = ()) -> "dict[str, Piece]":
        """The values of a group of keys, by key, in the order of the file; a key not known here is an error."""
        found = self.pairs()
        for key, piece in found.items():
            if key not in known:
                piece.fail(f'unknown key "{key}" in {self.what}; {nearest(key, known)}')
        for key in needed:
            if key not in found or found[key].unset:
                found.get(key, self).fail(f"{self.what} has no {key}")
        return found

    def pairs(self) -> "dict[str, Piece]":
        """As `fields`, whatever the keys."""
        if self.unset:
            return {}
        if not isinstance(self.node, yaml.MappingNode):
            self.fail(f'{self.what} must be a group of keys, written "key: value"')
        found: dict[str, Piece] = {}
        for key, value in self.node.value:
            name = self._at(key, f"a key of {self.what}", key).text()
            piece = self._at(key, name, value)
            if name in found:
                piece.fail(f'"{name}" stands twice in {self.what}; keep one of them')
            found[name] = piece
        return found

    def _at(self, mark: yaml.Node, what: str, node: yaml.Node) -> "Piece":
        return Piece(self.file, mark.start_mark.line + 1, what, node)


def compose(text: str, file: str) -> Piece:
    """The whole file as one piece; ScenarioError where it is no YAML."""
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line = mark.line + 1 if mark else 1
        raise ScenarioError(f"{file}:{line}: {_in_words(wrong)}") from None
    except yaml.reader.ReaderError as wrong:
        line = text.count("\n", 0, wrong.position) + 1
        raise ScenarioError(f"{file}:{line}: a character here cannot be shown; write the line anew") from None
    except RecursionError:
        raise ScenarioError(f"{file}:1: nested far too deeply for a scenario") from None
    if node is None:
        raise ScenarioError(f"{file}:1: the file is empty; a scenario has name, policy, order and steps")
    return Piece(file, node.start_mark.line + 1, "the scenario", node)


def nearest(word: str, known: Iterable[str]) -> str:
    """Which known word was probably meant, or all of them where none comes near."""
    words = list(known)
    near = difflib.get_close_matches(word, words, n=1)
    return f"did you mean {near[0]}?" if near else f"possible: {', '.join(words)}"


def _in_words(wrong: yaml.MarkedYAMLError) -> str:
    problem = wrong.problem or "cannot be read"
    if "\\t" in problem:
        return "a tab stands here; indent with spaces"
    if "expected a single document" in (wrong.context or ""):
        return 'a second scenario begins here ("---"); write each in a file of its own'
    if "got '?'" in problem:
        return "a text with a question mark stands here without quotes; write it in quotes"
    return f"this is no YAML ({problem}); look at the spaces, quotes and brackets here and just above"
