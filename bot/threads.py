"""Which order a thread is about: its root is a card that we posted."""

from sqlalchemy import Engine, select

from bot.db.engine import reading
from bot.db.tables import cards


class Threads:
    """Finds orders by where Slack shows them; Slack's team id never does."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def order_at(self, workspace: str, channel: str, root: str) -> str | None:
        """The order whose card, or whose case, stands at the root of this thread."""
        asked = select(cards.c.order_id).where(
            cards.c.workspace_id == workspace, cards.c.channel == channel, cards.c.ts == root
        )
        with reading(self.engine) as connection:
            return connection.execute(asked).scalars().first()
