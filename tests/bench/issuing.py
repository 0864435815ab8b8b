"""Measures the issuing of personalised forms: openpyxl and XlsxWriter from scratch, stamping, and the floor, in turn.

    python -m tests.bench.issuing [count]

Every text of a plan is its own person's, so that nothing is remembered from the one before. The floor is deflating the
parts that differ. The ratios are to the workbook alone, as the peers make it; the further lines have its seal too.
"""

from __future__ import annotations

import io
import pickle
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from unittest.mock import patch

from perfxl.cli.invented import invent
from perfxl.form.calculate import calculated
from perfxl.form.definition import load_form
from perfxl.form.layout import Layout, lay_out, row_keys
from perfxl.form.plan import Plan, Settings
from perfxl.form.token import Token
from perfxl.issue.heights import row_heights
from perfxl.issue.stamping import stamp
from perfxl.issue.stamping.shape import BOOK, CORE, GUIDE, SHEET, Series
from perfxl.issue.stamping.stamp import Order, Stamper
from perfxl.issue.workbook import build_workbook
from perfxl.period.issue_batch import press_all
from perfxl.roster.load import plan_fingerprint, plan_of
from perfxl.storage.zip_parts import member
from tests.bench.row import Row, Table
from tests.bench.staffing import organisation
from tests.bench.turns import peak_of, spent
from tests.bench.xlsxwriter_form import Rule, Writer, rules
from tests.support.memory import peak

FORM, PERIOD = "order-98-2023-annex-6", "2024-Y"
CREATED = datetime(2024, 11, 1, 9)
SETTINGS = Settings((("deadline", "2024.12.22"), ("contact_name", "Б.Бат"), ("contact_phone", "11-2222")))
OURS = "stamping, the workbook alone"
SEALED = "stamping, with its seal"
PEERS = ("openpyxl from scratch", "XlsxWriter from scratch", "XlsxWriter, its writing alone")
PACKED = "stamping, its seal packed for the ledger"
FLOOR = "deflating the parts that differ"


def series() -> Series:
    """What all the workbooks here have in common."""
    form = load_form(FORM)
    return Series(form, form.period_of(PERIOD), "password", SETTINGS, CREATED)


def orders(count: int, rows: int | None) -> list[Order]:
    """Plans of `rows` measures each, or of 15 to 45 as in an invented organisation; no two texts alike."""
    form = load_form(FORM)
    period = form.period_of(PERIOD)
    roster = (organisation(count, rows) if rows else invent(count, form, period)).roster
    made = [_personal(plan_of(roster, employee, form, period)) for employee in roster.employees]
    return [Order(p, Token(FORM, PERIOD, p.employee.code, 1), plan_fingerprint(p)) for p in made]


def _personal(plan: Plan) -> Plan:
    code = plan.employee.code
    said = [
        replace(
            m,
            **{
                name: f"{getattr(m, name)} {code}-{n}"
                for name in ("measure", "indicator", "baseline", "target")
            },
        )
        for n, m in enumerate(plan.measures)
    ]
    return replace(plan, measures=tuple(said), keys=row_keys(code, said))


def laid(order: Order) -> Layout:
    """The layout of an order, its formulas' results worked out."""
    form = load_form(FORM)
    return calculated(lay_out(form, order.plan, form.period_of(PERIOD), order.token))


def openpyxl_form(order: Order) -> bytes:
    """A workbook built by openpyxl."""
    form = load_form(FORM)
    layout = lay_out(form, order.plan, form.period_of(PERIOD), order.token)
    return build_workbook(layout, order.plan, "password", SETTINGS, CREATED)


def xlsxwriter_form(order: Order, layout: Layout, points: Mapping[int, float], shown: list[Rule]) -> bytes:
    """A workbook written by XlsxWriter."""
    return Writer(layout).write(order.plan, "password", SETTINGS, CREATED, points, shown)


def from_scratch(order: Order, shown: list[Rule]) -> bytes:
    """A workbook written by XlsxWriter, its layout and heights worked out too."""
    layout = laid(order)
    return xlsxwriter_form(order, layout, row_heights(layout), shown)


def deflated(parts: Sequence[Mapping[str, bytes]]) -> None:
    """The parts of some workbooks that differ from one to the next, deflated."""
    for one in parts:
        for name in (SHEET, GUIDE, BOOK, CORE):
            member(name, one[name])


def parts_of(data: bytes) -> dict[str, bytes]:
    """A workbook's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@dataclass(frozen=True)
class Round:
    """What is made in one round: one workbook by each peer, the others by stamping in its three ways."""

    first: Order
    others: tuple[Order, ...]


def measure(count: int = 9, each: int = 20, rows: int = 42, peaks: bool = True) -> Iterator[Table]:
    """A table for forms of `rows` measures, and one for plans of 15 to 45; `count` rounds in each of which `each`
    workbooks are stamped."""
    yield _table(f"issuing, {rows} rows each", rows, count, each, peaks)
    yield _table("issuing, 15 to 45 rows", None, count, each, peaks)


def _table(title: str, rows: int | None, count: int, each: int, peaks: bool) -> Table:
    size = 3 * each + 1
    made = orders((count + 1) * size, rows)
    lots = [Round(made[n], tuple(made[n + 1 : n + size])) for n in range(0, len(made), size)]
    press, packed = Stamper(series()), pickle.dumps(series())
    took: dict[str, list[float]] = {}
    for number, lot in enumerate(lots):
        for label, seconds in _round(press, packed, lot):
            took.setdefault(label, []).extend([seconds] if number else [])  # the first round only learns
    ratios = {k: median(a / b for a, b in zip(v, took[OURS], strict=True)) for k, v in took.items()}
    held = {label: peak_of("tests.bench.issuing", "peak", label) for label in took} if peaks else {}
    out = tuple(Row(label, median(v), ratios[label], held.get(label)) for label, v in took.items())
    data = press.issue(made[-1]).data
    sizes = sorted({len(order.plan.measures) for order in made})
    note = f"{len(data) >> 10} KiB; {len(made)} people, {len(sizes)} different numbers of rows; seconds a workbook."
    return Table(title, out, note)


def _round(press: Stamper, packed: bytes, lot: Round) -> Iterator[tuple[str, float]]:
    layout = laid(lot.first)
    shown, points, each = rules(layout), row_heights(layout), len(lot.others) // 3
    alone, sealed, packs = (lot.others[n * each : (n + 1) * each] for n in range(3))  # nobody is made twice
    press.issue(lot.first)  # the shape is known from here on
    stamped: list[bytes] = []
    yield PEERS[0], spent(lambda: openpyxl_form(lot.first))
    yield PEERS[1], spent(lambda: from_scratch(lot.first, shown))
    yield PEERS[2], spent(lambda: xlsxwriter_form(lot.first, layout, points, shown))
    with (
        patch.object(stamp, "spelt_seal", lambda *_: ""),
        patch.object(stamp.Teller, "columns", lambda *_: {}),
    ):
        took = spent(lambda: [press.issue(one) for one in alone])
    yield OURS, took / each
    yield SEALED, spent(lambda: stamped.extend(press.issue(one).data for one in sealed)) / each
    yield PACKED, spent(lambda: press_all(packed, packs)) / each
    parts = [parts_of(data) for data in stamped]
    yield FLOOR, spent(lambda: deflated(parts)) / each


def _works(label: str, made: Sequence[Order]) -> Callable[[], object]:
    """Some workbooks one after the other, for the memory that it takes."""
    if label == PEERS[0]:
        return lambda: [len(openpyxl_form(one)) for one in made[:20]]
    if label in PEERS:
        return lambda: [len(from_scratch(one, rules(laid(one)))) for one in made[:20]]
    if label == FLOOR:
        return lambda: deflated([parts_of(Stamper(series()).issue(made[0]).data)])
    press = Stamper(series())
    return lambda: [len(press.issue(one).data) for one in made]


def main(arguments: Sequence[str]) -> None:
    """Prints the tables; `peak LABEL` does one work in this process and prints what memory it took, in MB."""
    if arguments[:1] == ["peak"]:
        _works(arguments[1], orders(300, 42))()
        print(peak())
        return
    for table in measure(int(arguments[0]) if arguments else 9):
        print(table.title, table.note, sep="\n")
        for row in table.rows:
            print(f"{row.label:44}{row.seconds * 1000:9.2f} ms {row.ratio:8.2f} {row.peak or 0:6.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
