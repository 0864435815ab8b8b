"""Many organisations on one sheet: this workspace's, branches' workspaces, and what branches exported."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter.worksheet import Worksheet

from perfxl.form.alphabet import sort_key
from perfxl.form.place import letters
from perfxl.master.notes.lying_masters import master_path
from perfxl.master.xlsx_book import AMBER, BLUE, FONT, GREEN, GREY, LINE, PALE, PURPLE, RED, XlsxBook, put
from perfxl.storage.careful_read import is_plain, read_plain
from perfxl.storage.files import build_or_leave_beside
from perfxl.storage.sqlite_uri import read_only_uri
from perfxl.table.cell_values import Link, Value, link, local
from perfxl.table.export import META
from perfxl.table.organisations import all_tables
from perfxl.table.overview import Overview, of_long_table, overview, overview_of
from perfxl.texts import texts
from perfxl.texts.columns import columns
from perfxl.trouble import Trouble
from perfxl.workspace.folder import SETTINGS, Workspace, open_workspace
from perfxl.workspace.run import Run, looking

BRANCHES = "branches"
_TOP = 4  # the header's row, from 0
_MOST_IN_CHART = 40
_COUNTS = (
    "units",
    "staff",
    "issued",
    "accepted",
    "returned",
    "held",
    "missing",
    "excused",
    "rows",
    "warnings",
)
_COLOURS = {"accepted": GREEN, "returned": AMBER, "held": PURPLE, "missing": RED, "excused": GREY}


@dataclass(frozen=True, slots=True)
class Branch:
    """One organisation's line, where it was read, and its master where that is within reach."""

    overview: Overview
    source: str
    master: Path | None = None


@dataclass(frozen=True, slots=True)
class RolledUp:
    """The overview workbook (None where it could not be written), its lines, and the
    organisations that stood in two sources (the newer one is used)."""

    path: Path | None
    branches: tuple[Branch, ...]
    doubled: tuple[str, ...]


def rollup(run: Run, sources: Sequence[Path] = ()) -> RolledUp:
    """Makes the overview in `master/`. `sources` are working folders and files of `perfxl export`; without any, what
    lies in `branches/`. The workspace's own organisations are always in it. Trouble for a source that is none."""
    workspace, made = run.workspace, run.at
    own = list(_of_workspace(run))
    others = [branch for path in sources or _branches(workspace) for branch in read_source(path, made)]
    branches, doubled = _newest([*own, *others])
    path = workspace.master / f"{texts('mn').word('rollup.file')}.xlsx"
    data = rollup_bytes(branches, workspace, made)
    placed = build_or_leave_beside(path, lambda beside: beside.write_bytes(data))
    run.obstacles.extend(placed.obstacles)
    return RolledUp(placed.path, branches, doubled)


def _branches(workspace: Workspace) -> list[Path]:
    folder = workspace.root / BRANCHES
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if (path / SETTINGS).is_file() or path.suffix.lower() in (".sqlite", ".db", ".parquet", ".csv")
    )


def read_source(path: Path, now: datetime) -> Iterator[Branch]:
    """The lines of one source: a working folder, or a file of `perfxl export`. Trouble where it is neither."""
    readers = {".sqlite": _of_sqlite, ".db": _of_sqlite, ".parquet": _of_parquet, ".csv": _of_csv}
    if path.is_dir():
        with looking(open_workspace(path), now) as other:
            yield from _of_workspace(other)
        return
    reader = readers.get(path.suffix.lower())
    if reader is None or not is_plain(path):
        raise Trouble("rollup_source", file=path.name)
    try:
        lines = list(reader(path))
    except (sqlite3.Error, KeyError, ValueError, TypeError, OSError, IndexError) as error:
        raise Trouble("rollup_source", file=path.name) from error
    for line in lines:
        yield Branch(line, path.name)


def _of_workspace(run: Run) -> Iterator[Branch]:
    every = all_tables(run)
    names = [tables.organisation for tables in every]
    for tables in every:
        master = master_path(run.workspace, tables.organisation, names)
        yield Branch(overview(tables), str(run.workspace.root), master if master.is_file() else None)


def _of_sqlite(path: Path) -> list[Overview]:
    with closing(sqlite3.connect(read_only_uri(path), uri=True)) as db:
        db.row_factory = sqlite3.Row
        return [overview_of(dict(row)) for row in db.execute("SELECT * FROM organisations")]


def _of_parquet(path: Path) -> list[Overview]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise Trouble("export_pyarrow") from error
    overviews = (parquet.read_schema(path).metadata or {})[META]
    return [overview_of(fields) for fields in json.loads(overviews)]


def _of_csv(path: Path) -> list[Overview]:
    made = datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat()
    with io.StringIO(read_plain(path).decode("utf-8-sig"), newline="") as stream:
        lines = [
            (
                line["organisation"],
                line["unit"],
                line["code"],
                float(line["percent"]) if line["percent"] else None,
            )
            for line in csv.DictReader(stream)
        ]
    return of_long_table(lines, "", made)


def _newest(branches: Iterable[Branch]) -> tuple[tuple[Branch, ...], tuple[str, ...]]:
    """One line an organisation, in the alphabet's order; of two the one made later."""
    best: dict[str, Branch] = {}
    doubled = []
    for branch in branches:
        name = branch.overview.organisation
        if name in best:
            doubled.append(name)
        if name not in best or _made(branch) > _made(best[name]):
            best[name] = branch
    ordered = sorted(best.values(), key=lambda b: sort_key(b.overview.organisation))
    return tuple(ordered), tuple(dict.fromkeys(doubled))


def _made(branch: Branch) -> datetime:
    return datetime.fromisoformat(branch.overview.made)


def rollup_bytes(branches: Sequence[Branch], workspace: Workspace, now: datetime) -> bytes:
    """The overview workbook: one row an organisation, totals, a chart, links to the masters."""
    book = XlsxBook(now, False)
    ws = book.sheet(texts("mn").word("rollup.sheet"))
    names = list(columns("master.rollup"))
    for number, name in enumerate(names):
        ws.set_column(number, number, _width(name))
    _head(book, ws, workspace, now, names)
    for row, branch in enumerate(branches, _TOP + 1):
        _line(book, ws, row, branch, [(name, _value(branch, name, workspace, now)) for name in names])
    _totals(book, ws, branches, names)
    _finish(book, ws, branches, names)
    return book.close()


def _width(name: str) -> float:
    return {"organisation": 46.0, "made": 16.0, "source": 34.0, "master": 14.0, "mean": 10.0}.get(name, 12.0)


def _head(book: XlsxBook, ws: Worksheet, workspace: Workspace, now: datetime, names: Sequence[str]) -> None:
    word, period = texts("mn").word, workspace.period
    title = book.style(bold=True, font_size=17, font_color=BLUE)
    ws.set_row(0, 26)
    put(ws, 0, 0, word("rollup.title", period=period.code), title)
    put(ws, 1, 0, word("rollup.made", made=f"{local(now, now):%Y.%m.%d %H:%M}"), book.style(font_color=GREY))
    put(ws, 2, 0, word("master.mean_note"), book.style(font_color=GREY, italic=True))
    look = {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "align": "center",
        "border": 1,
        "border_color": LINE,
    }
    ws.set_row(_TOP, 34)
    for number, name in enumerate(names):
        put(
            ws,
            _TOP,
            number,
            columns("master.rollup")[name][0],
            book.style(**look, bg_color=BLUE, font_color="#FFFFFF"),
        )


def _line(
    book: XlsxBook,
    ws: Worksheet,
    row: int,
    branch: Branch,
    values: Iterable[tuple[str, Value]],
) -> None:
    for number, (name, value) in enumerate(values):
        kind = "percent" if name == "mean" else "number" if name in _COUNTS else "text"
        look: dict[str, Any] = dict(book.kinds["link" if name == "master" and branch.master else kind])
        if name == "made":
            look = dict(book.kinds["moment"])
        if name == "mean":
            look["num_format"] = "0.0%"
        put(ws, row, number, value, book.style(**look))


def _value(branch: Branch, name: str, workspace: Workspace, now: datetime) -> Value:
    if name == "source":
        return branch.source
    if name == "master":
        return _master_link(branch, workspace)
    if name == "made":
        return local(_made(branch), now)
    value: Value = getattr(branch.overview, name)
    return value


def _master_link(branch: Branch, workspace: Workspace) -> Value:
    """A link relative to `master/`, or absolute where the branch lies on another drive."""
    if branch.master is None:
        return None
    try:
        place = Path(os.path.relpath(branch.master, workspace.master)).as_posix()
    except ValueError:
        place = branch.master.resolve().as_uri()
    return link(place, texts("mn").word("rollup.open"))


def _totals(book: XlsxBook, ws: Worksheet, branches: Sequence[Branch], names: Sequence[str]) -> None:
    """Sums, each a formula; the mean over all rows, each organisation by its number of rows with a percent."""
    row, first, last = _TOP + 1 + len(branches), _TOP + 2, _TOP + 1 + len(branches)
    look = {"bold": True, "bg_color": PALE, "border": 1, "border_color": LINE}
    put(ws, row, 0, texts("mn").word("master.total"), book.style(**look))
    for number, name in enumerate(names[1:], 1):
        value: Value = None
        if branches and name in (*_COUNTS, "percents"):
            column = letters(number + 1)
            value = Link(f"=SUM({column}{first}:{column}{last})", _sum(branches, name))
        elif branches and name == "mean":
            value = _mean(branches, letters(names.index("percents") + 1), letters(number + 1), first, last)
        shape = "0.0%" if name == "mean" else "0"
        put(ws, row, number, value, book.style(**look, num_format=shape, align="right"))


def _sum(branches: Sequence[Branch], name: str) -> int:
    return sum(getattr(branch.overview, name) or 0 for branch in branches)


def _mean(branches: Sequence[Branch], counts: str, means: str, first: int, last: int) -> Link:
    weights = f"{counts}{first}:{counts}{last}"
    formula = f'=IF(SUM({weights})=0,"",SUMPRODUCT({weights},{means}{first}:{means}{last})/SUM({weights}))'
    total = _sum(branches, "percents")
    whole = sum((b.overview.mean or 0.0) * b.overview.percents for b in branches)
    return Link(formula, whole / total if total else "")


def _finish(book: XlsxBook, ws: Worksheet, branches: Sequence[Branch], names: Sequence[str]) -> None:
    last = _TOP + len(branches)
    ws.autofilter(_TOP, 0, max(last, _TOP), len(names) - 1)
    ws.freeze_panes(_TOP + 1, 1)
    ws.hide_gridlines(2)
    ws.set_landscape()
    ws.set_paper(9)
    ws.set_margins(0.4, 0.4, 0.5, 0.6)
    ws.fit_to_pages(1, 0)
    ws.repeat_rows(_TOP)
    ws.set_footer("&R&8 &P / &N")
    if branches:
        mean = names.index("mean")
        ws.conditional_format(_TOP + 1, mean, last, mean, _bar())
        _chart(book, ws.get_name(), branches[:_MOST_IN_CHART], names)


def _bar() -> dict[str, Any]:
    ends = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
    return {"type": "data_bar", "bar_color": "#9DC3E6", "bar_solid": True, "data_bar_2010": True, **ends}


def _chart(book: XlsxBook, name: str, branches: Sequence[Branch], names: Sequence[str]) -> None:
    """A second sheet with the states of the organisations side by side; figures of the sheet `name`."""
    ws = book.sheet(texts("mn").word("rollup.chart_sheet"))
    chart = book.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    first, last = _TOP + 1, _TOP + len(branches)
    font = {"name": FONT, "size": 8}
    for state, colour in _COLOURS.items():
        column = names.index(state)
        chart.add_series(
            {
                "name": columns("master.rollup")[state][0],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                "categories_data": [branch.overview.organisation for branch in branches],
                "values_data": [getattr(branch.overview, state) or 0 for branch in branches],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    chart.set_title({"name": texts("mn").word("rollup.chart"), "name_font": {**font, "size": 10}})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_y_axis({"reverse": True, "crossing": "max", "num_font": font, "interval_unit": 1})
    chart.set_x_axis({"num_font": font, "num_format": "0%", "major_gridlines": {"visible": False}})
    chart.set_size({"width": 1100, "height": 140 + 24 * len(branches)})
    ws.insert_chart(0, 0, chart, {"object_position": 1})
    ws.hide_gridlines(2)
    ws.set_landscape()
    ws.set_paper(9)
    ws.fit_to_pages(1, 1)
