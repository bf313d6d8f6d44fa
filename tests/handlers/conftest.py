"""One shop for the tests of a module; each test brings its own people and orders."""

from collections.abc import Iterator

import pytest

from tests.handlers.shop import Shop, Trade, open_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("shop")) as opened:
        yield opened


@pytest.fixture
def trade(shop: Shop) -> Trade:
    """An order that waits for its brief."""
    return shop.order()


@pytest.fixture
def work(trade: Trade) -> Trade:
    """An order in progress."""
    return trade.started()


@pytest.fixture
def shop_big(shop: Shop) -> Trade:
    """An order of 3,000 euros, in progress."""
    return shop.order(price=300_000).started()
