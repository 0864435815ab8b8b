"""How a page speaks: the sentences of the catalogues in the reader's language, moments and sizes as people write them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from perfxl.desk.jobs import Sentence
from perfxl.desk.steps import MonthFacts
from perfxl.finding import Fact, Finding
from perfxl.form.definition import Period
from perfxl.texts import Texts, texts
from perfxl.workspace.hindrance import Hindrance


@dataclass(frozen=True)
class Speech:
    """One reader's language."""

    language: str

    @property
    def catalogue(self) -> Texts:
        """All sentences of the language."""
        return texts(self.language)

    def say(self, key: str, **facts: Fact) -> str:
        """A sentence: of the family `desk`, or of the family named before a stop."""
        return self.catalogue.word(key if "." in key else f"desk.{key}", **facts)

    def has(self, key: str) -> bool:
        """Whether the family `desk` has such a sentence."""
        return key in self.catalogue.entries["desk"]

    def outcome(self, sentence: Sentence) -> str:
        """What a piece of work has to say."""
        key, facts = sentence
        if "verdict" in facts:
            facts = {**facts, "verdict": self.say(f"verdict.{facts['verdict']}")}
        return self.say(key, **facts)

    def counted(self, key: str, facts: MonthFacts) -> str:
        """A sentence with the month's figures."""
        return self.say(
            key, **{name: value for name, value in asdict(facts).items() if not isinstance(value, bool)}
        )

    def period(self, period: Period) -> str:
        """A period in words, its code after it."""
        key = "period_part" if period.words else "period_year"
        name = self.say(f"letters.{key}", year=period.year, words=period.words.lower())
        return self.say("period_words", said=name, code=period.code)

    def finding(self, finding: Finding) -> str:
        """The sentence of a finding."""
        return self.catalogue.of(finding)

    def title(self, code: str) -> str:
        """A finding's name in a few words."""
        return self.catalogue.title(code)

    def trouble(self, why: Hindrance) -> str:
        """Why something could not be done; in words of the page where it has its own, since it knows no commands."""
        if why.finding:
            return self.finding(why.finding)
        own = f"trouble_{why.name}"
        return self.say(own, **why.facts) if self.has(own) else self.say(f"trouble.{why.name}", **why.facts)


def moment(at: datetime | None) -> str:
    """A moment in the zone of this machine."""
    return f"{at.astimezone():%Y.%m.%d %H:%M}" if at else ""


def day(at: date | None) -> str:
    """A day."""
    return f"{at:%Y.%m.%d}" if at else ""
