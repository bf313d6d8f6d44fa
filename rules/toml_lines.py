"""Where each key of a TOML file stands: the standard library reads the values and forgets their lines."""

import re
import tomllib
from collections.abc import Iterator

Path = tuple[str, ...]
_Token = tuple[str, str, int]  # kind, text, line

_TOKEN = re.compile(
    r"""
      (?P<string> \"{3}(?:\\.|[^\\])*?\"{3,5} | '{3}.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
    | (?P<skip> [ \t\r]+ | \#[^\n]* )
    | (?P<newline> \n )
    | (?P<mark> [\[\]{}=,.] )
    | (?P<word> [^\s\[\]{}=,.\#"']+ )
    """,
    re.VERBOSE | re.DOTALL,
)


def key_lines(text: str) -> dict[Path, int]:
    """The line, counted from 1, on which each key and each table of a valid TOML text first stands."""
    return _Lines(text).read()


class _Lines:
    """Walks the tokens of a text that `tomllib` has accepted, so it checks nothing again."""

    def __init__(self, text: str) -> None:
        self.tokens = [*_tokens(text), ("newline", "\n", 0)]  # so that every statement ends
        self.place = 0
        self.lines: dict[Path, int] = {}

    def read(self) -> dict[Path, int]:
        table: Path = ()
        while self.place < len(self.tokens):
            if self._take("\n"):
                continue
            if self._take("["):
                self._take("[")  # an array of tables
                table = self._key(())
                while self._take("]"):
                    pass
            else:
                self._pair(table)
        return self.lines

    def _pair(self, prefix: Path) -> None:
        path = self._key(prefix)
        self._take("=")
        self._value(path)

    def _key(self, prefix: Path) -> Path:
        """Read a dotted key; each part of it is a table or the key itself."""
        path = prefix
        while True:
            kind, text, line = self.tokens[self.place]
            self.place += 1
            path += (_unquoted(text) if kind == "string" else text,)
            self.lines.setdefault(path, line)
            if not self._take("."):
                return path

    def _value(self, path: Path) -> None:
        if self._take("{"):
            while not self._take("}"):
                self._pair(path)
                self._take(",")
        elif self._take("["):
            while not self._take("]"):
                if not (self._take("\n") or self._take(",")):
                    self._value(path)
        else:
            while self.tokens[self.place][1] not in ("\n", ",", "]", "}"):  # 1.5 and dates are several tokens
                self.place += 1

    def _take(self, mark: str) -> bool:
        found = self.tokens[self.place][1] == mark
        self.place += found
        return found


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        if kind != "skip":
            yield kind, found[0], line
        line += found[0].count("\n")


def _unquoted(text: str) -> str:
    return str(tomllib.loads(f"key = {text}")["key"])
