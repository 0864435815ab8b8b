"""An engine for xlwings over LibreOffice: what live.py asks of Excel, asked of a real program that runs on Linux.

Only what the package calls is there; xlwings' own classes stand in front of it, as they do in front of Excel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from xlwings import base_classes

from perfxl.form.place import letters
from tests.office.office import Office

WORKER = Path(__file__).with_name("excel_worker.py")
EPOCH = datetime(1899, 12, 30)
ROWS = re.compile(r"(\d+):(\d+)\Z")
CELLS = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?\Z")
LAST_COLUMN = 1024  # of LibreOffice

Square = list[int]


class ComError(Exception):
    """What pywin32 raises for Excel: (hresult, text, (code, source, description, help file, help id, scode), argument)."""

    def __init__(self, hresult: int, text: str = "", description: str = "", scode: int | None = None) -> None:
        inner = (0, "Microsoft Excel", description, None, 0, scode) if scode is not None else None
        super().__init__(hresult, text, inner, None)
        self.hresult = hresult


def refused(description: str) -> ComError:
    """Excel's run-time error 1004."""
    return ComError(-2147352567, "Exception occurred.", description, -2146827284)


class Engine:
    """The engine: one LibreOffice, one app."""

    name = "uno"
    type = "desktop"

    def __init__(self, program: Office) -> None:
        self.program = program
        self.apps = Apps(self)

    def ask(self, do: str, *given: Any) -> Any:
        """One command of the worker; a protected sheet refuses as Excel does."""
        try:
            return self.program._ask(do, *given)
        except Exception as error:
            if "PermissionError" in str(error) or "IllegalArgument" in str(error):
                raise refused(str(error)) from error
            raise

    @staticmethod
    def prepare_xl_data_element(x: Any, options: dict[str, Any]) -> Any:
        """A value on its way into a cell."""
        return x

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, *_: Any
    ) -> Any:
        """Values on their way out of cells."""
        return [[empty_as if v is None else _moment(v) for v in row] for row in data]


def _moment(value: Any) -> Any:
    return EPOCH + timedelta(days=value[1]) if isinstance(value, list) else value


class Apps(base_classes.Apps):
    """The one app, unless it was told that there is none."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.running = True
        self.app = App(engine)

    def keys(self) -> list[int]:
        return [1] if self.running else []

    def __iter__(self) -> Iterator[App]:
        return iter([self.app] if self.running else [])

    def __len__(self) -> int:
        return len(self.keys())

    def __getitem__(self, pid: int) -> App:
        return self.app


class _Correct:
    AutoFillFormulasInLists = True


class _AppApi:
    def __init__(self) -> None:
        self.AutoCorrect = _Correct()


class App(base_classes.App):
    """Settings are kept here, calculation is the documents' own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._api = _AppApi()
        self._screen = self._events = self._alerts = True

    @property
    def api(self) -> Any:
        return self._api

    def activate(self, steal_focus: bool = False) -> None:
        """There is one program, and no screen."""

    @property
    def pid(self) -> int:
        return 1

    @property
    def books(self) -> Books:
        return Books(self.engine)

    @property
    def screen_updating(self) -> bool:
        return self._screen

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self._screen = value

    @property
    def enable_events(self) -> bool:
        return self._events

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self._events = value

    @property
    def display_alerts(self) -> bool:
        return self._alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._alerts = value

    @property
    def calculation(self) -> str:
        books = [number for number, _ in self.engine.ask("book_paths")]
        return "automatic" if all(self.engine.ask("calculates", n) for n in books) else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for number, _ in self.engine.ask("book_paths"):
            self.engine.ask("calculates", number, value == "automatic")


class Books(base_classes.Books):
    """The open documents."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @property
    def api(self) -> Any:
        return self

    @property
    def active(self) -> Book | None:
        number = self.engine.ask("book_active")
        return Book(self.engine, number) if number else None

    def __len__(self) -> int:
        return len(self.engine.ask("book_paths"))

    def __iter__(self) -> Iterator[Book]:
        return iter([Book(self.engine, number) for number, _ in self.engine.ask("book_paths")])

    def __call__(self, name: Any) -> Book:
        return next(book for n, book in enumerate(self, 1) if name in (n, book.name))

    def open(self, fullname: str, **_: Any) -> Book:
        return Book(self.engine, self.engine.ask("book_open", str(Path(fullname).resolve())))


class _BookApi:
    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def FullName(self) -> str:
        return self._book.fullname

    @property
    def ReadOnly(self) -> bool:
        return bool(self._book.ask("book_read_only"))

    def SaveCopyAs(self, path: str) -> None:
        self._book.ask("book_save_copy", path)


class Book(base_classes.Book):
    """One document."""

    def __init__(self, engine: Engine, number: int) -> None:
        self.engine, self.number = engine, number

    def ask(self, do: str, *given: Any) -> Any:
        """A command about this document."""
        return self.engine.ask(do, self.number, *given)

    @property
    def api(self) -> Any:
        return _BookApi(self)

    @property
    def app(self) -> App:
        return self.engine.apps.app

    @property
    def fullname(self) -> str:
        return str(dict(self.engine.ask("book_paths"))[self.number])

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def activate(self) -> None:
        self.ask("book_activate")

    def save(self, path: str | None = None, password: str | None = None) -> None:
        self.ask("book_save_copy", str(Path(path or self.fullname).resolve()))

    def close(self) -> None:
        self.ask("book_close")


class Sheets(base_classes.Sheets):
    """The sheets of a document."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.ask("sheet_active"))

    def __len__(self) -> int:
        return len(self.book.ask("sheet_names"))

    def __iter__(self) -> Iterator[Sheet]:
        return iter([Sheet(self.book, name) for name in self.book.ask("sheet_names")])

    def __call__(self, name: Any) -> Sheet:
        names = self.book.ask("sheet_names")
        return Sheet(self.book, names[name - 1] if isinstance(name, int) else names[names.index(name)])


class _Count:
    def __init__(self, count: int) -> None:
        self.Count = count


class _Series:
    def __init__(self, sheet: Sheet, chart: int, number: int) -> None:
        self._sheet, self._chart, self._number = sheet, chart, number

    @property
    def Formula(self) -> str:
        categories, values = self._sheet.ask("chart_series")[self._chart - 1][self._number - 1]
        return f'=SERIES("",{categories},{values},{self._number})'

    def _move(self, categories: str, values: str) -> None:
        self._sheet.ask("chart_move", self._chart, self._number, categories, values)

    XValues = property(fset=lambda self, said: self._move(said.removeprefix("="), ""))
    Values = property(fset=lambda self, said: self._move("", said.removeprefix("=")))


class _Chart:
    def __init__(self, sheet: Sheet, number: int) -> None:
        self._sheet, self._number = sheet, number

    @property
    def Chart(self) -> _Chart:
        return self

    def SeriesCollection(self, number: int | None = None) -> Any:
        if number is None:
            return _Count(len(self._sheet.ask("chart_series")[self._number - 1]))
        return _Series(self._sheet, self._number, number)


class _Protection:
    """What a protected sheet allows; LibreOffice has no calls for it, so that it is remembered here."""

    def __init__(self) -> None:
        self.allowed: dict[str, bool] = {}

    def __getattr__(self, name: str) -> bool:
        return self.allowed.get(name, name == "AllowFormattingRows")


class _SheetApi:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def ProtectContents(self) -> bool:
        return bool(self._sheet.ask("sheet_protected"))

    ProtectDrawingObjects = ProtectScenarios = ProtectContents

    @property
    def Protection(self) -> _Protection:
        return _Protection()

    @property
    def Comments(self) -> _Comments:
        return _Comments(self._sheet)

    @property
    def PageSetup(self) -> _PageSetup:
        return _PageSetup(self._sheet)

    def Unprotect(self, password: str) -> None:
        if not self._sheet.ask("sheet_unprotect", password):
            raise refused("The password you supplied is not correct.")

    def Protect(self, password: str, *_: Any) -> None:
        self._sheet.ask("sheet_protect", password)

    def ChartObjects(self, number: int | None = None) -> Any:
        return _Count(len(self._sheet.ask("chart_series"))) if number is None else _Chart(self._sheet, number)


class Sheet(base_classes.Sheet):
    """One sheet."""

    def __init__(self, book: Book, name: str) -> None:
        self._book, self._name = book, name

    def ask(self, do: str, *given: Any) -> Any:
        """A command about this sheet."""
        return self._book.ask(do, self._name, *given)

    @property
    def api(self) -> Any:
        return _SheetApi(self)

    @property
    def name(self) -> str:
        return self._name

    @property
    def book(self) -> Book:
        return self._book

    @property
    def used_range(self) -> Range:
        return Range(self, self.ask("sheet_used"))

    @property
    def tables(self) -> Tables:
        return Tables(self)

    def activate(self) -> None:
        self._book.ask("sheet_active", self._name)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, Range):
            return Range(self, [*arg1.square[:2], *(arg2 or arg1).square[2:]])
        if isinstance(arg1, tuple):
            return Range(self, [*arg1, *(arg2 or arg1)])
        return Range(self, _square(str(arg1)))


def _square(address: str) -> Square:
    rows = ROWS.match(address)
    if rows:
        return [int(rows[1]), 1, int(rows[2]), LAST_COLUMN]
    found = CELLS.match(address)
    assert found, address
    left, top = _column(found[1]), int(found[2])
    return [top, left, int(found[4] or top), _column(found[3]) if found[3] else left]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class Tables(base_classes.Tables):
    """The tables of a sheet: LibreOffice's database ranges."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __len__(self) -> int:
        return len(self._sheet.ask("sheet_tables"))

    def __iter__(self) -> Iterator[Table]:
        return iter([Table(self._sheet, name) for name, _ in self._sheet.ask("sheet_tables")])

    def __call__(self, name: Any) -> Table:
        return next(table for n, table in enumerate(self, 1) if name in (n, table.name))


class Table(base_classes.Table):
    """One table."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet, self._name = sheet, name

    @property
    def name(self) -> str:
        return self._name

    @property
    def range(self) -> Range:
        return Range(self._sheet, dict(self._sheet.ask("sheet_tables"))[self._name])

    def resize(self, range: Any) -> None:
        self._sheet.book.ask("table_resize", self._name, range.impl.square)


class _Edge:
    def __init__(self, cells: Range, number: int) -> None:
        self._cells, self._number = cells, number

    LineStyle = Weight = property(fset=lambda self, value: None)

    @property
    def Color(self) -> int:
        raise NotImplementedError

    @Color.setter
    def Color(self, value: int) -> None:
        self._cells.ask("edge", self._number, _colour(value))


class _NativeFont:
    def __init__(self, cells: Range) -> None:
        self._cells = cells

    Underline = property(
        fset=lambda self, value: self._cells.shape_cells(CharUnderline=1 if value == 2 else 0)
    )


class _Conditions:
    """The conditional formats that hold a cell."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    @property
    def Count(self) -> int:
        return int(self._cells.ask("conditions"))

    def __call__(self, number: int) -> _Conditions:
        return self

    def ModifyAppliesToRange(self, whole: _RangeApi) -> None:
        self._cells.ask("condition_stretch", whole.square)


class _Validation:
    def __init__(self, cells: Range) -> None:
        self._cells = cells

    def Delete(self) -> None:
        self._cells.ask("list_set", [])

    def Add(self, kind: int, alert: int, operator: int, listed: str) -> None:
        assert (kind, operator) == (3, 1)
        self._cells.ask("list_set", listed.split(","))


class _Shape:
    """The box of a note; LibreOffice makes it as large as it needs."""

    Width = Height = 0.0


class _Comment:
    def __init__(self, sheet: Sheet, square: Square, text: str) -> None:
        self._sheet, self._square, self._text = sheet, square, text
        self.Shape = _Shape()

    def Text(self) -> str:
        return self._text

    def Delete(self) -> None:
        self._sheet.ask("note_delete", self._square)


class _Comments:
    def __init__(self, sheet: Sheet) -> None:
        self._notes = [
            _Comment(sheet, [row, column, row, column], text) for row, column, text in sheet.ask("notes")
        ]
        self.Count = len(self._notes)

    def __call__(self, number: int) -> _Comment:
        return self._notes[number - 1]


class _PageSetup:
    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def PrintArea(self) -> str:
        found = self._sheet.ask("print_area")
        return f"${letters(found[1])}${found[0]}:${letters(found[3])}${found[2]}" if found else ""

    @PrintArea.setter
    def PrintArea(self, area: str) -> None:
        self._sheet.ask("print_area", _square(area))


class _RangeApi:
    def __init__(self, cells: Range) -> None:
        self._cells = cells
        self.square = cells.square
        self.Font = _NativeFont(cells)
        self.FormatConditions = _Conditions(cells)
        self.Validation = _Validation(cells)

    VerticalAlignment = property(
        fset=lambda self, value: self._cells.ask(
            "justify", "", {-4160: "TOP", -4108: "CENTER", -4107: "BOTTOM"}[value]
        )
    )
    HorizontalAlignment = property(
        fset=lambda self, value: self._cells.ask(
            "justify", {-4131: "LEFT", -4108: "CENTER", -4152: "RIGHT", 5: "REPEAT"}[value], ""
        )
    )

    def Borders(self, edge: int) -> _Edge:
        return _Edge(self._cells, edge)

    @property
    def Comment(self) -> _Comment | None:
        text = self._cells.ask("note")
        return None if text is None else _Comment(self._cells.sheet, self.square, text)

    def AddComment(self, text: str) -> _Comment:
        self._cells.ask("note_add", text)
        return _Comment(self._cells.sheet, self.square, text)


def _colour(value: int) -> int:
    """Excel's colour number as LibreOffice's."""
    return (value & 255) << 16 | value & 0xFF00 | value >> 16


class Font(base_classes.Font):
    """The font of a range."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    name = property(fset=lambda self, value: self._cells.shape_cells(CharFontName=value))
    size = property(fset=lambda self, value: self._cells.shape_cells(CharHeight=value))
    bold = property(fset=lambda self, value: self._cells.shape_cells(CharWeight=150.0 if value else 100.0))
    color = property(fset=lambda self, value: self._cells.shape_cells(CharColor=_rgb(value)))

    @property
    def italic(self) -> bool:
        raise NotImplementedError

    @italic.setter
    def italic(self, value: bool) -> None:
        self._cells.ask("slant", value)


def _rgb(colour: Any) -> int:
    red, green, blue = colour
    return int(red << 16 | green << 8 | blue)


class Range(base_classes.Range):
    """An area of a sheet: [top, left, bottom, right]."""

    def __init__(self, sheet: Sheet, square: Square) -> None:
        self.sheet, self.square = sheet, square
        self.options: dict[str, Any] = {}

    def ask(self, do: str, *given: Any) -> Any:
        """A command about this area."""
        return self.sheet.ask(do, self.square, *given)

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self.square
        return bottom - top + 1, right - left + 1

    def shape_cells(self, **wanted: Any) -> None:
        self.ask("shape", wanted)

    @property
    def api(self) -> Any:
        return _RangeApi(self)

    @property
    def row(self) -> int:
        return self.square[0]

    @property
    def column(self) -> int:
        return self.square[1]

    @property
    def coords(self) -> tuple[Any, ...]:
        return (self.sheet.name, self.row, self.column, *self.shape)

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        columns = self.shape[1]
        row, column = (
            (arg1, arg2) if arg2 is not None else ((arg1 - 1) // columns + 1, (arg1 - 1) % columns + 1)
        )
        top, left = self.row + row - 1, self.column + column - 1
        return Range(self.sheet, [top, left, top, left])

    @property
    def raw_value(self) -> Any:
        return self.ask("values")

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._enter(data)

    @property
    def formula(self) -> Any:
        return tuple(map(tuple, self.ask("formulas")))

    @formula.setter
    def formula(self, data: Any) -> None:
        self._enter(data)

    def _enter(self, data: Any) -> None:
        rows = data if isinstance(data, list | tuple) else [[data]]
        rows = rows if rows and isinstance(rows[0], list | tuple) else [rows]
        self.ask("enter", rows)

    def clear_contents(self) -> None:
        self.ask("clear", "contents")

    def clear_formats(self) -> None:
        self.ask("clear", "formats")

    def merge(self, across: bool) -> None:
        self.ask("merge", True)

    def unmerge(self) -> None:
        self.ask("merge", False)

    def delete(self, shift: str | None = None) -> None:
        self.sheet.ask("rows_delete", self.square[0], self.square[2])

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        self.sheet.ask("rows_insert", self.square[0], self.square[2])

    @property
    def rows(self) -> Range:
        return self

    def autofit(self, axis: str | None = None) -> None:
        self.sheet.ask("rows_fit", self.square[0], self.square[2])

    @property
    def row_height(self) -> float:
        raise NotImplementedError

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.sheet.ask("rows_height", self.square[0], self.square[2], value)

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def number_format(self) -> str:
        raise NotImplementedError

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.ask("number_format", value)

    @property
    def wrap_text(self) -> bool:
        raise NotImplementedError

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.shape_cells(IsTextWrapped=value)

    @property
    def color(self) -> Any:
        raise NotImplementedError

    @color.setter
    def color(self, value: Any) -> None:
        self.shape_cells(CellBackColor=_rgb(value))

    def select(self) -> None:
        self.ask("select")
