"""A filled form with something that hangs beside its cells: parts added to the package as Excel would write them."""

from __future__ import annotations

import io
import zipfile

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MS = "http://schemas.microsoft.com/office"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{}</xdr:wsDr>'
)
FORM, GUIDE = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
NOTICE = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; however, any edits to it will get "
    "removed if the file is opened in a newer version of Excel. Learn more: https://go.microsoft.com/fwlink/?linkid=870924\n"
    "\nComment:\n    {}"
)
NOTICE_RU = (
    "[Цепочка примечаний]\n\nВаша версия Excel позволяет читать эту цепочку примечаний, однако любые внесенные в нее изменения "
    "будут удалены при открытии файла в более новой версии Excel. Дополнительные сведения: "
    "https://go.microsoft.com/fwlink/?linkid=870924\n\nПримечание:\n    {}\nОтвет:\n    {}"
)


def with_parts(data: bytes, parts: dict[str, str], relations: dict[str, list[tuple[str, str]]]) -> bytes:
    """The workbook with further parts, and relationships (kind, target) by the part that has them (`` the package)."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        all_parts = {name: old.read(name) for name in old.namelist()}
    all_parts |= {name: text.encode() for name, text in parts.items()}
    for owner, added in relations.items():
        folder, _, file = owner.rpartition("/")
        name = f"{folder}/_rels/{file}.rels".lstrip("/")
        before = all_parts.get(name, f'<Relationships xmlns="{_PACKAGE}"></Relationships>'.encode())
        lines = "".join(
            f'<Relationship Id="rAdded{len(before)}x{n}" Type="{kind}" Target="{target}"'
            + (' TargetMode="External"' if "://" in target else "")
            + "/>"
            for n, (kind, target) in enumerate(added)
        )
        all_parts[name] = before.replace(b"</Relationships>", f"{lines}</Relationships>".encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in all_parts.items():
            new.writestr(name, body)
    return out.getvalue()


def commented(data: bytes, text: str, sheet: str = FORM, address: str = "F14") -> bytes:
    """A comment."""
    part = (
        f'<comments xmlns="{MAIN}"><authors><author>x</author></authors><commentList><comment ref="{address}" authorId="0">'
        f"<text><t>{text}</t></text></comment></commentList></comments>"
    )
    return with_parts(data, {"xl/comments9.xml": part}, {sheet: [(f"{REL}/comments", "/xl/comments9.xml")]})


def threaded(data: bytes, *texts: str, address: str = "F14") -> bytes:
    """A thread of comments as Excel writes it: anew, and as an old comment with a notice."""
    old = commented(data, NOTICE.format(texts[0]), address=address)
    lines = "".join(
        f'<threadedComment ref="{address}" id="{{{n}}}"><text>{text}</text></threadedComment>'
        for n, text in enumerate(texts)
    )
    part = f'<ThreadedComments xmlns="{MS}/spreadsheetml/2018/threadedcomments">{lines}</ThreadedComments>'
    kind = f"{MS}/2017/10/relationships/threadedComment"
    name = "xl/threadedComments/threadedComment1.xml"
    return with_parts(old, {name: part}, {FORM: [(kind, f"/{name}")]})


def drawn(data: bytes, shape: str, sheet: str = FORM, diagram: str = "") -> bytes:
    """A drawing with one shape, and the text of a diagram."""
    anchor = (
        "<xdr:twoCellAnchor><xdr:from><xdr:col>5</xdr:col><xdr:row>13</xdr:row></xdr:from>"
        f"<xdr:to><xdr:col>6</xdr:col><xdr:row>15</xdr:row></xdr:to>{shape}</xdr:twoCellAnchor>"
    )
    parts = {"xl/drawings/drawing9.xml": _DRAWING.format(anchor)}
    relations = {sheet: [(f"{REL}/drawing", "/xl/drawings/drawing9.xml")]}
    if diagram:
        parts["xl/diagrams/data1.xml"] = (
            '<d:dataModel xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><d:ptLst><d:pt><d:t><a:bodyPr/><a:p><a:r>'
            f"<a:t>{diagram}</a:t></a:r></a:p></d:t></d:pt></d:ptLst></d:dataModel>"
        )
        relations["xl/drawings/drawing9.xml"] = [(f"{REL}/diagramData", "/xl/diagrams/data1.xml")]
    return with_parts(data, parts, relations)


def text_box(text: str) -> str:
    """A text box."""
    return f"<xdr:sp><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"


def picture(words: str) -> str:
    """A picture with words for those who cannot see it."""
    return (
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Picture 1" descr="{words}"/></xdr:nvPicPr></xdr:pic>'
    )
