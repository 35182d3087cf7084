"""Read files that are made to do harm: ``python -m benchmarks.hostile``.

Each is read from a folder of its own, in a process of its own, as ``rag index`` reads it. Printed
is what became of it, and the time and memory it took; the run fails when one crashes what asks for
it, takes longer than it may, or leaves a file anywhere.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from rag.errors import SourceError
from rag.sources import read_sources

sys.path.append(str(Path(__file__).parent.parent / "tests"))

MAX_BYTES = 30 * 10**6
# The limits of a reader are 60 s of the processor and 2 GiB; the rest is the program's own.
MOST_SECONDS = 90.0
MOST_MB = 2_400.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file.

    Attributes:
        told: The documents read, or why it is left out.
        seconds: Of the processor.
        megabytes: The most that the program, or its reader, held at once.
        strays: Files that were not there before.
    """

    told: str
    seconds: float
    megabytes: float
    strays: int = 0

    @property
    def is_safe(self) -> bool:
        """Whether nothing came of it but a document or a refusal."""
        within = self.seconds <= MOST_SECONDS and self.megabytes <= MOST_MB
        return within and not self.strays and not self.told.startswith("crashed")


def main() -> int:
    """Print a row for each file, and say whether all are safe."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="files whose names hold this")
    only = parser.parse_args().only
    logging.disable(logging.WARNING)
    print("| file | outcome | seconds | memory |\n|---|---|---|---|")
    outcomes = []
    for name, file, make in hostile_files():
        if only in name:
            outcome = read_one(file, make)
            outcomes.append(outcome)
            row = f"{outcome.told} | {outcome.seconds:.1f} | {outcome.megabytes:,.0f} MB"
            print(f"| {name} | {row} |" + ("" if outcome.is_safe else " **not safe**"), flush=True)
    unsafe = sum(not outcome.is_safe for outcome in outcomes)
    print(f"\n{len(outcomes)} files, {unsafe} not safe")
    return int(unsafe > 0)


def hostile_files() -> Iterator[tuple[str, str, Callable[[], bytes]]]:
    """Yield the files of the tests: what is wrong with each, its name, and its content."""
    import hostile_files as of_tests

    for what, (suffix, make, _) in {**of_tests.REFUSED, **of_tests.READ}.items():
        yield what, f"a.{suffix}", make
    for what, (file, make) in of_tests.FILES.items():
        yield what, file, make


def read_one(file: str, make: Callable[[], bytes]) -> Outcome:
    """Read a file in a folder of its own, with a link that leads around in a circle beside it.

    Args:
        file: Its name.
        make: Makes its content.
    """
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / "in" / "deeper"
        folder.mkdir(parents=True)
        (folder / file).write_bytes(make())
        (folder / "round").symlink_to(folder.parent)
        before = set(Path(base).rglob("*"))
        ours, theirs = get_context("fork").Pipe(duplex=False)
        process = get_context("fork").Process(target=_read, args=(folder, base, theirs))
        process.start()
        theirs.close()
        try:
            outcome = Outcome(**json.loads(ours.recv()))
        except EOFError:
            outcome = Outcome("crashed", 0.0, 0.0)
        process.join()
        strays = len(set(Path(base).rglob("*")) - before)
    return Outcome(outcome.told, outcome.seconds, outcome.megabytes, strays)


def _read(folder: Path, temporary: str, told: Connection) -> None:
    os.environ["TMPDIR"] = temporary
    os.chdir(folder.parent)
    begun = time.process_time()
    try:
        report = read_sources(folder, max_bytes=MAX_BYTES)
        left = f", {len(report.left_out)} left out" if report.left_out else ""
        words = f"{len(report.documents)} read{left}"
    except SourceError as error:
        words = str(error).partition(" ")[2].partition(";")[0]
    except Exception as error:
        words = f"crashed: {type(error).__name__}"
    own = time.process_time() - begun
    readers = resource.getrusage(resource.RUSAGE_CHILDREN)
    most = max(readers.ru_maxrss, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024
    seconds = own + readers.ru_utime + readers.ru_stime
    told.send(json.dumps(asdict(Outcome(words, seconds, most))))


if __name__ == "__main__":
    sys.exit(main())
