"""What goes back: who is due which letter, into the outbox, by SMTP, or into the mailbox's drafts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfxl.finding import Finding
from perfxl.intake.settings import read_settings, secret_of
from perfxl.ledger.sent_letters import Posted
from perfxl.letters import about_mail
from perfxl.letters.corrections import corrections_there, write_corrections
from perfxl.letters.letter import Outgoing, as_draft, mark_of
from perfxl.letters.outbox import mark_in, outbox_path
from perfxl.letters.outgoing import Account, Journal, Keep, Post, put_into_drafts, rehearse, send
from perfxl.letters.to_heads import HeadsWriter
from perfxl.letters.wording import faults, sound
from perfxl.letters.writer import LetterWriter
from perfxl.storage.careful_read import read_plain
from perfxl.storage.files import remove_file, store_bytes, write_file
from perfxl.storage.obstacle import Blocked
from perfxl.texts import finding
from perfxl.workspace.run import Run

REPLIES = ("returned", "refused", "own_form", about_mail.KIND)  # what somebody must do something about
RECEIPTS = ("accepted", "held", "duplicate", "superseded")  # sent, never left for HR to click
_HANDLED = ("started", "sent", "drafted", "written")


@dataclass(frozen=True, slots=True)
class LetterRound:
    """What a run of letters is about: `replies` unless they are left out; with `issue` also the issued workbooks (`to_heads`: one zip to
    each head of a unit), with `remind` reminders to the missing and a summary to each head. `only`: to these people
    (codes, or addresses of heads), else to everybody."""

    issue: bool = False
    remind: bool = False
    to_heads: bool = False
    only: frozenset[str] = frozenset()
    replies: bool = True


@dataclass(frozen=True, slots=True)
class Lettered:
    """What one run of letters did. `letters` are those that were due, `paths` what stands in the outbox now, `gone` the
    keys of those that left; `findings` what was wrong (M codes); with an error among them nothing was written or sent."""

    letters: tuple[Outgoing, ...]
    paths: tuple[Path, ...] = ()
    gone: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def write_replies(run: Run) -> Lettered:
    """The corrections that are due, and letters to those who must mend something, into the outbox; what is there and no
    longer due is taken away. Under the run lock. Where HR's texts are faulty no letter is written; `perfxl letters` says why.
    """
    desk = LetterWriter(run, write_corrections(run))
    letters, findings = desk.replies(REPLIES)
    return _into_outbox(desk, letters, findings, REPLIES)


def letters_run(run: Run, about: LetterRound) -> Lettered:
    """One run of `perfxl letters`: everything into the outbox."""
    desk = LetterWriter(run, write_corrections(run), about.only)
    letters, findings = _wanted(desk, REPLIES, about)
    return _into_outbox(desk, letters, findings, _kinds(REPLIES, about))


def send_run(run: Run, about: LetterRound) -> Lettered:
    """One run of `perfxl letters --send`: everything that letters_run makes, and receipts, by SMTP. Letters that wait
    in the outbox go too and are taken out of it. MailTrouble for settings, password, certificate, connection."""
    return _post_run(run, about, send)


def drafts_run(run: Run, about: LetterRound) -> Lettered:
    """The same into the mailbox's drafts folder, without receipts: `perfxl letters --drafts`."""
    return _post_run(run, about, put_into_drafts)


def rehearsal(run: Run, about: LetterRound) -> Lettered:
    """What send_run would send, and whether the server lets us in; nothing is written, recorded or sent."""
    desk = LetterWriter(run, write_corrections(run), about.only)
    letters, findings = _wanted(desk, REPLIES + RECEIPTS, about)
    if sound(findings):
        settings = read_settings(run.workspace.mail)
        rehearse(Account(settings, secret_of(settings), desk.sender(settings)))
    return Lettered(_due(desk, letters), findings=findings)


def preview(run: Run, about: LetterRound) -> Lettered:
    """The letters of a round that have not gone, for somebody who looks at them: nothing is made or written. A correction
    workbook goes along where it lies in the outbox."""
    desk = LetterWriter(run, corrections_there(run), about.only)
    letters, findings = _wanted(desk, REPLIES, about)
    return Lettered(_due(desk, letters), findings=findings)


def sent_by_hand(run: Run, about: LetterRound, keys: Collection[str]) -> int:
    """Letters that a person says have gone (from webmail, by messenger, on a stick): recorded as sent and taken out of
    the outbox; how many. Runs under the run lock."""
    letters = [letter for letter in preview(run, about).letters if letter.key in keys]
    for letter in letters:
        path = outbox_path(run.workspace, letter)
        sha256 = _kept(run)(read_plain(path) if path.is_file() else as_draft(letter, "", run.at))
        run.leave(remove_file(path))
        posted = Posted(letter.key, "sent", letter.code, letter.address, letter.subject, run.at, sha256)
        run.ledger.letters.record(posted)
    return len(letters)


def _kept(run: Run) -> Keep:
    """Puts the bytes of a letter that goes into the store."""
    return lambda data: store_bytes(run.workspace.store, data, ".eml")


def _post_run(run: Run, about: LetterRound, post: Callable[..., Post]) -> Lettered:
    settings = read_settings(run.workspace.mail)
    secret = secret_of(settings)
    desk = LetterWriter(run, write_corrections(run), about.only)
    kinds = REPLIES + (RECEIPTS if post is send else ())
    letters, findings = _wanted(desk, kinds, about)
    if not sound(findings):
        return Lettered(letters, findings=findings)
    due = _due(desk, letters)
    account = Account(settings, secret, desk.sender(settings))
    journal = Journal(run.ledger.letters, run.at, _kept(run))
    done = post(due, account, journal, progress=run.progress)
    for letter in due:
        if letter.key in done.gone:
            run.leave(remove_file(outbox_path(run.workspace, letter)))
    return Lettered(due, (), tuple(done.gone), (*findings, *done.findings))


def _wanted(
    desk: LetterWriter, replies: Collection[str], about: LetterRound
) -> tuple[tuple[Outgoing, ...], tuple[Finding, ...]]:
    """The letters of a run, one a person: a reply goes before a workbook, that before a reminder."""
    groups = [desk.replies(replies)] if about.replies else []
    if about.issue:
        groups.append(HeadsWriter(desk).forms() if about.to_heads else desk.issued())
    if about.remind:
        groups += [desk.reminders(), HeadsWriter(desk).summaries()]
    letters: dict[str, Outgoing] = {}
    for group, _ in groups:
        for letter in group:
            letters.setdefault(letter.code or letter.key, letter)
    findings = [finding for _, findings in groups for finding in findings]
    texts_of = _kinds(replies, about)
    wrong = faults(texts_of, desk.run.roster.letters, desk.known())
    return tuple(letters.values()), _once((*wrong, *findings))


def _kinds(replies: Collection[str], about: LetterRound) -> tuple[str, ...]:
    more = (("issue",) if about.issue else ()), (("reminder", "unit") if about.remind else ())
    return (*(replies if about.replies else ()), *more[0], *more[1])


def _due(desk: LetterWriter, letters: Iterable[Outgoing]) -> tuple[Outgoing, ...]:
    """Letters that have not gone: unknown ones, and those that still wait in the outbox."""
    had = desk.run.ledger.letters.all()
    return tuple(
        letter
        for letter in letters
        if letter.key not in had
        or had[letter.key].state == "started"
        or (
            had[letter.key].state == "written"
            and mark_in(outbox_path(desk.run.workspace, letter)) == mark_of(letter)
        )
    )


def _into_outbox(
    desk: LetterWriter,
    letters: Sequence[Outgoing],
    findings: tuple[Finding, ...],
    kinds: Collection[str],
) -> Lettered:
    run = desk.run
    wrong = faults(kinds, run.roster.letters, desk.known())
    if not sound(wrong):
        return Lettered(tuple(letters), findings=_once((*wrong, *findings)))
    if REPLIES[0] in kinds:
        _clear(desk, letters)
    had = desk.run.ledger.letters.all()
    paths = []
    for number, letter in enumerate(letters, 1):
        run.progress(number, len(letters))
        if letter.key in had and had[letter.key].state in _HANDLED:
            if had[letter.key].state == "started":
                findings = (*findings, finding("M309", address=letter.address))
            continue
        path = outbox_path(desk.run.workspace, letter)
        try:
            write_file(path, as_draft(letter, "", run.at))
        except Blocked as error:  # not recorded, so the next run writes it
            run.leave(error.obstacle)
            continue
        posted = Posted(letter.key, "written", letter.code, letter.address, letter.subject, run.at)
        run.ledger.letters.record(posted)
        paths.append(path)
    return Lettered(tuple(letters), tuple(paths), (), _once((*wrong, *findings)))


def _clear(desk: LetterWriter, letters: Iterable[Outgoing]) -> None:
    """Takes replies out of the outbox that are no longer due: the person has sent again, or HR has decided."""
    if desk.only:
        return  # those of the others are not among the letters
    due = {mark_of(letter) for letter in letters}
    for path in desk.run.workspace.outbox.rglob("*.eml"):
        mark = mark_in(path)
        if mark.partition(":")[0] in REPLIES and mark not in due:
            desk.run.leave(remove_file(path))


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, in its order."""
    return tuple({(finding.code, tuple(finding.facts.items())): finding for finding in findings}.values())
