"""Identity checks: whose workbook, which form, which period, which issue (family I), and what that leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from perfxl.checks.returned_macros import check_macros
from perfxl.finding import Finding
from perfxl.form.alphabet import blurred
from perfxl.form.notation import plain
from perfxl.form.seal import Seal
from perfxl.form.token import CARRIERS, Carried, Token
from perfxl.reading.cells import Book
from perfxl.reading.report import Report
from perfxl.texts import finding

# Findings that no check can settle: a person decides (contract: verdict `held`).
HELD = frozenset({"I102", "I104", "I105", "I106", "I107", "I109", "I110", "I303", "L213", "L501", "L502"})
# Signs that somebody else filled it in: a later report of the employee does not settle that.
SOMEBODY_ELSE = frozenset({"I303"})
# Of these the workbook's answers are of no use to this workspace; nothing else is said about it.
ELSEWHERE = frozenset({"I104", "I105", "I106", "I110"})


@dataclass(frozen=True, slots=True)
class Expected:
    """What the workspace asks and has issued: empty `form` or `period` ask nothing; `seals` None: nobody can say."""

    form: str
    period: str
    seals: tuple[Seal, ...] | None
    asked: bool


def chosen(carriers: tuple[Carried, ...]) -> Token | None:
    """The token to go by: the one of the form sheet, where the answers stand, else the first sound one."""
    sound = sorted((c for c in carriers if c.token), key=lambda c: CARRIERS.index(c.carrier))
    return sound[0].token if sound else None


def check_carriers(carriers: tuple[Carried, ...]) -> Iterator[Finding]:
    """Carriers that disagree, and carriers that are damaged."""
    tokens = {c.token: c.carrier for c in reversed(carriers) if c.token}
    if len(tokens) > 1:
        named = sorted({f"{t.code} {t.period} ({t.issue})" for t in tokens})
        yield finding("I102", field="identity", tokens="; ".join(named))
    damaged = sorted({c.carrier for c in carriers if not c.token})
    if damaged:
        yield finding("I103", field="identity", carriers=", ".join(damaged))


def check_token(token: Token, known: Expected) -> Iterator[Finding]:
    """The token against what the workspace asks and has issued."""
    if not token.code or not token.issue:
        yield finding("I110", field="identity")
    elif known.form and token.form != known.form:
        yield finding("I106", field="identity", form=token.form, expected=known.form)
    elif known.period and token.period != known.period:
        yield finding(
            "I105", field="identity", period=token.period, expected=known.period, employee=token.code
        )
    elif known.asked and known.seals is None:
        yield finding("I104", field="identity", employee=token.code)
    elif known.seals:
        yield from _issue(token, known.seals)


def _issue(token: Token, seals: tuple[Seal, ...]) -> Iterator[Finding]:
    newest = seals[-1].token.issue
    if token not in {seal.token for seal in seals}:
        yield finding("I109", field="identity", issue=token.issue, newest=newest, employee=token.code)
    elif token.issue < newest:
        yield finding("I201", field="identity", issue=token.issue, newest=newest)


def check_book(book: Book, macros: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """What the file as a whole says of itself: macros; `macros` are the marks of those that were issued earlier."""
    yield from check_macros(book, macros)


def check_signer(report: Report, seal: Seal | None) -> Iterator[Finding]:
    """The name in the employee's signature against the one that was printed there when the form was issued."""
    answer = report.signatures.get("employee", {}).get("name")
    printed = _printed(seal, "sign:employee", "name") if seal else ""
    if not answer or not printed or not plain(answer.text):
        return
    if one_person(answer.text, printed):
        return
    code = "I302" if one_person(blurred(answer.text), blurred(printed)) else "I301"
    written, place = plain(answer.text)[:60], answer.place
    yield finding(
        code, sheet=place.sheet, cell=place.a1, field="signature", written=written, expected=printed
    )


def one_person(written: str, printed: str) -> bool:
    """Whether a signature, short or in full, can be the printed one (`D.Name` against `Dname Name`)."""
    mine, short = bare_name(written), bare_name(printed)
    given = bare_name(printed.partition(".")[2] or printed)
    return mine in (short, given) or (mine[:1] == short[:1] and mine.endswith(given))


def _printed(seal: Seal, key: str, field: str) -> str:
    slots = (s.value for s in seal.slots if s.key == key and s.field == field and not s.locked)
    return str(next(slots, None) or "")


def bare_name(name: str) -> str:
    """A name for comparing: its letters alone, without case."""
    return "".join(letter for letter in plain(name).casefold() if letter.isalpha())


def check_file_name(name: str, token: Token, codes: Mapping[str, str]) -> Iterator[Finding]:
    """A file whose name begins with the code of somebody else; `codes` are all the employees' codes and names."""
    stem = plain(name.rpartition("/")[2].rpartition("!")[2]).rpartition(".")[0]
    first = stem.partition(" ")[0]
    if first in codes and first != token.code:
        yield finding(
            "I203",
            field="identity",
            name=stem,
            employee=token.code,
            other=first,
            person=codes.get(token.code, ""),
        )
