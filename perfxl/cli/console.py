"""How the command line speaks: languages, streams, the options that every command takes, exit statuses."""

from __future__ import annotations

import functools
import inspect
import io
import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from perfxl.cli.usage import ExtraWords, UnknownCommand, usage_lines
from perfxl.finding import Fact, Finding
from perfxl.texts import LANGUAGES, texts
from perfxl.trouble import Trouble
from perfxl.workspace.hindrance import hindrance

T = TypeVar("T")
_RECORDED = ("collecting", "issuing")  # what progress tells of there is in the ledger
DONE, OURS, USAGE, COULD_NOT, AWAITS = 0, 1, 2, 3, 10
_KNOWN = ("interrupted", "stopped", "ours")  # who pressed Ctrl-C, reads a traceback or sits at Excel knows
GUIDES = (
    "stops",
    "control",
)  # `perfxl explain stops`: what stops a run, and how it is picked up again; `… control`: what the
# control number is worth


# What a terminal obeys instead of showing it: control characters (of both sets), and marks that turn the writing round.
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def show(text: str, err: bool = False) -> None:
    """A text to stdout or stderr. What comes from outside (names of files, words in a mail) can move no cursor: what a
    terminal would obey is spelt out."""
    click.echo(_ACTING.sub(lambda c: f"\\x{ord(c[0]):02x}", text.replace("\r\n", "\n")), err=err)


@dataclass(frozen=True)
class Console:
    """One run's settings: the folder, the language, how much is said, and whether as one JSON document."""

    folder: Path = Path()
    lang: str = "mn"
    quiet: bool = False
    strict: bool = False
    as_json: bool = False

    def word(self, key: str, **facts: Fact) -> str:
        """A sentence of the catalogue in the run's language."""
        return texts(self.lang).word(key, **facts)

    def say(self, key: str, **facts: Fact) -> None:
        """A sentence to stdout, unless quiet."""
        if not self.quiet:
            show(self.word(key, **facts))

    def line(self, text: str) -> None:
        """A result to stdout, quiet or not."""
        show(text)

    def warn(self, key: str, **facts: Fact) -> None:
        """A problem to stderr."""
        show(self.word(key, **facts), err=True)

    def json(self, document: Any) -> None:
        """One JSON document to stdout."""
        click.echo(
            _ACTING.sub(lambda c: f"\\u{ord(c[0]):04x}", json.dumps(document, ensure_ascii=False, indent=2))
        )

    @contextmanager
    def progress(self, key: str) -> Iterator[Callable[[int, int], None]]:
        """A function of (done, all) to call; on a terminal it draws a bar on stderr with the rate and the time left.
        A person who stops it (Ctrl-C) is told how far it got: Stopped, or Trouble."""
        reached = [0, 0]

        def tell(done: int, everything: int) -> None:
            reached[:] = done, everything
            draw(done, everything)

        try:
            with self._bar(key) as draw:
                yield tell
        except KeyboardInterrupt as error:
            raise (Stopped(*reached) if key in _RECORDED else Trouble("interrupted")) from error

    @contextmanager
    def _bar(self, key: str) -> Iterator[Callable[[int, int], None]]:
        if self.quiet or not sys.stderr.isatty():
            yield lambda done, everything: None
            return
        from perfxl.cli.progress import bar

        with bar(self.word(f"progress.{key}"), lambda rate: self.word("progress.rate", rate=rate)) as draw:
            yield draw

    def findings(self, findings: Iterable[Finding]) -> None:
        """Findings to stderr, one a line: severity, code, sentence."""
        for finding in findings:
            words = texts(self.lang)
            show(
                f"{words.word(f'severity.{finding.severity}')} {finding.code}: {words.of(finding)}", err=True
            )


class Stopped(Trouble):
    """A person stopped a run that had recorded some of its work."""

    def __init__(self, done: int, everything: int) -> None:
        super().__init__("stopped" if everything else "interrupted")
        self.facts = {"done": done, "all": everything} if everything else {}


def cores() -> int:
    """How many processes a run uses unless told otherwise."""
    return os.cpu_count() or 1


def for_period(console: Console, work: Callable[[], T]) -> T:
    """What the work gives; a period that the form has not is wrong usage."""
    try:
        return work()
    except Trouble as error:
        if error.name == "bad_period":
            raise click.UsageError(console.word("trouble.bad_period", **error.facts)) from error
        raise


def now() -> datetime:
    """The present moment, aware, in the zone of this machine: what a person is shown is told in it."""
    return datetime.now().astimezone()


def _language() -> str:
    """The language wanted before the options are parsed: --lang, else PERFXL_LANG, else Mongolian."""
    named = [b for a, b in pairwise(sys.argv) if a == "--lang"] + [
        a[7:] for a in sys.argv if a.startswith("--lang=")
    ]
    wanted = (named or [os.environ.get("PERFXL_LANG", "mn")])[-1].lower()[:2]
    return wanted if wanted in LANGUAGES else "mn"


_COMMON: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "-C", "folder", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR"
    ),
    click.option("--lang", type=click.Choice(LANGUAGES), default=None),
    click.option("--quiet", is_flag=True, default=None),
    click.option("--strict", is_flag=True, default=None),
)


def common(function: Callable[..., int | None]) -> Callable[..., Any]:
    """A command that takes the common options, after its name as before it, and gets them as a Console."""

    @functools.wraps(function)
    def run(*args: Any, **given: Any) -> int:
        context = click.get_current_context()
        console = settle(context, given)
        return function(console, *args, **given) or DONE

    return functools.reduce(lambda inner, option: option(inner), reversed(_COMMON), run)


def one_value(
    name: str, made: Callable[..., object], *options: Callable[[Any], Any]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Options that say one thing together: the command gets `name`, made of them by their names."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*args: Any, **given: Any) -> Any:
            own = {part: given.pop(part) for part in inspect.signature(made).parameters if part in given}
            return function(*args, **given, **{name: made(**own)})

        return functools.reduce(lambda inner, option: option(inner), reversed(options), run)

    return decorate


as_json = click.option(
    "--json", "as_json", is_flag=True
)  # settled into the Console, as the common options are


def settle(context: click.Context, given: dict[str, Any]) -> Console:
    """Takes the common options out of `given`; what stands after the command's name wins."""
    before = context.find_root().obj or Console(lang=_language())
    wanted = {name: given.pop(name, None) for name in ("folder", "lang", "quiet", "strict", "as_json")}
    return replace(before, **{name: value for name, value in wanted.items() if value is not None})


def _spoken(key: str) -> str:
    entry = texts(_language()).entries["help"].get(key, "")
    return str(entry)


class Command(click.Command):
    """A command whose help stands in the catalogue, in the language of the run, under its name or `said_as`."""

    said_as = ""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments parsed; ExtraWords for more than the command takes."""
        if self.allow_extra_args:
            return super().parse_args(ctx, args)
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest:
            raise ExtraWords(" ".join(rest), ctx)
        return rest

    def get_short_help_str(self, limit: int = 45) -> str:
        """The one-line help."""
        return _spoken(self.said_as or str(self.name)).split("\n")[0]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """How the command is written."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, f"{_spoken('usage')} ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The whole help."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_spoken(self.said_as or str(self.name)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options with their help."""
        rows = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record:
                rows.append(
                    (
                        record[0],
                        _spoken(f"option_{str(parameter.name).removeprefix('_click_default_')}") or record[1],
                    )
                )
        with formatter.section(_spoken("options")):
            formatter.write_dl(rows)


class Group(Command, click.Group):
    """The program: its commands listed with their one-line helps."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The common options, then the commands in the order of the work."""
        Command.format_options(self, ctx, formatter)
        rows = [(name, self.commands[name].get_short_help_str()) for name in self.list_commands(ctx)]
        with formatter.section(_spoken("commands")):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of that name; UnknownCommand where there is none."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise UnknownCommand(args[0], list(self.commands), ctx)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands as they were defined, not by the alphabet."""
        return list(self.commands)


def ready_streams() -> None:
    """UTF-8 when redirected; on a console that lacks a letter, a replacement instead of a crash."""
    for stream in (sys.stdout, sys.stderr):
        _ready(stream)


def _ready(stream: TextIO) -> None:
    if not isinstance(stream, io.TextIOWrapper):
        return
    if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8", errors="replace")


def run(group: click.Group, arguments: Sequence[str] | None = None) -> int:
    """Runs the program; the exit status of the contract."""
    ready_streams()
    try:
        status = group.main(
            args=None if arguments is None else list(arguments), prog_name="perfxl", standalone_mode=False
        )
    except click.exceptions.Abort:
        return _trouble("interrupted")
    except click.ClickException as error:
        return _misused(error)
    except Exception as error:  # the last one: what stopped it is said, whatever it was
        return _told(error)
    return status if isinstance(status, int) else DONE


def _misused(error: click.ClickException) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":  # its message is the help itself
        error.show()
        return USAGE
    for line in usage_lines(error, _language()):
        show(line, err=True)
    return USAGE


def _told(error: Exception) -> int:
    """What stopped a command; one that is a finding (the mail server's) is said in the finding's words."""
    why = hindrance(error)
    if why.finding:
        Console(lang=_language()).findings([why.finding])
        return _stopped()
    if why.ours:
        traceback.print_exception(error)
    status = _trouble(why.name, **why.facts)
    return OURS if why.ours else status


def _trouble(name: str, **facts: Fact) -> int:
    show(texts(_language()).word(f"trouble.{name}", **facts), err=True)
    return COULD_NOT if name in _KNOWN or name.startswith("live_") else _stopped()


def _stopped() -> int:
    """Names the guide that says how a run that could not be done is picked up again."""
    show(texts(_language()).word("cli.stops"), err=True)
    return COULD_NOT
