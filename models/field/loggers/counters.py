"""Running totals told from amounts, and their steps: a counter only rises, until it is set back to nothing.

Weather stations and services write rain (and radiation) as the total of the day, of the year or since it was set back.
Taken as the amount of each reading, 2.4 mm of a shower become 44 mm.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Seconds = NDArray[np.int64]
Verdict = Literal["counter", "amounts", "unclear", "still", "moving"]

_DAY = 86_400
_RISEN = 1e-4  # of the highest value: less is arithmetic
_DAILY_S = 20 * 3600  # readings that are further apart tell one day each
_FEW, _MANY = 6, 12  # readings that did not fall, from which on this may be chance, and hardly is
_FEW_DAYS, _MANY_DAYS = 4, 10  # the same, of readings of a day
_SELDOM = 48  # readings for each fall of a counter that is set back at any hour
_SHORTEST_RUN = 3  # readings between two falls, on average, of a counter that is set back each day
_HELD = 24  # readings without a change before a fall that no shower has
_HOLDS = 0.6  # share of readings equal to the one before, from which on a sum of the last hours is likely
_JOINED_S = 3 * 3600  # across so long a gap the rain is taken to have fallen in its middle


@dataclass(frozen=True)
class Increments:
    """What fell between two readings, and when."""

    amounts: Values  # NaN where nobody knows
    middles: Seconds  # of the time over which each fell
    covered: Values  # usual distances between readings that each stands for


def judge_column(seconds: Seconds, values: Values) -> Verdict:
    """Of readings in order of time: counter, amounts, or in doubt: unclear, still where none differs from the one
    before, moving where each seems to sum up the last hours.
    """
    known = np.isfinite(values)
    moments, said = seconds[known], values[known]
    if len(said) < 2 or said.max() <= 0:
        return "amounts"
    before, steps = said[:-1], np.diff(said)
    slack = _RISEN * said.max()
    wet, rises = before > slack, steps > slack
    falls, count = wet & (steps < -slack), int(wet.sum())
    fallen, equal = int(falls.sum()), int((wet & ~rises & ~falls).sum())
    deep = bool((said[1:][falls] <= max(steps.max(), 0) + slack).all())
    usual = float(np.median(np.diff(moments)))
    if usual >= _DAILY_S:
        return _judge_days(count, fallen, rises=bool((wet & rises).any()), deep=deep)
    resets, risen = moments[1:][falls], moments[1:][rises]
    changes = np.concatenate([resets, risen]) % _DAY
    if fallen and len(risen) and (changes == changes[0]).all():
        return "amounts"  # those of days, dealt out over their hours
    if fallen and not (deep and _once_a_day(resets, usual)):
        if deep and count >= _SELDOM * fallen and _apart(resets):
            return "counter"
        return "moving" if count >= 4 * _FEW and equal > _HOLDS * count else "amounts"
    if count < _FEW or count < _SHORTEST_RUN * fallen:
        return "amounts"
    if not fallen and not len(risen):
        return "still"
    if not fallen:
        return "counter" if count >= _MANY else "unclear"
    if ((resets % _DAY) <= max(usual, 3600)).all():  # at midnight
        return "counter" if count >= _MANY else "unclear"
    if count * usual < _DAY / 2 * fallen and equal < _HELD * fallen:
        return "amounts"  # it stopped raining
    is_long = count >= _SELDOM * fallen and count * usual >= 2 * _DAY * fallen
    return "counter" if fallen >= 3 or is_long else "unclear"


def _judge_days(count: int, fallen: int, *, rises: bool, deep: bool) -> Verdict:
    """Of one reading a day."""
    if fallen:
        return "counter" if deep and count >= 2 * _MANY_DAYS * fallen else "amounts"
    if not rises or count < _FEW_DAYS:
        return "amounts"
    return "counter" if count >= _MANY_DAYS else "unclear"


def _once_a_day(moments: Seconds, step: float) -> bool:
    """Whether falls come at one hour of the day, summer time aside, and never twice in a day."""
    clock = 2 * np.pi * (moments % _DAY) / _DAY
    middle = np.arctan2(np.sin(clock).mean(), np.cos(clock).mean())
    off = np.abs((clock - middle + np.pi) % (2 * np.pi) - np.pi) / (2 * np.pi) * _DAY
    return bool(off.max() <= 1.5 * step + 3600) and _apart(moments)


def _apart(moments: Seconds) -> bool:
    return len(moments) < 2 or bool(np.diff(moments).min() >= _DAY / 2)


def increments_of(seconds: Seconds, values: Values) -> Increments:
    """Steps of a counter, readings in order of time; the first reading and what fell across a gap are not known."""
    amounts = np.full(len(values), np.nan)
    middles, covered = seconds.copy(), np.zeros(len(values))
    known = np.flatnonzero(np.isfinite(values))
    if len(known) < 2:
        return Increments(amounts, middles, covered)
    moments, said = seconds[known], values[known]
    steps, lengths = np.diff(said), np.diff(moments)
    usual = max(float(np.median(lengths[lengths > 0])) if (lengths > 0).any() else _DAY, 1.0)
    slack = _RISEN * max(said.max(), 0)
    is_reset = steps < -slack
    is_reset |= _at_clock_of(moments[1:], is_reset, (said[:-1] > slack) & (np.abs(steps) <= slack)) & (
        said[:-1] > slack
    )
    fell = np.where(is_reset, said[1:], np.maximum(steps, 0))
    halves = moments[:-1] + lengths // 2
    is_long = lengths > 1.5 * usual
    same_day = moments[:-1] // _DAY == (moments[1:] - 1) // _DAY
    is_known = ~is_long | (~is_reset & (same_day | (lengths <= _JOINED_S) | (fell <= slack)))
    amounts[known[1:]] = np.where(is_known, fell, np.nan)
    middles[known[1:]] = halves
    covered[known[1:]] = np.where(is_known, np.maximum(lengths / usual, 0), 0)
    return _spread(Increments(amounts, middles, covered), seconds, known, is_long & is_known & ~same_day, usual)


def _at_clock_of(moments: Seconds, is_reset: NDArray[np.bool_], is_held: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Readings at the hour at which a counter is set back each day: where all falls come at one hour, twice or at
    midnight, and totals are not held across it.
    """
    clocks = moments % _DAY
    falls = clocks[is_reset]
    if not len(falls) or (falls != falls[0]).any() or (len(falls) < 2 and falls[0] != 0):
        return np.zeros(len(moments), bool)
    here = clocks == falls[0]
    return np.zeros(len(moments), bool) if 3 * (here & is_held).sum() > len(falls) else np.asarray(here)


def _spread(
    found: Increments, seconds: Seconds, known: NDArray[np.int64], across: NDArray[np.bool_], usual: float
) -> Increments:
    """With the dry gaps that reach over days cut at each midnight, so that every day has its share of them."""
    amounts, middles, covered = [found.amounts], [found.middles], [found.covered]
    for place in np.flatnonzero(across):
        start, end, row = int(seconds[known[place]]), int(seconds[known[place + 1]]), known[place + 1]
        if end - start <= _JOINED_S or found.amounts[row] > 0:
            continue
        found.covered[row] = 0
        edges = [start, *range((start // _DAY + 1) * _DAY, end, _DAY), end]
        middles.append(np.array([(a + b) // 2 for a, b in pairwise(edges)], np.int64))
        covered.append(np.diff(edges) / usual)
        amounts.append(np.zeros(len(edges) - 1))
    return Increments(np.concatenate(amounts), np.concatenate(middles), np.concatenate(covered))
