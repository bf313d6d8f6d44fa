"""The composition root: builds the pieces once, and hands them to each other."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI
from sqlalchemy import Connection, Engine, update

from bot import policies
from bot.clock import StoredClock, world
from bot.db import workspaces
from bot.db.engine import open_engine
from bot.db.home_tabs import HomeTabs
from bot.db.migrate import migrate
from bot.db.orders import Orders
from bot.db.people import People
from bot.db.policy import switch
from bot.db.services import Services
from bot.db.tables import installations
from bot.faults import StartError
from bot.parts import Parts
from bot.people.homes import Home, Homes
from bot.people.presence import Presence
from bot.ports import Clock, Ids, SystemIds
from bot.privacy import workspace as removal
from bot.privacy.retention import erase_overdue
from bot.render import Renderer
from bot.render.voice import WordsError
from bot.sending.replies import Replies
from bot.service import Service
from bot.settings import Settings
from bot.slack.api import Identity, identity
from bot.slack.calls import Slack
from bot.slack.threads import Threads
from bot.trust.checkpoints import Checkpoints, checkpoints_of
from bot.web.health import Health
from bot.web.site import create_web
from handlers.door import Door
from handlers.hall import Hall
from rules.policy import Policy, PolicyError


@dataclass(frozen=True)
class Program:
    """Everything that runs: the pieces, and Slack's way in."""

    parts: Parts
    door: Door
    health: Health
    checkpoints: Checkpoints

    def web(self, more: Iterable[APIRouter] = ()) -> FastAPI:
        """The ASGI app; `more` are routers of one way of running alone."""
        return create_web(self.parts, Hall(self.door).enter, self.health, more=more)


def chosen(policy: str) -> Policy:
    """The policy that the setting names; StartError names the setting too."""
    try:
        return policies.load(policy)
    except PolicyError as wrong:
        raise StartError(f"RELANCE_POLICY: {wrong}") from None


def words(settings: Settings, policy: Policy, *, reload: bool = False) -> Renderer:
    """Every text of every language, read; again whenever its file changes, where that is wanted. StartError names the file that cannot be."""
    try:
        renderer = Renderer(settings.locale, policy, reload=reload)
        renderer.read_all()
    except WordsError as broken:
        raise StartError(str(broken)) from None
    return renderer


def build(
    settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None, reload: bool = False
) -> Program:
    """The program for these settings, on a migrated database; Slack is asked once who we are.

    `clock`, `ids`: the world's, unless a test brings its own. `reload`: edited texts show at once (development). Raises StartError, in one line.
    """
    policy = chosen(settings.policy)
    engine = open_engine(settings.database_url)
    migrate(engine)
    stored = StoredClock(engine, clock or world(engine, settings.clock_offset))
    names = ids or SystemIds()
    switch(engine, stored, policy)
    erase_overdue(engine, stored.real())
    homes = Homes(engine)
    single_home(settings, engine, homes, stored, names)
    service = Service(engine, stored, names, policy, reports=settings.webhook_url is not None)
    parts = Parts(
        settings=settings,
        engine=engine,
        clock=stored,
        ids=names,
        policy=policy,
        renderer=words(settings, policy, reload=reload),
        service=service,
        replies=Replies(engine, stored, service),
        orders=Orders(engine),
        people=People(engine, stored, names),
        services=Services(engine),
        home_tabs=HomeTabs(engine),
        presence=Presence(engine, stored, service),
        threads=Threads(engine),
        homes=homes,
        slack=Slack(homes.token_of, settings.slack_api_url),
        channel=settings.mediators_channel,
        signing_secret=secret(settings),
    )
    checkpoints = checkpoints_of(settings, engine, stored, names)
    return Program(parts, Door(parts), Health(engine, stored, checkpoints), checkpoints)


def secret(settings: Settings) -> str | None:
    """What Slack signs with; None where nothing comes over HTTP."""
    found = settings.slack_signing_secret
    return found.get_secret_value() if found else None


def single_home(settings: Settings, engine: Engine, homes: Homes, clock: Clock, ids: Ids) -> None:
    """The one workspace that SLACK_BOT_TOKEN speaks for. With Slack away, the one that we served before."""
    if settings.slack_bot_token is None:
        return
    token = settings.slack_bot_token.get_secret_value()
    told = identity(token, settings.slack_api_url)
    who = told or remembered(engine)
    if who is None:
        raise StartError(
            "Slack cannot be reached, and this database has no workspace yet: start again once it can"
        )
    with engine.begin() as connection:
        workspace = workspaces.of_team(connection, who.team, ids=ids, now=clock.now())
        refuse_removed(connection, workspace)
        if told is not None:  # installed anew, where it had been taken away
            removal.give_back(connection, workspace)
        mine = installations.c.workspace_id == workspace
        connection.execute(update(installations).where(mine).values(bot_user_id=who.user))
    homes.add(Home(workspace, who.team, token, who.user))


def refuse_removed(connection: Connection, workspace: str) -> None:
    """What an operator removed comes back by their word alone. Raises StartError."""
    found = removal.named(connection, workspace)
    if found.removed_by == removal.OPERATOR:
        raise StartError(
            f"SLACK_BOT_TOKEN: its workspace was removed on {found.removed_at:%Y-%m-%d}, and its data is erased on "
            f"{found.erase_at:%Y-%m-%d}; `relance workspace restore {workspace}` takes that back"
        )


def remembered(engine: Engine) -> Identity | None:
    """Who we were at the last start, if there is only one whom we can have been."""
    with engine.connect() as connection:
        found = connection.execute(installations.select()).all()
    if len(found) != 1:
        return None
    return Identity(team=found[0].team_id, user=found[0].bot_user_id or "", bot="", name="")
