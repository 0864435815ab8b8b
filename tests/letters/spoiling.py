"""Reports as somebody in a hurry leaves them, from a seed."""

from __future__ import annotations

import random

from tests.checks.forms import edited

TEXTS = [
    "Сургалтыг 4 удаа зохион байгуулж, 120 иргэнийг хамруулав.",
    'Мэдээлэл «түгээв»\nХоёр дахь мөр, \t таб, "хашилт" & <тэмдэг>',
    "  урд, хойно зайтай  ",
    "= тэнцүүгээр эхэлсэн бичвэр",
    "-зураасаар эхэлсэн",
    "+976 утсаар",
    "@mention",
    "_x0041_ гэж бичсэн",
    "удирдах\x01тэмдэгт",
    "мөр\rбуцаалт\r\nхоёулаа",
    "үг\u202eэргэсэн\u200b",
    "😀 зурагтай",
    "001",
    "2024.01.01",
    "100%",
    "у" * 30000,
    None,
    "",
    "-",
    7,
    3.25,
    True,
    "#NAME?",
    "=A1&B2",
    '=HYPERLINK("http://example.org","энд")',
]


PERCENTS = [1, 0.65, 65, 65.5, "65%", "65,5", "100;", " 65 % ", "1", "0.65", 0, None, "бүгд", -1, 151, 1.2]


DATES = ["2024.01.01-2024.12.31", "2024.01.02 2024-06-30", "2024.01.01\n2024.12.31", None, "жилийн турш"]


FORMATS = ["General", "0%", "0.00", "@", "yyyy.mm.dd"]


def spoilt(seed, layout, data, seal):
    """A report as somebody in a hurry leaves it, from a seed."""
    chance = random.Random(seed)
    said = {}
    for slot in layout.inputs:
        choices = {"text": TEXTS, "percent": PERCENTS, "dates": DATES}.get(slot.kind)
        if slot.role in ("input", "continuation") and choices and chance.random() < 0.8:
            said[slot.a1] = chance.choice(choices)
    formats = {a: chance.choice(FORMATS) for a in said if chance.random() < 0.3}

    def write(book):
        sheet = book[seal.sheet]
        for address, value in said.items():
            text = (
                value.replace("\x01", "_x0001_").replace("\x02", "_x0002_")
                if isinstance(value, str)
                else value
            )
            if text == "_x0041_ гэж бичсэн":
                text = "_x005F_x0041_ гэж бичсэн"
            if isinstance(text, str):
                text = text.replace("\r", "_x000D_")
            cell = sheet[address]
            cell.value = text
            if isinstance(text, str) and text.startswith("= "):
                cell.data_type = "s"
            if address in formats:
                cell.number_format = formats[address]

    return edited(data, write)
