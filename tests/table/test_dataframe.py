"""The long table from Python: the contract's columns, right types."""

from __future__ import annotations

import subprocess
import sys

import perfxl
from perfxl.table.dataframe import COLUMNS, frame
from tests.support.months import month

CONTRACT = (
    "code, organisation, unit, position, name, section, goal, number, measure, indicator, baseline, target, "
    "target_number, achieved, start, end, percent, findings, source_file, source_cell, received, verdict, key"
)


def test_columns_are_those_of_the_contract() -> None:
    assert ", ".join(COLUMNS) == CONTRACT
    assert list(frame([month(9, 2, 3)]).columns) == CONTRACT.split(", ")


def test_types_are_right_and_values_are_the_rows() -> None:
    drawn = month(9, 2, 3)
    table = frame([drawn])
    assert len(table) == len(drawn.rows)
    assert str(table["start"].dtype).startswith("datetime64")
    assert str(table["received"].dtype).endswith("UTC]")
    assert table["percent"].dtype == "float64" and table["target_number"].dtype == "float64"
    assert table["unit"].dtype == "category"
    assert table["percent"].tolist() == [row.answered.percent for row in drawn.rows]
    assert table["code"].tolist() == [row.employee.code for row in drawn.rows]


def test_an_empty_month_has_the_same_columns_and_types() -> None:
    table = frame([])
    assert list(table.columns) == list(COLUMNS)
    assert table["percent"].dtype == "float64"


def test_importing_the_package_does_not_load_pandas() -> None:
    said = "import sys, perfxl; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_read_table_is_exported() -> None:
    assert perfxl.read_table.__module__ == "perfxl.table.dataframe"
