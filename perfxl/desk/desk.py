"""One desk: its working folder, its work under way, who may speak to it, and what it remembers between two calls."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import Timeout

from perfxl.desk.admission import Admission
from perfxl.desk.instance import knock, only_one, takes_knock
from perfxl.desk.jobs import Jobs, Work
from perfxl.desk.letters_page import Rehearsed
from perfxl.desk.look import RosterSeen
from perfxl.desk.recent import remember
from perfxl.ledger.ledger import Ledger
from perfxl.storage.careful_read import opened_carefully
from perfxl.trouble import Trouble
from perfxl.workspace.folder import Workspace, open_workspace
from perfxl.workspace.run import Run, ledger_of
from perfxl.workspace.whose_desk import whose_desk

Opener = Callable[[Path], None]
LOG, LOG_BEFORE = "perfxl-desk.log", "perfxl-desk.before.log"
_LARGEST_LOG = 1_000_000  # bytes; a longer one becomes the one before, of which there is one
_ANSWERS = 400  # answers that are remembered, so that a button pressed twice is pressed once


def _present() -> datetime:
    return datetime.now(UTC)


@dataclass
class Desk:
    """What the routes work on. `place`: the folder it was started in; `opener` opens a file or folder in its program;
    `now` gives the moment; `workers`: how many processes judge."""

    port: int
    place: Path
    language: str
    opener: Opener
    now: Callable[[], datetime] = _present
    workers: int = 1
    keys: Admission = field(default_factory=Admission)
    workspace: Workspace | None = None
    ended: threading.Event = field(default_factory=threading.Event)
    calls: int = 0
    by: str = ""

    def __post_init__(self) -> None:
        self.jobs = Jobs(self.log)
        self.roster_seen = RosterSeen()
        self.rehearsed: Rehearsed | None = None
        self._held = ExitStack()
        self._answers: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()

    def settle(self, root: Path) -> str:
        """Opens a working folder here; where another desk has it, its address is given back instead."""
        if self.jobs.at_work:
            raise Trouble("desk_at_work")
        workspace = open_workspace(root)
        if self.workspace is not None and self.workspace.root.resolve() == root.resolve():
            return ""
        with ExitStack() as held:
            try:
                held.enter_context(only_one(root, self.port))
            except Timeout:
                return knock(root)
            with ledger_of(workspace):
                pass  # a new working folder gets its ledger here, where something is done, not where it is looked at
            self._held.close()
            self._held, self.workspace, self.rehearsed = held.pop_all(), workspace, None
        remember(root)
        return ""

    def close(self) -> None:
        """Stops what is under way between two workbooks and lets go of the working folder."""
        self.jobs.stop()
        self.jobs.finish()
        self._held.close()

    @property
    def opened(self) -> Workspace:
        """The working folder; Trouble where none is open."""
        if self.workspace is None:
            raise Trouble("desk_no_workspace")
        return self.workspace

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The ledger to look into."""
        with ledger_of(self.opened) as ledger:
            yield ledger

    def start(self, name: str, work: Work) -> None:
        """Begins a piece of work; Trouble where something is under way already."""
        if not self.jobs.start(name, self.opened.lock_path, work):
            raise Trouble("desk_at_work")

    def knocked(self, ticket: str) -> bool:
        """Whether a second start laid this ticket into the working folder."""
        return self.workspace is not None and takes_knock(self.workspace.root, ticket)

    def who(self, run: Run) -> str:
        """Whose desk it is: as said last here, else as the roster says, else the user of the machine."""
        return self.by or whose_desk(run.roster)

    def once(self, nonce: str, act: Callable[[], Any]) -> Any:
        """What an act gives; the same again for the same press of a button."""
        with self._lock:
            if nonce and nonce in self._answers:
                return self._answers[nonce]
            if nonce:
                self._answers[nonce] = None
                while len(self._answers) > _ANSWERS:
                    self._answers.popitem(last=False)
        with ExitStack() as undo:
            undo.callback(self._forget, nonce)
            answer = act()
            undo.pop_all()
        with self._lock:
            if nonce:
                self._answers[nonce] = answer
        return answer

    def _forget(self, nonce: str) -> None:
        with self._lock:
            self._answers.pop(nonce, None)

    def log(self, text: str) -> None:
        """A fault of ours, into a file of the working folder; never a key or a ticket."""
        root = self.workspace.root if self.workspace else self.place
        with suppress(OSError):
            if (root / LOG).stat().st_size > _LARGEST_LOG:
                (root / LOG).replace(root / LOG_BEFORE)
        with (
            suppress(OSError),
            open(root / LOG, "a", encoding="utf-8", opener=opened_carefully) as file,
        ):
            file.write(f"{self.now().isoformat()}\n{text}\n")
