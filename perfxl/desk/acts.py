"""What a button does: each act checks what was asked, then makes the one call that the command line makes."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from perfxl.desk import lobby, questions, works
from perfxl.desk.desk import Desk
from perfxl.desk.jobs import JobState, Work
from perfxl.desk.look import look
from perfxl.desk.open_file import folder_of, workbook_of
from perfxl.desk.views import version_stamp
from perfxl.desk.words import Speech
from perfxl.letters.outbox import waiting_letters
from perfxl.storage.files import safe_name
from perfxl.trouble import Trouble
from perfxl.workspace.folder import make_workspace

Reply = dict[str, Any]
DRAFTS = "roster-draft*.xlsx"
_SHORT = 15.0  # seconds that a button waits for its work; longer work is shown while it goes on


@dataclass(frozen=True)
class Given:
    """What a page sent along, and its reader's language."""

    values: Mapping[str, str | list[Any]]
    words: Speech

    def text(self, name: str) -> str:
        """One value as a text; empty where there is none."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Several values (boxes that were ticked)."""
        value = self.values.get(name, [])
        return tuple(map(str, value)) if isinstance(value, list) else (value,) if value else ()

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.values.get(name))


Act = Callable[[Desk, Given], Reply]


def _started(name: str, work: Callable[[Desk], Work]) -> Act:
    """A button that needs nothing but the desk: its work is started under a name."""

    def act(desk: Desk, given: Given) -> Reply:
        desk.start(name, work(desk))
        return _soon(desk, given)

    return act


def _issue(desk: Desk, given: Given) -> Reply:
    desk.start("issue", works.issue(desk, given.texts("code"), given.ticked("again"), given.ticked("macros")))
    return _soon(desk, given)


def _collect(desk: Desk, given: Given) -> Reply:
    desk.jobs.start_or_follow("collect", desk.opened.lock_path, works.collect(desk))
    return {}


def _mailbox(desk: Desk, given: Given) -> Reply:
    desk.start("collect", works.collect(desk, ("imap",)))
    return {}


def _rejudge(desk: Desk, given: Given) -> Reply:
    desk.start("collect", works.collect(desk, (), again=True))
    return {}


def _decide(desk: Desk, given: Given) -> Reply:
    arrival, by = given.text("id"), given.text("by").strip()
    with look(desk.opened, desk.now(), desk.roster_seen) as seen:
        if arrival in seen.standing:
            same = given.text("stamp") == version_stamp(seen, arrival)
        else:
            same = arrival in {row.id for row in seen.awaiting}
        if not same or not arrival:
            raise Trouble("desk_changed")
    if not by:
        raise Trouble("desk_no_name")
    desk.by = by
    what = given.text("what")
    rule = given.text("rule") if what == "waive" else ""
    desk.start("decide", works.decide(desk, arrival, what, given.text("why"), by, rule))
    return _soon(desk, given)


def _letters(desk: Desk, given: Given) -> Reply:
    mode, only = given.text("mode"), frozenset(given.texts("who"))
    if mode not in ("write", "draft", "rehearse", "send", "by_hand") or not only:
        raise Trouble("desk_nobody_chosen")
    name, tried = given.text("round"), desk.rehearsed
    if mode == "send" and (tried is None or (tried.round, tried.only) != (name, only)):
        raise Trouble("desk_changed")
    desk.start("letters", works.letters(desk, mode, name, only))
    return _soon(desk, given)


def _open_letter(desk: Desk, given: Given) -> Reply:
    with look(desk.opened, desk.now(), desk.roster_seen) as seen:
        paths = {letter.posted.key: letter.path for letter in waiting_letters(seen.run)}
    if given.text("key") not in paths:
        raise Trouble("desk_letter_gone")
    desk.opener(paths[given.text("key")])
    return {}


def _close(desk: Desk, given: Given) -> Reply:
    desk.by = given.text("by").strip() or desk.by
    desk.start("close", works.close(desk, desk.by, given.text("why")))
    return _soon(desk, given)


def _reopen(desk: Desk, given: Given) -> Reply:
    desk.by = given.text("by").strip() or desk.by
    desk.start("reopen", works.reopen(desk, desk.by, given.text("why")))
    return _soon(desk, given)


def _rollover(desk: Desk, given: Given) -> Reply:
    name = given.text("name").strip()
    if not name:
        raise Trouble("desk_no_name")
    target = desk.opened.root.resolve().parent / safe_name(name)
    desk.start("rollover", works.rollover(desk, target, given.text("period").strip()))
    return _soon(desk, given)


def _confirm_roster(desk: Desk, given: Given) -> Reply:
    desk.by = given.text("by").strip()
    if not desk.by:
        raise Trouble("desk_no_name")
    desk.start("confirm", works.confirm_roster(desk, desk.by))
    return _soon(desk, given)


def _draft(desk: Desk, given: Given) -> Reply:
    desk.start("draft", works.draft(desk, given.words.language))
    return _soon(desk, given)


def _open_draft(desk: Desk, given: Given) -> Reply:
    drafts = sorted(desk.opened.root.glob(DRAFTS), key=lambda path: path.stat().st_mtime)
    if not drafts:
        raise Trouble("file_missing", file=DRAFTS)
    desk.opener(drafts[-1])
    return {}


def _why(desk: Desk, given: Given) -> Reply:
    with look(desk.opened, desk.now(), desk.roster_seen) as seen:
        return {"go": questions.why_page(seen, given.text("organisation"), given.text("cell").strip())}


def _stop(desk: Desk, given: Given) -> Reply:
    desk.jobs.stop()
    return {}


def _quit(desk: Desk, given: Given) -> Reply:
    desk.jobs.stop()
    desk.ended.set()
    return {"ended": given.words.say("ended")}


def _open_folder(desk: Desk, given: Given) -> Reply:
    desk.opener(folder_of(desk.opened, given.text("folder") or "root"))
    return {}


def _open_roster(desk: Desk, given: Given) -> Reply:
    desk.opener(desk.opened.roster)
    return {}


def _open_marked(desk: Desk, given: Given) -> Reply:
    from perfxl.roster.marked_copy import write_marked_copy

    with look(desk.opened, desk.now(), desk.roster_seen) as seen:
        findings = seen.run.roster_findings
    desk.opener(write_marked_copy(desk.opened.roster, findings, given.words.language))
    return {}


def _open_workbook(desk: Desk, given: Given) -> Reply:
    with desk.ledger() as ledger:
        desk.opener(workbook_of(desk.opened, ledger, given.text("id")))
    return {}


def _open_master(desk: Desk, given: Given) -> Reply:
    with look(desk.opened, desk.now(), desk.roster_seen) as seen:
        paths = dict(seen.masters)
    if given.text("organisation") not in paths:
        raise Trouble("file_missing", file=given.text("organisation"))
    desk.opener(paths[given.text("organisation")])
    return {}


def _open_workspace(desk: Desk, given: Given) -> Reply:
    return _settled(desk, desk.settle(lobby.folder_of(desk, given.text("id"))))


def _make_workspace(desk: Desk, given: Given) -> Reply:
    from perfxl.period.scripts import write_scripts
    from perfxl.roster.write import write_roster

    root = lobby.new_folder(desk, given.text("place"), given.text("name"))
    workspace = make_workspace(root, given.text("period").strip(), given.text("form"))
    write_roster(workspace.roster, workspace.form, workspace.period, None)
    write_scripts(workspace.root)
    return _settled(desk, desk.settle(root))


def _settled(desk: Desk, elsewhere: str) -> Reply:
    return {"elsewhere": elsewhere} if elsewhere else {"go": "/"}


def _soon(desk: Desk, given: Given) -> Reply:
    """Waits a little for the work: what is done at once is answered at once."""
    desk.jobs.finish(_SHORT)
    job = desk.jobs.job
    if job is None or job.at_work:
        return {}
    if job.state is JobState.FAILED and job.hindrance:
        return {"failed": given.words.trouble(job.hindrance)}
    return {"go": job.outcome.link} if job.outcome.link else {}


def log_fault(desk: Desk, error: Exception) -> None:
    """A fault of ours, with where it was, into the log."""
    desk.log("".join(traceback.format_exception(error)))


ACTS: Mapping[str, Act] = {
    "issue": _issue,
    "collect": _collect,
    "mailbox": _mailbox,
    "rejudge": _rejudge,
    "sync": _started("sync", works.sync),
    "decide": _decide,
    "letters": _letters,
    "open_letter": _open_letter,
    "close": _close,
    "reopen": _reopen,
    "verify": _started("verify", works.verify),
    "rollover": _rollover,
    "doctor": _started("doctor", works.doctor),
    "backup": _started("backup", works.backup),
    "confirm_roster": _confirm_roster,
    "take_new": _started("sync", works.take_new),
    "draft": _draft,
    "open_draft": _open_draft,
    "export": _started("export", works.export),
    "zips": _started("zips", works.zips),
    "check": _started("check", questions.check),
    "rollup": _started("rollup", questions.rollup),
    "why": _why,
    "stop": _stop,
    "quit": _quit,
    "open_folder": _open_folder,
    "open_roster": _open_roster,
    "open_marked": _open_marked,
    "open_workbook": _open_workbook,
    "open_master": _open_master,
    "open_workspace": _open_workspace,
    "make_workspace": _make_workspace,
}
