"""Every text, in every language, for everybody, in every state: rendered, read, and held against Slack's limits."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice

from bot.check.limits import limits_of
from bot.check.orders import LONGEST, ORDINARY, Size
from bot.check.reading import as_surfaces, unreadable, unsaid
from bot.check.surfaces import DEFAULT, calls
from bot.policies import load, names
from bot.render import Renderer
from bot.render.voice import LANGUAGES
from rules.policy import Policy

MOST = 100


def rendered() -> Iterator[str]:
    """What is wrong with what people would read: all of it under ComeUp's policy, elsewhere what depends on a policy."""
    yield from islice(found(), MOST)


def found() -> Iterator[str]:
    """On all processors: it is a hundred thousand surfaces."""
    with ProcessPoolExecutor() as processes:
        for part in processes.map(problems_of, *zip(*parts(), strict=True)):
            yield from part


def parts() -> Iterator[tuple[str, str, Size]]:
    """Language, policy and size of each."""
    for language in LANGUAGES:
        yield from ((language, policy, ORDINARY) for policy in names())
        yield language, DEFAULT, LONGEST


def problems_of(language: str, policy: str, size: Size) -> list[str]:
    return list(problems(Renderer(), language, load(policy), size))


def problems(renderer: Renderer, language: str, policy: Policy, size: Size) -> Iterator[str]:
    """Each text that cannot be rendered or read, or is over a limit, by name."""
    for name, call in calls(renderer, language, policy, size):
        where = f"{language}, {policy.name}, {name}"
        try:
            surfaces = as_surfaces(call())
        except Exception as wrong:  # noqa: BLE001 (whatever a template does wrong is a finding, not the end)
            yield f"{where}: {type(wrong).__name__}: {wrong}"
            continue
        for surface in surfaces:
            yield from (f"{where}: {line}" for line in limits_of(surface))
            yield from (f"{where}: nobody can read {mark!r}" for mark in unreadable(surface))
            yield from (f"{where}: no text says {word!r}" for word in unsaid(surface, language, size))
