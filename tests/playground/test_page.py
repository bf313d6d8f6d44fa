"""The page: there without the bot, in two languages, and never a victim of what people type."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.render.escape import JOINER, literal
from playground.server import create_app
from tests.playground.conftest import BUYER, MEDIATOR, SELLER, Playground, config
from tests.playground.running import free_port, served

EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<javascript:alert(1)|clic>",
    '<http://x" onmouseover="alert(1)|clic>',
    '<!date^1^{time}^javascript:alert(1)|"><b>>',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "*<b>*_<i>_~<s>~`<u>`",
    "\x00 0\x001\x00",
    "```</pre><script>```",
    "</textarea><script>alert(1)</script>",
    '"></button><script>',
]
ALLOWED_HANDLERS = (" onmouseover", " onerror", " onclick", "javascript:")


def column(playground: Playground, user: str = SELLER, **query: str) -> str:
    return playground.http.get(f"/page/column/{user}", params=query).text


def tags(html: str) -> list[str]:
    from html.parser import HTMLParser

    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            found.append(tag)
            found.extend(f"{tag}.{name}" for name, value in attrs if name.startswith("on"))
            found.extend(str(value) for name, value in attrs if name in ("href", "src"))

    Reader().feed(html)
    return found


def harmless(html: str) -> bool:
    seen = tags(html)
    return not any(t in ("script", "b.x") or ".on" in t or t.startswith("javascript:") for t in seen)


@pytest.mark.parametrize("text", EVIL)
def test_what_people_type_never_becomes_html(playground: Playground, text: str) -> None:
    playground.act(SELLER, "message", text=text)
    assert harmless(column(playground))


@pytest.mark.parametrize("text", EVIL)
def test_what_the_bot_posts_never_becomes_html(playground: Playground, text: str) -> None:
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        {"type": "header", "text": {"type": "plain_text", "text": text}},
        {"type": "section", "fields": [{"type": "plain_text", "text": text}]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}]},
        {"type": "actions", "elements": [
            {"type": "button", "action_id": text, "value": text, "text": {"type": "plain_text", "text": text}},
            {"type": "static_select", "action_id": "s", "options": [
                {"text": {"type": "plain_text", "text": text}, "value": text}]},
        ]},
        {"type": "image", "image_url": text, "alt_text": text},
        {"type": "table", "rows": [[{"type": "raw_text", "text": text}]]},
        {"type": "data_visualization", "title": text, "chart": {
            "type": "pie", "segments": [{"label": text[:20], "value": 1}]}},
    ]  # fmt: skip
    assert playground.call("chat.postMessage", channel=SELLER, text=text, blocks=blocks)["ok"]
    assert harmless(column(playground))


def test_a_modal_keeps_what_was_typed_as_text(playground: Playground) -> None:
    playground.act(SELLER, "command", text="/x")
    trigger = playground.bot.of("command")[0].payload["trigger_id"]
    plain = {"type": "plain_text", "text": "t"}
    element = {"type": "plain_text_input", "action_id": "a", "multiline": True, "initial_value": EVIL[-2]}
    view = {"type": "modal", "title": plain, "submit": plain,
            "blocks": [{"type": "input", "block_id": "a", "label": plain, "element": element}]}  # fmt: skip
    assert playground.call("views.open", trigger_id=trigger, view=view)["ok"]
    html = column(playground)
    assert harmless(html)
    assert "&lt;/textarea&gt;" in html


def test_mrkdwn_reads_as_in_slack(playground: Playground) -> None:
    text = "*gras* _it_ ~non~ `x<y`\n> cité\n<@U0BUYER001> <https://example.org|lien> 2*3*4"
    playground.call("chat.postMessage", channel=SELLER, text=text.replace("x<y", "x&lt;y"))
    html = column(playground)
    for part in (
        "<strong>gras</strong>", "<em>it</em>", "<s>non</s>", "<code>x&lt;y</code>", "<blockquote>cité</blockquote>",
        '<span class="mention">@Bea Lin</span>', 'href="https://example.org"', "2*3*4",
    ):  # fmt: skip
        assert part in html


def test_what_people_wrote_is_read_as_they_wrote_it(playground: Playground) -> None:
    playground.call("chat.postMessage", channel=SELLER, text=literal("*gras* _it_ ~non~ `x`"))
    assert "*gras* _it_ ~non~ `x`" in column(playground).replace(JOINER, "")


def test_dates_are_read_in_the_readers_zone_and_language(playground: Playground) -> None:
    playground.http.post(f"/people/{BUYER}", json={"tz": "America/New_York", "locale": "en-US"})
    text = "<!date^1778277540^{date_long} {time}|vendredi>"
    for user in (SELLER, BUYER):
        playground.call("chat.postMessage", channel=user, text=text)
    assert "vendredi 8 mai 2026 23:59" in column(playground)
    assert "Friday, May 8, 2026 5:59" in column(playground, BUYER)


def test_ephemeral_messages_are_on_one_persons_column_alone(playground: Playground) -> None:
    playground.http.post("/channels/C0MEDIATE1", json={"members": [MEDIATOR, BUYER, "U0RELANCEB"]})
    told = playground.call(
        "chat.postEphemeral", channel="C0MEDIATE1", user=MEDIATOR, text="rien que pour vous"
    )
    assert "rien que pour vous" in column(playground, MEDIATOR, tab="C0MEDIATE1")
    assert "rien que pour vous" not in column(playground, BUYER, tab="C0MEDIATE1")
    assert playground.seen(BUYER, "C0MEDIATE1") == []
    container = {"channel": "C0MEDIATE1", "ts": told["message_ts"]}
    assert playground.act(BUYER, "click", container=container, action_id="x")["error"] == "message_not_found"


def test_the_private_channel_is_the_mediators_alone(playground: Playground) -> None:
    playground.call("chat.postMessage", channel="C0MEDIATE1", text="dossier secret")
    assert "dossier secret" in column(playground, MEDIATOR, tab="C0MEDIATE1")
    assert "dossier secret" not in column(playground, SELLER, tab="C0MEDIATE1")


def test_the_page_speaks_french_then_english(playground: Playground) -> None:
    french = playground.http.get("/")
    assert 'lang="fr"' in french.text
    assert "script-src 'self'" in french.headers["content-security-policy"]
    assert "Only visible" in playground.http.get("/?lang=en").text


def test_both_languages_have_the_same_words() -> None:
    from playground.page.drawing import words

    known = words()
    assert set(known["fr"]) == set(known["en"])


def test_nothing_on_the_page_comes_from_elsewhere(playground: Playground) -> None:
    html = playground.http.get("/").text
    assert [t for t in tags(html) if t.startswith(("http", "//"))] == []


class TestWithoutBot:
    @pytest.fixture
    def lonely(self) -> Iterator[str]:
        port = free_port()
        with served(create_app(config(port, free_port(), rehearsal_token="r")), port) as url:
            yield url

    def test_the_page_is_there_while_the_bot_is_not(self, lonely: str) -> None:
        assert httpx.get(lonely, trust_env=False).status_code == 200
        clock = httpx.get(f"{lonely}/page/clock", trust_env=False).json()
        assert clock["reachable"] is False
        answer = httpx.post(f"{lonely}/as/{SELLER}/command", json={"text": "/x"}, trust_env=False).json()
        assert answer["failure"]["error"] == "dispatch_failed"


class Rehearsed:
    """A bot's rehearsal that obeys."""

    def __init__(self) -> None:
        self.shift, self.token = 0.0, ""
        self.app = Starlette(
            routes=[
                Route("/rehearsal/clock", self.clock, methods=["GET", "POST"]),
                Route("/rehearsal/orders/{ref}", self.order),
            ]
        )

    async def clock(self, request: Request) -> Response:
        from datetime import UTC, datetime, timedelta

        self.token = request.headers["authorization"]
        if request.method == "POST":
            self.shift += (await request.json())["seconds"]
        now = datetime.now(UTC) + timedelta(seconds=self.shift)
        return JSONResponse({"now": now.isoformat(), "next": None})

    async def order(self, request: Request) -> Response:
        return JSONResponse({"past": [], "future": [], "ref": request.path_params["ref"]})


def test_a_lead_that_the_bot_has_already_is_read_from_it() -> None:
    port, bot_port, bot = free_port(), free_port(), Rehearsed()
    bot.shift = 3 * 86400
    app = create_app(config(port, bot_port, rehearsal_token="secret"))
    with served(bot.app, bot_port), served(app, port) as url:
        clock = httpx.get(f"{url}/page/clock", trust_env=False).json()
    assert abs(clock["shift"] - 3 * 86400) < 5


def test_pushing_the_clock_moves_the_times_that_messages_bear() -> None:
    port, bot_port, bot = free_port(), free_port(), Rehearsed()
    app = create_app(config(port, bot_port, rehearsal_token="secret"))
    with (
        served(bot.app, bot_port),
        served(app, port) as url,
        httpx.Client(base_url=url, trust_env=False) as http,
    ):
        clock = http.post("/page/clock", json={"seconds": 86400}).json()
        assert bot.token == "Bearer secret"
        assert abs(clock["shift"] - 86400) < 5
        http.post(f"/as/{SELLER}/message", json={"text": "x"})
        message = http.get(f"/as/{SELLER}/messages").json()["messages"][0]
        assert abs(message["rehearsal_at"] - message["at"] - 86400) < 5
        assert http.get("/page/orders/C-1").json()["ref"] == "C-1"
