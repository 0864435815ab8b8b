"""An invented month: employees, units and versions as values, of any size, the same for the same arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from perfxl.checks.judge import Answered, Judged
from perfxl.finding import Finding, Verdict
from perfxl.form.definition import Form, load_form
from perfxl.form.plan import Employee, Roster, Settings, Unit
from perfxl.ledger.records import Arrival, Version
from perfxl.ledger.status import Person as Standing
from perfxl.ledger.status import State
from perfxl.table.table import Occasion, Tables, tables
from perfxl.texts import finding, severities

ORGANISATION = "Хангай аймгийн Дулаан хангамжийн газар"
ULAANBAATAR = timezone(timedelta(hours=8))
MADE = datetime(2024, 12, 23, 9, 30, tzinfo=ULAANBAATAR)
NOW = datetime(2024, 12, 20, 17, 0, tzinfo=ULAANBAATAR)  # when the small month of the fixtures goes its road
UNITS = ("", "Захиргаа, санхүүгийн хэлтэс", "Дулаан дамжуулах, түгээх шугам сүлжээний ашиглалтын хэлтэс", "Хяналтын алба",
         "Мэдээлэл технологийн тасаг", "Үйлчилгээний төв", "Өргөдөл, гомдлын хэлтэс")  # fmt: skip
NAMES = (
    "Бат",
    "Цэцэг",
    "Өнөр",
    "Үүрийнтуяа",
    "Ёндон",
    "Ганзориг",
    "Ариунбилэг",
    "Нямсүрэн",
    "Энхжаргал",
    "Мөнхбат",
)
WORDS = (
    "Хэрэглэгчийн шугам сүлжээний үзлэгийг хуваарийн дагуу хийж, илэрсэн зөрчлийг тухай бүр арилгуулсан. ",
    "Ажилтнуудад хөдөлмөрийн аюулгүй ажиллагааны зааварчилгаа өгч, бүртгэл хөтөлсөн. ",
    "Зуны засварын ажлыг төлөвлөсөн хугацаанд нь дуусгаж, комисст хүлээлгэн өгсөн. ",
)


def employee(n: int, unit: str) -> Employee:
    name = NAMES[n % len(NAMES)]
    return Employee(
        f"{n:03d}", ORGANISATION, unit, "мэргэжилтэн", NAMES[(n * 7 + 3) % len(NAMES)], name, name
    )


def answered(n: int, k: int, **changes: object) -> Answered:
    percent = (1.0, 1.0, 0.85, 0.655, 1.0, 0.3, 1.1, 0.9)[(n * 5 + k) % 8]
    row = Answered(
        f"m{k:04d}", "goals", f"Зорилт {k // 5 + 1}. Дулаан хангамжийн найдвартай ажиллагааг хангах", f"1.{k + 1}",
        f"Шугам сүлжээний {k + 1} дүгээр хэсгийн урсгал засварыг хийж гүйцэтгэх",
        "Засварласан шугамын урт, метр", "120", f"{150 + k}", 150.0 + k, WORDS[k % 3] * (1 + (n + k) % 5),
        "2024.01.02-2024.06.30", date(2024, 1, 2), date(2024, 6, 30), f"{percent:.0%}", percent, "Тайлан",
        {"achieved": f"F{12 + k}", "percent": f"H{12 + k}"},
    )  # fmt: skip
    return replace(row, **changes)  # type: ignore[arg-type]


def version(
    who: Employee,
    verdict: Verdict = Verdict.ACCEPTED,
    rows: Sequence[Answered] = (),
    findings: Sequence[Finding] = (),
    received: datetime = datetime(2024, 12, 12, 3, tzinfo=UTC),
    **changes: object,
) -> Version:
    counts = verdict is Verdict.ACCEPTED
    name = f"inbox/{who.code}.xlsx"
    arrival = Arrival(
        f"a{who.code}", f"{int(who.code):064x}", name, "folder", "", received, "", 9000, ".xlsx"
    )
    judged = Judged(
        verdict, None, "order-98-2023-annex-6", "2024-Y", who.code, tuple(findings), tuple(rows), "d",
        "2024-Y-1-ABCDE", date(2024, 12, 10), "Г.Дорж",
    )  # fmt: skip
    copy = f"accepted/{who.unit or '_'}/{who.code} {who.signature}.xlsx" if counts else ""
    return replace(Version(arrival, judged, verdict, counts, "", copy), **changes)  # type: ignore[arg-type]


def some_codes(count: int) -> list[str]:
    known = sorted(severities())
    return [known[n * 7 % len(known)] for n in range(count)] if known else []


def month(staff: int, units: int = 6, rows: int = 20, form: Form | None = None) -> Tables:
    """A month of `staff` employees in `units` units: most accepted, some returned, held, missing, excused."""
    asked = form or load_form("order-98-2023-annex-6")
    names = [UNITS[n] if n < len(UNITS) else f"{n} дүгээр салбар, орон нутгийн хэлтэс" for n in range(units)]
    people = [employee(n, names[n * units // staff]) for n in range(staff)]
    roster = Roster(tuple(people), tuple(Unit(ORGANISATION, u, u) for u in names), {}, Settings(), {})
    standing, versions = [], []
    for n, who in enumerate(people):
        state = _state(n)
        standing.append(Standing(who, state, 1, 1))
        if state in (State.MISSING, State.EXCUSED):
            continue
        mine = [answered(n, k) for k in range(rows)]
        codes = some_codes(4) if n % 9 == 2 else []
        found = [
            finding(c, sheet="Тайлан", cell=f"F{12 + i}", key=mine[i].key)
            for i, c in enumerate(codes)
            if i < rows
        ]
        when = datetime(2024, 12, 5 + n * n % 14, 4, tzinfo=UTC)
        versions.append(version(who, Verdict(str(state)), mine, found, when))
    occasion = Occasion(asked, asked.period_of("2024-Y"), MADE)
    return tables(ORGANISATION, occasion, roster, standing, versions)


def _state(n: int) -> State:
    odd: Mapping[int, State] = {
        3: State.RETURNED,
        5: State.MISSING,
        8: State.HELD,
        11: State.EXCUSED,
        12: State.MISSING,
    }
    return odd.get(n % 14, State.ACCEPTED)
