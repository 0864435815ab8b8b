"""An invented organisation for the demo and for loads: staff, plans, and what each would answer."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from perfxl.form.definition import Form, Period
from perfxl.form.plan import Employee, Measure, Roster, Settings, Unit

LEAST, MOST = 15, 45  # measures in a plan


@dataclass(frozen=True)
class Invented:
    """A roster, and the answer to each planned row by (employee's code or group, measure, target)."""

    roster: Roster
    answers: Mapping[tuple[str, str, str], str]

    def answer(self, employee: Employee, measure: Measure) -> str:
        """What an employee writes for a measure."""
        for owner in (employee.code, *employee.groups, "*"):
            if (known := self.answers.get((owner, measure.measure, measure.target))) is not None:
                return known
        raise KeyError(measure.measure)


@cache
def words() -> Mapping[str, Any]:
    """The invented organisation's words (demo.toml)."""
    return tomllib.loads((files("perfxl.cli") / "demo.toml").read_text(encoding="utf-8"))


def invent(staff: int, form: Form, period: Period) -> Invented:
    """An organisation of `staff` people in six units with plans of 15 to 45 measures; the same for the same arguments."""
    employees = tuple(_employee(index) for index in range(staff))
    shared: dict[str, tuple[Measure, ...]] = {}
    answers: dict[tuple[str, str, str], str] = {}
    sections = [section.key for section in form.section if section.rows == "plan"]
    for owner, rows in _owners(employees, sections):
        shared[owner] = tuple(measure for measure, _ in rows)
        answers.update({(owner, measure.measure, measure.target): text for measure, text in rows})
    settings = {"period": period.code}
    settings |= {name: str(words()[name]) for name in ("contact_name", "contact_phone", "contact_email")}
    return Invented(Roster(employees, _units(), shared, Settings(tuple(settings.items())), {}), answers)


Rows = list[tuple[Measure, str]]


def _owners(employees: tuple[Employee, ...], sections: list[str]) -> Iterator[tuple[str, Rows]]:
    """Whose rows: each employee's own, then everybody's last goal, then the group's skills."""
    for index, employee in enumerate(employees):
        yield employee.code, list(_own_rows(index, sections[0]))
    goal = words()["goal"][-1]["text"]
    yield "*", [_row(sections[0], goal, f"3.{n}", raw, {}) for n, raw in enumerate(words()["shared"], 1)]
    if len(sections) > 1:
        skills = enumerate(words()["skill"], 1)
        yield words()["group_shared"], [_row(sections[1], "", str(n), raw, {}) for n, raw in skills]


def _own_rows(index: int, section: str) -> Iterator[tuple[Measure, str]]:
    count = LEAST + index * 7 % (MOST - LEAST + 1) - len(words()["shared"]) - len(words()["skill"])
    goals = [goal["text"] for goal in words()["goal"][:-1]]
    topics, actions = words()["topics"]["genitive"], words()["action"]
    for number in range(count):
        second = number >= count // 2
        spot = index * 5 + number
        topic = topics[spot % len(topics)]
        action = actions[(spot + spot // len(topics)) % len(actions)]
        label = f"{2 if second else 1}.{number - (count // 2 if second else 0) + 1}"
        target = 2 + spot % 9
        facts = {
            "gen": topic,
            "Gen": topic[0].upper() + topic[1:],
            "b": max(1, target - 2),
            "t": target,
            "p": 40 + spot % 60,
        }
        measure, first = _row(section, goals[second], label, action, facts)
        yield measure, " ".join((first, *_more(spot)))


def _more(spot: int) -> Iterator[str]:
    """Further sentences, one of each list; the lists' lengths have no common factor, so that no pair returns soon."""
    return (sentences[spot % len(sentences)] for sentences in words()["more"].values())


def _row(
    section: str, goal: str, number: str, raw: Mapping[str, str], facts: Mapping[str, Any]
) -> tuple[Measure, str]:
    words = {name: text.format(**facts) for name, text in raw.items()}
    measure = Measure(
        section, goal, number, words["measure"], words["indicator"], words["baseline"], words["target"]
    )
    return measure, words["achieved"]


def _employee(index: int) -> Employee:
    people, units = words()["people"], words()["unit"]
    unit = units[index % len(units)]
    turn = index // len(units)
    name, genitive = people["names"][index % len(people["names"])]
    parent = people["parents"][(index + index // len(people["names"]) * 5) % len(people["parents"])]
    position = unit["head"] if turn == 0 else people["positions"][(turn - 1) % len(people["positions"])]
    code = f"{index + 1:03d}"
    return Employee(
        code=code, organisation=words()["organisation"], unit=unit["name"], position=position, parent=parent, name=name,
        name_genitive=genitive, email=f"staff{code}@hangai.example", groups=(words()["group_shared"],),
    )  # fmt: skip


def _units() -> tuple[Unit, ...]:
    organisation = words()["organisation"]
    head = (words()["head_position"], words()["head_name"], words()["head_email"])
    first = Unit(organisation, "", words()["organisation_genitive"], *head)
    return (first, *(Unit(organisation, unit["name"], unit["genitive"], *head) for unit in words()["unit"]))
