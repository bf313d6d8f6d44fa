"""`python -m playground`: start the local Slack."""

import argparse
import os
import sys
from pathlib import Path

import yaml

from playground.config import Config
from playground.server import serve


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="playground", description="A local Slack to try and test the bot.")
    parser.add_argument("--host", default="127.0.0.1", help="loopback address to listen on")
    parser.add_argument("--port", type=int, default=3001)
    parser.add_argument("--bot", default="http://127.0.0.1:3000", help="the bot's address")
    parser.add_argument("--manifest", type=Path, help="the app's manifest: commands, events, scopes")
    parser.add_argument("--state", type=Path, help="JSON file that keeps the conversations")
    parser.add_argument("--no-rate-limits", action="store_true", help="do not enforce Slack's rate limits")
    parser.add_argument("--die-with-parent", action="store_true", help="stop when standard input closes")
    for name in ("signing-secret", "bot-token", "app-token", "rehearsal-token"):
        variable = f"PLAYGROUND_{name.replace('-', '_').upper()}"
        parser.add_argument(f"--{name}", default=os.environ.get(variable, ""), help=f"or {variable}")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Read the arguments and serve. Returns the exit status; what is wrong is one line on standard error."""
    given = _parser().parse_args(arguments)
    if not given.signing_secret or not given.bot_token:
        print("playground: a signing secret and a bot token are needed", file=sys.stderr)
        return 2
    config = Config(
        signing_secret=given.signing_secret,
        bot_token=given.bot_token,
        bot=given.bot,
        app_token=given.app_token,
        rehearsal_token=given.rehearsal_token,
        host=given.host,
        port=given.port,
        manifest=given.manifest,
        state=given.state,
        rate_limits=not given.no_rate_limits,
        die_with_parent=given.die_with_parent,
    )
    try:
        serve(config)
    except (OSError, ValueError, yaml.YAMLError) as problem:
        print(f"playground: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
