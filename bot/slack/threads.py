"""Which order a thread is about: its root is a card that we posted, the present one or an older."""

from sqlalchemy import Engine, select

from bot.db.engine import reading
from bot.db.tables import roots


class Threads:
    """Finds orders by where Slack shows them; Slack's team id never does."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def order_at(self, workspace: str, channel: str, root: str) -> str | None:
        """The order whose card, or whose case, stands or stood at the root of this thread."""
        asked = select(roots.c.order_id).where(
            roots.c.workspace_id == workspace, roots.c.channel == channel, roots.c.ts == root
        )
        with reading(self.engine) as connection:
            return connection.execute(asked).scalars().first()
