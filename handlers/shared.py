"""Files as Slack tells of them, in a message or in a form."""

from typing import Any

from rules.order import Attached

File = dict[str, Any]


def listed(part: dict[str, Any]) -> list[File]:
    """The files of a message or of a form's field."""
    found = part.get("files")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def line(file: File) -> str:
    """What a file is called; one that lies elsewhere, such as a shared document, with its address."""
    address = str(file.get("external_url") or file.get("url_private") or file.get("permalink") or "")
    return f"{name(file)} ({address})" if elsewhere(file) and address else name(file)


def name(file: File) -> str:
    return str(file.get("title") or file.get("name") or file.get("id") or "")


def elsewhere(file: File) -> bool:
    """Whether only its address is at Slack's."""
    return file.get("is_external") is True or file.get("mode") in ("external", "remote")


def attached(part: dict[str, Any]) -> tuple[Attached, ...]:
    """The files that can be handed on."""
    return tuple(
        Attached(id=str(file["id"]), name=name(file), size=size(file))
        for file in listed(part)
        if isinstance(file.get("id"), str) and not elsewhere(file)
    )


def size(file: File) -> int:
    """In bytes; 0 where Slack does not tell yet."""
    told = file.get("size")
    return told if isinstance(told, int) and not isinstance(told, bool) else 0
