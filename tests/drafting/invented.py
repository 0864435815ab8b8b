"""Invented people with invented plans, and the form as people really make it in Word: twelve layouts."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

CAPTIONS = {
    "ordinal": "Д/д",
    "measure": "Зорилтыг хэрэгжүүлэх арга хэмжээ",
    "indicator": "Шалгуур үзүүлэлт",
    "baseline": "Суурь түвшин",
    "target": "Хүрэх түвшин",
    "achieved": "Хүрсэн түвшин (биелэлт)",
    "dates": "Эхэлсэн, дууссан хугацаа",
    "percent": "Биелэлтийн хувь",
}
FIELDS = tuple(CAPTIONS)
GROUP = "Гүйцэтгэлийн түвшин"
GOALS = "Нэг. Гүйцэтгэлийн зорилт, арга хэмжээний биелэлт"
SKILLS = "Хоёр. Мэдлэг, ур чадвараа дээшлүүлэх зорилт, арга хэмжээний биелэлт"
_WORDS = [
    "агуулах",
    "тоолол",
    "өргөдөл",
    "үүлдэр",
    "хүргэлт",
    "сангийн",
    "өвөл",
    "тэрэг",
    "бүртгэл",
    "үйлчлүүлэгч",
    "ёслол",
    "явц",
    "хөтөч",
    "архив",
    "самбар",
    "ургамал",
    "зам",
    "гүүр",
    "өртөө",
    "мэдээ",
    "сүлжээ",
    "тоног",
    "эмхэтгэл",
    "үзлэг",
    "хэлэлцүүлэг",
    "өрөөний",
    "жагсаалт",
]
_PEOPLE = (
    ("Содном", "Хэрлэн", "Хэрлэнгийн"), ("Равдан", "Номуун", "Номууны"), ("Гочоо", "Үүрийнтуяа", "Үүрийнтуяагийн"),
    ("Лодой", "Өсөхбаяр", "Өсөхбаярын"), ("Ёндон", "Энхтүвшин", "Энхтүвшингийн"),
)  # fmt: skip
_SEATS = (
    ("Номин аймгийн тээврийн газар", "НОМИН АЙМГИЙН ТЭЭВРИЙН ГАЗРЫН", "Замын хэлтэс", "ЗАМЫН ХЭЛТСИЙН"),
    ("Номин аймгийн тээврийн газар", "НОМИН АЙМГИЙН ТЭЭВРИЙН ГАЗРЫН", "Бүртгэлийн алба", "БҮРТГЭЛИЙН АЛБАНЫ"),
)


@dataclass(frozen=True)
class TrueRow:
    """One measure as it was meant."""

    section: str
    goal: str
    number: str
    ordinal: str
    measure: str
    indicator: str
    baseline: str
    target: str
    achieved: str
    dates: str
    percent: str


@dataclass(frozen=True)
class TruePlan:
    """One person's report as it was meant."""

    parent: str
    name: str
    genitive: str
    organisation: str
    organisation_genitive: str
    unit: str
    unit_genitive: str
    position: str
    year: int
    rows: tuple[TrueRow, ...] = field(default=())


def invented_plan(seed: int) -> TruePlan:
    """A person with two goals and a section of skills; every text has a word of its own."""
    rng = random.Random(seed)
    count = iter(range(1, 10_000))

    def text(length: int) -> str:
        words = [rng.choice(_WORDS) for _ in range(length)]
        return " ".join([*words, f"т{seed}х{next(count)}"]).capitalize()

    def row(section: str, goal: str, number: str, ordinal: int) -> TrueRow:
        last = rng.choice(("100%", "65%", "90%", "85%"))
        dates = f"2024.0{rng.randint(1, 6)}.01-2024.12.{rng.randint(10, 31)}"
        return TrueRow(
            section, goal, number, str(ordinal), text(7), text(4), text(1), text(4), text(12), dates, last
        )

    goals = [f'Зорилт {g}. "{text(6)}"' for g in (1, 2)]
    rows = [row("goals", goal, f"{g}.{n}", n) for g, goal in enumerate(goals, 1) for n in range(1, 6)]
    rows += [row("skills", "", str(n), n) for n in range(1, 4)]
    parent, name, genitive = _PEOPLE[seed % len(_PEOPLE)]
    seat = _SEATS[seed % 2]
    return TruePlan(parent, name, genitive, *seat, "Мэргэжилтэн", 2024, tuple(rows))


class Maker:
    """A Word document in the making."""

    def __init__(self, plan: TruePlan) -> None:
        self.plan = plan
        self.document = docx.Document()

    def title(self, kind: str = "ГҮЙЦЭТГЭЛИЙН ТАЙЛАН") -> None:
        """The official lines and the two title lines."""
        plan = self.plan
        self.document.add_paragraph("Засгийн газрын Хэрэг эрхлэх газрын даргын")
        self.document.add_paragraph("2023 оны 98 дугаар тушаалын 6 дугаар хавсралт")
        for line in self.title_lines(kind):
            self.document.add_paragraph(line)
        assert plan.rows

    def title_lines(self, kind: str) -> tuple[str, str]:
        """The two title lines."""
        plan = self.plan
        first = f"{plan.organisation_genitive} {plan.unit_genitive} {plan.position}".upper()
        return first, f"{plan.parent} ОВОГТОЙ {plan.genitive} {plan.year} ОНЫ {kind}".upper()

    def signatures(self) -> None:
        """The signature blocks as lines."""
        for line in self.signature_lines():
            self.document.add_paragraph(line)

    def signature_lines(self) -> tuple[str, ...]:
        """The lines of both signatures."""
        plan = self.plan
        return (
            "ТАЙЛАН ГАРГАСАН:", f"{plan.position} ....................", "/Албан тушаал/",
            f"/{plan.parent[0]}.{plan.name}/", "/Нэр, гарын үсэг/", "2024.12.20", "/Огноо/",
            "ХЯНАН БАТАЛГААЖУУЛСАН:", "Хэлтсийн дарга", "/Албан тушаал/", "/Б.Тэмүүлэн/", "2024.12.21",
        )  # fmt: skip

    def rows(self, section: str) -> list[TrueRow]:
        """A section's rows."""
        return [row for row in self.plan.rows if row.section == section]

    def bytes(self) -> bytes:
        """The finished document."""
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()


def fill(cells, texts) -> None:
    """Texts into cells."""
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text


def two_row_header(table, fields=FIELDS) -> None:
    """The official header: a group over three columns, then the row of numbers."""
    first, second = table.add_row(), table.add_row()
    grouped = [n for n, f in enumerate(fields) if f in ("baseline", "target", "achieved")]
    for n, name in enumerate(fields):
        if n in grouped:
            second.cells[n].text = CAPTIONS[name]
        else:
            first.cells[n].text = CAPTIONS[name]
    for n in range(len(fields)):
        if n not in grouped:
            first.cells[n].merge(second.cells[n])
    merged = first.cells[grouped[0]].merge(first.cells[grouped[-1]])
    merged.text = GROUP
    fill(table.add_row().cells, ["" if f == "ordinal" else str(n) for n, f in enumerate(fields)])


def one_row_header(table, fields=FIELDS, captions=CAPTIONS) -> None:
    """A plain header."""
    fill(table.add_row().cells, [captions[f] for f in fields])


def values(row: TrueRow, label: str = "Арга хэмжээ {number} ", fields=FIELDS) -> list[str]:
    """A row's texts, the measure with its label."""
    said = {f: getattr(row, f) for f in fields}
    if "measure" in said:
        said["measure"] = label.format(number=row.number) + row.measure
    return [said[f] for f in fields]


def spanning(table, text: str) -> None:
    """A row that spans the table."""
    cells = table.add_row().cells
    cells[0].merge(cells[-1]).text = text


def with_goals(table, rows, each: Callable, goal: Callable) -> None:
    """Rows under their goal rows."""
    last = ""
    for row in rows:
        if row.goal and row.goal != last:
            goal(table, row.goal)
        last = row.goal
        each(table, row)


def official(plan: TruePlan) -> bytes:
    """A table a section, a header in two rows, goal rows that span."""
    made = Maker(plan)
    made.title()
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        made.document.add_paragraph(heading)
        table = made.document.add_table(rows=0, cols=len(FIELDS))
        two_row_header(table)
        with_goals(table, made.rows(section), lambda t, r: fill(t.add_row().cells, values(r)), spanning)
    made.signatures()
    return made.bytes()


def one_table(plan: TruePlan) -> bytes:
    """Everything in one table, sections as rows that span; the caption slightly misspelt."""
    made = Maker(plan)
    made.title()
    table = made.document.add_table(rows=0, cols=len(FIELDS))
    one_row_header(
        table, captions=CAPTIONS | {"indicator": "Шалгуур үзүүлэт", "achieved": "Хүрсэн түвшин /биелэлт/"}
    )
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        spanning(table, heading)
        with_goals(
            table, made.rows(section),
            lambda t, r: fill(t.add_row().cells, values(r, "Арга хэмжээ №{number}. ")), spanning,
        )  # fmt: skip
    made.signatures()
    return made.bytes()


def _paged(plan: TruePlan, header_again: bool) -> bytes:
    made = Maker(plan)
    made.title()
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        made.document.add_paragraph(heading)
        rows = made.rows(section)
        for start in range(0, len(rows), 4):
            table = made.document.add_table(rows=0, cols=len(FIELDS))
            if header_again or not start:
                two_row_header(table)
            page = rows[start : start + 4]
            before = rows[start - 1].goal if start else ""
            for row in page:
                if row.goal and row.goal != before:
                    spanning(table, row.goal)
                before = row.goal
                fill(table.add_row().cells, values(row, "Арга хэмжээ № {number} "))
            made.document.add_page_break()
    made.signatures()
    return made.bytes()


def paged_with_headers(plan: TruePlan) -> bytes:
    """A table a page, the header repeated."""
    return _paged(plan, True)


def paged_without_headers(plan: TruePlan) -> bytes:
    """A table a page, the header on the first only."""
    return _paged(plan, False)


def without_ordinals(plan: TruePlan) -> bytes:
    """No running numbers; cells of the rows span other grid columns than the header's."""
    fields = FIELDS[1:]
    made = Maker(plan)
    made.title()
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        made.document.add_paragraph(heading)
        table = made.document.add_table(rows=0, cols=len(fields) + 3)
        cells = table.add_row().cells
        header = [cells[0].merge(cells[1]), cells[2].merge(cells[3]), *cells[4:8], cells[8].merge(cells[9])]
        fill(header, [CAPTIONS[f] for f in fields])

        def each(t, row):
            c = t.add_row().cells
            spread = [c[0], c[1].merge(c[3]), c[4], c[5], c[6].merge(c[7]), c[8], c[9]]
            fill(spread, values(row, "Арга хэмжээ №{number}. ", fields))

        with_goals(table, made.rows(section), each, spanning)
    made.signatures()
    return made.bytes()


def first_header_row_only(plan: TruePlan) -> bytes:
    """The second header row cut: a group that was never divided."""
    made = Maker(plan)
    made.title()
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        made.document.add_paragraph(heading)
        table = made.document.add_table(rows=0, cols=len(FIELDS))
        cells = table.add_row().cells
        fill(cells, ["" if f in ("baseline", "target", "achieved") else CAPTIONS[f] for f in FIELDS])
        cells[3].merge(cells[5]).text = GROUP
        with_goals(table, made.rows(section), lambda t, r: fill(t.add_row().cells, values(r)), spanning)
    made.signatures()
    return made.bytes()


def second_header_row_only(plan: TruePlan) -> bytes:
    """The first header row cut: only the three levels have captions."""
    made = Maker(plan)
    made.title()
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        made.document.add_paragraph(heading)
        table = made.document.add_table(rows=0, cols=len(FIELDS))
        levels = ("baseline", "target", "achieved")
        fill(table.add_row().cells, [CAPTIONS[f] if f in levels else "" for f in FIELDS])
        with_goals(table, made.rows(section), lambda t, r: fill(t.add_row().cells, values(r)), spanning)
    made.signatures()
    return made.bytes()


def goals_in_a_column(plan: TruePlan) -> bytes:
    """Goals in a column of their own, merged downwards; other columns in another order."""
    fields = ("ordinal", "percent", "measure", "target", "indicator", "baseline", "dates", "achieved")
    made = Maker(plan)
    made.title()
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        made.document.add_paragraph(heading)
        table = made.document.add_table(rows=0, cols=len(fields) + 1)
        fill(table.add_row().cells, ["Зорилт", *(CAPTIONS[f] for f in fields)])
        top, last = None, None
        for row in made.rows(section):
            cells = table.add_row().cells
            fill(cells[1:], values(row, fields=fields))
            if row.goal and row.goal == last:
                top.merge(cells[0])
            elif row.goal:
                top, last = cells[0], row.goal
                top.text = row.goal
    made.signatures()
    return made.bytes()


def dotted_ordinals(plan: TruePlan) -> bytes:
    """The measure's number stands under the running numbers, without a label; goals are not merged."""
    made = Maker(plan)
    made.title()
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        made.document.add_paragraph(heading)
        table = made.document.add_table(rows=0, cols=len(FIELDS))
        two_row_header(table)

        def goal(t, text):
            t.add_row().cells[1].text = text

        def each(t, row):
            texts = values(row, "")
            texts[0] = f"{row.number}." if "." in row.number else row.number
            fill(t.add_row().cells, texts)

        with_goals(table, made.rows(section), each, goal)
    made.signatures()
    return made.bytes()


_LIST = """<w:abstractNum {ns} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
</w:abstractNum>"""


def automatic_numbers(plan: TruePlan) -> bytes:
    """Running numbers and measures numbered by Word itself."""
    made = Maker(plan)
    numbering = made.document.part.numbering_part.element
    numbering.insert(0, parse_xml(_LIST.format(ns=nsdecls("w"))))
    for name in ("771", "772", "773", "774"):
        start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{name}"><w:abstractNumId w:val="77"/>{start}</w:num>')
        )

    def count(cell, name: str, level: int) -> None:
        properties = cell.paragraphs[0]._p.get_or_add_pPr()
        number = OxmlElement("w:numPr")
        for tag, said in (("w:ilvl", str(level)), ("w:numId", name)):
            part = OxmlElement(tag)
            part.set(qn("w:val"), said)
            number.append(part)
        properties.append(number)

    made.title()
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        made.document.add_paragraph(heading)
        table = made.document.add_table(rows=0, cols=len(FIELDS))
        two_row_header(table)

        def goal(t, text, section=section):
            cells = t.add_row().cells
            cell = cells[0].merge(cells[-1])
            cell.text = text
            count(cell, "771", 0)

        def each(t, row, section=section):
            cells = t.add_row().cells
            fill(cells, values(row, ""))
            if section == "goals":
                count(cells[1], "771", 1)
            else:
                cells[0].text = ""
                count(cells[0], "772", 0)

        with_goals(table, made.rows(section), each, goal)
    made.signatures()
    return made.bytes()


def merged_and_broken(plan: TruePlan) -> bytes:
    """An indicator merged over two rows; a row that a page broke in two."""
    made = Maker(plan)
    made.title()
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        made.document.add_paragraph(heading)
        table = made.document.add_table(rows=0, cols=len(FIELDS))
        two_row_header(table)
        rows = made.rows(section)
        last = ""
        for n, row in enumerate(rows):
            if row.goal and row.goal != last:
                spanning(table, row.goal)
            last = row.goal
            cells = table.add_row().cells
            fill(cells, values(row))
            if section == "goals" and n == 1:
                above = table.rows[-2].cells[2]
                cells[2].text = ""
                above.merge(cells[2])
            if n == 2:
                words = row.achieved.split()
                cells[5].text = " ".join(words[:5])
                table.add_row().cells[5].text = " ".join(words[5:])
    made.signatures()
    return made.bytes()


def plan_only(plan: TruePlan) -> bytes:
    """A plan, not a report: no results; title and signatures in tables, revisions, a content control, a text box."""
    fields = ("ordinal", "measure", "indicator", "baseline", "target", "dates")
    made = Maker(plan)
    head = made.document.add_table(rows=0, cols=1)
    for line in made.title_lines("ГҮЙЦЭТГЭЛИЙН ТӨЛӨВЛӨГӨӨ"):
        head.add_row().cells[0].text = line
    captions = CAPTIONS | {"dates": "Хэрэгжүүлэх хугацаа", "measure": "Арга хэмжээ"}
    for section, heading in (("goals", GOALS), ("skills", SKILLS)):
        made.document.add_paragraph(heading)
        outer = made.document.add_table(rows=1, cols=1)
        table = outer.rows[0].cells[0].add_table(rows=0, cols=len(fields))
        one_row_header(table, fields, captions)
        with_goals(
            table,
            made.rows(section),
            lambda t, r: fill(t.add_row().cells, values(r, fields=fields)),
            spanning,
        )
        _revised(table.rows[-1].cells[1].paragraphs[0])
        _controlled(table.rows[-1].cells[2])
    sign = made.document.add_table(rows=0, cols=1)
    for line in made.signature_lines():
        sign.add_row().cells[0].text = line
    return made.bytes()


def _revised(paragraph) -> None:
    """The paragraph's text as a tracked insertion, with a tracked deletion beside it."""
    inserted = OxmlElement("w:ins")
    for run in list(paragraph._p.findall(qn("w:r"))):
        inserted.append(run)
    paragraph._p.append(inserted)
    removed = parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>хасагдсан</w:delText></w:r></w:del>")
    paragraph._p.append(removed)


def _controlled(cell) -> None:
    """The cell's paragraph inside a content control."""
    body = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    paragraph = cell.paragraphs[0]._p
    paragraph.addprevious(body)
    body.find(qn("w:sdtContent")).append(paragraph)
    cell._tc.append(OxmlElement("w:p"))


LAYOUTS = (
    official, one_table, paged_with_headers, paged_without_headers, without_ordinals, first_header_row_only,
    second_header_row_only, goals_in_a_column, dotted_ordinals, automatic_numbers, merged_and_broken, plan_only,
)  # fmt: skip
