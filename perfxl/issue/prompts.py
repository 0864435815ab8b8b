"""What the sheet says when a cell is entered and when something wrong is typed: a validation on every open cell."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form.definition import Form
from perfxl.form.filling_words import Prompt
from perfxl.form.layout import Layout, Slot
from perfxl.form.signs import MOST_PERCENT

_CELL = 32767  # characters that a cell can hold
_NUMBER = "1E+15"


def add_prompts(sheet: Worksheet, layout: Layout) -> None:
    """A validation with a prompt on every open cell; a cell that was pasted over is known by the loss of it."""
    groups: dict[tuple[str, str], list[Slot]] = {}
    for slot in layout.inputs:
        groups.setdefault((prompt_name(slot), slot.kind), []).append(slot)
    for (name, kind), slots in groups.items():
        rule = _rule(layout.form, layout.form.prompt_of(name), kind)
        for slot in slots:
            rule.add(slot.a1)
        sheet.add_data_validation(rule)


def prompt_name(slot: Slot) -> str:
    """Which prompt an open cell has."""
    if slot.role == "continuation":
        return "continuation"
    return "number" if slot.kind == "number" else slot.field


def _rule(form: Form, prompt: Prompt, kind: str) -> DataValidation:
    rule = _limits(form, kind, prompt.field)
    rule.showInputMessage = rule.showErrorMessage = True
    rule.promptTitle, rule.prompt = prompt.title, prompt.text
    rule.errorTitle, rule.error = prompt.title, prompt.error
    return rule


def _limits(form: Form, kind: str, field: str) -> DataValidation:
    """Numbers are held to their range; a text that is too long for a row is only warned of, nothing typed is refused."""
    if kind == "percent":
        return _between("decimal", "0", str(MOST_PERCENT), "stop")
    if kind == "number":
        return _between("decimal", f"-{_NUMBER}", _NUMBER, "stop")
    longest = form.paper.long_text if field in ("achieved", "continuation") else _CELL
    return _between("textLength", "0", str(longest), "warning")


def _between(kind: str, least: str, most: str, style: str) -> DataValidation:
    return DataValidation(
        type=kind,  # type: ignore[arg-type]  # one of openpyxl's literals, passed through
        operator="between",
        formula1=least,
        formula2=most,
        allow_blank=True,
        errorStyle=style,  # type: ignore[arg-type]  # as above
    )
