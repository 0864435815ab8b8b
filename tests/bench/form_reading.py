"""What reading and judging a filled form of 42 rows costs beside other readers: `python -m tests.bench reading`.

    python -m tests.bench.form_reading WORK WORKBOOK SEAL

does one work on one workbook and prints the process's peak in MB, for a figure of memory that is nobody else's.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from logging import ERROR, getLogger
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pandas as pd

from perfxl.checks.judge import judge
from perfxl.checks.lock import check_lock
from perfxl.checks.pause import collector_at_rest
from perfxl.collect.judging import Task, judge_safely
from perfxl.form.definition import Form, load_form
from perfxl.form.seal import Seal
from perfxl.ledger.pack import pack, seal_of
from perfxl.reading.cells import read_book
from perfxl.reading.package import open_package
from perfxl.reading.report import read_report
from tests.bench.as_excel import as_excel
from tests.bench.row import Row, Table
from tests.bench.staffing import typed_into
from tests.bench.turns import in_turn, peak_of
from tests.checks.evidence.generator import report
from tests.checks.forms import RULES, edited, form_layout, issued, lookup_of
from tests.issue.sample import measures, plan
from tests.office.office import missing
from tests.support.memory import peak

ROWS = 42
OURS = "gate, reader, report, lock"
DIALECTS = ("Excel", "LibreOffice", "openpyxl")


@dataclass(frozen=True)
class Filled:
    """A filled form as one program saves it, and what was issued, as it is and as the ledger keeps it."""

    data: bytes
    seal: Seal
    packed: bytes


def filled(number: int, rows: int = ROWS) -> Filled:
    """The `number`-th invented form, as it was issued: a plan of its own length, every row answered in its own words."""
    chosen = plan(measures(rows - 6 - number % 3, 6 + number % 3))
    data, seal = issued(form_layout(chosen), chosen)
    return Filled(typed_into(data, _answers(seal, number)), seal, pack(seal.to_json()))


def _answers(seal: Seal, number: int) -> dict[str, str | float]:
    """Every measure's text (some 400 characters) and percent by address."""
    keys = [line.key for line in seal.lines if line.role == "measure"]
    told = [report(3 * number + n, len(keys)) for n in range(3)]
    texts = {key: " ".join(r[at].achieved for r in told) for at, key in enumerate(keys)}
    typed: dict[str, str | float] = {}
    for slot in seal.slots:
        if slot.role == "input" and slot.key in texts and slot.field in ("achieved", "percent"):
            typed[slot.a1] = texts[slot.key] if slot.field == "achieved" else 1.0
    return typed


def in_dialect(dialect: str, forms: list[Filled]) -> list[Filled]:
    """The forms as a program saves them; RuntimeError where LibreOffice is needed and not there."""
    if dialect == "LibreOffice":
        return _by_libreoffice(forms)
    save = as_excel if dialect == "Excel" else lambda data: edited(data, lambda book: None)
    return [replace(form, data=save(form.data)) for form in forms]


def _by_libreoffice(forms: list[Filled]) -> list[Filled]:
    if lack := missing():
        raise RuntimeError(lack)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "out").mkdir()
        for number, form in enumerate(forms):
            (folder / f"{number}.xlsx").write_bytes(form.data)
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        files = [str(folder / f"{number}.xlsx") for number in range(len(forms))]
        subprocess.run(
            [*command, "--convert-to", "xlsx", "--outdir", str(folder / "out"), *files],
            check=True,
            capture_output=True,
        )
        return [
            replace(form, data=(folder / "out" / f"{n}.xlsx").read_bytes()) for n, form in enumerate(forms)
        ]


# --- what is measured: each work takes a filled form ---


def _openpyxl(form: Filled) -> None:
    openpyxl.load_workbook(io.BytesIO(form.data))


def _openpyxl_read_only(form: Filled) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form.data), read_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass


def _pandas(engine: str) -> Callable[[Filled], None]:
    def read(form: Filled) -> None:
        pd.read_excel(io.BytesIO(form.data), sheet_name=None, header=None, engine=engine)  # type: ignore[call-overload]

    return read


def _calamine(form: Filled) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(form.data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def _fastexcel(form: Filled) -> None:
    import fastexcel

    getLogger("fastexcel").setLevel(ERROR)  # it says a line for each column without a kind
    book = fastexcel.read_excel(form.data)
    for name in book.sheet_names:
        book.load_sheet(name, header_row=None).to_arrow()


def _inflating(form: Filled) -> None:
    with zipfile.ZipFile(io.BytesIO(form.data)) as archive:
        for name in archive.namelist():
            archive.read(name)


def _gate(form: Filled) -> None:
    open_package(form.data)


def _read(form: Filled) -> None:
    with collector_at_rest():
        read_book(open_package(form.data))


def _compared(form: Filled) -> None:
    with collector_at_rest():
        _comparison(form)  # the cells are gone when the collector is at work again, as in a judgement


def _comparison(form: Filled) -> None:
    book = read_book(open_package(form.data))
    said = read_report(book, _form())
    check_lock(book, _form(), said, form.seal)


def _without_evidence(form: Filled) -> None:
    with patch("perfxl.checks.judge._evidence", lambda *_: ()):
        judge(form.data, RULES, lookup_of(form.seal))


def _judged(form: Filled) -> None:
    judge(form.data, RULES, lookup_of(form.seal))


def _judged_as_a_month_does(form: Filled) -> None:
    judge_safely(Task(form.data, RULES, {form.seal.token.code: (form.packed,)}), _form())


@cache
def _form() -> Form:
    return load_form(RULES.form)


WORKS: Mapping[str, Callable[[Filled], None]] = {
    "openpyxl": _openpyxl,
    "openpyxl, read_only": _openpyxl_read_only,
    "pandas with openpyxl": _pandas("openpyxl"),
    "pandas with calamine": _pandas("calamine"),
    "python-calamine": _calamine,
    "fastexcel": _fastexcel,
    "floor: inflating the parts": _inflating,
    "gate": _gate,
    "gate, reader": _read,
    OURS: _compared,
    "judgement without evidence": _without_evidence,
    "whole judgement": _judged,
    "whole judgement, seal unpacked": _judged_as_a_month_does,
}
_NEEDS = {
    "python-calamine": "python_calamine",
    "pandas with calamine": "python_calamine",
    "fastexcel": "fastexcel",
}


def absent() -> tuple[str, ...]:
    """The peers that are not installed here."""
    return tuple(label for label, module in _NEEDS.items() if find_spec(module) is None)


def measure(rows: int = ROWS, rounds: int = 9, forms: int = 4, peaks: bool = True) -> Iterator[Table]:
    """A table a dialect. In its turn each reader takes all the forms, each another plan and other answers, as a month's
    run does; the seconds are those of one form, the ratios to ours up to the lock comparison."""
    made = [filled(number, rows) for number in range(forms)]
    for dialect in DIALECTS:
        try:
            saved = in_dialect(dialect, made)
        except RuntimeError as lack:
            yield Table(f"reading, {dialect}", (), str(lack))
            continue
        yield _table(dialect, saved, rounds, peaks)


def _table(dialect: str, saved: list[Filled], rounds: int, peaks: bool) -> Table:
    works: dict[str, Callable[[], object]] = {
        label: (lambda work=work: [work(form) for form in saved])  # type: ignore[misc]
        for label, work in WORKS.items()
        if label not in absent()
    }
    for work in works.values():
        work()  # what is loaded or remembered once is no cost of a form
    measured = in_turn(works, OURS, rounds)
    held = _peaks(dialect, saved[0], works) if peaks else {}
    out = tuple(Row(one.label, one.seconds / len(saved), one.ratio, held.get(one.label)) for one in measured)
    first = saved[0]
    cells = sum(len(sheet.cells) for sheet in read_book(open_package(first.data)).sheets)
    lacking = f" Not installed: {', '.join(absent())}." if absent() else ""
    note = f"{len(first.data) >> 10} KiB, {cells:,} cells; openpyxl and pandas load both sheets.{lacking}"
    return Table(f"reading, {dialect}", out, note)


def _peaks(dialect: str, form: Filled, labels: Mapping[str, object]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "form.xlsx"
        path.write_bytes(form.data)
        seal = Path(name) / "seal"
        seal.write_bytes(form.packed)
        return {label: peak_of("tests.bench.form_reading", label, str(path), str(seal)) for label in labels}


def main(label: str, workbook: Path, seal: Path) -> None:
    """One work on one workbook in a process of its own; prints its peak."""
    packed = seal.read_bytes()
    WORKS[label](Filled(workbook.read_bytes(), seal_of(packed), packed))
    print(peak())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
