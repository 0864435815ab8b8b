"""What the page answers without recording anything: what a code means, where a figure comes from, one workbook looked at, the branches on one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from werkzeug.exceptions import NotFound

from perfxl.desk.desk import Desk
from perfxl.desk.drop import BRANCHES, CHECKED
from perfxl.desk.jobs import Outcome, Progress, Sentence, Work
from perfxl.desk.look import Glance
from perfxl.desk.words import Speech
from perfxl.finding import Finding, Severity
from perfxl.texts import severities
from perfxl.trouble import Trouble

CARD = ("why", "speaks", "silent")


def code_shown(code: str, words: Speech) -> dict[str, Any]:
    """What `explain` says of a code. NotFound for one that there is not."""
    code = code.upper()
    if code not in severities():
        raise NotFound
    card = words.catalogue.card(code)
    parts = [(f"cli.card_{part}", card[part]) for part in CARD if card.get(part)]
    return {"code": code, "severity": severities()[code], "pattern": words.catalogue.pattern(code), "parts_of_card": parts}  # fmt: skip


def why_shown(seen: Glance, asked: str, words: Speech) -> dict[str, Any]:
    """What `why` says of a cell. `asked`: the master's number among those of the summary, a slash, the cell."""
    from perfxl.master.why import why, why_lines

    number, _, cell = asked.partition("/")
    masters = dict(enumerate(seen.masters))
    if not number.isdecimal() or int(number) not in masters:
        raise NotFound
    name, path = masters[int(number)]
    lines = why_lines(why(seen.run, path, cell), words.language, seen.run.at.astimezone())
    return {"organisation": name, "cell": cell, "lines": lines}


def why_page(seen: Glance, organisation: str, cell: str) -> str:
    """The address of the page that says where a cell comes from. Trouble where there is no such cell."""
    from urllib.parse import quote

    from perfxl.master.why import why

    names = [name for name, _ in seen.masters]
    if organisation not in names:
        raise Trouble("file_missing", file=organisation)
    number = names.index(organisation)
    why(seen.run, seen.masters[number][1], cell)
    return f"/why/{number}/{quote(cell)}"


def check(desk: Desk) -> Work:
    """The workbooks dropped to be looked at: what is wrong with each. Nothing is recorded, the copies go away."""
    from perfxl.letters.checking import check_files

    folder = desk.opened.root / CHECKED

    def work(progress: Progress) -> Outcome:
        sentences: list[Sentence] = []
        findings: list[Finding] = []
        paths = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
        for number, path in enumerate(paths):
            progress(number, len(paths))
            try:
                (workbook,) = check_files(desk.opened.root, (path,), None, desk.now())
            finally:
                path.unlink()
            sentences.append(
                _head(
                    path,
                    workbook.judged.findings,
                    str(workbook.judged.verdict),
                    workbook.judged.answered_rows,
                )
            )
            findings += workbook.judged.findings
        return Outcome((*sentences, ("desk.done_check", {})), tuple(findings))

    return work


def _head(path: Path, findings: tuple[Finding, ...], verdict: str, rows: int) -> Sentence:
    if not findings:
        return ("cli.checked_none", {"name": path.name, "rows": rows})
    errors, warnings, notes = (
        sum(finding.severity is severity for finding in findings) for severity in Severity
    )
    counts = {"errors": errors, "warnings": warnings, "notes": notes, "rows": rows}
    return ("cli.checked_head", {"name": path.name, "verdict": verdict, **counts})


def rollup(desk: Desk) -> Work:
    """The organisations here and those of the folder `branches` on one sheet, in `master`."""
    from perfxl.master.rollup import rollup as roll_up
    from perfxl.workspace.run import looking

    def work(progress: Progress) -> Outcome:
        (desk.opened.root / BRANCHES).mkdir(exist_ok=True)
        with looking(desk.opened, desk.now()) as run:
            done = roll_up(run)
            left: list[Sentence] = [
                (f"trouble.{obstacle.name}", obstacle.facts) for obstacle in run.obstacles
            ]
        sentences: list[Sentence] = [("cli.rolled_up_twice", {"name": name}) for name in done.doubled]
        if done.path:
            path = done.path.relative_to(desk.opened.root).as_posix()
            sentences.insert(0, ("cli.rolled_up", {"path": path, "count": len(done.branches)}))
        return Outcome((*sentences, *left))

    return work
