"""Read what a caption states, clause by clause, and cut what the measured patch contradicts or nobody understands."""

from collections.abc import Callable
from typing import Literal

from models.caption.classes import Aspect, Aspects, agrees, agrees_surely
from models.caption.said.clauses import join_clauses, split_clauses
from models.caption.said.reading import read_clause
from models.schemas import Language, Result

Verdict = Literal["holds", "contradicted", "unknown", "not measured", "repeated"]


class Statement(Result):
    """What one clause says of one aspect; `value` is a class of it, empty where the clause is not understood."""

    aspect: Aspect | Literal["unknown"]
    value: str
    negated: bool = False
    text: str  # the clause


class Judged(Result):
    """A statement and what the measured patch says to it."""

    statement: Statement
    verdict: Verdict


class Checked(Result):
    """A caption after cutting; empty text where nothing is left."""

    text: str
    judged: tuple[Judged, ...]
    kept: tuple[Statement, ...] = ()  # those that the text still makes
    cut: int  # clauses that were cut

    def count(self, *verdicts: Verdict) -> int:
        """Count the statements with one of the verdicts, of all where none is given."""
        return sum(not verdicts or each.verdict in verdicts for each in self.judged)


def read_statements(text: str, language: Language) -> tuple[Statement, ...]:
    """Read all statements of a caption; a clause that is not understood as a whole is one of aspect "unknown"."""
    return tuple(
        statement
        for sentence in split_clauses(text, language)
        for clause in sentence
        for statement in _read(clause.text, language)
    )


def holds(statement: Statement, aspects: Aspects) -> bool:
    """Say whether a statement agrees with the patch; what is not understood or was not measured does not.

    A statement agrees where the measured value lies in its class, widened by 0.02 of an index, 2 points of a share,
    0.03 NDVI of the extreme part, and the tolerances of `models.caption.classes` for patterns; a negated one where it
    does not lie in the class narrowed by as much.
    """
    return _judge(statement, aspects) == "holds"


def check(text: str, aspects: Aspects, language: Language) -> Checked:
    """Judge each statement and cut each clause with one that does not hold, is not understood or is said twice."""
    return check_by(lambda statement: _judge(statement, aspects), text, language)


def check_by(judge: Callable[[Statement], Verdict], text: str, language: Language) -> Checked:
    """Do the same by another judge than the measured patch."""
    judged: list[Judged] = []
    seen: set[tuple[str, str, bool]] = set()
    sentences, kept, cut = [], [], 0
    for sentence in split_clauses(text, language):
        left = []
        head_is_cut = False
        for clause in sentence:
            found = [Judged(statement=each, verdict=judge(each)) for each in _read(clause.text, language)]
            keys = [(each.statement.aspect, each.statement.value, each.statement.negated) for each in found]
            if all(each.verdict == "holds" for each in found) and all(key in seen for key in keys):
                found = [each.model_copy(update={"verdict": "repeated"}) for each in found]
            judged += found
            is_cut = any(each.verdict != "holds" for each in found) or (clause.depends and head_is_cut)
            if not clause.depends:
                head_is_cut = is_cut
            if is_cut:
                cut += 1
                continue
            seen.update(keys)
            left.append(clause)
            kept += [each.statement for each in found]
        sentences.append(left)
    text = join_clauses(sentences, language)
    return Checked(text=text, judged=tuple(judged), kept=tuple(kept), cut=cut)


def _read(clause: str, language: Language) -> list[Statement]:
    found = read_clause(clause, language)
    if not found:
        return [Statement(aspect="unknown", value="", text=clause)]
    return [Statement(aspect=each.aspect, value=each.value, negated=each.negated, text=clause) for each in found]


def _judge(statement: Statement, aspects: Aspects) -> Verdict:
    if statement.aspect == "unknown":
        return "unknown"
    judge = agrees_surely if statement.negated else agrees
    answer = judge(aspects, statement.aspect, statement.value)
    if answer is None:
        return "not measured"
    return "holds" if answer != statement.negated else "contradicted"
