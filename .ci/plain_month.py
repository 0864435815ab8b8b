"""A month on a plain install, with nothing that the tests bring along: issued with macros, filled in, collected, consolidated.

Usage: python .ci/plain_month.py FOLDER (a new one). Ends with 1 and says why where something is missing.
"""

import io
import re
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import openpyxl

TESTS_BRING = ("lxml", "pytest", "hypothesis", "docx", "oletools", "distributed", "xlwings")


def perfxl(*words: str) -> str:
    """One command of the installed program; what it prints."""
    done = subprocess.run([sys.executable, "-m", "perfxl", *words], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"perfxl {' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def code_names(edition: Path) -> None:
    """Every .xlsm names its workbook and its sheets as its macros do."""
    with zipfile.ZipFile(edition) as parts:
        names = [
            name for name in parts.namelist() if re.match(r"xl/(workbook|worksheets/sheet\d+)\.xml", name)
        ]
        for name in names:
            if b"codeName=" not in parts.read(name):
                sys.exit(f"{edition.name}: {name} has no codeName")


def fill(source: Path, answered: Path, target: Path) -> None:
    """An issued workbook with the answers of one that was filled in."""
    answers = openpyxl.load_workbook(answered)
    book = openpyxl.load_workbook(source, keep_vba=source.suffix == ".xlsm")
    for sheet in answers.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked and cell.value is not None:
                    book[sheet.title][cell.coordinate].value = cell.value
    data = io.BytesIO()
    book.save(data)
    target.write_bytes(data.getvalue())


def main(folder: Path) -> None:
    """The month, as its users do it."""
    present = [name for name in TESTS_BRING if find_spec(name)]
    if present:
        sys.exit(f"not a plain install: {', '.join(present)}")
    perfxl("demo", str(folder / "demo"), "--staff", "8")
    work = folder / "work"
    perfxl("init", str(work), "--period", "2024-Y")
    (work / "roster.xlsx").write_bytes((folder / "demo" / "roster.xlsx").read_bytes())
    perfxl("-C", str(work), "issue", "--macros")
    editions = sorted((work / "issued").rglob("*.xlsm"))
    if len(editions) != 8:
        sys.exit(f"{len(editions)} editions with macros, 8 were to be made")
    for edition in editions:
        code_names(edition)
    for edition in editions[:3]:
        code = edition.name.split()[0]
        answered = next(
            path for path in (folder / "demo" / "accepted").rglob("*.xlsx") if path.name.startswith(code)
        )
        fill(edition, answered, work / "inbox" / edition.name)
    perfxl("-C", str(work), "collect")
    perfxl("-C", str(work), "consolidate")
    master = next((work / "master").glob("*.xlsx"))
    rows = (
        openpyxl.load_workbook(master, read_only=True)
        .worksheets[2]
        .iter_rows(min_row=2, max_col=1, values_only=True)
    )
    codes = {row[0] for row in rows}
    if codes != {edition.name.split()[0] for edition in editions[:3]}:
        sys.exit(f"the master holds {sorted(map(str, codes))}")
    table = subprocess.run(
        [sys.executable, "-c", f"import perfxl; print(len(perfxl.read_table({str(work)!r})))"],
        capture_output=True, text=True,
    )  # fmt: skip
    if not table.stdout.strip().isdigit() or int(table.stdout) < 3:
        sys.exit(f"read_table gave {table.stdout}{table.stderr}")
    print(
        f"a month on a plain install: {len(editions)} editions, 3 returned with macros, all in {master.name}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
