"""Who reads the sample orders, and how they see them."""

from bot.check.orders import NOW, Size
from bot.render import Reader, View
from rules.order import Order
from rules.policy import Policy
from rules.words import PARTIES, Actor

ROLES = (*PARTIES, Actor.MEDIATOR, Actor.OPERATOR)
ZONE = "Europe/Paris"


def view_of(order: Order, role: Actor, language: str, policy: Policy, size: Size) -> View:
    people = {str(one): size.name for one in (*PARTIES, Actor.MEDIATOR)}
    mentions = {"seller": "U0SELLER", "buyer": "U0BUYER"}
    return View("o1", order, role, reader_of(role, language, size), people, mentions, NOW, policy)


def reader_of(role: Actor, language: str, size: Size) -> Reader:
    return Reader(str(role), size.name, language, ZONE)
