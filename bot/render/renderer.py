"""The one door into this room: an order, a reader and an occasion in; text and blocks out."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.db.services import Service
from bot.render import ahead, casefile, choices, drafts, forms, guide, lists, walks
from bot.render import card as cards
from bot.render import case as cases
from bot.render import digest as mornings
from bot.render import home as homes
from bot.render import notice as told
from bot.render import refusal as no
from bot.render import services as selling
from bot.render import stats as figures
from bot.render.blocks import message
from bot.render.buttons import confirm, words_of
from bot.render.choices import Chosen
from bot.render.scene import Scene
from bot.render.speech import Speech
from bot.render.view import Block, Home, Message, Page, Reader, View, Workspace
from bot.render.voice import LANGUAGES, Voice, texts
from bot.render.workspace import workspace
from bot.slack import refs
from rules.calendar import known_zone
from rules.deciding import Walk
from rules.digest import Digest
from rules.drafts import Draft
from rules.events import DisputeOpened, Event
from rules.guidance import Topic
from rules.notices import Notice
from rules.options import Option
from rules.policy import Policy
from rules.record import Statistics
from rules.refusal import Refusal
from rules.stats import Advice
from rules.words import Actor


class Renderer:
    """Says everything that Relance says. Knows templates and Block Kit's limits, and no rule of its own.

    `locale_default` serves readers of another language, `policy` the answers that are about no order,
    `reload` reads changed templates again (development).
    """

    def __init__(
        self, locale_default: str = "fr", policy: Policy | None = None, *, reload: bool = False
    ) -> None:
        self.locale_default = locale_default
        self.policy = policy or Policy(name="comeup", house="comeup")
        self.texts = {language: texts(language, reload=reload) for language in LANGUAGES}

    def read_all(self) -> None:
        """Reads every template, in every language. Raises WordsError, one line, for a broken one."""
        for language in self.texts.values():
            language.read_all()

    def card(self, view: View) -> Message:
        """The order card, for whoever reads it."""
        return cards.card(self.scene(view))

    def former(self, view: View) -> Message:
        """What is left of a card for who has no part in the order any more: nothing of what comes after."""
        return cards.former(self.scene(view))

    def case(self, view: View, history: Sequence[Event]) -> Message:
        """The case file; `history` holds revealed words."""
        return cases.case(self.scene(view), list(history))

    def case_file(self, view: View, history: Sequence[Event]) -> str:
        """The whole case, for a file; `history` holds revealed words."""
        return casefile.case_file(self.scene(view), history)

    def papers(self, view: View, history: Sequence[Event]) -> Block:
        """The files that the parties shared, to choose from."""
        return casefile.papers(self.scene(view), history)

    def paper(self, view: View, carried: Event | None) -> str:
        """What stands above a file in the case's thread; without one, above the whole case file."""
        return casefile.paper(self.scene(view), carried)

    def notice(self, view: View, notice: Notice, event: Event) -> Message:
        """What an event means to its recipient; `event` holds revealed words."""
        return told.notice(self.scene(view), notice, event)

    def since(self, view: View, event: Event) -> str:
        """What happened instead of what a message asked for, in one line; its words name nothing that somebody wrote."""
        return told.since(self.scene(view), event)

    def confirm(self, view: View, option: Option) -> Block:
        """The dialog before a click that acts at once."""
        return confirm(self.scene(view), option)

    def refusal(self, view: View | None, reader: Reader, refusal: Refusal, action_id: str) -> Message:
        """Why not, from when, and what instead."""
        if view is None:
            return no.of_nobody(self.voice(reader), refusal)
        return no.refusal(self.scene(view), refusal, action_id)

    def field_error(self, view: View | None, reader: Reader, refusal: Refusal) -> str:
        """The same as plain text, for the field at fault."""
        if view is None:
            return str(no.field_of_nobody(self.voice(reader), refusal))
        return str(no.field_error(self.scene(view), refusal))

    def modal(self, view: View, action_id: str, *, values: dict[str, Any] | None = None) -> Block:
        """The form of an action; `values` by field: texts, lists of texts, datetimes, numbers."""
        return forms.modal(self.scene(view), action_id, values)

    def result_view(
        self, reader: Reader, message: Message, title: str = "result", view: View | None = None
    ) -> Block:
        """A message as a modal. `title`: a key of labels.toml's [titles]."""
        ref = None if view is None else refs.Ref(view.id, view.order.stage)
        return forms.result(self.voice(reader), message, title, ref)

    def more(self, view: View) -> Block:
        """The modal behind "Plus…": every action, open or closed."""
        return lists.more(self.scene(view))

    def done(self, view: View, action_id: str, events: Sequence[Event] = ()) -> str:
        """One line on what was done, the order being as it is now; a dispute that followed by itself is told too."""
        scene = self.scene(view)
        line = words_of(scene, action_id, "done", said=True)
        followed = any(isinstance(event, DisputeOpened) and event.actor is Actor.CLOCK for event in events)
        return f"{line} {scene.voice.say('frozen_now')}" if followed else str(line)

    def topic(
        self, reader: Reader, topic: Topic, view: View | None, role: Actor, plan: Sequence[Advice] = ()
    ) -> Message:
        """The answer to a hard question; `plan`: what the reader's own deliveries teach."""
        scene = None if view is None else self.scene(view)
        return guide.topic(self.voice(reader), self.policy, topic, scene, role, plan)

    def draft(
        self, view: View, draft: Draft, to: Reader, *, alone: bool, values: dict[str, Any] | None = None
    ) -> Block:
        """The form that sends ready words to `to`: alone, or with the request that belongs to them."""
        voice = self.voice(to, view.now, view.policy)
        return drafts.draft(self.scene(view), draft, voice, alone=alone, values=values or {})

    def words(self, view: View, draft: Draft, to: Reader, *, alone: bool) -> str:
        """Ready words as they stand before anybody changes them."""
        return drafts.words(self.scene(view), draft, self.voice(to, view.now, view.policy), alone=alone)

    def gap_in(self, text: str) -> str | None:
        """A gap of ready words that nobody filled, in whichever language."""
        gaps = (gap for one in self.texts.values() for gap in one.labels["gaps"].values())
        return next((gap for gap in gaps if gap in text), None)

    def opens(self, view: View, action_id: str) -> bool:
        """Whether this reader may do it now."""
        return self.scene(view).open(action_id) is not None

    def walk(self, view: View, walk: Walk, answers: tuple[str, ...]) -> Block:
        """One step of deciding. ValueError for answers that nobody can have given."""
        return walks.walk(self.scene(view), walk, answers)

    def feedback(self, reader: Reader, ref: refs.Ref, others: Sequence[View] = ()) -> Block:
        """Under an answer: did it help, and the same question about one of the `others`."""
        return guide.feedback(self.voice(reader), ref, others)

    def choice(self, reader: Reader, topics: Sequence[Topic], view: View | None, role: Actor) -> Message:
        """Which of these questions was asked?"""
        return guide.choice(self.voice(reader), None if view is None else self.scene(view), role, topics)

    def topics(self, reader: Reader, view: View | None, role: Actor) -> Message:
        """Which questions there are."""
        return guide.all_topics(self.voice(reader), None if view is None else self.scene(view), role)

    def orders(self, reader: Reader, views: Sequence[View]) -> Message:
        """A person's orders, in the order given."""
        return lists.orders(self.voice(reader), [self.scene(view) for view in views])

    def found_orders(self, views: Sequence[View], said: str) -> Message:
        """Orders that were looked for; `said`: what was, in the reader's words."""
        return lists.found([self.scene(view) for view in views], said)

    def digest(self, reader: Reader, told: Digest, names: Mapping[str, str], now: datetime) -> Message:
        """A seller's morning; `names` of the buyers by our ids."""
        return mornings.digest(self.voice(reader, now), told, names)

    def together(
        self, reader: Reader, told: Sequence[tuple[View | None, list[Block]]], count: int | None
    ) -> Message:
        """Several reminders in one message, each below its order's name; what is about no order stands last.

        `count`: how many there are in all; None where this goes on from a message before.
        """
        scenes = [(None if view is None else self.scene(view), blocks) for view, blocks in told]
        return mornings.together(self.voice(reader), scenes, count)

    def settings(self, reader: Reader, chosen: Chosen) -> Block:
        """The form of what somebody may choose for themselves."""
        return choices.form(self.voice(reader), chosen)

    def picker(self, reader: Reader, word: str, views: Sequence[View]) -> Message:
        """Which order? `word` is the id that each order's button carries: an action's, or one that begins `ui:`."""
        return lists.picker(self.voice(reader), word, [self.scene(view) for view in views])

    def help(
        self, reader: Reader, role: Actor, unknown: str | None = None, nearest: str | None = None
    ) -> Message:
        """The words that may be typed, and what was probably meant."""
        return lists.help_(self.voice(reader), role, unknown, nearest)

    def home(self, reader: Reader, shown: Home) -> Block:
        """The home tab, a section for each role that its reader has."""
        voice = self.voice(reader)
        return homes.home(
            voice,
            selling=self.shelf(shown.selling),
            buying=self.shelf(shown.buying),
            cases=self.shelf(shown.cases),
            space=shown.space,
            policy=self.policy,
            sold=shown.sold,
            bought=shown.bought,
            figures=shown.figures,
        )

    def shelf(self, page: Page | None) -> homes.Shelf | None:
        if page is None:
            return None
        return homes.Shelf([self.scene(view) for view in page.views], page.total, page.number)

    def cases(self, reader: Reader, page: Page) -> Message:
        """The open cases, for mediators."""
        shelf = self.shelf(page)
        assert shelf is not None
        return message(homes.mediator.section(self.voice(reader), shelf))

    def nobody(self, view: View) -> Block:
        """What would happen by itself, with its dates."""
        return ahead.nobody(self.scene(view))

    def stats(self, reader: Reader, found: Statistics) -> Message:
        """A seller's rates, what they advise, and the reviews."""
        return figures.page(self.voice(reader), self.policy, found)

    def workspace(self, reader: Reader, shown: Workspace) -> Block:
        """The operator's page."""
        return workspace(self.voice(reader), shown)

    def new_order(
        self,
        reader: Reader,
        *,
        values: dict[str, Any],
        service: Service | None = None,
        for_operator: bool = False,
    ) -> Block:
        """The form of a new order, filled from a service where it was bought from one."""
        voice = self.voice(reader)
        if service is not None:
            filled = selling.values_of(voice, service) | {"choices": selling.chosen_options(voice, service)}
            values = filled | values
        return forms.new_order(voice, values, service.id if service else "", for_operator=for_operator)

    def services(
        self,
        reader: Reader,
        services: Sequence[Service],
        names: dict[str, str],
        news: str | None = None,
        page: int = 1,
    ) -> Message:
        """What is on sale, and what was; `news`: a key of [say] for what has just been done."""
        return selling.listed(self.voice(reader), services, names, news, page)

    def which_service(
        self, reader: Reader, services: Sequence[Service], names: dict[str, str], buyer: str, page: int = 1
    ) -> Block:
        """Which service a new order is of."""
        return selling.choice(self.voice(reader), services, names, buyer, page)

    def service_form(
        self, reader: Reader, id: str, values: dict[str, Any], *, new: bool, for_operator: bool = False
    ) -> Block:
        """The form of a service, under its id."""
        return selling.form(self.voice(reader), id, values, new=new, for_operator=for_operator)

    def service_form_of(self, reader: Reader, service: Service) -> Block:
        """The form of a service that is there."""
        return self.service_form(
            reader, service.id, selling.values_of(self.voice(reader), service), new=False
        )

    def say(self, reader: Reader, key: str, **facts: Any) -> str:
        """A short sentence of labels.toml's [say]; its facts are escaped."""
        return str(self.voice(reader).say(key, **facts))

    def label(self, reader: Reader, *path: str) -> str:
        """A label of labels.toml, in plain words."""
        return str(self.voice(reader).plain.label(*path))

    def say_plain(self, reader: Reader, key: str, **facts: Any) -> str:
        """The same for a field, a dialog or a title: dates written out."""
        return str(self.voice(reader).plain.say(key, **facts))

    def scene(self, view: View) -> Scene:
        """What the rooms of this package work from."""
        return Scene(view, self.voice(view.reader, view.now, view.policy))

    def voice(self, reader: Reader, now: datetime | None = None, policy: Policy | None = None) -> Voice:
        """A reader's language and clock; an unknown zone is read as the marketplace's."""
        locale = reader.locale if reader.locale in self.texts else self.locale_default
        zone = reader.zone if known_zone(reader.zone) else (policy or self.policy).zone
        foreign = reader.slack not in ("", locale)
        return Voice(self.texts[locale], Speech(locale, zone, now or EPOCH, foreign=foreign))


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Where a text is about no order, no time is left to anything: its dates are written with their year."""
