"""The page of statistics: rates in figures and words, a chart, what one's own history advises, reviews."""

from collections import Counter
from datetime import datetime
from typing import Any

from babel.dates import format_datetime, get_timezone

from bot.render.blocks import actions, message, of_paragraphs
from bot.render.buttons import raw_button
from bot.render.view import Block, Message
from bot.render.voice import Voice
from rules.policy import Policy
from rules.record import Statistics
from rules.stats import Outcome, Rate, Rates

STARS = ("☆", "★")
KEPT = (Outcome.COMPLETED,)
LOST = (Outcome.CANCELLED, Outcome.EXPIRED)
NEVER = (Outcome.DECLINED, Outcome.LAPSED, Outcome.WITHDRAWN)
POINTS = 20
"""Months of a chart."""


def page(voice: Voice, policy: Policy, found: Statistics) -> Message:
    """One screen; below the smallest number of finished orders it says how many are missing (section 9)."""
    told = voice.paragraphs("cards/stats", **facts(policy, found))
    made = [
        raw_button("ui:topic:statistics", voice.plain.label("topics", "seller", "statistics", "button"), "{}")
    ]
    shown = [chart(voice, found)] if enough(found.rates, policy) else []
    return message([*of_paragraphs(told[:1]), *shown, *of_paragraphs(told[1:]), *actions(made)])


def summary(voice: Voice, policy: Policy, found: Statistics) -> list[Block]:
    """The rates and their chart, for the home tab: the page's beginning; how many orders are missing where they are few."""
    told = voice.paragraphs("cards/stats", **facts(policy, found))
    if not enough(found.rates, policy):
        return of_paragraphs(told[:1])
    return [*of_paragraphs(told[:2]), chart(voice, found)]


def facts(policy: Policy, found: Statistics) -> dict[str, Any]:
    """What the text may use."""
    rates = found.rates
    return {
        "policy": policy,
        "enough": enough(rates, policy),
        "rates": rates,
        "missing": policy.stats_minimum - rates.finished,
        "lines": [
            {"name": name, "rate": rate, "band": str(rate.band)}
            for name, rate in named(rates)
            if rate is not None
        ],
        "advice": found.advice,
        "reviews": [
            {"stars": stars(one.stars), "ref": one.ref, "text": one.text, "at": one.at}
            for one in found.reviews
        ],
        "count": found.count,
        "average": None if found.average is None else (found.average // 10, found.average % 10),
    }


def named(rates: Rates) -> tuple[tuple[str, Rate | None], ...]:
    return ("acceptance", rates.acceptance), ("completion", rates.completion), ("on_time", rates.on_time)


def enough(rates: Rates, policy: Policy) -> bool:
    """Whether rates mean anything yet."""
    return rates.finished >= policy.stats_minimum


def stars(count: int) -> str:
    """As a row of five."""
    return STARS[1] * count + STARS[0] * (5 - count)


def chart(voice: Voice, found: Statistics) -> Block:
    """Orders that ended, by month: carried through, broken off, never accepted."""
    months = [month(voice, one.ended_at) for one in sorted(found.record, key=lambda one: one.ended_at)]
    categories = list(dict.fromkeys(months))[-POINTS:]
    by = Counter((month(voice, one.ended_at), one.outcome) for one in found.record)
    series = [
        {
            "name": str(voice.plain.say(name)),
            "data": [
                {"label": label, "value": sum(by[label, one] for one in outcomes)} for label in categories
            ],
        }
        for name, outcomes in (("chart_kept", KEPT), ("chart_lost", LOST), ("chart_never", NEVER))
    ]
    return {
        "type": "data_visualization",
        "title": str(voice.plain.say("chart_title")),
        "chart": {"type": "bar", "series": series, "axis_config": {"categories": categories}},
    }


def month(voice: Voice, at: datetime) -> str:
    """Its name on the reader's wall clock."""
    speech = voice.speech
    zone = get_timezone(speech.zone)
    return format_datetime(at.astimezone(zone), "MMM yyyy", tzinfo=zone, locale=speech.tongue.babel)
