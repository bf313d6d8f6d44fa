"""Services in the database, on both engines."""

from msgspec.structs import replace

from bot.db.services import Service, Services
from rules.order import ServiceOption
from rules.words import State
from tests.factories import BUYER, HERE, SELLER, Store
from tests.fakes import T0

LOGO = Service(
    workspace=HERE,
    id="s1",
    seller=SELLER.id,
    title="Logo",
    price=5000,
    currency="CHF",
    duration_days=3,
    revisions_included=2,
    brief=("nom",),
    options=(ServiceOption(title="Sources", price=1500, days=1),),
)


def test_what_is_kept_is_read_again_and_changed(any_store: Store) -> None:
    services = Services(any_store.engine)
    services.save(LOGO)
    assert services.get(HERE, "s1") == LOGO
    dearer = replace(LOGO, price=6000, options=(), revisions_included=None)
    services.save(dearer)
    assert services.of_seller(HERE, SELLER.id) == [dearer]


def test_nobody_reads_another_sellers_or_another_workspaces(any_store: Store) -> None:
    services = Services(any_store.engine)
    services.save(LOGO)
    assert services.of_seller(HERE, BUYER.id) == []
    assert services.get("elsewhere", "s1") is None
    assert services.of_workspace("elsewhere") == []
    services.retire("elsewhere", "s1", T0)
    assert services.get(HERE, "s1") == LOGO


def test_what_is_retired_stands_last_and_comes_back(any_store: Store) -> None:
    services = Services(any_store.engine)
    for service in (LOGO, replace(LOGO, id="s2", title="Zèbre")):
        services.save(service)
    services.retire(HERE, "s1", T0)
    assert [(one.id, one.retired_at) for one in services.of_workspace(HERE)] == [("s2", None), ("s1", T0)]
    services.retire(HERE, "s1", None)
    assert services.get(HERE, "s1") == LOGO


def test_an_order_keeps_what_it_was_sold_with(any_store: Store) -> None:
    services = Services(any_store.engine)
    services.save(LOGO)
    id = any_store.place(service="s1", options=LOGO.options)
    services.save(replace(LOGO, options=()))
    services.retire(HERE, "s1", T0)
    order = any_store.load(id)
    assert (order.service, order.options, order.state) == ("s1", LOGO.options, State.PENDING)
    any_store.assert_sound()
