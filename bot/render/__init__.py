"""Facts into words into blocks: the only room that reads the templates."""

from bot.render.renderer import Renderer
from bot.render.view import Message, Reader, View

__all__ = ["Message", "Reader", "Renderer", "View"]
