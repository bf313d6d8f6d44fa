"""How a method says no."""

from typing import Any


class SlackError(Exception):
    """Slack's `{"ok": false, "error": …}`, with whatever else the answer holds."""

    def __init__(self, code: str, messages: list[str] | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more | ({"response_metadata": {"messages": messages}} if messages else {})

    def answer(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"ok": False, "error": self.code, **self.more}
