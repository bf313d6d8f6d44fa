"""Words that are missing in a language, and templates that nothing uses."""

from collections.abc import Iterable, Iterator

from bot.check.orders import NOW, ORDINARY, busy, orders
from bot.check.samples import EVENTS, events, tag
from bot.policies import load, names
from bot.render.fields import CARRIED, carried
from bot.render.guide import text as of_topic
from bot.render.notice import template as of_notice
from bot.render.scene import BY_DETAIL
from bot.render.scene import template as of_action
from bot.render.voice import LANGUAGES, Texts, texts
from rules.actions import RULES
from rules.brief import Vague
from rules.deciding import ANSWERS, Walk, Why
from rules.drafts import Draft
from rules.guidance import TOPICS
from rules.notices import HANDED_OVER, SENT, notices
from rules.options import as_role, samples
from rules.requests import REQUESTS
from rules.schedule import DEFAULTS
from rules.stats import Band
from rules.waiting import ANSWER, BRIEF
from rules.words import FINAL, PARTIES, Action, Actor, Reason, RequestEnd, RequestKind, State

CARDS = (
    "head",
    "help",
    "home",
    "case",
    "case_file",
    "held",
    "service",
    "stats",
    "digest",
    "nobody",
    "rules",
    "workspace",
)
RATES = ("acceptance", "completion", "on_time")
PARTS = (
    "cards/_requests", "modals/_shares", "modals/_refund", "modals/_extra", "modals/_points", "modals/_unfinished",
    "notices/_extra", "notices/_in_all",
)  # fmt: skip
"""What other templates include, or what a form adds to its consequence."""
PER_ACTION = ("button", "title", "done")


def missing_texts() -> Iterator[str]:
    """One line for each template, label or field without words, and each template without a use."""
    for language in LANGUAGES:
        own = texts(language)
        yield from (f"templates/{language}: no {name}.j2" for name in sorted(wanted()) if not own.has(name))
        here = {path.relative_to(own.folder).with_suffix("").as_posix() for path in own.folder.rglob("*.j2")}
        yield from (f"templates/{language}: nothing uses {name}.j2" for name in sorted(here - wanted()))
        yield from (f"templates/{language}/labels.toml: {line}" for line in labels(own))


def wanted() -> frozenset[str]:
    """Every template that something may ask for."""
    return frozenset({
        *(f"cards/{state}" for state in State),
        *(f"cards/{name}" for name in CARDS),
        *PARTS,
        *(f"refusals/{reason}" for reason in Reason),
        *(of_topic(topic, role) for role, topics in TOPICS.items() for topic in topics),
        *(f"drafts/{one}" for one in Draft),
        *(f"walks/{one}" for one in Walk),
        *(of_notice(one) for one in (*notice_ids(), HANDED_OVER)),
        *(of_action("modals", one) for one in action_ids()),
    })  # fmt: skip


def notice_ids() -> frozenset[str]:
    """Every id that the law can tell somebody, under any shipped policy, in any state of an order."""
    standing = tuple(busy(order, ORDINARY, Actor.SELLER) for order in orders(ORDINARY))
    return frozenset(
        notice.id
        for name in names()
        for policy in (load(name),)
        for event in events(ORDINARY, NOW)
        for order in standing
        for notice in notices(event, order, policy)
        if possible(notice.id)
    )


def possible(notice_id: str) -> bool:
    """A request is only answered or withdrawn where its kind allows it; samples know nothing of that."""
    action, _, kind = notice_id.removeprefix(f"{SENT}:").partition(":")
    if action == Action.REFUSE_REQUEST:
        return REQUESTS[RequestKind(kind)].answerable
    return True


def action_ids() -> frozenset[str]:
    """Every action that somebody may do, with its detail."""
    return frozenset(
        command.id
        for order in orders(ORDINARY)
        for role in (*PARTIES, Actor.MEDIATOR, Actor.OPERATOR)
        for command in samples(order, role, as_role(order, role), NOW)
    )


def labels(own: Texts) -> Iterator[str]:
    """Sections of labels.toml, entry by entry."""
    yield from lacking(own, "states", State)
    yield from lacking(own, "signs", State)
    yield from lacking(own, "roles", Actor)
    yield from lacking(own, "kinds", RequestKind)
    yield from lacking(own, "bands", Band)
    yield from lacking(own, "rates", RATES)
    yield from lacking(own, "ends", RequestEnd)
    yield from lacking(own, "pauses", texts(LANGUAGES[0]).labels["pauses"])
    yield from lacking(own, "reminders", DEFAULTS)
    yield from lacking(
        own, "steps", {*map(str, State), *map(str, RequestKind), ANSWER, BRIEF} - set(map(str, FINAL))
    )
    yield from lacking(own, "endings", texts(LANGUAGES[0]).labels["endings"])
    yield from lacking(own, "vague", Vague)
    yield from of_topics(own)
    yield from lacking(own, "events", (tag(kind) for kind in EVENTS if tag(kind) not in UNTOLD))
    yield from lacking(own, "since", (tag(kind) for kind in EVENTS if tag(kind) not in UNTOLD))
    yield from lacking(own, "happened", happened())
    yield from lacking(own, "fields", sorted({field.name for fields in CARRIED.values() for field in fields}))
    yield from lacking(own, "drafts", Draft)
    yield from lacking(own, "walks", Walk)
    yield from lacking(own, "walk_asks", ANSWERS)
    yield from lacking(
        own, "walk_answers", (f"{ask}_{one}" for ask, words in ANSWERS.items() for one in words)
    )
    yield from lacking(own, "walk_whys", Why)
    yield from lacking(own, "gaps", texts(LANGUAGES[0]).labels["gaps"])
    yield from lacking(own, "buttons", texts(LANGUAGES[0]).labels["buttons"])
    yield from lacking(own, "say", texts(LANGUAGES[0]).labels["say"])
    for action_id in sorted(action_ids()):
        needs = (*PER_ACTION, "submit") if carried(action_id) else PER_ACTION
        yield from (f"no {what} for {action_id}" for what in needs if not worded(own, action_id, what))


def of_topics(own: Texts) -> Iterator[str]:
    """Each question of each side has a button and is asked in full."""
    for role, topics in TOPICS.items():
        for topic in topics:
            words = own.labels["topics"].get(role, {}).get(topic, {})
            yield from (
                f"no {what} for topic {topic} ({role})"
                for what in ("button", "question")
                if what not in words
            )


UNTOLD = frozenset({"nudged", "policy_switched"})
"""Events that no history line shows."""


def happened() -> Iterable[str]:
    """Every action that brings an order into a state, as refusals tell it."""
    brought = {str(rule.action) for rule in RULES.values() if getattr(rule, "to", None)}
    return sorted(brought | {Action.VOID, Action.ACCEPT_REQUEST, Action.REFUSE_REQUEST, Action.ADMIT_CLAIM})


def lacking(own: Texts, section: str, keys: Iterable[str]) -> Iterator[str]:
    yield from (f"no [{section}] {key}" for key in keys if str(key) not in own.labels.get(section, {}))


def worded(own: Texts, action_id: str, what: str) -> bool:
    """Words for an action: its own or its action's, for every role or for both parties."""
    base = action_id.partition(":")[0]
    keys = (action_id, base) if base in BY_DETAIL or ":" not in action_id else (action_id,)
    return any(what in own.labels["actions"].get(key, {}) for key in keys)
