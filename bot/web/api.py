"""The API of the platform: an order comes in, and can be looked at. JSON in, JSON out, problems as problem+json."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictInt, ValidationError
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from bot.changing.outcomes import Mismatch, NewOrder, Receipt, Taken
from bot.changing.placing import MAX_DAYS, MAX_PRICE, MAX_REVISIONS, problems
from bot.db.engine import reading
from bot.db.tables import api_keys
from bot.parts import Parts
from bot.people.acquaintance import meet
from bot.render import Reader
from bot.typed.currencies import CURRENCIES
from bot.web import buying
from bot.web.body import TooLarge, limited
from bot.web.buying import Sold
from bot.web.health import is_held
from bot.web.problem import Errors, Problem, fault
from bot.web.rates import Rate
from bot.web.snapshot import snapshot
from rules.clock import owed
from rules.words import Actor

MOST = 1_000_000
"""Bytes of a request."""

REF = r"^[^\s/?#<>&\x00-\x1f]{1,60}$"
"""What a reference may be: it is typed in commands and stands in addresses."""


class Strict(BaseModel):
    """Nothing is guessed: no field that we do not know, no number that is a text."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Price(Strict):
    """Minor units and the three letters of a currency."""

    amount: Annotated[StrictInt, Field(gt=0, le=MAX_PRICE)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class OrderIn(Strict):
    """A paid order. `seller`, `buyer`: Slack ids or e-mail addresses; `revisions_included` null: no limit.

    `service`: the id, or the title, of a service of the seller's; what the order leaves out is the service's, and
    `service_options`, by their titles, add their price and days to that.
    """

    seller: Annotated[str, Field(min_length=1, max_length=300)]
    buyer: Annotated[str, Field(min_length=1, max_length=300)]
    title: Annotated[str, Field(min_length=1, max_length=150)] | None = None
    price: Price | None = None
    duration_days: Annotated[StrictInt, Field(ge=1, le=MAX_DAYS)] | None = None
    service: Annotated[str, Field(min_length=1, max_length=150)] | None = None
    service_options: Annotated[list[str], Field(max_length=100)] = []
    revisions_included: Annotated[StrictInt, Field(ge=0, le=MAX_REVISIONS)] | None = None
    brief: Annotated[list[str], Field(max_length=100)] | None = None
    ref: Annotated[str, Field(pattern=REF)] | None = None
    paid_at: Annotated[str, Field(max_length=40)] | None = None

    def over(self, terms: Sold) -> Sold:
        """What is given holds as it stands, with all that was bought in it; the rest is the service's."""
        own: dict[str, Any] = {
            "title": None if self.title is None else self.title.strip(),
            "price": self.price and self.price.amount,
            "currency": self.price and self.price.currency,
            "duration_days": self.duration_days,
            "brief": None if self.brief is None else tuple(item.strip() for item in self.brief),
        }
        given = {name: value for name, value in own.items() if value is not None}
        if "revisions_included" in self.model_fields_set:
            given["revisions_included"] = self.revisions_included
        return msgspec.structs.replace(terms, **given)


class Caller(BaseModel):
    """Whose key it was: one workspace's."""

    workspace: str
    key: str


def api(parts: Parts) -> APIRouter:
    """The routes under /api."""
    router = APIRouter(prefix="/api")
    rate = Rate(parts.settings.workspace_rate)

    async def caller(request: Request) -> Caller:
        """401 for every key that is not one of ours, whatever else is wrong with the request; 429 for one too many of it."""
        found = await run_in_threadpool(recognised, parts, request.headers.get("authorization", ""))
        if not rate.take((found.workspace, found.key), parts.clock.real()):
            raise Problem(
                429, "Too many requests with this key; wait a second.", headers={"Retry-After": "1"}
            )
        return found

    known_caller = Annotated[Caller, Depends(caller)]

    @router.post("/orders", status_code=201, openapi_extra=BODY, responses=PROBLEMS)
    async def create(request: Request, who: known_caller) -> JSONResponse:
        """Place a paid order."""
        try:
            raw = await limited(request, MOST)
        except TooLarge:
            raise Problem(413, "The request is too large.") from None
        key = request.headers.get("idempotency-key", "")
        return JSONResponse(await run_in_threadpool(placed, parts, who, raw, key), 201)

    @router.get("/orders/{ref}", responses=PROBLEMS)
    def look(ref: str, who: known_caller) -> JSONResponse:
        """An order, with what each role may do now."""
        return JSONResponse(seen(parts, who.workspace, ref))

    return router


PROBLEM = {"content": {"application/problem+json": {"schema": {"type": "object"}}}}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, **PROBLEM}
    for status, text in {
        401: "No key of ours", 404: "No such order", 409: "Taken", 413: "Too large", 422: "Wrong fields", 429: "Too many requests",
        503: "Slack or the database does not answer",
    }.items()
}  # fmt: skip


def whole(schema: Any, parts: dict[str, Any]) -> Any:
    """A schema with its parts in their places: a description has no room for them elsewhere."""
    if isinstance(schema, list):
        return [whole(one, parts) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return whole(parts[schema["$ref"]], parts)
    return {name: whole(one, parts) for name, one in schema.items() if name != "$defs"}


ORDER_IN = OrderIn.model_json_schema(ref_template="{model}")
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": whole(ORDER_IN, ORDER_IN["$defs"])}},
    }
}


def recognised(parts: Parts, authorization: str) -> Caller:
    """The key's workspace; compared as digests, in constant time. A removed workspace's key opens nothing."""
    scheme, _, key = authorization.partition(" ")
    digest = hashlib.sha256(key.strip().encode()).hexdigest()
    refused = Problem(401, "No key of ours.", headers={"WWW-Authenticate": "Bearer"})
    if scheme.lower() != "bearer" or not key.strip():
        raise refused
    first = parts.settings.api_key
    if first is not None and hmac.compare_digest(
        digest, hashlib.sha256(first.get_secret_value().encode()).hexdigest()
    ):
        homes = parts.homes.all()
        if not homes or homes[0].workspace in parts.homes.removed():
            raise refused
        return Caller(workspace=homes[0].workspace, key="first")
    asked = select(api_keys.c.workspace_id, api_keys.c.id).where(
        api_keys.c.digest == digest, api_keys.c.revoked_at.is_(None)
    )
    with reading(parts.engine) as connection:
        found = connection.execute(asked).one_or_none()
    if found is None or found.workspace_id in parts.homes.removed():
        raise refused
    return Caller(workspace=found.workspace_id, key=found.id)


def placed(parts: Parts, who: Caller, raw: bytes, key: str) -> dict[str, Any]:
    """Everything that can be wrong is said before anything is written: 422 comes before 409."""
    if len(key) > 255 or not key.isprintable():
        raise Problem(
            422, "The request is wrong.", [fault("Idempotency-Key", "At most 255 printable characters.")]
        )
    if is_held(parts.engine):
        raise Problem(503, "The database is an older copy that waits for an operator; nothing was done.")
    body, given = read(raw)
    new = understood(parts, who.workspace, given)
    receipt = Receipt(f"api:{who.key}:{key}", digest_of(body)) if key else None
    outcome = parts.service.place(who.workspace, new, by=Actor.OPERATOR, person=None, receipt=receipt)
    match outcome:
        case Taken():
            raise Problem(409, "The reference is taken.", [fault("ref", "Another order has it.")])
        case Mismatch():
            raise Problem(
                409, "The key was used with another body.", [fault("Idempotency-Key", "Used before.")]
            )
    return snapshot(outcome.order, outcome.at, parts.policy)


def digest_of(body: Any) -> str:
    """The same for the same content, however it is spaced."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def read(raw: bytes) -> tuple[Any, OrderIn]:
    """The body, typed."""
    try:
        body = json.loads(raw, parse_constant=no_number)
    except (ValueError, RecursionError):
        raise Problem(422, "The request is wrong.", [fault("", "The body is no JSON.")]) from None
    try:
        return body, OrderIn.model_validate(body)
    except ValidationError as wrong:
        raise Problem(
            422, "The request is wrong.", [of_pydantic(dict(one)) for one in wrong.errors()]
        ) from None


def no_number(constant: str) -> float:
    """JSON has no NaN; Python's reader would take it."""
    raise ValueError(constant)


def of_pydantic(error: dict[str, Any]) -> dict[str, str]:
    return fault(".".join(str(part) for part in error["loc"]), str(error["msg"]))


def understood(parts: Parts, workspace: str, given: OrderIn) -> NewOrder:
    """The order, with our own ids for people and a moment for the payment. Raises Problem with every field at fault."""
    errors: Errors = []
    paid_at = moment(parts, given.paid_at, errors)
    if given.price is not None and given.price.currency not in CURRENCIES:
        errors.append(fault("price.currency", "No currency of ISO 4217."))
    people = {
        field: known(parts, workspace, field, getattr(given, field), errors) for field in ("seller", "buyer")
    }
    faults = len(errors)
    chosen = buying.of_service(
        parts.services, workspace, people["seller"], given.service, given.service_options, errors
    )
    terms = given.over(chosen)
    known_terms = len(errors) == faults
    if known_terms:
        errors += buying.lacking(terms)
    new = NewOrder(
        seller=people["seller"],
        buyer=people["buyer"],
        **msgspec.structs.asdict(terms),
        ref=given.ref,
        paid_at=paid_at,
    )
    named = {one["field"].partition(".")[0] for one in errors}
    told = set(OrderIn.model_fields) if known_terms else given.model_fields_set
    errors += [one for one in wrong(parts, new) if one["field"] not in named and one["field"] in told]
    if errors:
        raise Problem(422, "The request is wrong.", errors)
    return new


ENGLISH = Reader(id="", name="", locale="en", zone="UTC")


def wrong(parts: Parts, new: NewOrder) -> Errors:
    """The checks that the API shares with the form in the chat, in its words."""
    found = problems(
        title=new.title,
        seller=new.seller,
        buyer=new.buyer,
        price=new.price,
        duration_days=new.duration_days,
        brief=new.brief,
    )
    return [fault(str(no.field), parts.renderer.field_error(None, ENGLISH, no)) for no in found]


def moment(parts: Parts, text: str | None, errors: Errors) -> datetime | None:
    """ISO 8601; without an offset the policy's zone. A payment lies behind us."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(parts.policy.zone))).astimezone(UTC)
        late = at > parts.clock.now()
    except (ValueError, OverflowError):
        errors.append(fault("paid_at", "No date of ISO 8601, such as 2026-05-08T18:00."))
        return None
    if late:
        errors.append(fault("paid_at", "A payment lies in the past."))
    elif at.year < 2000:
        errors.append(fault("paid_at", "Too long ago."))
    return at


def known(parts: Parts, workspace: str, field: str, named: str, errors: Errors) -> str:
    """Our id of a person; Slack is asked about those whom we do not know."""
    found = meet(parts, workspace, named)
    if found == "silent":
        raise Problem(503, "Slack does not answer; nothing was done.", headers={"Retry-After": "5"})
    if found == "unknown":
        errors.append(fault(field, "Nobody of the workspace has this Slack id or e-mail address."))
        return ""
    return found.id


def seen(parts: Parts, workspace: str, ref: str) -> dict[str, Any]:
    """The order as it is at this moment: what the clock owes is carried out first."""
    id = parts.orders.find(workspace, ref)
    row = parts.orders.load(workspace, id) if id else None
    if row is None:
        raise Problem(404, "No such order.")
    if any(True for _ in owed(row.order, parts.clock.now(), parts.policy)):
        parts.service.tick(workspace, row.id)
        row = parts.orders.load(workspace, row.id) or row
    return snapshot(row.order, parts.clock.now(), parts.policy)
