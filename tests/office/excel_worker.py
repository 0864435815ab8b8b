"""Several workbooks open in one LibreOffice, spoken to in Excel's terms: areas from 1, formulas as Excel spells them."""

import re
from pathlib import Path

import uno
import worker
from com.sun.star.table import BorderLine2
from worker import Office, properties

VALUE, DATETIME, STRING, FORMULA = 1, 2, 4, 16  # com.sun.star.sheet.CellFlags
XL_A1 = 1  # com.sun.star.sheet.AddressConvention
LITERAL = re.compile(r'"(?:[^"]|"")*"|[^"]+')
SHEET = re.compile(r"\$?('(?:[^']|'')+'|\w+)\.(?=\$?[A-Z])")
SIGNS = str.maketrans(",;", ";,")
EDGES = {
    7: "LeftLine",
    8: "TopLine",
    9: "BottomLine",
    10: "RightLine",
    11: "VerticalLine",
    12: "HorizontalLine",
}
HEIGHT = 2540 / 72  # 1/100 mm a point


def swapped(formula):
    """Commas for semicolons and the other way round, but not within texts."""
    return "".join(p if p.startswith('"') else p.translate(SIGNS) for p in LITERAL.findall(formula))


def spelled(formula):
    """A formula of LibreOffice's as Excel spells it."""
    pieces = LITERAL.findall(swapped(formula))
    return "".join(p if p.startswith('"') else SHEET.sub(r"\1!", p) for p in pieces)


def is_formula(value):
    return isinstance(value, str) and value.startswith("=")


class Excel(Office):
    """Documents by number."""

    def __init__(self, folder):
        super().__init__(folder)
        self.books = {}
        self.active = 0

    # --- workbooks ---

    def book_open(self, path):
        number = max(self.books, default=0) + 1
        url = uno.systemPathToFileUrl(path)
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
        self.books[number] = document
        self.active = number
        return number

    def book_paths(self):
        return [[n, uno.fileUrlToSystemPath(d.URL) if d.URL else ""] for n, d in self.books.items()]

    def book_active(self):
        return self.active

    def book_activate(self, number):
        self.active = number

    def book_close(self, number):
        self.books.pop(number).close(True)
        self.active = max(self.books, default=0)

    def book_save_copy(self, number, path):
        kind = worker.FILTERS[Path(path).suffix.lower()]
        self.books[number].storeToURL(uno.systemPathToFileUrl(path), properties(FilterName=kind))

    def book_read_only(self, number):
        return self.books[number].isReadonly()

    def quit(self):
        for number in list(self.books):
            self.book_close(number)
        super().quit()

    def calculates(self, number, wanted=None):
        if wanted is not None:
            self.books[number].enableAutomaticCalculation(wanted)
        return self.books[number].isAutomaticCalculationEnabled()

    # --- sheets ---

    def sheet_names(self, number):
        return list(self.books[number].Sheets.ElementNames)

    def sheet_active(self, number, name=None):
        controller = self.books[number].CurrentController
        if name is not None:
            controller.setActiveSheet(self.sheet(number, name))
        return controller.ActiveSheet.Name

    def sheet_used(self, number, name):
        cursor = self.sheet(number, name).createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return [1, 1, end.EndRow + 1, end.EndColumn + 1]

    def sheet_protected(self, number, name):
        return self.sheet(number, name).isProtected()

    def sheet_protect(self, number, name, password):
        self.sheet(number, name).protect(password)

    def sheet_unprotect(self, number, name, password):
        self.sheet(number, name).unprotect(password)
        return not self.sheet(number, name).isProtected()

    def sheet_tables(self, number, name):
        document, index = self.books[number], self.sheet(number, name).RangeAddress.Sheet
        found = [document.DatabaseRanges.getByName(one) for one in document.DatabaseRanges.ElementNames]
        return [[one.Name, self.square(one.DataArea)] for one in found if one.DataArea.Sheet == index]

    def table_resize(self, number, table, square):
        found = self.books[number].DatabaseRanges.getByName(table)
        area = found.DataArea
        area.StartRow, area.StartColumn, area.EndRow, area.EndColumn = [one - 1 for one in square]
        found.setDataArea(area)

    def chart_series(self, number, name):
        """For each chart its series: categories, values."""
        return [
            [[self.said(system), self.reference(one)] for system, one in self.series(chart)]
            for chart in self.charts(number, name)
        ]

    def chart_move(self, number, name, chart, series, categories, values):
        document = self.charts(number, name)[chart - 1].EmbeddedObject
        provider = document.getDataProvider()
        system, one = self.series(self.charts(number, name)[chart - 1])[series - 1]
        if values:
            sequence = provider.createDataSequenceByRangeRepresentation(self.represented(values))
            sequence.Role = "values-y"
            self.labelled(one, sequence)
        if categories:
            axis = system.getAxisByDimension(0, 0)
            data = axis.ScaleData
            sequence = provider.createDataSequenceByRangeRepresentation(self.represented(categories))
            sequence.Role = "categories"
            data.Categories.setValues(sequence)
            axis.setScaleData(data)

    def charts(self, number, name):
        found = self.sheet(number, name).Charts
        return [found.getByIndex(one) for one in range(found.Count)]

    def series(self, chart):
        return [
            (system, one)
            for system in chart.EmbeddedObject.FirstDiagram.CoordinateSystems
            for kind in system.ChartTypes
            for one in kind.DataSeries
        ]

    def labelled(self, series, sequence):
        series.DataSequences[0].setValues(sequence)

    def reference(self, series):
        return self.excel(series.DataSequences[0].Values.SourceRangeRepresentation)

    def said(self, system):
        return self.excel(
            system.getAxisByDimension(0, 0).ScaleData.Categories.Values.SourceRangeRepresentation
        )

    def excel(self, said):
        return said.removeprefix("$").replace(".", "!", 1)

    def represented(self, said):
        return "$" + said.replace("'", "").replace("!", ".", 1)

    # --- cells ---

    def values(self, number, name, square):
        """Rows of numbers, texts and nulls; moments as ["date", serial]."""
        area = self.area(number, name, square)
        rows = [list(row) for row in area.getDataArray()]
        said = area.getFormulaArray()
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                row[c] = None if value == "" and not said[r][c] else value
        for address in area.queryContentCells(DATETIME).RangeAddresses:
            for r in range(address.StartRow, address.EndRow + 1):
                for c in range(address.StartColumn, address.EndColumn + 1):
                    line = rows[r - square[0] + 1]
                    line[c - square[1] + 1] = ["date", line[c - square[1] + 1]]
        return rows

    def formulas(self, number, name, square):
        """Rows of what stands in the formula line: formulas as Excel spells them, values as text."""
        rows = self.area(number, name, square).getFormulaArray()
        shown = self.area(number, name, square).getDataArray()
        return [
            [
                spelled(one) if one.startswith("=") and one != data else one
                for one, data in zip(*lines, strict=True)
            ]
            for lines in zip(rows, shown, strict=True)
        ]

    def enter(self, number, name, square, block):
        """What Excel does with what is entered: an apostrophe makes a text, = a formula, what looks like a number one."""
        sheet, parser = self.sheet(number, name), self.parser(number)
        self.refuse_locked(sheet, square)
        plain = [["" if v is None or is_formula(v) else v for v in row] for row in block]
        self.area(number, name, square).setFormulaArray(tuple(map(tuple, plain)))
        for r, row in enumerate(block, square[0] - 1):
            for c, value in enumerate(row, square[1] - 1):
                if is_formula(value):
                    cell = sheet.getCellByPosition(c, r)
                    cell.setTokens(parser.parseFormula(swapped(value[1:]), cell.getCellAddress()))
        if any(
            is_formula(value) for row in block for value in row
        ):  # Excel works out what is entered at once
            self.books[number].calculate()

    def refuse_locked(self, sheet, square):
        """Excel refuses programs too where a sheet is protected."""
        if not sheet.isProtected():
            return
        for r in range(square[0] - 1, square[2]):
            for c in range(square[1] - 1, square[3]):
                if sheet.getCellByPosition(c, r).CellProtection.IsLocked:
                    raise PermissionError("the cell is on a protected sheet")

    def rows_delete(self, number, name, first, last):
        self.sheet(number, name).Rows.removeByIndex(first - 1, last - first + 1)

    def rows_insert(self, number, name, first, last):
        self.sheet(number, name).Rows.insertByIndex(first - 1, last - first + 1)

    def rows_fit(self, number, name, first, last):
        self.rows(number, name, first, last).OptimalHeight = True

    def rows_height(self, number, name, first, last, points):
        self.rows(number, name, first, last).Height = round(points * HEIGHT)

    def hidden_rows(self, number, name, first, last):
        rows = self.sheet(number, name).Rows
        return [n for n in range(first, last + 1) if not rows.getByIndex(n - 1).IsVisible]

    def merge(self, number, name, square, wanted):
        self.area(number, name, square).merge(wanted)

    def clear(self, number, name, square, what):
        flags = {"contents": VALUE | DATETIME | STRING | FORMULA, "formats": 32 | 64}[what]
        self.area(number, name, square).clearContents(flags)

    def shape(self, number, name, square, wanted):
        """Properties of cells by their names in UNO."""
        area = self.area(number, name, square)
        for key, value in wanted.items():
            area.setPropertyValue(key, value)

    def slant(self, number, name, square, wanted):
        slanted = "ITALIC" if wanted else "NONE"
        self.area(number, name, square).CharPosture = uno.Enum("com.sun.star.awt.FontSlant", slanted)

    def justify(self, number, name, square, across="", down=""):
        area = self.area(number, name, square)
        if across:
            area.HoriJustify = uno.Enum("com.sun.star.table.CellHoriJustify", across)
        if down:
            area.VertJustify = {"TOP": 1, "CENTER": 2, "BOTTOM": 3}[down]

    def number_format(self, number, name, square, wanted):
        formats, locale = self.books[number].NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale")
        locale.Language, locale.Country = "en", "US"
        key = formats.queryKey(wanted, locale, False)
        if key < 0:
            key = formats.addNew(wanted, locale)
        self.area(number, name, square).NumberFormat = key

    def edge(self, number, name, square, edge, colour):
        area = self.area(number, name, square)
        border = area.TableBorder2
        line = BorderLine2()
        line.OuterLineWidth, line.LineWidth, line.Color = 18, 18, colour
        setattr(border, EDGES[edge], line)
        setattr(border, f"Is{EDGES[edge]}Valid", True)
        area.TableBorder2 = border

    def look(self, number, name, square):
        """How a cell looks, for tests."""
        cell = self.area(number, name, square)
        return {
            "font": cell.CharFontName, "size": cell.CharHeight, "fill": cell.CellBackColor,
            "wraps": cell.IsTextWrapped, "merged": cell.IsMerged, "locked": cell.CellProtection.IsLocked,
        }  # fmt: skip

    def conditions(self, number, name, square):
        return len(self.holding(number, name, square))

    def condition_stretch(self, number, name, square, whole):
        for one in self.holding(number, name, square):
            ranges = self.books[number].createInstance("com.sun.star.sheet.SheetCellRanges")
            ranges.addRangeAddress(self.area(number, name, whole).RangeAddress, False)
            one.Range = ranges

    def holding(self, number, name, square):
        """The conditional formats that hold a cell."""
        found = self.sheet(number, name).ConditionalFormats.getConditionalFormats()
        return [one for one in found if any(self.holds(a, square) for a in one.Range.RangeAddresses)]

    def holds(self, address, square):
        top, left, bottom, right = self.square(address)
        return top <= square[0] <= bottom and left <= square[1] <= right

    def list_set(self, number, name, square, words):
        area = self.area(number, name, square)
        validation = area.Validation
        validation.Type = uno.Enum("com.sun.star.sheet.ValidationType", "LIST" if words else "ANY")
        validation.setFormula1(";".join(f'"{word}"' for word in words))
        area.Validation = validation

    def list_of(self, number, name, square):
        return self.area(number, name, square).Validation.getFormula1()

    def print_area(self, number, name, square=None):
        sheet = self.sheet(number, name)
        if square is not None:
            sheet.setPrintAreas((self.area(number, name, square).RangeAddress,))
        found = sheet.getPrintAreas()
        return self.square(found[0]) if found else None

    # --- notes ---

    def note(self, number, name, square):
        found = self.note_at(number, name, square)
        return found.String if found else None

    def notes(self, number, name):
        return [[n.Position.Row + 1, n.Position.Column + 1, n.String] for n in self.all_notes(number, name)]

    def note_add(self, number, name, square, text):
        sheet = self.sheet(number, name)
        if sheet.isProtected():
            raise PermissionError("the sheet is protected")
        sheet.Annotations.insertNew(
            self.area(number, name, square).getCellByPosition(0, 0).getCellAddress(), text
        )

    def note_delete(self, number, name, square):
        if self.sheet(number, name).isProtected():
            raise PermissionError("the sheet is protected")
        annotations = self.sheet(number, name).Annotations
        for index in range(annotations.Count):
            position = annotations.getByIndex(index).Position
            if [position.Row + 1, position.Column + 1] == square[:2]:
                annotations.removeByIndex(index)
                return

    def note_at(self, number, name, square):
        at = [[n.Position.Row + 1, n.Position.Column + 1] for n in self.all_notes(number, name)]
        return self.all_notes(number, name)[at.index(square[:2])] if square[:2] in at else None

    def all_notes(self, number, name):
        annotations = self.sheet(number, name).Annotations
        return [annotations.getByIndex(index) for index in range(annotations.Count)]

    # --- what a person does ---

    def select(self, number, name, square):
        controller = self.books[number].CurrentController
        controller.setActiveSheet(self.sheet(number, name))
        controller.select(self.area(number, name, square))

    def selected(self, number):
        found = self.books[number].CurrentSelection.RangeAddress
        sheet = self.books[number].Sheets.getByIndex(found.Sheet).Name
        return [sheet, *self.square(found)]

    def filter_by(self, number, table, column, text):
        """The rows of a table whose column (from 1) holds exactly a text; the others are hidden."""
        found = self.books[number].DatabaseRanges.getByName(table)
        field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
        field.Field, field.IsNumeric, field.StringValue = column - 1, False, text
        field.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
        found.getFilterDescriptor().setFilterFields((field,))
        found.refresh()

    def sort_by(self, number, name, square, column):
        """Rows of an area by a column (from 1) downwards, its first row being the header."""
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column - 1, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        area = self.area(number, name, square)
        uno.invoke(area, "sort", (properties(SortFields=fields, ContainsHeader=True),))

    # --- within ---

    def sheet(self, number, name):
        return self.books[number].Sheets.getByName(name)

    def area(self, number, name, square):
        top, left, bottom, right = square
        return self.sheet(number, name).getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    def rows(self, number, name, first, last):
        return self.sheet(number, name).getCellRangeByPosition(0, first - 1, 0, last - 1).Rows

    def square(self, address):
        return [address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1]

    def parser(self, number):
        made = self.books[number].createInstance("com.sun.star.sheet.FormulaParser")
        made.FormulaConvention, made.CompileEnglish = XL_A1, True
        return made


if __name__ == "__main__":
    worker.main(Excel)
