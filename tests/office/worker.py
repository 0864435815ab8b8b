"""Drives LibreOffice through UNO: runs under the Python that UNO was built for, one JSON request and answer a line."""

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.datatransfer import DataFlavor, XTransferable

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
    ".pdf": "calc_pdf_Export",
}


def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


class Clip(unohelper.Base, XTransferable):
    """One flavour of text on the clipboard."""

    def __init__(self, mime, data):
        self.flavour = DataFlavor()
        self.flavour.MimeType = mime
        self.flavour.HumanPresentableName = mime
        self.flavour.DataType = uno.getTypeByName("[]byte")
        self.data = uno.ByteSequence(data.encode("utf-8"))

    def getTransferData(self, flavour):
        return self.data

    def getTransferDataFlavors(self):
        return (self.flavour,)

    def isDataFlavorSupported(self, flavour):
        return flavour.MimeType == self.flavour.MimeType


class Office:
    """One LibreOffice with at most one document open."""

    def __init__(self, folder):
        self.pipe = f"perfxl{time.time_ns()}"
        self.process = subprocess.Popen(
            [
                "soffice",
                "--headless",
                "--norestore",
                "--nologo",
                f"-env:UserInstallation=file://{folder}",
                f"--accept=pipe,name={self.pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.context = self.connect()
        manager = self.context.ServiceManager
        self.desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)
        self.dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", self.context)
        self.document = None

    def connect(self):
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(240):
            try:
                return resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
            except Exception:
                time.sleep(0.25)
        raise RuntimeError("soffice did not answer")

    def open(self, path):
        self.close()
        url = uno.systemPathToFileUrl(path)
        self.document = self.desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
        if self.document is None:
            raise RuntimeError(f"cannot open {path}")
        return list(self.document.Sheets.ElementNames)

    def open_with_macros(self, path):
        """Opens a workbook whose macros may run; they are our own, and ask for the active cell of a view that is shown."""
        self.close()
        url = uno.systemPathToFileUrl(path)
        self.document = self.desktop.loadComponentFromURL(
            url, "_blank", 0, properties(Hidden=False, MacroExecutionMode=4)
        )
        return list(self.document.Sheets.ElementNames)

    def run(self, module, macro):
        """Runs a macro without arguments."""
        place = f"vnd.sun.star.script:VBAProject.{module}.{macro}?language=Basic&location=document"
        self.document.getScriptProvider().getScript(place).invoke((), (), ())

    def close(self):
        if self.document is not None:
            self.document.close(True)
            self.document = None

    def save(self, path):
        suffix = Path(path).suffix.lower()
        self.document.storeToURL(uno.systemPathToFileUrl(path), properties(FilterName=FILTERS[suffix]))

    def dispatch(self, command, **values):
        frame = self.document.CurrentController.Frame
        self.dispatcher.executeDispatch(frame, command, "", 0, properties(**values))

    def go(self, sheet, cell):
        controller = self.document.CurrentController
        controller.setActiveSheet(self.document.Sheets.getByName(sheet))
        self.dispatch(".uno:GoToCell", ToPoint=cell)

    def type(self, sheet, cell, text):
        """What a person does: go to the cell, type, Enter; and OK where the program refuses."""
        self.go(sheet, cell)
        self.dispatch(".uno:EnterString", StringName=text)
        self.dismiss()

    def dismiss(self):
        """Message boxes closed: the second one over an open first ends the program."""
        manager = self.context.ServiceManager
        toolkit = manager.createInstanceWithContext("com.sun.star.awt.Toolkit", self.context)
        tops = [toolkit.getTopWindow(number) for number in range(toolkit.getTopWindowCount())]
        for window in tops:
            if any(kind.typeName == "com.sun.star.awt.XMessageBox" for kind in window.getTypes()):
                window.dispose()

    def type_many(self, sheet, entries):
        for cell, text in entries:
            self.type(sheet, cell, text)

    def paste(self, sheet, cell, text, mime):
        """A paste of foreign content: no dialog stands between, as there is none for Ctrl+V."""
        self.go(sheet, cell)
        self.document.CurrentController.insertTransferable(Clip(mime, text))

    def tab(self, sheet, cell, times):
        """The addresses that Tab visits from a cell."""
        self.go(sheet, cell)
        seen = []
        for _ in range(times):
            self.dispatch(".uno:JumpToNextUnprotected")
            address = self.document.CurrentSelection.getCellAddress()
            seen.append([address.Row + 1, address.Column + 1])
        return seen

    def cell(self, sheet, cell):
        found = self.document.Sheets.getByName(sheet).getCellRangeByName(cell)
        protection = found.CellProtection
        return {
            "text": found.String,
            "formula": found.Formula,
            "value": found.Value,
            "type": found.Type.value,
            "error": found.getError(),
            "locked": protection.IsLocked,
            "height": found.Rows.getByIndex(0).Height,
        }

    def cells(self, sheet, addresses):
        return [self.cell(sheet, address) for address in addresses]

    def block(self, sheet, area):
        """The results of a whole range at once: rows of texts and numbers."""
        return self.document.Sheets.getByName(sheet).getCellRangeByName(area).getDataArray()

    def put(self, sheet, cell, value):
        """What a program does: set a cell whatever its lock; a list is set as (address, value) pairs."""
        found = self.document.Sheets.getByName(sheet).getCellRangeByName(cell)
        if isinstance(value, str):
            found.String = value
        else:
            found.Value = value

    def formula(self, sheet, cell, text):
        self.document.Sheets.getByName(sheet).getCellRangeByName(cell).Formula = text

    def put_many(self, sheet, entries):
        for cell, value in entries:
            self.put(sheet, cell, value)

    def recalculate(self):
        self.document.calculateAll()

    def protected(self, sheet):
        return self.document.Sheets.getByName(sheet).isProtected()

    def quit(self):
        self.close()
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


def main(program=Office):
    with tempfile.TemporaryDirectory(prefix="perfxl-office-") as folder:
        office = program(folder)
        try:
            for line in sys.stdin:
                request = json.loads(line)
                try:
                    result = getattr(office, request["do"])(*request["with"])
                    answer = {"result": result}
                except Exception as error:
                    answer = {"error": f"{type(error).__name__}: {error}"}
                print(json.dumps(answer), flush=True)
        finally:
            office.quit()


if __name__ == "__main__":
    main()
