"""The door to Excel: xlwings is imported here and nowhere else; what Excel answers becomes a sentence for a person."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from perfxl.trouble import Trouble

T = TypeVar("T")

PATIENCE = 6.0  # seconds that a busy Excel is waited for
_PAUSE = 0.25
# Excel's and COM's own numbers, as unsigned HRESULTs (winerror.h; 0x800AC472 is Excel's "a cell is being edited").
_BUSY = frozenset((0x80010001, 0x8001010A, 0x8001010B, 0x800AC472))
_CLOSED = frozenset(
    (0x80010007, 0x80010012, 0x80010108, 0x80010114, 0x800706BA, 0x800706BE, 0x800401A8, 0x800401FD)
)
_WIDE = 0xFFFFFFFF


@dataclass(frozen=True)
class Door:
    """How calls reach Excel: a busy one is asked again for a while, then there is a Trouble (`live_busy`,
    `live_closed`, `live_refused`)."""

    patience: float = PATIENCE
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def ask(self, call: Callable[..., T], *given: Any) -> T:
        """What the call gives. It may be made several times."""
        until = self.clock() + self.patience
        while True:
            try:
                return call(*given)
            except Exception as error:  # COM's errors have no class outside Windows: `_kind` tells them apart
                kind = _kind(error)
                if not kind:
                    raise
                if kind != "busy" or self.clock() >= until:
                    raise _trouble(kind, error) from error
                self.sleep(_PAUSE)


def _kind(error: Exception) -> str:
    """busy, closed or refused; empty where it is no answer of Excel's. pywin32 need not be there to ask."""
    if type(error).__name__ == "ExcelBusyError" or _lost_attribute(error):
        return "busy"
    numbers = _numbers(error)
    if not numbers:
        return ""
    return "busy" if numbers & _BUSY else "closed" if numbers & _CLOSED else "refused"


def _lost_attribute(error: Exception) -> bool:
    """Whether pywin32 took a busy Excel's refusal for an attribute that is not there."""
    if not isinstance(error, AttributeError):
        return False
    step = error.__traceback__
    while step and step.tb_next:
        step = step.tb_next
    where = str(step.tb_frame.f_globals.get("__name__", "")) if step else ""
    return where == "xlwings._xlwindows" or where.startswith("win32com.")


def _numbers(error: Exception) -> set[int]:
    """The HRESULT of a COM error, and Excel's own number within it."""
    number = getattr(error, "hresult", None)
    if not isinstance(number, int):
        return set()
    inner = error.args[2] if len(error.args) > 2 and isinstance(error.args[2], tuple) else ()
    return {code & _WIDE for code in (number, *inner[5:6]) if isinstance(code, int)}


def _trouble(kind: str, error: Exception) -> Trouble:
    if kind == "busy":
        return Trouble("live_busy")
    if kind == "closed":
        return Trouble("live_closed")
    inner = error.args[2] if len(error.args) > 2 and isinstance(error.args[2], tuple) else ()
    message = inner[2] if len(inner) > 2 and inner[2] else error.args[1] if len(error.args) > 1 else error
    return Trouble("live_refused", message=" ".join(str(message).split()))


@contextmanager
def running_excel(door: Door) -> Iterator[tuple[Any, ...]]:
    """The running Excels of Windows. Trouble where xlwings is not installed or no Excel runs."""
    if sys.platform == "darwin":  # Excel for macOS has not the calls that are needed
        raise Trouble("live_no_excel")
    try:
        import xlwings
    except ImportError as error:
        raise Trouble("live_no_xlwings") from error
    with _not_forever():
        engine = xlwings.engines.active
        apps = tuple(door.ask(lambda: list(engine.apps))) if engine else ()
        if not apps:
            raise Trouble("live_no_excel")
        yield apps


@contextmanager
def _not_forever() -> Iterator[None]:
    """On Windows xlwings itself asks a busy Excel again without end; here the Door decides how long."""
    theirs = sys.modules.get("xlwings._xlwindows")
    before = getattr(theirs, "N_COM_ATTEMPTS", None)
    if theirs is None or before is None:
        yield
        return
    theirs.N_COM_ATTEMPTS = 1  # type: ignore[attr-defined]  # a setting of theirs that has no type
    try:
        yield
    finally:
        theirs.N_COM_ATTEMPTS = before  # type: ignore[attr-defined]  # as above


def open_books(door: Door, apps: tuple[Any, ...]) -> tuple[tuple[Any, str], ...]:
    """The open workbooks, each with its full name (a path, or an address in a cloud)."""
    out: list[tuple[Any, str]] = []
    for app in apps:
        books = door.ask(_books, app)
        out += [(book, full_name(door, book)) for book in books]
    return tuple(out)


def _books(app: Any) -> list[Any]:
    return list(app.books)


def full_name(door: Door, book: Any) -> str:
    """A workbook's path as Excel has it; its bare name where it was never saved."""
    return str(door.ask(lambda: book.api.FullName))


def is_at(name: str, path: Path) -> bool:
    """Whether an open workbook is the file at a path; in a synchronised folder Excel gives a web address instead."""
    if "://" in name:
        ends = unquote(name).replace("\\", "/").casefold().split("/")[-3:]
        return ends == [part.casefold() for part in path.resolve().parts[-3:]]
    try:
        return Path(name).samefile(path)
    except OSError:
        return False


@contextmanager
def quiet(door: Door, app: Any) -> Iterator[None]:
    """Excel without calculation, drawing and events while much is written; all is put back, whatever happens.

    Formulas written into a table would else be filled down its whole column. Trouble (`live_state`) where it could not
    be put back.
    """
    before: list[tuple[Any, str, Any]] = []
    correct = door.ask(lambda: app.api.AutoCorrect)
    wanted = (
        (app, "screen_updating", False),
        (app, "enable_events", False),
        (correct, "AutoFillFormulasInLists", False),
        (app, "calculation", "manual"),
    )
    try:
        for thing, name, value in wanted:
            before.append((thing, name, door.ask(getattr, thing, name)))
            door.ask(setattr, thing, name, value)
        yield
    finally:
        _put_back(door, before)


def _put_back(door: Door, before: list[tuple[Any, str, Any]]) -> None:
    """Every setting by itself: one that fails does not keep the others back."""
    lost = False
    for thing, name, value in reversed(before):
        try:
            door.ask(setattr, thing, name, value)
        except Trouble as trouble:
            lost = lost or trouble.name != "live_closed"
    if lost and not isinstance(sys.exc_info()[1], Trouble):
        raise Trouble("live_state")
