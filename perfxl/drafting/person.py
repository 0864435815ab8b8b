"""Whose document it is: from the title, the signatures and the file's name; what they do not say stays empty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePath

from perfxl.drafting.document import TextLine
from perfxl.drafting.source_document import Doubt, Loose, Who
from perfxl.drafting.vocabulary import Vocabulary, data, endings, norm, signature_role
from perfxl.form.alphabet import is_mongolian, nfc
from perfxl.form.mail_address import first_mail_address

_SIGNED = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,2})\s*\.\s*([^\W\d_]{2,}(?:-[^\W\d_]+)?)")
_DATE = re.compile(r"(?:19|20)\d\d\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{1,2}")
_FRAME = " /:.…_()–-\t\n"
_CODE = re.compile(r"\s*([0-9][0-9A-Za-z-]{1,11}|[A-Za-z]{1,4}-?\d{1,8})[\s_.]")


@dataclass(frozen=True, slots=True)
class Named:
    """Who a document is of, and the lines about it that found no place."""

    who: Who
    loose: tuple[Loose, ...]


def read_person(file: str, before: Sequence[TextLine], after: Sequence[TextLine], words: Vocabulary) -> Named:
    """The person from the lines before and after the tables and from the file's name.

    The name of the signature is taken before the title's, which stands in the genitive; where both are known
    and do not go together, that is a doubt.
    """
    who, rest = _title(before, words)
    signed, loose = _signatures([*rest, *after])
    who = _by_file(_signing(who, signed), file)
    who = replace(who, email=_mail(before, after))
    return Named(_agreed(who), tuple(loose))


def split_people(lines: Sequence[TextLine], words: Vocabulary) -> tuple[tuple[TextLine, ...], ...]:
    """A document of several people's reports -> each one's lines, cut before their titles."""
    texts = [_flat(line) if len(line.filled) < 2 else "" for line in lines]
    titles = [n for n, text in enumerate(texts) if _person(text)]
    cuts = [0, *(_title_start(texts, at, words) for at in titles[1:]), len(lines)]
    return tuple(tuple(lines[a:b]) for a, b in pairwise(cuts) if a < b)


def _title_start(texts: Sequence[str], at: int, words: Vocabulary) -> int:
    """Where the title of a person's line begins: the title lines and the official ones above it."""
    while at and not signature_role(texts[at - 1])[0]:
        if not (_is_title_line(texts[at - 1]) or norm(texts[at - 1]) in words.head_lines):
            break
        at -= 1
    return at


def _title(lines: Sequence[TextLine], words: Vocabulary) -> tuple[Who, list[TextLine]]:
    """The person of the two title lines, and the lines that are none of them; the official head lines are dropped."""
    texts = [(line, _flat(line)) for line in lines]
    texts = [(line, text) for line, text in texts if norm(text) not in words.head_lines]
    at = next((n for n, (_, text) in enumerate(texts) if _person(text)), -1)
    if at < 0:
        return _nameless(texts)
    match = _person(texts[at][1])
    assert match is not None
    start = at
    while start and _is_title_line(texts[start - 1][1]):
        start -= 1
    above = " ".join(text for _, text in texts[start:at])
    own = texts[at][1]
    above = f"{above} {own[: match.start()]}".strip()
    end = at + 1
    while end < len(texts) and _names_document(texts[end][1]) and not _person(texts[end][1]):
        own = f"{own} {texts[end][1]}"
        end += 1
    who = _seat(above)
    year = re.search(data()["title"]["year"], own, re.IGNORECASE)
    who = replace(
        who,
        parent=_cased(match["parent"]),
        name_genitive=_cased(match["name"]),
        year=int(year["year"]) if year else 0,
        titles=(above, own[match.start() :].strip()),
    )
    return who, [line for n, (line, _) in enumerate(texts) if not start <= n < end]


def _nameless(texts: list[tuple[TextLine, str]]) -> tuple[Who, list[TextLine]]:
    """A document whose title names nobody in the known way: only its year is taken."""
    year = next((m for _, t in texts if (m := re.search(data()["title"]["year"], t, re.IGNORECASE))), None)
    return Who(year=int(year["year"]) if year else 0), [line for line, _ in texts]


def _person(text: str) -> re.Match[str] | None:
    matches = (re.search(pattern, text, re.IGNORECASE) for pattern in data()["title"]["person"])
    return next((m for m in matches if m), None)


def _is_title_line(text: str) -> bool:
    """A line above the person's that belongs to the title: without figures of a date or an order, not a heading."""
    letters = [c for c in text if c.isalpha()]
    capital = sum(c.isupper() for c in letters)
    return bool(letters) and (capital > len(letters) * 0.7 or _ends(text)) and not re.search(r"\d{3}", text)


def _ends(text: str) -> bool:
    """Whether a name of an organisation or unit in the genitive ends in the text."""
    words = text.casefold().split()
    return any(e.genitive in words or any(a in words for a in e.also) for e in endings())


def _names_document(text: str) -> bool:
    words = norm(text)
    return len(words) < 80 and any(norm(word) in words for word in data()["title"]["documents"])


def _seat(above: str) -> Who:
    """Organisation, unit and position from the first title line, cut after the words that end such names."""
    tokens = nfc(above).split()
    cuts = _cuts(tokens)
    if not cuts:
        return Who(position=_sentence(above))
    organisation = [c for c in cuts if c[2] == "organisation"]
    unit = [c for c in cuts if c[2] == "unit"]
    end = organisation[-1][0] if organisation else 0
    if unit and unit[-1][0] <= end:
        unit = []
    last = unit[-1][0] if unit else end
    nominative = {cut[0]: cut[1] for cut in cuts}
    length = {cut[0]: cut[3] for cut in cuts}

    def name(first: int, stop: int) -> str:
        words = " ".join(tokens[first : stop - length[stop]])
        last = nominative[stop].upper() if words.isupper() or not words else nominative[stop]
        return _sentence(f"{words} {last}")

    return Who(
        organisation=name(0, end) if end else "",
        organisation_genitive=_sentence(" ".join(tokens[:end])),
        unit=name(end, last) if last > end else "",
        unit_genitive=_sentence(" ".join(tokens[end:last])),
        position=_sentence(" ".join(tokens[last:])),
    )


def _cuts(tokens: Sequence[str]) -> list[tuple[int, str, str, int]]:
    """Where a name ends: (tokens up to there, dictionary form of its last words, kind, how many words those are)."""
    small = [token.casefold().strip(",") for token in tokens]
    cuts: list[tuple[int, str, str, int]] = []
    n = 0
    while n < len(small):
        step = 1
        for ending in endings():
            for spelt in (ending.genitive, *ending.also):
                length = len(spelt.split())
                if small[n : n + length] == spelt.split():
                    cuts.append((n + length, ending.nominative, ending.kind, length))
                    step = length
                    break
            else:
                continue
            break
        n += step
    return cuts


@dataclass(frozen=True, slots=True)
class _Signed:
    """One signature: position and name (`D.Name`), and what is neither."""

    position: str
    name: str
    rest: tuple[Loose, ...]


def _signatures(lines: Sequence[TextLine]) -> tuple[dict[str, _Signed], list[Loose]]:
    """Positions and names below the roles of the signatures; what stands below neither is loose."""
    role = ""
    blocks: dict[str, list[Loose]] = {"employee": [], "verifier": []}
    loose: list[Loose] = []
    for line in lines:
        for text in _parts(line):
            key, rest = signature_role(text)
            role, text = (key, rest) if key else (role, text)
            if _bare(text):
                (blocks[role] if role else loose).append(Loose(text, line.where))
    signed = {key: _signer(texts) for key, texts in blocks.items()}
    return signed, [*loose, *(rest for signer in signed.values() for rest in signer.rest)]


def _signing(who: Who, signed: dict[str, _Signed]) -> Who:
    """The title's person with what the signatures add."""
    own, verifier = signed["employee"], signed["verifier"]
    match = _SIGNED.search(own.name)
    who = replace(who, verifier_position=verifier.position, verifier_name=verifier.name)
    if match:
        who = replace(who, initial=match[1].upper(), name=_cased(match[2]))
    if not own.position:
        return who
    if not who.position:
        return replace(who, position=own.position)
    if norm(own.position).endswith(norm(who.position)):
        return who
    doubt = Doubt("position", "R336", (("signed", own.position), ("title", who.position)))
    return replace(who, doubts=(*who.doubts, doubt))


def _parts(line: TextLine) -> list[str]:
    if not line.table:
        return [part for part in re.split(r"\n|\t| {4,}", line.text) if part.strip()]
    return [part for cell in line.filled for part in re.split(r"\n|\t| {4,}", cell.text) if part.strip()]


def _bare(text: str) -> str:
    """A text without the dots, strokes and captions of a signature block."""
    plain = text.strip(_FRAME)
    words = norm(plain)
    captions = {norm(word) for word in data()["signatures"]["captions"]}
    return "" if words in captions or not words else plain


def _signer(texts: Sequence[Loose]) -> _Signed:
    """Position, signed name and what is neither (a date is known and dropped)."""
    position = name = ""
    rest: list[Loose] = []
    for text in texts:
        left = _bare(_DATE.sub("", text.text))
        match = _SIGNED.search(left)
        if match and not name:
            name = f"{match[1].upper()}.{match[2]}"
            left = _bare(f"{left[: match.start()]} {left[match.end() :]}")
        if left and not position and not left.isdigit():
            position = _without_captions(left)
        elif left:
            rest.append(Loose(left, text.where))
    return _Signed(position, name, tuple(rest))


def _without_captions(text: str) -> str:
    """A position without the dotted line and the caption that may stand behind it."""
    parts = (_bare(part) for part in re.split(r"[.\u2026_]{3,}", text))
    return " ".join(part for part in parts if part)


def _by_file(who: Who, file: str) -> Who:
    """A code or a signed name in the file's name, where the document itself says none."""
    stem = nfc(PurePath(file).stem)
    code = _CODE.match(stem + " ")
    who = replace(who, code=code[1] if code else "")
    match = _SIGNED.search(stem)
    if match and not who.name and is_mongolian(match[2][0]):
        who = replace(who, initial=match[1].upper(), name=_cased(match[2]))
        who = replace(who, doubts=(*who.doubts, Doubt("name", "R341", (("file", file),))))
    return who


def _mail(before: Sequence[TextLine], after: Sequence[TextLine]) -> str:
    addresses = (first_mail_address(_flat(line)) for line in (*before, *after))
    return next(filter(None, addresses), "")


def _agreed(who: Who) -> Who:
    """Title against signature: the genitive should begin as the name does, the parent's name with the initial."""
    doubts = list(who.doubts)
    if who.name and who.name_genitive and not _begins_alike(who.name, who.name_genitive):
        doubts.append(Doubt("name", "R335", (("signed", who.name), ("title", who.name_genitive))))
    if who.initial and who.parent and who.parent[:1].upper() != who.initial[:1].upper():
        doubts.append(Doubt("parent", "R335", (("signed", who.initial), ("title", who.parent))))
    return replace(who, doubts=tuple(doubts))


def _begins_alike(name: str, genitive: str) -> bool:
    """Whether a genitive may be that of the name: its ending is left aside, the rest letter by letter."""
    stem = max(len(name) - 2, 2)
    return name.casefold()[:stem] == genitive.casefold()[:stem]


def _flat(line: TextLine) -> str:
    return " ".join((line.text or " ".join(c.text for c in line.filled)).split())


def _cased(name: str) -> str:
    """A name in capitals as a name is written; one that is not in capitals is left as it is."""
    return "-".join(p[:1].upper() + p[1:].lower() for p in name.split("-")) if name.isupper() else name


def _sentence(text: str) -> str:
    """A text in capitals with its first letter as the only one."""
    text = " ".join(text.split()).strip(" ,")
    return text[:1].upper() + text[1:].lower() if text.isupper() else text
