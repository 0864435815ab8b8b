"""References spelt anew: shared formulas moved to their cells, as openpyxl's translator moves them."""

from __future__ import annotations

import pytest
from openpyxl.formula.translate import Translator

from perfxl.form.references import moved, respelt

FORMULAS = (
    "A1",
    "$A1+A$1+$A$1",
    "SUM(A1:B2)",
    "SUM(A:A)+SUM($A:B)",
    "SUM(1:1)+SUM($1:2)",
    "'Тайлан 1'!A1+Sheet2!$B2",
    'IF(A1="B1 A1",C1,"")',
    "LOG10(A1)+ATAN2(A1,B1)",
    "Table1[A1]+A1",
    "тайлан_A1+A1",
    "A1.B1",
    "1E5+A1",
    '"a""B1"""&A1',
    "TRUE+A1",
    "ABC+A1",
    "A1048576",
)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(
    ("rows", "columns", "destination"), [(0, 0, "C3"), (2, 0, "C5"), (0, 3, "F3"), (4, 1, "D7")]
)
def test_a_formula_moves_as_openpyxl_moves_it(
    formula: str, rows: int, columns: int, destination: str
) -> None:
    theirs = Translator("=" + formula, "C3").translate_formula(destination)[1:]
    if "#REF!" in theirs or "1048" in theirs:
        pytest.skip("openpyxl does not wrap references at the sheet's end; Excel does")
    assert moved(formula, rows, columns) == theirs


def test_a_reference_that_leaves_the_sheet_comes_in_again_at_the_other_side() -> None:
    assert moved("A1", -1, -1) == "XFD1048576"
    assert moved("XFD1048576", 1, 1) == "A1"


def test_what_only_looks_like_a_reference_stays() -> None:
    assert moved("XFE1+A1", 1, 1) == "XFE1+B2"
    assert moved("'it''s A1'!A1", 1, 0) == "'it''s A1'!A2"


def test_rows_and_columns_are_spelt_anew_outside_texts_and_sheet_names() -> None:
    said = respelt(
        "'A1 B2'!C3+\"C3\"&$C3+C$3+C3:D4",
        lambda row, _: str(row + 10),
        lambda name, fixed: "Z" if fixed else name,
    )
    assert said == "'A1 B2'!C13+\"C3\"&$Z13+C$13+C13:D14"
