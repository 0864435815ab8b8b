"""Mails as people send them, made here: 60 whose report is in the wrong wrapping, and 200 that bring none."""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Iterator
from email.message import EmailMessage

from tests.intake.odd_messages import zipped

SHEET_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
WEB_ARCHIVE = (
    b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/html\r\n\r\n<html></html>\r\n--x--\r\n"
)
NUMBERS = zipped({"Index/Document.iwa": b"1", "Index/CalculationEngine.iwa": b"2", "preview.jpg": b"3"})
SHORTCUT = b"L\0\0\0\x01\x14\x02\0" + bytes(300)
REMOVED = b"The original attachment was removed because it contained a potentially malicious item."
HEIC = b"\0\0\0\x18ftypheic" + bytes(30_000)
WEBP = b"RIFF\x10\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (1999).to_bytes(3, "little") * 2 + bytes(30_000)


def picture(width: int, height: int, size: int = 0) -> bytes:
    """A PNG of these measures in pixels, filled up to `size` bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return (b"\x89PNG\r\n\x1a\n" + chunk).ljust(size, b"\1")


def mail(text: str, subject: str = "Тайлан", sender: str = "bat@example.mn") -> EmailMessage:
    """A mail with a text."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "hr@example.gov.mn", subject
    made["Date"], made["Message-ID"] = "Thu, 05 Dec 2024 10:00:00 +0800", "<1@example.mn>"
    made.set_content(text)
    return made


def with_file(name: str, data: bytes, kind: str = "application/octet-stream") -> EmailMessage:
    """A mail with one attachment."""
    made = mail("Тайлангаа хавсаргав.")
    main, _, sub = kind.partition("/")
    made.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return made


def with_html(html: str, subject: str = "Тайлан") -> EmailMessage:
    """A mail with text and HTML."""
    made = mail("Тайлан", subject)
    made.add_alternative(html, subtype="html")
    return made


FILES = {
    "a spreadsheet of 2003 in XML": ("005.xml", SHEET_2003, "G012"),
    "the same called .xls.txt": ("005.xls.txt", SHEET_2003, "G012"),
    "a web archive": ("005.mht", WEB_ARCHIVE, "G010"),
    "a web archive called .mhtml": ("005.mhtml", WEB_ARCHIVE, "G010"),
    "a web page": ("005.htm", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "G010"),
    "a web page called .html": ("005.html", b"<!DOCTYPE html><html></html>", "G010"),
    "a text": ("005.txt", "Арга хэмжээ 1: 65%\n".encode(), "G011"),
    "a table as text": ("005.csv", b"1;2;3\n", "G011"),
    "a file of Numbers": ("005.numbers", NUMBERS, "G017"),
    "a file of Numbers without its name": ("005", NUMBERS, "G017"),
    "a shortcut": ("005.xlsx - Shortcut.lnk", SHORTCUT, "G018"),
    "a shortcut of the web": ("005.url", b"[InternetShortcut]\r\nURL=https://example.mn\r\n", "G018"),
    "a shortcut of a Mac": ("005.webloc", b"<?xml version='1.0'?><plist/>", "G018"),
    "a shortcut of Google's": ("005.gsheet", b'{"url": "https://example.mn"}', "G018"),
    "a protected mail": ("message.rpmsg", b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" + bytes(99), "G019"),
    "a protected file": ("005.xlsx.pfile", b".pfile" + bytes(99), "G019"),
    "a WebP": ("IMG_1.webp", WEBP, "G014"),
    "a HEIC": ("IMG_1.heic", HEIC, "G014"),
    "a photo": ("IMG_1.jpg", b"\xff\xd8\xff\xe0" + bytes(90_000), "G014"),
    "a GIF": ("page.gif", b"GIF89a" + struct.pack("<HH", 800, 600) + bytes(30_000), "G014"),
    "a bitmap": (
        "page.bmp",
        b"BM" + bytes(8) + struct.pack("<IIii", 54, 40, 900, 700) + bytes(30_000),
        "G014",
    ),
    "a scan": ("005.pdf", b"%PDF-1.4", "G009"),
    "a Word document": ("005.docx", zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "G007"),
    "a document of Pages": ("005.pages", zipped({"Index/Document.iwa": b"1"}), "G007"),
    "rich text": ("005.rtf", b"{\\rtf1 x}", "G007"),
    "slides": ("005.odp", zipped({"mimetype": b"application/vnd.oasis.opendocument.presentation"}), "G008"),
    "a zip of a text": ("005.zip", zipped({"a.txt": b"65% 70%"}), "G011"),
    "a zip of photos": ("005.zip", zipped({"1.jpg": b"\xff\xd8\xff" + bytes(40_000)}), "G014"),
    "something unknown": ("005.dat", bytes(range(256)) * 9, "G002"),
    "a program": ("005.exe", b"MZ" + bytes(range(250)), "G002"),
}

LINKS = {
    "OneDrive": "https://1drv.ms/x/s!AkTest",
    "SharePoint": "https://contoso-my.sharepoint.com/:x:/g/personal/x",
    "Google Drive": "https://drive.google.com/file/d/1a2b3c/view?usp=sharing",
    "Google Sheets": "https://docs.google.com/spreadsheets/d/1a2b3c/edit#gid=0",
    "Safe Links": "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2F1drv.ms%2Fx%2Fs%21Ak&data=05%7C",
    "urldefense v2": "https://urldefense.proofpoint.com/v2/url?u=https-3A__drive.google.com_file_d_1&d=DwMF&c=x",
    "urldefense v3": "https://urldefense.com/v3/__https://www.dropbox.com/s/a1/b.xlsx__;!!a-b!c$",
    "urldefense v1": "https://urldefense.proofpoint.com/v1/url?u=https://we.tl/t-abc123&k=x",
    "iCloud": "https://www.icloud.com/attachment/?u=https%3A%2F%2Fcvws.icloud-content.com%2FB%2Fx&f=002.xlsx",
    "iCloud Drive": "https://www.icloud.com/iclouddrive/0abc#005",
    "Yandex": "https://disk.yandex.ru/i/abcDEF",
    "Yandex, short": "https://yadi.sk/i/abcDEF",
    "mail.ru": "https://cloud.mail.ru/public/abcd/efgh",
    "Teams": "https://teams.microsoft.com/l/file/ABC-123?tenantId=1&fileType=xlsx",
    "WeTransfer": "https://we.tl/t-AbCdEf",
    "Dropbox": "https://www.dropbox.com/scl/fi/x/005.xlsx?dl=0",
    "a search engine's redirection": "https://www.google.com/url?q=https://drive.google.com/open?id=1&sa=D",
    "Mimecast": "https://protect-eu.mimecast.com/s/AbCd?domain=drive.google.com",
    "Cisco": "https://secure-web.cisco.com/1aB2/https%3A%2F%2F1drv.ms%2Fx%2Fs%21Ak",
    "Sophos": "https://eu-west-1.protection.sophos.com/?d=1drv.ms&u=aHR0cHM6Ly8xZHJ2Lm1zL3gvcyFBaw==&p=m",
    "a file of some other host": "https://files.example.gov.mn/out/2024/005.xlsx",
    "without its beginning": "drive.google.com/file/d/1a2b3c/view",
}


def awaiting() -> Iterator[tuple[str, bytes, str]]:
    """(what it is, the mail, the code that must stand among its signs)."""
    for what, (name, data, code) in FILES.items():
        yield what, with_file(name, data).as_bytes(), code
    for what, link in LINKS.items():
        yield f"a link in the text: {what}", mail(f"Тайлан энд байна: {link} .").as_bytes(), "M109"
    yield "a link in the HTML", with_html(f'<a href="{LINKS["Safe Links"]}">005</a>').as_bytes(), "M109"
    yield "a link in base64", _encoded(LINKS["Yandex"]), "M109"
    answered = f"Доор байна.\n\n> From: hr\n\n{LINKS['OneDrive']}\n"
    yield "a link beside what is quoted", mail(answered, "Re: Сануулга").as_bytes(), "M109"
    forwarded = f"<blockquote>{LINKS['OneDrive']}</blockquote>"
    yield "a link in a forwarded mail", with_html(forwarded, "Fwd: Тайлан").as_bytes(), "M109"
    yield "a notice in the place of the file", with_file("005.xlsx.txt", REMOVED).as_bytes(), "M115"
    yield "a notice of a server", with_file("ATT00001.txt", REMOVED).as_bytes(), "M115"
    yield (
        "a notice in the text",
        mail("This attachment was removed by the mail gateway: 005.xlsx").as_bytes(),
        "M115",
    )
    yield "a page photographed into the text", _pictured(picture(1200, 1600, 200_000)), "G014"


def _encoded(link: str) -> bytes:
    made = mail("x")
    made.set_content(f"Тайлан: {link}", cte="base64")
    return made.as_bytes()


def _pictured(data: bytes) -> bytes:
    made = with_html('<img src="cid:a"/>')
    html = made.get_payload()[1]  # type: ignore[index]
    html.add_related(data, "image", "png", cid="<a>", filename="image001.png")  # type: ignore[union-attr]
    return made.as_bytes()


SAID = (
    "Баярлалаа, маягтыг авлаа.",
    "Тайлангаа хэдий хүртэл илгээх вэ?",
    "Би чөлөөтэй байгаа, ирэх долоо хоногт илгээнэ.",
    "Сайн байна уу? Хувийг хэрхэн тооцох вэ, 98% гэж бичиж болох уу?",
    "Thank you, received.",
)
SUBJECTS = ("Re: Маягт", "Баярлалаа", "Асуулт", "Автомат хариу: Маягт", "Automatic reply: Form")
QUOTED = f"> Зааврыг эндээс үзнэ үү: {LINKS['Google Drive']}\n> Маягтаа хавсаргаж илгээнэ үү."
OUTLOOK = (
    "\n\n-----Original Message-----\nFrom: HR\nSent: Monday\n"
    f"Зааврыг эндээс үзнэ үү: {LINKS['SharePoint']}\nТа 2024.12.20 хүртэл илгээнэ үү."
)
SIGNATURES = (
    "",
    "--\nГазрын мэргэжилтэн, https://www.example.gov.mn/ , утас 11-223344",
    QUOTED,
    OUTLOOK,
    "Join the meeting: https://teams.microsoft.com/l/meetup-join/19%3ameeting",
    "https://contoso.sharepoint.com/sites/hr/SitePages/Home.aspx",
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.gov.mn%2F&data=05",
    "https://docs.google.com/forms/d/e/1FA/viewform",
)


def honest() -> Iterator[tuple[str, bytes]]:
    """(what it is, the mail): thanks, questions, automatic replies, whatever mail programs add to them."""
    for text, subject, signature in itertools.product(SAID, SUBJECTS[:4], SIGNATURES):
        yield (
            f"{subject} / {text[:20]} / {signature[:30]}",
            mail(f"{text}\n\n{signature}", subject).as_bytes(),
        )
    for subject, beside in itertools.product(SUBJECTS, _beside()):
        name, data, kind, inline = beside
        yield f"{subject} with {name}", _with_beside(subject, name, data, kind, inline)
    for subject in SUBJECTS:
        quoted = f"<p>Баярлалаа</p><blockquote>{QUOTED}<blockquote>{QUOTED}</blockquote> x</blockquote>"
        yield f"{subject} in HTML", with_html(quoted, subject).as_bytes()
        outlook = f'<p>Баярлалаа</p><div id="divRplyFwdMsg">x</div><a href="{LINKS["Safe Links"]}">x</a>'
        yield f"{subject} in Outlook's HTML", with_html(outlook, subject).as_bytes()


def _beside() -> tuple[tuple[str, bytes, str, bool], ...]:
    return (
        ("image001.png", picture(180, 60, 9_000), "image/png", True),
        ("banner.png", picture(1200, 200, 90_000), "image/png", True),
        ("logo.png", picture(400, 400, 8_000), "image/png", False),
        ("smime.p7s", b"\x30\x82\x01\x01" + bytes(range(200)), "application/pkcs7-signature", False),
        ("invite.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar", False),
        ("bat.vcf", b"BEGIN:VCARD\r\nEND:VCARD\r\n", "text/x-vcard", False),
        ("ATT00001.txt", b"_______________\nhr mailing list\n", "text/plain", False),
        ("signature.asc", b"-----BEGIN PGP SIGNATURE-----\n\nAAAA\n", "application/pgp-signature", False),
    )


def _with_beside(subject: str, name: str, data: bytes, kind: str, inline: bool) -> bytes:
    made = mail("Баярлалаа.", subject)
    main, _, sub = kind.partition("/")
    if inline:
        made.add_related(data, main, sub, cid="<a>", filename=name)
    else:
        made.add_attachment(data, main, sub, filename=name)
    return made.as_bytes()
