"""The house holds: imports go one way, no Cyrillic in code, every code stands in every catalogue."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from perfxl.texts import LANGUAGES, severities, texts
from tests.support.house_figures import House, count

ROOT = Path(str(files("perfxl")))
LADDER = [
    {"finding", "trouble", "texts"},
    {"storage"},
    {"form"},
    {"vba", "reading"},
    {"roster"},
    {"issue"},
    {"checks"},
    {"ledger"},
    {"workspace"},
    {"drafting"},
    {"intake"},
    {"collect"},
    {"letters"},
    {"table"},
    {"master"},
    {"period"},
    {"live"},
    {"desk"},
    {"cli", "__main__"},
]
APART = [("issue", "reading")]


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if path.name != "__init__.py" or path.parent != ROOT)


def imports(source: str) -> Iterator[str]:
    """The rooms that a module imports when it runs (what stands under TYPE_CHECKING is for the type checker only)."""
    tree = ast.parse(source)
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "perfxl":
            parts = node.module.split(".")
            yield from [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from (a.name.split(".")[1] for a in node.names if a.name.startswith("perfxl."))


def step(name: str) -> int:
    return next(number for number, rooms in enumerate(LADDER) if name in rooms)


def upward(own: str, source: str) -> list[str]:
    """The imports of a module that go the wrong way."""
    found = [n for n in imports(source) if n != own and not n.startswith("_")]
    up = [n for n in found if step(n) > step(own)]
    across = [n for n in found if (own, n) in APART or (n, own) in APART]
    return up + across


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    assert upward(room(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("own", "source", "wrong"),
    [
        ("form", "from perfxl.table.table import tables", ["table"]),
        ("issue", "from perfxl.reading.cells import Cell", ["reading"]),
        ("checks", "def f():\n    from perfxl.ledger import ledger", ["ledger"]),
        ("period", "from perfxl.form.plan import Plan", []),
    ],
    ids=["upward is caught", "across is caught", "inside a function too", "downward is fine"],
)
def test_the_ladder_catches_a_planted_import(own: str, source: str, wrong: list[str]) -> None:
    assert upward(own, source) == wrong


CYRILLIC = re.compile("[\u0400-\u052f]|\\\\u04[0-9a-fA-F]{2}|\\\\u05[0-2][0-9a-fA-F]|\\\\N\\{CYRILLIC")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_cyrillic_in_code(path: Path) -> None:
    assert CYRILLIC.findall(path.read_text(encoding="utf-8")) == []


def test_macros_are_ascii() -> None:
    folder = ROOT.parent / "macros" if (ROOT.parent / "macros").is_dir() else ROOT / "macros"
    for path in folder.glob("*.bas"):
        assert path.read_bytes().isascii(), path.name


def test_catalogues_hold_the_same_keys() -> None:
    mn, en = (texts(language).entries for language in LANGUAGES)
    assert set(mn) == set(en)
    for family in mn:
        assert set(mn[family]) == set(en[family]), family


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_sentence(language: str) -> None:
    entries = texts(language).entries
    for code in severities():
        assert {"title", "say", "do"} <= set(entries[code]), code
    spoken = {key for key in entries if re.fullmatch(r"[A-Z]\d{3}", key)}
    assert spoken == set(severities())


def test_both_languages_use_the_same_facts() -> None:
    mn, en = (texts(language).entries for language in LANGUAGES)
    for key, entry in mn.items():
        for name, sentence in entry.items():
            if isinstance(sentence, str) and name not in ("card", "why", "speaks", "silent", "settings_head"):
                assert placeholders(sentence) == placeholders(str(en[key][name])), f"{key}.{name}"


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


CODE = re.compile(r"""["']([GILFEMR]\d{3})["']""")


def test_codes_in_code_are_listed() -> None:
    used = {code for path in modules() for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert used <= set(severities())


def test_every_module_says_what_it_is() -> None:
    for path in modules():
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path.name


def test_pyproject_lists_what_travels() -> None:
    project = (
        tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))
        if (ROOT.parent / "pyproject.toml").is_file()
        else {}
    )
    if not project:
        pytest.skip("not a checkout")
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {"template": "perfxl/template", "macros": "perfxl/macros"}


def raised(source: str) -> Iterator[tuple[str, set[str]]]:
    """(name, facts) of every Trouble that a module makes with a literal name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Trouble":
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, {keyword.arg or "" for keyword in node.keywords}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trouble_has_its_sentence_and_facts(language: str) -> None:
    sentences = texts(language).entries["trouble"]
    for path in modules():
        for name, facts in raised(path.read_text(encoding="utf-8")):
            assert name in sentences, (path.name, name)
            assert placeholders(str(sentences[name])) <= facts, (path.name, name)


@pytest.fixture(scope="module")
def house() -> House:
    return count(ROOT)


def test_the_house_in_figures(house: House, record_property: Callable[[str, object], None]) -> None:
    """Signs of how easily a newcomer finds a room; `pytest -s` prints them with their places."""
    room, share = house.largest
    figures = {
        "largest room, percent of lines": (round(100 * share, 1), 13),
        "modules of the largest room": (max(house.modules.values()), 25),
        "file names in several rooms": (len(house.repeated_files), 4),
        "class names that repeat": (len(house.repeated_classes), 3),
        "functions with more than six parameters": (len(house.wide), 6),
        "bool parameters in public signatures": (len(house.flags), 25),
        "mappings in public signatures": (len(house.mappings), 60),
        "broad excepts": (len(house.broad), 8),
    }
    print(f"\nlines {sum(house.lines.values())}, largest room {room}")
    for name, (figure, limit) in figures.items():
        print(f"{name}: {figure} (at most {limit})")
        record_property(name, figure)
    print(*house.wide, *house.broad, house.repeated_files, house.repeated_classes, sep="\n")
    assert house.repeated_files.keys() <= {"settings.py"}
    assert share <= 0.13 and max(house.modules.values()) <= 25
    assert (len(house.wide) <= 6, len(house.flags) <= 25, len(house.broad) <= 8) == (True, True, True)


PLANTED = """
from collections.abc import Mapping
Sizes = Mapping[str, int]
class Row:
    def public(self, one: bool, sizes: Sizes, *, three: int, four: int, five: int, six: int, seven: int) -> dict[str, int]: ...
    def _private(self, one: bool) -> dict[str, int]: ...
try:
    pass
except (ValueError, Exception):
    pass
"""


def test_the_counter_sees_what_is_planted(tmp_path: Path) -> None:
    for place in ("a/row.py", "b/row.py"):
        (tmp_path / place).parent.mkdir()
        (tmp_path / place).write_text(PLANTED, encoding="utf-8")
    counted = count(tmp_path)
    assert counted.repeated_files == {"row.py": ["a/row.py", "b/row.py"]}
    assert counted.repeated_classes == {"Row": ["a/row.py:4", "b/row.py:4"]}
    assert counted.wide == ["a/row.py:5 public", "b/row.py:5 public"]
    assert counted.flags == ["a/row.py:5 public(one)", "b/row.py:5 public(one)"]
    assert counted.mappings[:2] == ["a/row.py:5 public: Sizes", "a/row.py:5 public: dict[str, int]"]
    assert counted.broad == ["a/row.py:9", "b/row.py:9"]
    assert counted.lines == {"a": 10, "b": 10}
