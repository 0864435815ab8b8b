"""Bytes and what was issued -> what the workbook says, what is wrong with it, and the verdict it earns by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from perfxl.checks.answers import Answered as Answered
from perfxl.checks.answers import answered, digest
from perfxl.checks.copies import with_copies
from perfxl.checks.evidence import evidence
from perfxl.checks.fields import check_fields, gathered
from perfxl.checks.identity import (
    ELSEWHERE,
    HELD,
    Expected,
    check_book,
    check_carriers,
    check_signer,
    check_token,
    chosen,
)
from perfxl.checks.lock import check_lock
from perfxl.checks.pause import collector_at_rest
from perfxl.checks.sealed_context import context_of
from perfxl.checks.words_sheet import check_words
from perfxl.finding import Finding, Severity, Verdict
from perfxl.form.control import control_number, proof_code
from perfxl.form.definition import DefinitionError, Form, Period, load_form
from perfxl.form.notation import Scalar
from perfxl.form.seal import Seal
from perfxl.form.token import Token
from perfxl.reading.cells import Book, read_book
from perfxl.reading.frame import frames
from perfxl.reading.package import Refusal, open_package
from perfxl.reading.report import Answer, Report, ReportRow, find_token, read_report
from perfxl.texts import finding, weighed
from perfxl.texts.columns import columns

RULES = 2  # the version of the rules; raised whenever the same bytes may earn another verdict

# A form's name as a file may give it: a name from the template folder, never a path.
_FORM_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,80}\Z")


ON_REQUEST = frozenset({"F501"})  # signatures are made by pen: an empty cell says nothing


@dataclass(frozen=True, slots=True)
class IssuedSeals:
    """What the ledger knows, handed in as a value: every seal of one employee, oldest first, and the form."""

    form: Form
    seals: tuple[Seal, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the workspace asks: its form and period, the severities HR changed, rules waived (by code) for this workbook;
    `macros` are the marks of the modules, and of the words they look up, that were issued here, also by an earlier version of the program."""

    form: str
    period: str
    severities: Mapping[str, Severity] = field(default_factory=dict)
    waived: frozenset[str] = frozenset()
    macros: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judged:
    """A workbook judged by itself: `verdict` is refused, held, returned or accepted (duplicate and superseded need the ledger).

    `digest` is the same for the same employee, period and answers. `stale` means: of an earlier issue, answers re-seated on the current plan.
    `reported` and `verifier` are the signature block's date and verifier's name as understood.
    """

    verdict: Verdict
    token: Token | None
    form: str
    period: str
    employee: str
    findings: tuple[Finding, ...]
    rows: tuple[Answered, ...]
    digest: str = ""
    control: str = ""
    reported: date | None = None
    verifier: str = ""
    program: str = ""
    saved_by: str = ""
    stale: bool = False
    saved: str = (
        ""  # when the workbook itself says that it was last changed, in UTC; empty where it does not say
    )

    @property
    def answered_rows(self) -> int:
        """How many rows have something typed."""
        return sum(row.is_answered for row in self.rows)

    @property
    def proof(self) -> str:
        """The code that stands for the answers as they were read; empty where there are none."""
        return proof_code(self.digest)


Lookup = Callable[[Token], IssuedSeals | None]


def judge(data: bytes, rules: Rules, lookup: Lookup | None) -> Judged:
    """The judgement of one workbook. `lookup` gives what was issued for a token, None where the code is unknown;
    without a lookup (outside a workspace) locks are not compared, and a note says so. Never raises for bad bytes.

    An empty `form` or `period` in the rules asks nothing.
    """
    with collector_at_rest():
        return _judged(data, rules, lookup)


def _judged(data: bytes, rules: Rules, lookup: Lookup | None) -> Judged:
    try:
        book = read_book(open_package(data))
    except Refusal as refusal:
        return _refused(refusal.finding(), rules)
    carriers = find_token(book)
    token = chosen(carriers)
    if token is None:
        return _refused(_nobodys(book, rules), rules, book)
    issued = lookup(token) if lookup else None
    known = Expected(rules.form, rules.period, issued.seals if issued else None, lookup is not None)
    identity = [*check_carriers(carriers), *check_token(token, known), *check_book(book, rules.macros)]
    form, elsewhere = _form(token, issued), any(each.code in ELSEWHERE for each in identity)
    if form is None:
        unknown = finding("I106", field="identity", form=token.form, expected=rules.form)
        return _closed(_bare(token, book), identity if elsewhere else [*identity, unknown], rules)
    report = read_report(book, form, carriers)
    if elsewhere:
        rows = answered(report, form, None).rows
        return _closed(_signed(replace(_bare(token, book), rows=rows), report, form), identity, rules)
    return _compared(book, report, IssuedSeals(form, issued.seals if issued else ()), identity, rules)


def _compared(
    book: Book, report: Report, issued: IssuedSeals, identity: list[Finding], rules: Rules
) -> Judged:
    """The judgement of a workbook that is this workspace's, or anybody's where nobody knows what was issued."""
    form, seals, token = issued.form, issued.seals, chosen(report.carriers)
    seated = answered(report, form, seals[-1] if seals else None)
    stale = any(each.code == "I201" for each in identity)
    judged = _signed(replace(_bare(token, book), rows=seated.rows, stale=stale), report, form)
    own = next((seal for seal in seals if seal.token == token), seals[-1] if seals else None)
    findings = [
        *identity,
        *check_signer(report, own),
        *(() if seals else (finding("L100", field="file"),)),
        *check_words(book, form, own, rules.macros),
        *_without_echoes(check_lock(book, form, report, own), seated.findings if report.rows else ()),
        *check_fields(replace(report, rows=seated.used), form, _period(form, token)),
    ]
    findings += _evidence(judged, report, form, own, findings)
    return _closed(replace(judged, digest=with_copies(judged.digest, findings)), findings, rules)


def _evidence(
    judged: Judged, report: Report, form: Form, own: Seal | None, findings: list[Finding]
) -> tuple[Finding, ...]:
    """What the texts say against what the rows claim; nothing of an empty form, and no name told twice."""
    period = _period(form, judged.token)
    codes = {each.code for each in findings}
    if period is None or "F100" in codes:
        return ()
    name = report.signatures.get("employee", {}).get("name")
    context = context_of(form, period, judged.reported, name.text if name else "", own)
    evident = evidence(judged.rows, replace(context, sheet=report.sheet))
    return gathered(each for each in evident if each.code != "E503" or not codes & {"I301", "I302"})


def _without_echoes(lock: tuple[Finding, ...], seating: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Lock and seating, each thing told once: a row found by its words is not gone, a foreign row is told by the lock."""
    by_words = {each.key for each in seating if each.code == "L211"}
    foreign = {each.key for each in lock if each.code == "L204"}
    if any(each.code == "L212" for each in lock):
        return lock
    return (
        *(each for each in lock if each.code != "L201" or each.key not in by_words),
        *gathered(each for each in seating if each.code != "I202" or each.key not in foreign),
    )


def _bare(token: Token | None, book: Book | None) -> Judged:
    """A judgement that knows only what the file as a whole says."""
    return Judged(
        Verdict.REFUSED,
        token,
        token.form if token else "",
        token.period if token else "",
        token.code if token else "",
        (),
        (),
        program=book.program if book else "",
        saved_by=book.properties.get("lastModifiedBy", "") if book else "",
        saved=_saved(book.properties) if book else "",
    )


def _saved(properties: Mapping[str, str]) -> str:
    """When the workbook was last changed, as it says itself; nothing where that is when it was made: many programs leave it."""
    modified = properties.get("modified", "")
    try:
        moment = datetime.fromisoformat(modified)
    except ValueError:
        return ""
    if modified == properties.get("created", "") or moment.tzinfo is None:
        return ""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _refused(reason: Finding, rules: Rules, book: Book | None = None) -> Judged:
    return replace(_bare(None, book), findings=_weighed([reason], rules))


def _closed(judged: Judged, reasons: Iterable[Finding], rules: Rules) -> Judged:
    """The judgement with its findings weighed and the verdict that follows from them."""
    findings = _weighed(reasons, rules)
    verdict = Verdict.ACCEPTED
    if any(each.code in HELD and each.code not in rules.waived for each in findings):
        verdict = Verdict.HELD
    elif any(each.severity == Severity.ERROR for each in findings):
        verdict = Verdict.RETURNED
    return replace(judged, findings=findings, verdict=verdict)


def _weighed(findings: Iterable[Finding], rules: Rules) -> tuple[Finding, ...]:
    """Findings as HR weighs them; a waived one stays to be seen, as a note. One that nobody can use is told only where HR
    asked for it, by giving it a severity."""
    notes = dict.fromkeys(rules.waived, Severity.NOTE)
    wanted = (each for each in findings if each.code not in ON_REQUEST or each.code in rules.severities)
    return tuple(weighed(each, {**rules.severities, **notes}) for each in wanted)


def _form(token: Token, issued: IssuedSeals | None) -> Form | None:
    """The form that the file names, or None where there is none of that name here."""
    if issued and issued.form.id == token.form:
        return issued.form
    if not _FORM_NAME.match(token.form):
        return None
    try:
        return load_form(token.form)
    except DefinitionError:
        return None


def _period(form: Form, token: Token | None) -> Period | None:
    try:
        return form.period_of(token.period) if token else None
    except ValueError:
        return None


def _signed(judged: Judged, report: Report, form: Form) -> Judged:
    """The judgement with what the signature blocks say, and the digest of the answers with them."""
    dated = report.signatures.get("employee", {}).get("date")
    verifier = report.signatures.get("verifier", {}).get("name")
    parts = {f"{key}.{part}": a.text for key, parts in report.signatures.items() for part, a in parts.items()}
    return replace(
        judged,
        reported=dated.value if dated and isinstance(dated.value, date) else None,
        verifier=verifier.text if verifier else "",
        digest=digest(judged.employee, judged.period, judged.rows, parts),
        control="" if report.damaged else control_number((row.key, _raw(row, form)) for row in report.rows),
    )


def _raw(row: ReportRow, form: Form) -> dict[str, Scalar]:
    """The raw values of a row's open cells within the printed table, a formula by its own result."""
    answers = (row.answers[c.field] for c in form.column if c.field in row.answers)
    return {a.field: a.value if _worked_out(a) else a.raw for a in answers}  # type: ignore[misc]


def _worked_out(answer: Answer) -> bool:
    return isinstance(answer.value, float) and isinstance(answer.raw, str) and answer.raw.startswith("=")


def _nobodys(book: Book, rules: Rules) -> Finding:
    """Why a workbook without a token is refused: the roster, a form that lost its token, or something else."""
    names = [sheet.name for sheet in book.sheets]
    if {spellings[0] for spellings in columns("roster.sheets").values()} <= set(names):
        return finding("I111", field="file")
    try:
        ours = bool(rules.form) and bool(frames(book, load_form(rules.form)))
    except DefinitionError:
        ours = False
    code = "I112" if ours else "I101"
    return finding(code, field="file", sheets=", ".join(names)[:200])
