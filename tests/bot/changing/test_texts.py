"""Personal texts stand apart: facts, history and outbox hold ids, and what is erased is nowhere."""

from typing import Any, get_args

import msgspec
import pytest
from msgspec.structs import replace

from bot.changing import texts
from bot.changing.texts import ERASED, Words, dehydrate, named, personal_fields, reveal
from bot.db import tables
from bot.service import Done, Receipt
from bot.trust import history
from rules import commands as ask
from rules.events import AnyEvent, Event, MessageSent
from rules.order import Order, Supplement
from rules.refusal import Refusal
from rules.words import Action, Actor, Reason, RequestKind, State
from tests.factories import BUYER, HERE, SELLER, Store
from tests.fakes import FakeIds

CANARY = "canary 🐤 <!channel>"


def personal(struct: type[msgspec.Struct]) -> set[str]:
    return set(personal_fields(struct))


def test_personal_fields_are_those_that_are_annotated() -> None:
    assert personal(ask.Deliver) == {"work", "files"}
    assert personal(ask.OpenRequest) == {"reason", "description"}
    assert personal(ask.Accept) == set()
    assert personal(ask.Supply) == {"content", "files"}
    assert personal(Order) == {"brief", "requests", "ended", "supplements", "work", "changes", "questions"}


def test_no_field_that_people_fill_with_sentences_is_forgotten() -> None:
    sentences = {"reason", "text", "content", "description", "work", "changes", "files", "name"}
    structs: tuple[Any, ...] = (*get_args(AnyEvent), *ask.COMMANDS.values(), Supplement)
    for struct in structs:
        assert personal(struct) == sentences & set(struct.__struct_fields__), struct


def test_a_command_carries_ids_once_its_texts_are_put_away() -> None:
    command = ask.Deliver(by=SELLER, work=("here", " ", "there"), complete=True)
    carried, found = dehydrate(command, FakeIds())
    assert isinstance(carried, ask.Deliver)
    assert [found[id].words for id in (carried.work[0], carried.work[2])] == ["here", "there"]
    assert carried.work[1] == " ", "the law leaves it out, or refuses it"
    assert replace(carried, work=command.work) == command


def test_what_cannot_be_stored_everywhere_is_taken_out() -> None:
    _, found = dehydrate(ask.Message(by=SELLER, text="a\0b"), FakeIds())
    assert [text.words for text in found.values()] == ["ab"]
    blank, found = dehydrate(ask.Message(by=SELLER, text="\0"), FakeIds())
    assert blank == ask.Message(by=SELLER, text="") and not found


def test_ids_tell_what_they_are() -> None:
    (id,) = dehydrate(ask.Message(by=SELLER, text="x"), FakeIds())[1]
    assert id.startswith("text_")


@pytest.fixture
def talk(any_store: Store) -> tuple[Store, str]:
    """An order in whose every corner somebody wrote."""
    store = any_store
    id = store.order(State.IN_PROGRESS, duration_days=9)
    store.do(id, SELLER, Action.MESSAGE, in_thread=True, text=CANARY)
    store.do(
        id,
        SELLER,
        Action.REQUEST,
        kind=RequestKind.SUPPLEMENT,
        description=CANARY,
        price=900,
        extra_days=1,
    )
    store.do(id, BUYER, Action.ACCEPT_REQUEST, kind=RequestKind.SUPPLEMENT)
    store.do(id, SELLER, Action.DELIVER, work=(CANARY, "more"), complete=True)
    store.do(id, BUYER, Action.REQUEST_REVISION, changes=(CANARY,))
    store.try_(id, SELLER, Action.REFUSE_REVISION, reason=CANARY, receipt=Receipt("key"))
    return store, id


def test_words_stand_in_the_table_of_texts_alone(talk: tuple[Store, str]) -> None:
    store, _ = talk
    for table in tables.metadata.sorted_tables:
        found = [row for row in store.rows(table) if "canary" in str(row)]
        assert bool(found) == (table is tables.texts), table.name


def test_orders_and_histories_are_revealed_with_their_words(talk: tuple[Store, str]) -> None:
    store, id = talk
    order = store.load(id)
    assert order.supplements[0].description == CANARY
    assert order.work == (CANARY, "more")
    assert [one.text for one in store.events(id) if isinstance(one, MessageSent)] == [CANARY]
    stored = store.row(id).order
    assert replace(order, brief=(), ended=(), supplements=(), work=(), changes=()) == replace(
        stored, brief=(), ended=(), supplements=(), work=(), changes=()
    )


def test_what_an_event_takes_over_from_the_order_keeps_its_id(talk: tuple[Store, str]) -> None:
    """The description of a supplement is written once, when it is proposed."""
    store, id = talk
    events = [entry.event for entry in history.load(store.engine, HERE, id)]
    descriptions = {one.description for one in events if hasattr(one, "description")}
    assert len(descriptions - {None}) == 1
    assert len(store.rows(tables.texts)) == len({id for one in events for id in named(one)})


def test_nothing_is_kept_of_a_command_that_is_refused(store: Store) -> None:
    id = store.order(State.IN_PROGRESS)
    before = store.rows(tables.texts)
    store.no(id, BUYER, Action.OPEN_DISPUTE, reason=CANARY)
    assert store.rows(tables.texts) == before


def test_who_types_an_id_gets_it_back_and_nobody_elses_words(store: Store) -> None:
    secret = store.order(State.IN_PROGRESS)
    store.do(secret, SELLER, Action.MESSAGE, in_thread=True, text=CANARY)
    (id,) = [row.id for row in store.rows(tables.texts) if row.words == CANARY]
    mine = store.order(State.IN_PROGRESS, title=id, brief=(id,))
    store.do(mine, SELLER, Action.MESSAGE, in_thread=True, text=id)
    store.do(mine, SELLER, Action.REQUEST, kind=RequestKind.MISSING_ELEMENTS, items=(id,))
    assert "canary" not in str(store.load(mine)) + str(store.events(mine))
    refused = store.no(mine, BUYER, Action.SUPPLY, item=f"{id} ", content="x")
    assert refused == Refusal(Reason.UNKNOWN_ITEM, field="item", facts={"item": f"{id} "})
    refused = store.no(mine, SELLER, Action.DELIVER, work=("x",), complete=True, checklist=(1,))
    assert refused.facts == {"missing": (id,)}


def test_a_refusal_names_what_is_missing_in_real_words(store: Store) -> None:
    id = store.order(State.REVISION_REQUESTED)
    store.do(id, SELLER, Action.ACCEPT_REVISION)
    click = Receipt("key")
    command = ask.Deliver(by=SELLER, work=("x",), complete=True, checklist=(1,))
    refused = store.service.act(HERE, id, command, receipt=click)
    assert isinstance(refused, Refusal)
    assert refused.facts == {"missing": ("bluer", "logo")}


def test_words_of_another_workspace_are_never_shown(store: Store) -> None:
    id = store.order(State.IN_PROGRESS)
    store.do(id, SELLER, Action.MESSAGE, in_thread=True, text=CANARY)
    ((first, *_),) = [[row.id for row in store.rows(tables.texts) if row.words == CANARY]]
    event = MessageSent(at=store.clock.now(), actor=Actor.SELLER, text=first)
    assert reveal(store.engine, HERE, event).text == CANARY
    assert reveal(store.engine, "workspace_2", event).text == first


def test_what_is_erased_is_nowhere_and_the_history_still_holds_together(talk: tuple[Store, str]) -> None:
    store, id = talk
    ids = [row.id for row in store.rows(tables.texts) if row.words == CANARY]
    with store.engine.begin() as connection:
        texts.erase(connection, HERE, ids)
    assert all("canary" not in str(store.rows(table)) for table in tables.metadata.sorted_tables)
    erased = [row for row in store.rows(tables.texts) if row.id in ids]
    assert all((row.salt, row.words) == (None, None) for row in erased)
    assert store.load(id).work == (ERASED, "more")
    store.assert_sound()


def test_a_seal_hangs_on_salt_and_words() -> None:
    seals = {Words("text_1", salt, words).seal for salt in ("a", "b") for words in ("x", "y")}
    assert len(seals) == 4


def test_revealing_needs_no_select_where_there_is_nothing_to_reveal(store: Store) -> None:
    done = store.try_(store.place(brief=()), SELLER, Action.ACCEPT)
    assert isinstance(done, Done)
    event: Event = done.events[0]
    assert reveal(store.engine, HERE, event) is event
