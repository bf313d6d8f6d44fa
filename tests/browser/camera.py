"""Pictures for people who want to look at what the tests see."""

import os
from pathlib import Path

from tests.browser.conftest import Room


class Camera:
    """Pictures of each step, where `SCREENSHOTS` names a folder for them."""

    def __init__(self, room: Room, name: str) -> None:
        self.room, self.name, self.folder = room, name, os.environ.get("SCREENSHOTS")
        self.taken = 0

    def __call__(self) -> None:
        if self.folder:
            self.taken += 1
            path = Path(self.folder) / f"{self.name}-{self.taken:02}.png"
            self.room.page.screenshot(path=path)
