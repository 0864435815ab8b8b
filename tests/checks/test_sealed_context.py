"""The rules' context from a sealed form: the name in the title, the last report by row key."""

from __future__ import annotations

from datetime import date

import pytest

from perfxl.checks.sealed_context import context_of
from perfxl.form.definition import load_form
from perfxl.form.layout import lay_out
from perfxl.form.plan import Employee, Measure, Plan, Unit
from perfxl.form.seal import Seal, seal
from perfxl.form.token import Token
from tests.checks.evidence.rows import FORM


def _seal(title: str, previous: dict[str, tuple[str, float | None]] | None = None) -> Seal:
    form = load_form(FORM)
    employee = Employee("0007", "Музей", "", "Ажилтан", "Дамдин", "Түмэн", "Түмэний")
    measures = (
        Measure("goals", "Зорилт 1", "1.1", "Үзмэр бүртгэх"),
        Measure("goals", "Зорилт 1", "1.2", "Танхим засах"),
    )
    plan = Plan(
        employee, Unit("Музей", "", ""), ("МУЗЕЙН АЖИЛТАН", title), measures, ("k1", "k2"), previous or {}
    )
    token = Token(FORM, "2024-Y", "0007", 1)
    return seal(lay_out(form, plan, form.period_of("2024-Y"), token), "f")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("ДАМДИН ОВОГТОЙ ТҮМЭНИЙ 2024 ОНЫ ГҮЙЦЭТГЭЛИЙН ТАЙЛАН", "ТҮМЭНИЙ"),
        ("ДАМДИН ОВОГТОЙ ТҮМЭНИЙ 2024 ОНЫ ЭХНИЙ ХАГАС ЖИЛИЙН ГҮЙЦЭТГЭЛИЙН ТАЙЛАН", "ТҮМЭНИЙ"),
        ("Дамдин овогтой Нандин-Эрдэнийн 2024 оны гүйцэтгэлийн тайлан", "Нандин-Эрдэнийн"),
        ("ТҮМЭНИЙ ТАЙЛАН", ""),
    ],
    ids=["a year's title", "a half year's title", "small letters and a double name", "a title of HR's own"],
)
def test_the_name_stands_where_the_forms_title_puts_it(title: str, name: str) -> None:
    form = load_form(FORM)
    found = context_of(form, form.period_of("2024-Y"), date(2024, 12, 5), "Д.Түмэн", _seal(title))
    assert (found.title_name, found.signature_name, found.sheet) == (name, "Д.Түмэн", form.form.sheet)


def test_the_last_reports_texts_are_known_by_key() -> None:
    form = load_form(FORM)
    issued = _seal("Т", {"k2": ("Танхимын төсвийг гаргав.", 0.4)})
    assert context_of(form, form.period_of("2024-Y"), None, "", issued).previous == {
        "k2": ("Танхимын төсвийг гаргав.", 0.4)
    }


def test_without_a_seal_nothing_is_known_of_the_title_and_the_last_report() -> None:
    form = load_form(FORM)
    found = context_of(form, form.period_of("2024-Y"), None, "", None)
    assert (found.title_name, dict(found.previous), found.sheet) == ("", {}, form.form.sheet)
