"""Where no working folder is open yet: the recent ones, those that lie near by, and a new one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from perfxl.desk.desk import Desk
from perfxl.desk.recent import recent
from perfxl.form.definition import Form, Period, load_form, template_folder
from perfxl.storage.files import safe_name
from perfxl.trouble import Trouble
from perfxl.workspace.folder import SETTINGS

MOST = 40  # working folders that are looked for near by
_HOMES = ("Documents", "Desktop")


@dataclass(frozen=True, slots=True)
class Offered:
    """A folder that may be chosen; the page knows it by `id` alone."""

    id: str
    path: Path


def shown(desk: Desk) -> dict[str, Any]:
    """What the page offers."""
    forms = [load_form(path.stem) for path in sorted(template_folder().glob("*.toml"))]
    return {
        "folders": [place(path) for path in _folders(desk)],
        "places": [place(path) for path in places(desk)],
        "forms": [(form.id, form.form.name) for form in forms],
        "periods": _once(
            period for form in forms for period in periods(form, desk.now().astimezone().date())
        ),
    }


def place(path: Path) -> Offered:
    """A folder and the name that the page knows it by."""
    return Offered(hashlib.sha256(str(path).encode("utf-8", "surrogatepass")).hexdigest()[:16], path)


def folder_of(desk: Desk, id: str) -> Path:
    """The working folder that the page means. Trouble for one that was not offered."""
    return _chosen([place(path) for path in _folders(desk)], id)


def new_folder(desk: Desk, id: str, name: str) -> Path:
    """Where a new working folder of this name goes. Trouble without a name."""
    if not name.strip():
        raise Trouble("desk_no_name")
    return _chosen([place(path) for path in places(desk)], id) / safe_name(name)


def places(desk: Desk) -> list[Path]:
    """Where a new working folder may be made: where the desk was started, beside the recent ones, at home."""
    home = Path.home()
    folders = [desk.place, *(path.parent for path in recent()), *(home / name for name in _HOMES), home]
    return list(
        dict.fromkeys(path.resolve() for path in folders if path.is_dir() and not (path / SETTINGS).is_file())
    )


def _folders(desk: Desk) -> list[Path]:
    return list(dict.fromkeys((*recent(), *_near(desk))))[:MOST]


def _near(desk: Desk) -> Iterator[Path]:
    for folder in places(desk):
        try:
            inside = sorted(path for path in folder.iterdir() if (path / SETTINGS).is_file())
        except OSError:
            continue
        yield from (path.resolve() for path in inside)


def _chosen(offered: list[Offered], id: str) -> Path:
    for place in offered:
        if place.id == id:
            return place.path
    raise Trouble("desk_no_workspace")


def periods(form: Form, today: date) -> Iterator[Period]:
    """The periods of a form that somebody may begin now: of this year, then of the last."""
    yield from (period for year in (today.year, today.year - 1) for period in _of_year(form, year))


def following(form: Form, period: Period) -> list[Period]:
    """The periods that may follow one: the next of its kind first, then the others of its year and the next."""
    every = [*_of_year(form, period.year), *_of_year(form, period.year + 1)]
    later = [coming for coming in every if coming.end > period.end]
    return _once((*(coming for coming in later if coming.kind == period.kind), *later))


def _once(periods: Iterable[Period]) -> list[Period]:
    return list({period.code: period for period in periods}.values())


def _of_year(form: Form, year: int) -> Iterator[Period]:
    for kind in reversed(form.period):
        width = 2 if kind.numbers > 9 else 1
        numbers = [f"{n:0{width}d}" for n in range(1, kind.numbers + 1)] or [""]
        yield from (form.period_of(f"{year}-{kind.kind}{number}") for number in numbers)
