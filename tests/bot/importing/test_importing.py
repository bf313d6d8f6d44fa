"""Orders from a file: all of them, or none and one line for each problem."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.db.tables import orders
from bot.importing.placing import Imported, import_file
from bot.importing.reading import COLUMNS, Unreadable, lines
from tests.bot.test_cli_store import relance
from tests.handlers.shop import Shop, open_shop

HEAD = "seller,buyer,title,price,currency,duration_days,revisions_included,brief,ref,paid_at"
GOOD = 'U0SELLER01,bea@example.org,Logo animé,"50,00 €",EUR,3,,Nom|Couleurs,{ref},2026-01-05T10:00'


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("import")) as opened:
        yield opened


def file(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows, "")).encode()


def imported(shop: Shop, raw: bytes) -> Imported:
    return import_file(shop.program.parts, shop.workspace, raw, lambda done, total: None)


def count(shop: Shop) -> int:
    with shop.program.parts.engine.connect() as connection:
        return int(connection.scalar(select(func.count()).select_from(orders)) or 0)


def test_each_line_becomes_an_order(shop: Shop) -> None:
    steps: list[tuple[int, int]] = []
    raw = file(GOOD.format(ref="F-1"), "", GOOD.format(ref=""))
    found = import_file(shop.program.parts, shop.workspace, raw, lambda *step: steps.append(step))
    assert found.problems == ()
    assert (len(found.refs), found.refs[0]) == (2, "F-1")
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    id = shop.program.parts.orders.find(shop.workspace, "F-1")
    row = shop.program.parts.orders.load(shop.workspace, id or "")
    assert row is not None
    order = row.order
    assert (order.title, order.price, order.currency, order.duration_days) == ("Logo animé", 5000, "EUR", 3)
    assert [item.name for item in order.brief] == ["Nom", "Couleurs"]
    assert order.revisions_included is None
    assert order.paid_at.isoformat() == "2026-01-05T09:00:00+00:00"


def test_the_same_file_again_places_nothing_twice(shop: Shop) -> None:
    raw = file(GOOD.format(ref=""), GOOD.format(ref=""), head=HEAD)
    first = imported(shop, raw)
    before = count(shop)
    again = imported(shop, raw)
    assert (len(first.refs), again.refs, again.again) == (2, (), 2)
    assert count(shop) == before


def test_one_bad_line_keeps_the_good_ones_out_and_each_problem_has_its_number(shop: Shop) -> None:
    before = count(shop)
    found = imported(
        shop,
        file(
            GOOD.format(ref="G-1"),
            "U0NOBODY01,bea@example.org,Logo,50,EUR,3,,,,",
            "U0SELLER01,U0SELLER01,Logo,50,EUR,trois,,,,",
            'U0SELLER01,bea@example.org,"Logo\nanimé",1.200,EUR,3,,,,',
            "U0SELLER01,bea@example.org,Logo,50 $,EUR,3,,,,",
            "U0SELLER01,bea@example.org,,50,XYZ,3,,,,",
            "U0SELLER01,sami@example.org,Logo,50,EUR,3,,Nom|Nom,,",
            GOOD.format(ref="g-1"),
            "U0SELLER01,bea@example.org,Logo,50,EUR,3,,,,,extra",
        ),
    )
    numbers = [problem.partition(":")[0] for problem in found.problems]
    assert numbers == [f"line {n}" for n in (3, 4, 5, 7, 8, 9, 10, 11)]
    words = (
        "seller",
        "duration_days",
        "two amounts",
        "not in EUR",
        "currency",
        "buyer",
        "also on line 2",
        "more cells",
    )
    for problem, word in zip(found.problems, words, strict=True):
        assert word in problem
        assert "\n" not in problem
    assert "brief" in found.problems[5], "all that is wrong with a line is said at once"
    assert (found.refs, count(shop)) == ((), before)


def test_a_reference_that_is_taken_takes_all_of_them_back(shop: Shop) -> None:
    imported(shop, file(GOOD.format(ref="T-1")))
    before = count(shop)
    found = imported(shop, file(GOOD.format(ref="T-2"), GOOD.format(ref="t-1"), GOOD.format(ref="T-3")))
    assert found.problems == ("line 3: ref: t-1 is taken",)
    assert count(shop) == before


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b"\xff\xfe", "UTF-8"),
        (file(head="seller;buyer"), "title is missing"),
        (file(head=f"{HEAD},colour"), "'colour'"),
        (file(head=f"{HEAD},ref"), "twice"),
        (file('"open'), "line 2"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(raw: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        lines(raw)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_spreadsheets_of_every_country_are_read(mark: str) -> None:
    cells = ["U0SELLER01", "bea@example.org", "'=2+2", "50.00", "eur", "3", "", "", "", ""]
    raw = "\ufeff" + mark.join(HEAD.split(",")) + "\r\n" + mark.join(cells) + "\r\n"
    (line,) = lines(raw.encode())
    assert line.order is not None and line.order.price is not None
    assert (line.order.title, line.order.price.amount) == ("=2+2", 5000)


def test_every_column_is_a_field_of_the_api() -> None:
    from bot.web.api import OrderIn

    assert set(COLUMNS) - {"currency"} <= set(OrderIn.model_fields)


def test_the_command_prints_problems_or_references(shop: Shop, tmp_path: Path) -> None:
    database = shop.program.parts.settings.database_url
    imported(shop, file(GOOD.format(ref="K-1")))  # from here on both people are known
    source = tmp_path / "orders.csv"

    def run() -> tuple[int, str, str]:
        done = relance("import", str(source), database=database, folder=tmp_path)
        return done.returncode, done.stdout, done.stderr

    source.write_bytes(file(GOOD.format(ref="K-2"), GOOD.format(ref="K-2")))
    code, out, err = run()
    assert (code, out) == (1, "line 3: ref: K-2 is also on line 2\n")
    assert "nothing was imported" in err
    source.write_bytes(file(GOOD.format(ref="K-2"), GOOD.format(ref="K-3")))
    code, out, err = run()
    assert (code, out) == (0, "K-2\nK-3\n")
    assert "2 orders imported" in err
