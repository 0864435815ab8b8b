"""Invented reports without faults, and the same with one planted fault a row; shares no code with the rules."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

YEAR = 2024
REPORTED = date(2024, 12, 5)
SOUMS = (  # noqa: SIM905 (a list of names reads better as one line)
    "Айраг Алтанширээ Баян-Овоо Бүрэнтогтох Дэрэн Ерөө Жавхлант Ивээлт Мөст Налайх Орхон Рэнчинлхүмбэ Сагсай Тэшиг "
    "Улаанбадрах Ханбогд Хүрмэн Цэнгэл Чойр Шаамар Эрдэнэдалай Ярмаг Баруунбүрэн Зүүнхангай Тосонцэнгэл"
).split()


@dataclass(frozen=True)
class Topic:
    """One kind of work: the plan's words, what is counted, and what is said of it when it is done."""

    measure: str
    indicator: str
    asked: str
    thing: str
    things: str
    done: str
    undone: str
    will: str


def _topic(words: str) -> Topic:
    return Topic(*(part.strip() for part in words.split("|")))


TOPICS = tuple(
    _topic(line)
    for line in """
Иргэний бүртгэлийн архивын баримтыг цахимд шилжүүлэх.|Шилжүүлсэн баримтын тоо|{n} баримт цахимд шилжүүлсэн байна.|баримт|баримтыг|цахимд шилжүүллээ|шилжүүлж амжаагүй байна|цахимд шилжүүлнэ
Хөдөлмөр эрхлэлтийн талаар ажил олгогчид сургалт явуулах.|Сургалтад хамрагдсан ажил олгогч|{n} ажил олгогч сургалтад хамруулсан байна.|ажил олгогч|ажил олгогчийг|сургалтад хамруулав|сургалтад хамруулж чадсангүй|сургалтад хамруулах болно
Ундны усны худгийн чанарт хяналт тавих.|Шинжилсэн худгийн тоо|{n} худаг шинжилгээнд хамруулсан байна.|худаг|худгийг|лабораторийн шинжилгээнд хамруулсан|шинжилгээнд хамруулаагүй байна|шинжилгээнд хамруулахаар төлөвлөж байна
Ахмад настанд гэрийн асаргаа, үйлчилгээ үзүүлэх.|Үйлчилгээ авсан ахмадын тоо|{n} ахмадад үйлчилсэн байна.|ахмад|ахмадад|гэрийн үйлчилгээ хүргэсэн|үйлчилгээ хүргэж чадаагүй болно|үйлчилгээ хүргэнэ
Газар тариалангийн үрийн чанарыг шалгах.|Шалгасан аж ахуйн нэгжийн тоо|{n} аж ахуйн нэгж шалгасан байна.|аж ахуйн нэгж|аж ахуйн нэгжийг|удирдамжийн дагуу шалгасан|шалгаж амжаагүй болно|шалгахаар төлөвлөөд байна
Сургуулийн хүүхдийн хоолны чанарт үзлэг хийх.|Үзлэг хийсэн сургуулийн тоо|{n} сургууль үзлэгт хамруулсан байна.|сургууль|сургуулийг|үзлэгт хамруулж зөвлөмж өглөө|үзлэгт хамруулаагүй байна|үзлэгт хамруулна
Музейн үзмэрийг сэргээн засварлах.|Сэргээн засварласан үзмэр|{n} үзмэр сэргээн засварласан байна.|үзмэр|үзмэрийг|сэргээн засварлаж санд шилжүүлэв|сэргээн засварлаж дуусаагүй байна|сэргээн засварлах болно
Гудамжны гэрэлтүүлгийг шинэчлэх.|Шинэчилсэн гэрлийн тоо|{n} гэрэл шинэчилсэн байна.|гэрэл|гэрлийг|хэмнэлттэй чийдэнгээр шинэчиллээ|шинэчилж чадаагүй байна|шинэчлэхээр бэлтгэж байна
Хүний нөөцийн мэдээллийн санг баяжуулах.|Баяжуулсан хувийн хэргийн тоо|{n} бүртгэл баяжуулсан байна.|бүртгэл|бүртгэлийг|программд оруулж баяжуулсан|баяжуулаагүй байна|баяжуулна
Галын аюулгүй байдлын дадлага сургуулилалт хийх.|Дадлагад оролцсон байгууллагын тоо|{n} байгууллага дадлагад оролцуулсан байна.|байгууллага|байгууллагыг|дадлага сургуулилалтад оролцуулав|оролцуулж чадаагүй болно|дадлагад оролцуулахаар төлөвлөсөн
""".strip().splitlines()
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One row as the generator makes it: sentences are kept apart so that faults can be planted."""

    topic: Topic
    target: str
    sentences: tuple[str, ...]
    percent: float = 1.0
    previous: str = ""

    @property
    def achieved(self) -> str:
        """The achieved text."""
        return " ".join(self.sentences)


def _day(rng: random.Random) -> date:
    return date(YEAR, 1, 8) + timedelta(rng.randrange(320))


def _shown(day: date, rng: random.Random) -> str:
    """A day as people write it, with an ending that says when."""
    ending = "ний" if day.day % 10 in (1, 4, 9) else "ны"
    if rng.random() < 0.5:
        return f"{day:%Y.%m.%d}-нд"
    return f"{day.year} оны {day.month:02d} {_nth(day.month)} сарын {day.day:02d}-{ending} өдөр"


def _nth(month: int) -> str:
    return "дүгээр" if month in (1, 4, 9, 11) else "дугаар"


def _grouped(value: int, rng: random.Random) -> str:
    return f"{value:,}".replace(",", rng.choice((",", " ", ","))) if value >= 1000 else str(value)


def _listed(rng: random.Random, topic: Topic, slip: int = 0) -> str:
    """A list of parts with its total; `slip` is what the total is off by."""
    places = rng.sample(SOUMS, rng.randint(2, 5))
    parts = [rng.randint(11, 90) for _ in places]
    total = sum(parts) + slip
    shape = rng.randrange(4)
    if shape == 0:
        return f"{', '.join(f'{p} суманд {n}' for p, n in zip(places, parts, strict=True))}, нийт {total} {topic.thing} байна."
    if shape == 1:
        return f"{', '.join(f'{p}-{n}' for p, n in zip(places, parts, strict=True))} нийт-{total} {topic.thing} бүртгэгдсэн."
    if shape == 2:
        return f"Нийт {total} {topic.thing} бүртгэлтэй. Үүнд: {', '.join(f'{p} {n}' for p, n in zip(places, parts, strict=True))}."
    lines = "\n".join(f"- {p} сум {n}" for p, n in zip(places, parts, strict=True))
    return f"Сумдаар:\n{lines}\nНийт {total} {topic.thing}."


QUIET: tuple[Callable[[random.Random], str], ...] = (
    lambda r: f"Засгийн газрын {r.randint(2015, 2023)} оны {r.randint(1, 12):02d} дугаар сарын {r.randint(1, 28):02d}-ны өдрийн {r.randint(11, 390)} дугаар тогтоолыг мөрдлөг болгож ажилласан.",
    lambda r: f"Хуулийн {r.randint(3, 40)}.{r.randint(1, 9)}, {r.randint(3, 40)}.{r.randint(1, 9)} дэх хэсэгт заасан шаардлагыг ажилтнуудад таниулсан болно.",
    lambda r: f"Байгууллагын {r.randint(70000000, 77999999)} утсаар ирсэн дуудлагад тухай бүр хариу өгч хэвшсэн.",
    lambda r: f"MNS {r.randint(4000, 6900)}:{r.randint(2005, 2023)} стандартыг мөрдөхөд анхаарч байна.",
    lambda r: "Хөдөлмөрийн сахилгын зөрчил гаргаагүй, иргэдээс гомдол ирээгүй болно.",
    lambda r: "Тайлант хугацаанд осол, зөрчил бүртгэгдээгүй байна.",
    lambda r: f"Дээрх ажлыг {r.choice(SOUMS)}, {r.choice(SOUMS)} сумын удирдлагатай хамтран гүйцэтгэлээ.",
    lambda r: f"Үр дүнд нь үйлчлүүлэгчдийн сэтгэл ханамж {r.randint(5, 30)} хувиар дээшилсэн.",
    lambda r: f"Зардлын хэмнэлт {r.randint(2, 90)},{r.randint(1, 9)} сая төгрөг болжээ.",
    lambda r: f"Нийт {r.randint(200, 900)} гаруй иргэнд гарын авлага тараав.",
    lambda r: f"Өмнөх онд {r.randint(20, 90)} удаа зөвлөгөө өгч байсан бол энэ онд {r.randint(91, 180)} удаа зөвлөгөө өгсөн.",
    lambda r: f"Ажлын хэсэг {_shown(_day(r), r)} хуралдаж, дүгнэлтээ танилцуулсан.",
    lambda r: f"{_shown(_day(r), r)}, {_shown(_day(r), r)} тус тус мэдээлэл хийв.",
    lambda r: f"Урсгал зардалд {r.randint(100, 900)},{r.randint(100, 999)}.{r.randint(1, 9)} мянган төгрөг зарцуулсан.",
    lambda r: "Холбогдох мэдээг дээд шатны байгууллагад хугацаанд нь хүргүүлж байна.",
    lambda r: f"Даргын А/{r.randint(10, 200)} дугаар тушаалаар {r.randint(3, 9)} хүний бүрэлдэхүүнтэй ажлын хэсэг байгуулсан.",
    lambda r: "Цаашид энэ ажлыг улам боловсронгуй болгож ажиллана.",
    lambda r: f"{r.randint(2025, 2026)} оны төсвийн саналыг боловсруулж хүргүүлсэн.",
    lambda r: f"Мэдээллийг Facebook-ийн хуудсаар {r.randint(3, 30)} удаа түгээсэн байна.",
    lambda r: "“Иргэн бүрд тэгш үйлчилнэ” уриан дор нээлттэй хаалганы өдөрлөг хийсэн.",
)  # fmt: skip


def row(rng: random.Random) -> Made:
    """One row without a fault."""
    topic = rng.choice(TOPICS)
    asked = rng.randint(12, 400)
    reached = asked + rng.randint(0, 40)
    core = f"Тайлант хугацаанд {_grouped(reached, rng)} {topic.things} {topic.done}."
    quiet = [make(rng) for make in rng.sample(QUIET, rng.randint(1, 4))]
    more = [_listed(rng, Topic("", "", "", "иргэн", "", "", "", ""))] if rng.random() < 0.3 else []
    sentences = [core, *quiet, *more]
    percent = 1.0
    if rng.random() < 0.15:
        percent = rng.choice((0.7, 0.8, 0.85, 0.9))
        sentences.append(f"Ажлын гүйцэтгэл {percent * 100:.0f} хувьтай байна.")
    return Made(topic, topic.asked.format(n=_grouped(asked, rng)), tuple(sentences), percent)


def report(seed: int, rows: int = 25) -> list[Made]:
    """A report without a fault; one row is below a hundred."""
    rng = random.Random(seed)
    made: list[Made] = []
    said: set[tuple[str, str]] = set()
    while len(made) < rows:
        one = row(rng)
        pairs = set(itertools.pairwise(re.sub(r"[\d.:/, -]+", "", s) for s in one.sentences))
        if not pairs & said:  # no passage of two sentences comes back within a report
            said |= pairs
            made.append(one)
    made[0] = replace(made[0], percent=0.95, sentences=made[0].sentences[:2])
    return made


def _with(made: Made, rng: random.Random, sentence: str) -> Made:
    """The sentence put in behind the first, claiming all."""
    at = rng.randint(1, len(made.sentences))
    sentences = [s for s in made.sentences if "гүйцэтгэл" not in s]
    sentences.insert(min(at, len(sentences)), sentence)
    return replace(made, sentences=tuple(sentences), percent=1.0)


def wrong_total(made: Made, rng: random.Random) -> Made:
    """A total that is off."""
    slip = rng.choice((-1, 1)) * rng.randint(2, 12)
    return _with(made, rng, _listed(rng, made.topic, slip))


def other_percent(made: Made, rng: random.Random) -> Made:
    """A fulfilment in the text that the cell does not have."""
    share = rng.randint(40, 92)
    shapes = ("Уг ажлын биелэлт {} хувьтай байна.", "Төлөвлөгөөт ажлын гүйцэтгэл {}% байна.", "Энэ арга хэмжээ {} хувийн хэрэгжилттэй байна.", "Ажлыг {} хувь гүйцэтгэсэн.")  # fmt: skip
    return _with(made, rng, rng.choice(shapes).format(share))


def below_target(made: Made, rng: random.Random) -> Made:
    """A figure well below the target's."""
    asked = rng.randint(30, 400)
    reached = int(asked * rng.uniform(0.3, 0.85))
    core = f"Тайлант хугацаанд {reached} {made.topic.things} {made.topic.done}."
    kept = tuple(s for s in made.sentences[1:] if "гүйцэтгэл" not in s)
    return replace(made, target=made.topic.asked.format(n=asked), sentences=(core, *kept), percent=1.0)


def part_only(made: Made, rng: random.Random) -> Made:
    """So many of so many."""
    whole = rng.randint(20, 300)
    part = int(whole * rng.uniform(0.3, 0.85))
    shapes = ("Бүртгэлтэй {w} өрхөөс {p} өрх хамрагдсан байна.", "Ирсэн {w} санал хүсэлтийн {p} нь шийдвэрлэгдсэн.", "Төлөвлөсөн {w} багаас {p} багт ажилласан.", "Шаардлага хүргүүлсэн {w} зөрчлийн {p} нь арилсан байна.")  # fmt: skip
    return _with(made, rng, rng.choice(shapes).format(w=whole, p=part))


def doubled_unit(made: Made, rng: random.Random) -> Made:
    """Millions named twice."""
    amount = _grouped(rng.randint(2, 900) * 1_000_000 + rng.choice((0, 500_000)), random.Random(0))
    unit = rng.choice(("сая", "сая", "тэрбум"))
    return _with(made, rng, f"Уг ажилд {amount} {unit} төгрөг зарцуулагдсан.")


def still_to_come(made: Made, rng: random.Random) -> Made:
    """Work of the row that is promised."""
    topic = made.topic
    return _with(made, rng, f"{rng.choice(('Үлдсэн', 'Бусад', 'Нэмэлт'))} {rng.randint(3, 30)} {topic.things} {topic.will}.")  # fmt: skip


def left_undone(made: Made, rng: random.Random) -> Made:
    """Work of the row that was not done."""
    reason = rng.choice(("Санхүүжилт хүрэлцээгүйгээс", "Орон тоо дутуугаас", "Цаг агаараас шалтгаалан"))
    return _with(made, rng, f"{reason} {rng.randint(3, 30)} {made.topic.things} {made.topic.undone}.")


def after_the_report(made: Made, rng: random.Random) -> Made:
    """Work that is left for a time after the report."""
    when = rng.choice(("Дараа оны эхний улиралд", "2025 оны 2 дугаар сард", "Ирэх онд", f"2024.12.{rng.randint(12, 30)}-нд"))  # fmt: skip
    verb = rng.choice(("хүлээлгэн өгнө", "дуусгах болно", "хийхээр төлөвлөж байна"))
    return _with(made, rng, f"{when} энэ ажлын дараагийн шатыг {verb}.")


def another_year(made: Made, rng: random.Random) -> Made:
    """A day of another year."""
    day = _day(rng) - timedelta(366 * rng.randint(1, 3))
    return _with(made, rng, f"Хамтарсан өдөрлөгийг {_shown(day, rng)} зохион байгуулав.")


def no_such_day(made: Made, rng: random.Random) -> Made:
    """A day that does not exist."""
    day = rng.choice(("2024.02.30", "2024.04.31", "2024.06.31", "2024.09.31", "2024.11.31", f"2024.{rng.randint(13, 30)}.07", f"2024.03.{rng.randint(32, 60)}"))  # fmt: skip
    return _with(made, rng, f"Уулзалтыг {day}-нд хийсэн байна.")


def target_copied(made: Made, rng: random.Random) -> Made:
    """The target's words and nothing else."""
    by = rng.choice(("Батлагдсан удирдамжийн", "Холбогдох журмын", "Жилийн төлөвлөгөөний"))
    target = f"{by} дагуу {made.target}"
    return replace(
        made,
        target=target,
        sentences=(target.replace(" байна", rng.choice((" байна", "", " болно"))),),
        percent=1.0,
    )


def plan_written(made: Made, rng: random.Random) -> Made:
    """The measure in the infinitive, or the plan in the future."""
    other = rng.choice(TOPICS)
    shapes = (
        f"{made.topic.measure[:-1]}, {other.measure.lower()}",
        f"{made.topic.measure} Үр дүнг тайлагнах.",
        f"{rng.randint(20, 90)} {made.topic.things} хугацаанд нь хийж гүйцэтгэнэ.",
    )
    return replace(made, sentences=(rng.choice(shapes),), percent=1.0)


def foreign_letter(made: Made, rng: random.Random) -> Made:
    """One Cyrillic letter of a word replaced by a Latin one that looks the same."""
    latin = {"а": "a", "о": "o", "е": "e", "х": "x", "с": "c", "р": "p"}
    words = made.achieved.split(" ")
    able = [n for n, word in enumerate(words) if len(word) > 4 and word.isalpha() and set(word) & set(latin)]
    n = rng.choice(able)
    letter = rng.choice(sorted(set(words[n]) & set(latin)))
    words[n] = words[n].replace(letter, latin[letter], 1)
    return replace(made, sentences=(" ".join(words),))


def carried(made: Made, rng: random.Random) -> Made:
    """The last report's text, unchanged."""
    topic = made.topic
    more = " ".join(make(rng) for make in (QUIET[0], QUIET[1], QUIET[6]))
    text = f"Тайлант хугацаанд {rng.randint(20, 90)} {topic.things} {topic.done}. {more}"
    return replace(made, sentences=(text,), previous=text)


def passage_pasted(report_rows: list[Made], rng: random.Random) -> tuple[list[Made], int]:
    """A passage of one row pasted into a later one; gives the later row's place."""
    first, second = sorted(rng.sample(range(len(report_rows)), 2))
    pasted = (
        f"{rng.choice(SOUMS)} суманд ажиллах явцад гарсан саналыг нэгтгэн, холбогдох албан тушаалтнуудад танилцуулж, "
        f"{rng.choice(TOPICS).measure[:-1].lower()} чиглэлээр авах арга хэмжээний саналыг удирдлагад хүргүүлсэн."
    )
    rows = list(report_rows)
    for n in (first, second):
        rows[n] = replace(rows[n], sentences=(*rows[n].sentences, pasted))
    return rows, second


def place_misspelt(report_rows: list[Made], rng: random.Random) -> tuple[list[Made], int]:
    """A soum that two rows name, one letter wrong in the second; gives the second row's place."""
    soum = rng.choice([name for name in SOUMS if len(name) > 8 and "-" not in name])
    at = rng.randint(2, len(soum) - 3)
    wrong = soum[:at] + rng.choice([c for c in "бгдзлмнрт" if c != soum[at]]) + soum[at + 1 :]
    first, second = sorted(rng.sample(range(len(report_rows)), 2))
    rows = list(report_rows)
    for n, name in ((first, soum), (second, wrong)):
        rows[n] = replace(rows[n], sentences=(*rows[n].sentences, f"Зөвлөгөөг {name} сумын иргэдэд өглөө."))
    rows[first] = replace(
        rows[first], sentences=(*rows[first].sentences, f"Дараа нь {soum} суманд дахин очив.")
    )
    return rows, second


FAULTS: dict[str, tuple[str, ...]] = {
    "wrong_total": ("E101", "E106"),
    "other_percent": ("E102",),
    "below_target": ("E103",),
    "part_only": ("E104",),
    "doubled_unit": ("E105",),
    "still_to_come": ("E201",),
    "left_undone": ("E202",),
    "after_the_report": ("E203",),
    "another_year": ("E301",),
    "no_such_day": ("E302",),
    "target_copied": ("E401",),
    "plan_written": ("E402",),
    "carried": ("E404",),
    "foreign_letter": ("E501",),
}


def planted(fault: str, made: Made, rng: random.Random) -> Made:
    """The row with one fault of a kind."""
    plant: Callable[[Made, random.Random], Made] = globals()[fault]
    return plant(made, rng)
