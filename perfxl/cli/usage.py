"""Wrong usage of the command line, said in the language of the run: what is wrong, how it is written, where help is."""

from __future__ import annotations

from difflib import get_close_matches

import click

from perfxl.texts import Texts, texts


class ExtraWords(click.UsageError):
    """More words than the command takes; `message` are those words."""


def usage_lines(error: click.ClickException, language: str) -> list[str]:
    """What a person is told of a wrong command line: how it is written, where help is, what is wrong."""
    words = texts(language)
    context = error.ctx if isinstance(error, click.UsageError) else None
    lines = [words.word("usage.error", said=_wrong(error, words))]
    if context is not None:
        pieces = " ".join(context.command.collect_usage_pieces(context))
        lines.insert(0, words.word("usage.line", command=context.command_path, pieces=pieces))
        lines.append(words.word("usage.help", command=context.command_path))
    return lines


def _wrong(error: click.ClickException, words: Texts) -> str:
    if isinstance(error, click.NoSuchOption):
        return words.word("usage.no_option", name=error.option_name) + _meant(error.possibilities, words)
    if isinstance(error, UnknownCommand):
        return words.word("usage.no_command", name=error.message) + _meant(error.possibilities, words)
    if isinstance(error, ExtraWords):
        return words.word("usage.extra", words=error.message)
    if isinstance(error, click.MissingParameter):
        return words.word("usage.missing", name=_name(error))
    if isinstance(error, click.BadParameter):
        return words.word("usage.bad_value", name=_name(error)) + " " + _expected(error, words)
    if isinstance(error, click.BadOptionUsage):
        return words.word("usage.needs_value", name=error.option_name)
    return error.format_message()


class UnknownCommand(click.UsageError):
    """A command that the program has not; `message` is its name, `possibilities` are the nearest that it has."""

    def __init__(self, name: str, known: list[str], context: click.Context) -> None:
        super().__init__(name, context)
        self.possibilities = get_close_matches(name, known)


def _meant(names: object, words: Texts) -> str:
    known = [str(name) for name in names] if isinstance(names, list | tuple) else []
    return " " + words.word("usage.meant", names=", ".join(known)) if known else ""


def _name(error: click.BadParameter) -> str:
    """The parameter as the person knows it: an option as it is typed, an argument as it stands in the help."""
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "")
    return parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name


def _expected(error: click.BadParameter, words: Texts) -> str:
    """What kind of value the parameter takes."""
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return words.word("usage.one_of", names=", ".join(str(choice) for choice in kind.choices))
    if isinstance(kind, click.IntRange):
        least, most = kind.min, kind.max
        return words.word(
            "usage.number" if most is None else "usage.number_between", least=least or 0, most=most or 0
        )
    if isinstance(kind, click.Path):
        return words.word("usage.path")
    return error.message
