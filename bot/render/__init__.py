"""Facts into words into blocks: the only room that reads the templates."""

from bot.render.renderer import Renderer
from bot.render.scene import Scene
from bot.render.tidied import action_ids, tidied
from bot.render.view import Home, Message, Page, Reader, View, Workspace

__all__ = [
    "Home", "Message", "Page", "Reader", "Renderer", "Scene", "View", "Workspace", "action_ids", "tidied",
]  # fmt: skip
