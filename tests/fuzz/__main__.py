"""`python -m tests.fuzz --count 20000 --seed 7`: damage so many files, judge each, print a table; exit code 1 at a
fault. `--only KIND --number N` repeats one file and writes it out.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from .damage import damage
from .pool import Order, Report, judge_all
from .seeds import MAKERS, write_seeds

KINDS = tuple(MAKERS)
KEEP = Path(tempfile.gettempdir()) / "fuzz-faults"  # never in the repository


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments say; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="files, of all kinds in turn")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--children", type=int, default=2, help="processes that judge")
    parser.add_argument("--only", choices=KINDS, help="this kind alone")
    parser.add_argument("--number", type=int, help="repeat one file of the kind, and write it out")
    parser.add_argument("--keep", type=Path, default=KEEP, help=f"folder for files at fault, by default {KEEP}")
    said = parser.parse_args(arguments)
    said.keep.mkdir(parents=True, exist_ok=True)
    kinds = (said.only,) if said.only else KINDS
    tasks = [(kinds[place % len(kinds)], place // len(kinds)) for place in range(said.count)]
    if said.number is not None:
        tasks = [(kinds[0], said.number)]
    with tempfile.TemporaryDirectory() as folder:
        order = Order(write_seeds(Path(folder)), said.seed, said.keep.absolute())
        if said.number is not None:
            made = damage(order.seeds, kinds[0], said.seed, said.number)
            (said.keep / f"{kinds[0]}-{said.number}-{made.name}").write_bytes(made.content)
        reports = []
        for report in judge_all(order, tasks, min(said.children, len(tasks))):
            reports.append(report)
            if report.verdict == "fault" or said.number is not None:
                print(f"{report.verdict}: --only {report.kind} --number {report.number}: {report.words}", flush=True)
            if len(reports) % 1000 == 0:
                print(f"{len(reports)} of {len(tasks)}\n{draw_table(reports)}", file=sys.stderr, flush=True)
    print(f"seed {said.seed}\n{draw_table(reports)}")
    if not any(said.keep.iterdir()):
        said.keep.rmdir()
    return int(any(report.verdict == "fault" for report in reports))


def draw_table(reports: Sequence[Report]) -> str:
    """Draw the table by kind."""
    by_kind: Mapping[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_kind[report.kind].append(report)
    head = ("kind", "files", "read", "refused", "faults", "slowest s", "peak MiB")
    lines = [head, *(_row(kind, found) for kind, found in by_kind.items()), _row("all", reports)]
    return "\n".join(f"{line[0]:<10}" + "".join(f"{cell:>10}" for cell in line[1:]) for line in lines)


def _row(kind: str, reports: Sequence[Report]) -> tuple[str, ...]:
    counts = [sum(report.verdict == verdict for report in reports) for verdict in ("read", "refused", "fault")]
    slowest, most = max(report.seconds for report in reports), max(report.memory for report in reports)
    return kind, str(len(reports)), *map(str, counts), f"{slowest:.1f}", f"{most:.0f}"


if __name__ == "__main__":
    sys.exit(main())
