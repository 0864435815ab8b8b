"""Invented passages in the kinds and lengths of real reports, right or with one planted fault; shares no word list and no code
with the rules. Endings are put on figures as they are spoken."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

_ONES = {1: ("ийг", "ээс"), 2: ("ыг", "оос"), 3: ("ыг", "аас"), 4: ("ийг", "өөс"), 5: ("ыг", "аас"), 6: ("г", "гаас"), 7: ("г", "гоос"), 8: ("ыг", "аас"), 9: ("ийг", "өөс")}  # fmt: skip
_TENS = {1: ("ыг", "аас"), 2: ("ийг", "иос"), 3: ("ыг", "аас"), 4: ("ийг", "өөс"), 5: ("ийг", "иас"), 6: ("ыг", "аас"), 7: ("ыг", "аас"), 8: ("г", "аас"), 9: ("ийг", "ээс")}  # fmt: skip
# a thing in the cases that a figure asks for: alone, ablative, genitive, accusative
THINGS = [
    ("өргөдөл", "өргөдлөөс", "өргөдлийн", "өргөдлийг"), ("малчин", "малчнаас", "малчдын", "малчдыг"), ("иргэн", "иргэдээс", "иргэний", "иргэнийг"),
    ("худаг", "худгаас", "худгийн", "худгийг"), ("айл", "айлаас", "айлын", "айлыг"), ("хүсэлт", "хүсэлтээс", "хүсэлтийн", "хүсэлтийг"),
    ("зөрчил", "зөрчлөөс", "зөрчлийн", "зөрчлийг"), ("сурагч", "сурагчдаас", "сурагчийн", "сурагчийг"), ("өрх", "өрхөөс", "өрхийн", "өрхийг"),
    ("объект", "объектоос", "объектын", "объектыг"),
]  # fmt: skip
PLACES = "Айраг Дэрэн Налайх Ивээлт Мөст Сагсай Тэшиг Хүрмэн Ярмаг Чойр".split()  # noqa: SIM905
LEAD = [
    "Соёлын сайдын 2019 оны А/214 дүгээр тушаал, Засгийн газрын 2018 оны 31 дүгээр тогтоолын хэрэгжилтийг ханган ажиллалаа.",
    "Хуулийн 14 дүгээр зүйлийн 14.2, 14.3 дахь хэсэгт заасны дагуу зөвлөл 7 гишүүний бүрэлдэхүүнтэй ажиллаж байна.",
    "2-07/215 тоот албан бичгийн дагуу мэдээллийг дээд шатны байгууллагад хүргүүлсэн болно.",
    "Чанарыг дээшлүүлэх чиглэлээр 10 дугаар сарын 3-наас 14-ний өдрүүдэд сургалт хийв.",
    "2000 суулгац тарих ажлын хүрээнд бэлтгэл ажлыг зохион байгуулав.",
    "Аяныг 4 сарын 28-наас 5 сарын 3-ны хооронд орон нутагт өрнүүлсэн.",
    "Үйлчилгээний цагийг 8:30-17:30 болгож, 7011-2233 утсаар мэдээлэл өгч хэвшсэн.",
]


@dataclass(frozen=True)
class Passage:
    """A text and the codes, one of which tells its fault; none for a text without one."""

    text: str
    codes: tuple[str, ...] = ()


def ended(value: int, case: int) -> str:
    """A figure with its ending: case 0 the accusative, 1 the ablative."""
    if value % 100 == 0:
        return f"{value}-{('г', 'гаас')[case] if value % 1000 else ('г', 'аас')[case]}"
    table, digit = (_ONES, value % 10) if value % 10 else (_TENS, value // 10 % 10)
    return f"{value}-{table[digit][case]}"


def _percent(share: float, rng: random.Random) -> str:
    if rng.random() < 0.5:
        return f"{round(share * 100)}{rng.choice(('%', ' хувь'))}"
    return f"{share * 100:.1f}{rng.choice(('%', ' хувь'))}".replace(".", rng.choice(".,"), 1)


def _off(rng: random.Random) -> float:
    return rng.choice((-1, 1)) * rng.uniform(0.05, 0.2)


def lines(rng: random.Random, wrong: bool) -> Passage:
    """A list by lines with its total before or behind, with or without bullets."""
    parts = [rng.randint(12, 400) for _ in range(rng.randint(3, 6))]
    total = sum(parts) + wrong * rng.choice((-1, 1)) * rng.randint(3, 11)
    bullet, dash, gap = (
        rng.choice(("- ", "• ", "", "")),
        rng.choice((" ", " - ", ": ")),
        rng.choice(("\n", "\n\n")),
    )
    rows = gap.join(
        f"{bullet}{p}{dash}{n}" for p, n in zip(rng.sample(PLACES, len(parts)), parts, strict=True)
    )
    thing = rng.choice(THINGS)[0]
    shapes = (
        f"Нийт {total} {thing} хамрагдсан. Үүнд:\n{rows}",
        f"Хамрагдсан байдал:\n{rows}\nНийт {total}",
        f"Нийт {total} {thing}:\n{rows}",
    )
    return Passage(rng.choice(shapes), ("E101", "E106"))


def composites(rng: random.Random, wrong: bool) -> Passage:
    """Amounts in two scales, or in millions with decimals."""
    if rng.random() < 0.5:
        parts = [rng.randint(1, 6) * 1000 + rng.randint(1, 9) * 100 for _ in range(2)]
        total = sum(parts) + wrong * rng.choice((100, -100, 200, 1000))
        said = [
            f"{n // 1000} тэрбум {n % 1000} сая" if n % 1000 else f"{n // 1000} тэрбум"
            for n in (*parts, total)
        ]
        text = f"Зам засварт {said[0]}, барилгад {said[1]}, нийт {said[2]} төгрөгийн ажил хийгдлээ."
    else:
        parts = [rng.randint(1100, 9900) for _ in range(3)]
        total = sum(parts) + wrong * rng.choice((50, -70, 900, 1000))
        said = [f"{n / 1000:.3f}" for n in (*parts, total)]
        text = f"Сургалтад {said[0]} сая, судалгаанд {said[1]} сая, хэвлэлд {said[2]} сая, нийт {said[3]} сая төгрөг зарцуулсан."
    return Passage(text, ("E101", "E106"))


def share(rng: random.Random, wrong: bool) -> Passage:
    """So many of so many, that is so many percent."""
    whole = rng.randint(40, 4900)
    part = int(whole * rng.uniform(0.25, 0.75))
    stated = _percent(part / whole + (_off(rng) if wrong else 0), rng)
    one, of, its, _ = rng.choice(THINGS)
    shapes = (
        f"Нийт {whole} {of} {part} буюу {stated}-ийг хамруулсан байна.", f"Бүртгэлтэй {whole} {its} {part} нь ({stated}) хамрагдлаа.",
        f"Тайлант онд {whole} {its} {stated} буюу {part} {one} хамрагдсан.", f"Төлөвлөсөн {whole} {of} {part} {one} буюу {stated} нь хамрагдав.",
    )  # fmt: skip
    return Passage(rng.choice(shapes).replace("хувь-ийг", "хувийг"), ("E107",))


def change(rng: random.Random, wrong: bool) -> Passage:
    """From so many to so many, by so many percent, up or down."""
    before = rng.randint(60, 3000)
    moved = int(before * rng.uniform(0.1, 0.6)) + 1
    up = rng.random() < 0.6
    after = before + moved if up else before - moved
    turned = wrong and rng.random() < 0.4
    verb = ("өссөн", "буурсан", "нэмэгдсэн", "багассан")[(not (up ^ turned)) + 2 * (rng.random() < 0.4)]
    share = moved / before + (_off(rng) if wrong and not turned else 0)
    by = f"{max(1, round(share * 100))} хувиар"
    shapes = (
        f"Үйлчлүүлэгчийн тоо {ended(before, 1)} {after} болж {by} {verb}.", f"Хамрагдсан иргэд 2023 онд {before} байсан бол 2024 онд {after} болж, {by} {verb} байна.",
        f"Шинжилгээний тоо өмнөх онд {before} байснаас {after} болж {by} {verb} үзүүлэлттэй байна.",
    )  # fmt: skip
    return Passage(rng.choice(shapes), ("E108",))


def remainder(rng: random.Random, wrong: bool) -> Passage:
    """What came, what was settled, what is left."""
    whole = rng.randint(30, 900)
    part = int(whole * rng.uniform(0.5, 0.85))
    rest = whole - part + wrong * rng.choice((-1, 1)) * rng.randint(2, max(3, (whole - part) // 2))
    one, of, its, _ = rng.choice(THINGS[:7])
    rest = max(1, rest + (rest == whole - part and wrong))
    shapes = (
        f"Ирсэн нийт {ended(whole, 1)} {ended(part, 0)} шийдвэрлэж, {rest} нь хянагдаж байна.", f"Нийт {whole} {of} {part} нь шийдвэрлэгдэж, үлдсэн {rest} нь судлагдаж байна.",
        f"Хүлээн авсан {whole} {its} {ended(part, 0)} шийдвэрлэсэн, {rest} {one} хянан шийдвэрлэх шатанд байна.",
    )  # fmt: skip
    return Passage(rng.choice(shapes), ("E109", "E101"))


def day(rng: random.Random, wrong: bool) -> Passage:
    """A day or a range of days, that no calendar has where it is wrong."""
    month, last, name = rng.choice(((4, 30, "дөрөвдүгээр"), (6, 30, "зургадугаар"), (9, 30, "есдүгээр"), (11, 30, "арван нэгдүгээр"), (2, 29, "хоёрдугаар")))  # fmt: skip
    end = last + 1 if wrong else last
    case = "ний" if end % 10 in (1, 4, 9) else "ны"
    shapes = (
        f"Үзлэгийг {month} сарын 20-ноос {end}-{case} хооронд хийв.", f"Сургалтыг {month} дугаар сарын 12-{end}-{case} өдрүүдэд явуулсан.",
        f"Хурлыг {name} сарын {end}-{case} өдөр зарлав.", f"Хурлыг 2024/{month:02d}/{end}-{case} өдөр зарлав.",
    )  # fmt: skip
    return Passage(rng.choice(shapes), ("E302",))


def letters(rng: random.Random, wrong: bool) -> Passage:
    """A word written on another keyboard."""
    word = rng.choice(("өргөдлийг", "үйлчилгээг", "төлөвлөгөөг", "хүсэлтийг", "зөвлөмжийг"))
    if wrong:
        word = word.replace("ө", "є").replace("ү", rng.choice("їy"))
    return Passage(
        f"Иргэдийн ирүүлсэн {word} хугацаанд нь авч үзэж, холбогдох албанд танилцуулав.", ("E501",)
    )


KINDS: tuple[Callable[[random.Random, bool], Passage], ...] = (lines, composites, share, change, remainder, day, letters)  # fmt: skip


def passage(rng: random.Random, kind: Callable[[random.Random, bool], Passage], wrong: bool) -> Passage:
    """A passage of the kind behind one or two sentences of a report."""
    made = kind(rng, wrong)
    lead = " ".join(rng.sample(LEAD, rng.randint(1, 2)))
    return Passage(f"{lead}{rng.choice((' ', chr(10)))}{made.text}", made.codes if wrong else ())
