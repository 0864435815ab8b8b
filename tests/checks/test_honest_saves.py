"""No false alarm: forms saved by LibreOffice (xlsx, and by way of ods) and by openpyxl say the same as before."""

from __future__ import annotations

import io
import random
import subprocess
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from perfxl.form.plan import Measure, Settings
from perfxl.form.seal import seal as sealed
from perfxl.issue.workbook import build_workbook
from tests.checks.forms import PASSWORD, codes, form_layout, judged
from tests.issue.sample import CREATED, plan
from tests.office.office import missing

FORMS = [pytest.param(40, id="forty"), pytest.param(200, id="two hundred", marks=pytest.mark.long)]
WORDS = [
    "Иргэдийн өргөдлийг хугацаанд нь шийдвэрлэх",
    "«Ил тод» самбарыг шинэчлэх, MNS 5140:2021 стандарт мөрдөх",
    "Өдөр бүр  хоёр зайтай",
    " урдаа зайтай",
    "хойноо зайтай ",
    "Хоёр мөр\nбүхий бичвэр",
    "Гурван\n\nмөр",
    "100%",
    "007",
    "3.10",
    "=2+2",
    "-5 хувь",
    "+976",
    "'хашилттай'",
    'а "б" в & <г> ; д',
    "№ 12 ба ½ … – — €",
    "Ө ө Ү ү Ё ё Й й",
    "2024.01.01-2024.12.31",
    "TRUE",
    "#N/A гэх",
    "_x0041_ гэх",
    "😀",
    "у" * 900,
    "1E5",
    "0,5",
]
TARGETS = [None, 1 / 3, 0.1 + 0.2, 100.0, 1e15, 123456789.123456, 2 / 7 * 1e-5, 13301381100.0]


def made(number):
    """The `number`-th form: a plan of its own, and answers to some of its rows."""
    chance = random.Random(number)
    say = lambda: " ".join(chance.sample(WORDS, chance.choice((1, 1, 2))))  # noqa: E731
    measures = tuple(
        Measure(
            section=section,
            goal=f"Зорилт {n // 5 + 1}. {WORDS[n % 9]}" if section == "goals" else "",
            number=chance.choice(("", f"{n}", f"1.{n}", f"1.1.{n}")),
            measure=f"{say()} {n}",
            indicator=say(),
            baseline=chance.choice(("", say())),
            target=say(),
            target_number=chance.choice(TARGETS),
            start=date(2024, 2, 1) if chance.random() < 0.3 else None,
        )
        for section, count in (("goals", chance.randint(0, 14)), ("skills", chance.randint(0, 3)))
        for n in range(1, count + 1)
    )
    chosen = plan(measures)
    known = {k: (say(), chance.choice((None, 0.5, 1.0))) for k in chosen.keys if chance.random() < 0.5}
    chosen = replace(chosen, previous=known if number % 3 == 0 else {})
    layout = form_layout(chosen, chance.choice(("2024-Y",)))
    return layout, chosen, _answered(layout, chance)


def _answered(layout, chance):
    values = {
        "text": WORDS,
        "percent": [0.65, 1 / 3, 1, 0, "65%", "65,5", 65],
        "dates": ["2024.01.01-2024.06.30", 45473],
        "number": [1 / 3, 7, "олон"],
        "date": ["2024.12.25", 45650],
    }
    slots = tuple(
        replace(slot, value=chance.choice(values[slot.kind]))
        if not slot.locked and chance.random() < 0.6 and slot.field not in ("name", "position")
        else slot
        for slot in layout.slots
    )
    return replace(layout, slots=slots)


@pytest.fixture(scope="module", params=FORMS)
def saved(request, tmp_path_factory):
    """Folder of the forms as issued and filled in, with their seals."""
    folder = tmp_path_factory.mktemp("forms")
    seals = []
    for number in range(request.param):
        layout, chosen, filled = made(number)
        (folder / f"{number:03}.xlsx").write_bytes(
            build_workbook(filled, chosen, PASSWORD, Settings(), CREATED)
        )
        seals.append(sealed(layout, "plan"))
    return folder, seals


def told(data, seal):
    """What must be the same before and after a save."""
    found = judged(data, seal)
    rows = [(r.key, r.achieved, r.dates_text, r.percent_text, r.percent, r.start, r.end) for r in found.rows]
    return codes(found), rows, found.digest, found.control


def test_a_form_as_it_was_built_raises_no_alarm(saved):
    folder, seals = saved
    for number, seal in enumerate(seals):
        found = judged((folder / f"{number:03}.xlsx").read_bytes(), seal)
        alarms = codes(found, "L") + codes(found, "I")
        assert [code for code in alarms if code != "L302"] == [], (
            number
        )  # short words that go on below: true of these


def test_openpyxls_saves_say_the_same(saved):
    folder, seals = saved
    for number, seal in enumerate(seals):
        before = (folder / f"{number:03}.xlsx").read_bytes()
        book = openpyxl.load_workbook(io.BytesIO(before))
        out = io.BytesIO()
        book.save(out)
        assert told(out.getvalue(), seal) == told(before, seal), number


@pytest.fixture(scope="module")
def converted(saved, tmp_path_factory):
    """The forms saved by LibreOffice: as xlsx, and as ods and then as xlsx."""
    lack = missing()
    if lack:
        pytest.skip(lack)
    folder, _ = saved
    profile = tmp_path_factory.mktemp("profile")
    straight, ods, round_ = (tmp_path_factory.mktemp(name) for name in ("xlsx", "ods", "back"))
    _convert(profile, folder, "*.xlsx", "xlsx", straight)
    _convert(profile, folder, "*.xlsx", "ods", ods)
    _convert(profile, ods, "*.ods", "xlsx", round_)
    return {"xlsx": straight, "ods": round_}


def _convert(profile, source, pattern, kind, target):
    files = sorted(source.glob(pattern))
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(target), *map(str, files)], check=True, capture_output=True)
    assert len(list(target.iterdir())) == len(files)


@pytest.mark.office
@pytest.mark.parametrize("way", ["xlsx", "ods"])
def test_libreoffices_saves_say_the_same(saved, converted, way):
    folder, seals = saved
    for number, seal in enumerate(seals):
        name = f"{number:03}.xlsx"
        after = (converted[way] / name).read_bytes()
        assert told(after, seal) == told((folder / name).read_bytes(), seal), number
