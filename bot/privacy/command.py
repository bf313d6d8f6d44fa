"""`relance person`: what is held about somebody, to be given to them, or erased."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.privacy.erase import Erased
    from bot.privacy.person import Found

app = typer.Typer(help="What is held about a person: shown, or erased.", no_args_is_help=True)

Person = Annotated[
    str,
    typer.Argument(metavar="PERSON", help="Slack's id (U…), an e-mail address, or our own id (person_…)."),
]
Workspace = Annotated[str | None, typer.Option(help="Where they are known in several: its id of ours.")]
Yes = Annotated[bool, typer.Option("--yes", help="Without asking again.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Only say what would go; nothing is changed.")]


@app.command()
def export(
    person: Person,
    *,
    workspace: Workspace = None,
    to: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="A new file, which only you may read; else standard output."),
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="For reading, in the person's own language.")] = False,
) -> None:
    """All that is held about somebody, as JSON: profile, services, orders with their words, what they were told and where."""
    import msgspec

    from bot import policies
    from bot.db.engine import reading
    from bot.privacy.export import export as collect
    from bot.privacy.letter import letter
    from bot.privacy.person import named
    from bot.render import Renderer
    from bot.trust.command import Kept

    kept = Kept()
    with reading(kept.engine) as connection:
        found = named(connection, person, workspace)
        policy = policies.load(kept.settings.policy)
        if text:
            renderer = Renderer(kept.settings.locale, policy)
            content = letter(connection, found, policy, renderer, kept.clock.now())
        else:
            held = collect(connection, found, policy, kept.clock.real())
            content = msgspec.json.format(msgspec.json.encode(held, enc_hook=str), indent=2).decode() + "\n"
    if to is None:
        typer.echo(content, nl=False)
        return
    written(to, content)
    typer.echo(f"{to}: written")


@app.command()
def erase(person: Person, *, workspace: Workspace = None, yes: Yes = False, dry_run: Dry = False) -> None:
    """Erase who somebody is and what they wrote, for good. Refused while an order of theirs still runs."""
    from bot.db.engine import emptied
    from bot.faults import StartError
    from bot.privacy.erase import REMAINS, live
    from bot.privacy.erase import erase as erase_now
    from bot.privacy.person import named
    from bot.trust.command import Kept

    kept = Kept()
    with kept.engine.connect() as connection:
        found = named(connection, person, workspace)
        if refs := live(connection, found):
            raise StartError(still_live(found, refs))
        seen = erase_now(connection, found, kept.clock.real())
        connection.rollback()
    for line in (*described(found, seen, "would go" if dry_run or not yes else "goes"), REMAINS):
        typer.echo(line)
    if dry_run or not seen.anything:
        typer.echo("nothing was changed")
        return
    if not yes:
        typer.confirm("Erase this for good?", abort=True)
    with kept.engine.begin() as connection:
        found = named(connection, found.id, found.workspace_id)
        if refs := live(connection, found):
            raise StartError(still_live(found, refs))
        erase_now(connection, found, kept.clock.real())
    emptied(kept.engine)
    kept.checkpoints.write("erased", ((found.workspace_id, found.id),))
    typer.echo(f"{found.id} is erased")


def still_live(person: "Found", refs: list[str]) -> str:
    """Why not yet, and what to do."""
    return (
        f"{person.id} still has a part in {', '.join(refs)}: the other party counts on them. Erase once these have ended; "
        "an operator may void an order, or name somebody else in it. Nothing was changed"
    )


def described(person: "Found", seen: "Erased", how: str) -> list[str]:
    """A line for each kind of thing."""
    things = (
        (seen.profile, "their name, address, Slack id, language, zone and hours"),
        (seen.texts, f"{seen.texts} texts that they wrote, in {seen.orders} orders"),
        (seen.messages, f"where {seen.messages} messages to them stand, and what they said"),
        (seen.quotes, f"{seen.quotes} kept answers to others, which may name them"),
        (seen.services, f"the words of {seen.services} services that they offered"),
        (seen.calendar, "their calendar's link"),
        (seen.operator, "that they are an operator"),
        (seen.installer, "that they installed the app"),
    )
    lines = [f"- {what}" for there, what in things if there]
    who = f"{person.id} in workspace {person.workspace_id}"
    return [f"Of {who} {how}:", *lines] if lines else [f"Of {who} nothing is left to erase"]


def written(file: Path, text: str) -> None:
    """Into a new file for our eyes only. StartError where there is one already, or none can be made."""
    from bot.faults import StartError

    try:
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as wrong:
        raise StartError(f"{file}: cannot be written: {wrong.strerror}") from wrong
    with os.fdopen(made, "w", encoding="utf-8") as there:
        there.write(text)
