"""The same macro run in two programs, and the sheets compared."""

from __future__ import annotations

from pathlib import Path

from perfxl.form.definition import Form, load_form
from perfxl.form.layout import Layout, lay_out
from perfxl.form.place import a1
from perfxl.form.plan import Employee, Measure, Plan, Settings, Unit
from perfxl.form.token import Token
from perfxl.issue.macros import with_macros
from perfxl.issue.workbook import build_workbook
from tests.office.editions import AT, MODULE
from tests.office.interpreter import Second
from tests.office.office import Office
from tests.office.sheet_dump import differences, dump


class Pair:
    """One edition open in both programs; whatever is done is done in both, and both must say the same."""

    def __init__(self, office: Office, layout: Layout, data: bytes, folder: Path) -> None:
        self.office, self.layout, self.folder = office, layout, folder
        self.rows = {line.key: line.row for line in layout.lines}
        self.said: list[str] = []
        for name in ("one.xlsm", "other.xlsm"):
            (folder / name).write_bytes(data)
        office.open_with_macros(folder / "one.xlsm")
        self.second = Second(folder / "other.xlsm")

    def press(self, *buttons: str) -> None:
        for button in buttons:
            self.office.run(MODULE, f"Perfxl{button}")
            said = str(self.office.cell("perfxl", "D1")["text"])
            assert self.second.press(button) == said
            self.said.append(said)

    def place(self, key: str, field: str, below: int = 0) -> str:
        return a1(self.rows[key] + below, self.layout.column(field))

    def go(self, cell: str, sheet: str = "") -> None:
        self.office.go(sheet or self.layout.sheet, cell)
        self.second.go(sheet or self.layout.sheet, cell)

    def put(self, cell: str, value: str | float) -> None:
        self.office.put(self.layout.sheet, cell, value)
        self.second.put(self.layout.sheet, cell, value)

    def answer(self) -> None:
        for line in self.layout.lines:
            if line.role == "measure":
                self.put(self.place(line.key, "achieved"), f"{line.number} ажлыг хийж дуусгав. " * 12)
                self.put(self.place(line.key, "percent"), 0.9)

    def row_keys(self) -> set[str]:
        """The keys of both programs' rows, which are the same."""
        column = self.layout.key_column
        cells = [a1(row, column) for row in range(1, self.layout.last_row + 90)]
        found = {str(cell["text"]) for cell in self.office.cells(self.layout.sheet, cells)} - {""}
        assert found == {str(self.second.value(self.layout.sheet, cell) or "") for cell in cells} - {""}
        return found

    def differing(self) -> list[str]:
        """Where the two sheets differ once both are saved."""
        self.office.recalculate()
        one = dump(self.office.save(self.folder / "one_saved.xlsm"))
        return differences(one, dump(self.second.save(self.folder / "other_saved.xlsm")))

    def compare(self) -> None:
        assert self.differing() == []

    def close(self) -> None:
        self.office.close()
        self.second.close()


ROOT = Path(__file__).parents[2]


ORDER = ROOT / "template" / "order-98-2023-annex-6.toml"


def laid_out(toml: Path, measures: tuple[Measure, ...]) -> tuple[Layout, bytes]:
    """The layout of a form for a plan, and its edition with buttons."""
    form = load_form(str(toml))
    period = form.period_of(next(c for c in ("2024-Y", "2024-Q3", "2024-M05") if _has(form, c)))
    employee = Employee("Ж-01", "Цэцэрлэг", "", "Цэцэрлэгч", "Бат", "Навч", "Навчийн", titles=("А", "Б"))
    plan = Plan(
        employee,
        Unit("Цэцэрлэг", "", "Цэцэрлэгийн"),
        ("А", "Б"),
        measures,
        tuple(f"k{n}" for n in range(len(measures))),
    )
    layout = lay_out(form, plan, period, Token(form.id, period.code, employee.code, 1))
    plain = build_workbook(layout, plan, "secret", Settings(), AT)
    return layout, with_macros(plain, layout, "secret", Settings((("contact_email", "hr@example.mn"),)), AT)


def _has(form: Form, code: str) -> bool:
    try:
        form.period_of(code)
    except ValueError:
        return False
    return True
