"""Stands between a database and its worker: an older copy begins held, and checkpoints are kept of what goes on (P13)."""

from collections.abc import Callable

import structlog

from bot.db import settings as shared
from bot.faults import StartError
from bot.trust.checkpoints import NAMED, Checkpoint, Checkpoints, Forged

log = structlog.get_logger(__name__)


class Guard:
    """What a worker asks its checkpoints. `post`: shows a new one to people."""

    def __init__(self, checkpoints: Checkpoints, post: Callable[[Checkpoint], object] | None = None) -> None:
        self.checkpoints = checkpoints
        self.post = post
        self.logged = False

    def held(self) -> bool:
        """Whether the newest checkpoint knows more than the database, or is not ours; all processes are told.

        Each process logs it once, also where `relance restore` told it before.
        """
        if not self.checkpoints.path.is_file():
            log.warning("no_checkpoint", path=str(self.checkpoints.path))
        try:
            lost = self.checkpoints.missing()
        except Forged as wrong:
            log.exception("checkpoints_forged", path=str(self.checkpoints.path))
            lost = [str(wrong)]
        with self.checkpoints.engine.begin() as connection:
            told = shared.get(connection, shared.HELD)
            if (str(len(lost)) if lost else None) != told:
                shared.put(connection, shared.HELD, str(len(lost)) if lost else None)
        if lost and not self.logged:
            log.error("held", orders=len(lost), missing=lost[:NAMED], go_on="relance release")
        self.logged = bool(lost)
        return bool(lost)

    def keep(self, why: str | None = None) -> None:
        """A checkpoint, when one is due, or at once for this reason. One that cannot be written is told, and stops nothing.

        A database that was replaced by an older copy while we worked is held from here on.
        """
        try:
            if why is None and not self.checkpoints.due():
                return
            made = self.checkpoints.write(why or "due")
            if made is None:
                self.held()
            elif self.post is not None:
                self.post(made)
        except (Forged, StartError) as wrong:
            log.exception("checkpoint_not_kept", why=str(wrong))
