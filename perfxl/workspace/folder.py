"""The working folder: one period, its paths and settings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perfxl.checks.judge import Rules
from perfxl.form.definition import DefinitionError, Form, Period, load_form
from perfxl.form.plan import Employee, Settings
from perfxl.storage.careful_read import read_plain, read_plain_text
from perfxl.storage.files import PATH_LIMIT, fitted, make_folder, safe_name, shortened
from perfxl.texts import texts
from perfxl.trouble import Trouble

SETTINGS = "perfxl.toml"
_FILE_NAME = 64  # characters of a path that a unit's folder leaves to the file in it
OUTBOX = (
    "forms",
    "replies",
    "corrections",
    "reminders",
    "heads",
)  # the folders of the outbox, `outbox.<name>`
FOLDERS = ("issued", "inbox", "accepted", "outbox", "master", "store")


@dataclass(frozen=True)
class Workspace:
    """A working folder. `mail` is the table [mail] of perfxl.toml, secrets by reference only."""

    root: Path
    form: Form
    period: Period
    mail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def roster(self) -> Path:
        """The roster workbook."""
        return self.root / "roster.xlsx"

    @property
    def issued(self) -> Path:
        """Where issued workbooks go."""
        return self.root / "issued"

    @property
    def inbox(self) -> Path:
        """Where what came is dropped; nothing is ever removed from it."""
        return self.root / "inbox"

    @property
    def accepted(self) -> Path:
        """Readable copies of the versions that count."""
        return self.root / "accepted"

    @property
    def outbox(self) -> Path:
        """Letters and correction workbooks."""
        return self.root / "outbox"

    def outbox_of(self, kind: str) -> Path:
        """The outbox's folder for a kind of letter (one of OUTBOX); the outbox itself where the workspace has none such:
        those that were made before there were folders."""
        folder = self.outbox / texts("mn").word(f"outbox.{kind}")
        return folder if folder.is_dir() else self.outbox

    @property
    def master(self) -> Path:
        """Master workbooks, earlier ones under `history/`."""
        return self.root / "master"

    @property
    def store(self) -> Path:
        """Every byte that arrived, by SHA-256."""
        return self.root / "store"

    @property
    def ledger_path(self) -> Path:
        """The ledger's file."""
        return self.root / "ledger.db"

    @property
    def lock_path(self) -> Path:
        """The run lock's file."""
        return self.root / ".perfxl.lock"

    @property
    def rules(self) -> Rules:
        """The workspace's rules before HR's own severities."""
        return Rules(self.form.id, self.period.code)

    def rules_with(self, settings: Settings, waived: frozenset[str] = frozenset()) -> Rules:
        """The rules with the severities that HR set in the roster's settings (`E012` -> `note`, in either language)."""
        return Rules(self.form.id, self.period.code, settings.severities, waived)


def open_workspace(root: Path) -> Workspace:
    """The workspace in a folder; Trouble where there is none or its settings cannot be used."""
    path = root / SETTINGS
    if not path.is_file():
        raise Trouble("no_workspace", folder=str(root.resolve()))
    settings = _settings(path)
    named = settings.get("workspace", {})
    try:
        form = load_form(_beside(root, str(named.get("form", ""))))
        period = form.period_of(str(named.get("period", "")))
    except DefinitionError as error:
        raise Trouble("bad_form", message=str(error)) from error
    except ValueError as error:
        raise Trouble("bad_period", period=str(error)) from error
    return Workspace(root, form, period, settings.get("mail", {}))


def _beside(root: Path, form: str) -> str:
    """A form of one's own may stand in the workspace as a TOML."""
    return str(root / form) if form.endswith(".toml") else form


def _settings(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_plain_text(path))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Trouble("bad_settings", file=str(path), message=str(error)) from error


def make_workspace(root: Path, period: str, form_name: str) -> Workspace:
    """A new workspace in a folder that holds none; Trouble where one stands already or the period is not the form's."""
    if (root / SETTINGS).exists():
        raise Trouble("workspace_exists", folder=str(root))
    try:
        form = load_form(form_name)
        form.period_of(period)
    except DefinitionError as error:
        raise Trouble("bad_form", message=str(error)) from error
    except ValueError as error:
        raise Trouble("bad_period", period=period) from error
    make_folder(root)
    for folder in FOLDERS:
        make_folder(root / folder)
    for kind in OUTBOX:
        make_folder(root / "outbox" / texts("mn").word(f"outbox.{kind}"))
    kept = _keep_form(root, form_name)
    (root / SETTINGS).write_text(_first_settings(kept, period), encoding="utf-8")
    return open_workspace(root)


def _keep_form(root: Path, form_name: str) -> str:
    """A form of one's own is copied into the workspace, so that it moves with it."""
    if not form_name.endswith(".toml"):
        return form_name
    source = Path(form_name)
    (root / source.name).write_bytes(read_plain(source))
    return source.name


def _first_settings(form: str, period: str) -> str:
    head = texts("en").word("workspace.settings_head").rstrip("\n")
    comment = "\n".join(f"# {line}" for line in head.splitlines())
    return f'{comment}\n\n[workspace]\nform = "{form}"\nperiod = "{period}"\n'


def workspace_path(folder: Path, employee: Employee, period: str = "") -> Path:
    """`<folder>/<unit>/<code> <I.Name> <period>.xlsx`, safe on every system; without a unit: the organisation's name."""
    room = PATH_LIMIT - len(str(folder.absolute())) - _FILE_NAME
    unit = shortened(safe_name(employee.unit or employee.organisation), max(room, 8))
    name = " ".join(part for part in (employee.code, employee.signature, period) if part)
    return fitted(folder / unit, name, ".xlsx")
