"""The command line."""

import argparse
import datetime
import json
import signal
import sys
from pathlib import Path

from . import chart, measure, report, tools
from .peers import FirstStep
from .process import stop_all
from .tools import say

RESULTS = tools.TARGET / "results.json"


def main(about: str) -> int:
    options = parse(about)
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: sys.exit(1))
    try:
        if options.report:
            results = json.loads(RESULTS.read_text())
            whole = not (results["options"]["quick"] or results["options"]["only"])
        else:
            whole = not (options.quick or options.only)
            FirstStep.binary = tools.prepare(options.binary)
            with measure.folder() as work:
                if options.check:
                    return 0 if measure.check(options, Path(work)) else 1
                results = take(options, Path(work))
            if options.merge:
                results = merge(json.loads(RESULTS.read_text()), results)
                whole = not (results["options"]["quick"] or results["options"]["only"])
            RESULTS.write_text(json.dumps(results, indent=1))
        out = options.out or (tools.BENCHES if whole else tools.TARGET)
        report.write(results, out / "BENCHMARKS.md")
        chart.write(results, out / "chart.svg")
        say(f"wrote {out / 'BENCHMARKS.md'} and chart.svg; the single rounds are in {RESULTS}")
        return 0
    except KeyboardInterrupt:
        say("stopped")
        return 130
    finally:
        stop_all()


def merge(last: dict, again: dict) -> dict:
    """The last results, with these cases of a later run in place of theirs; the report says so."""
    for name, rounds in again["cases"].items():
        last["cases"][name] = rounds
        last.setdefault("again", {})[name] = again["date"]
    return last


def take(options, work: Path) -> dict:
    machine = tools.machine()
    if machine["busy_before"] > tools.BUSY:
        say(f"note: {machine['busy_before']:.0%} of the cores are busy already; the numbers will be noisy")
    begun = datetime.datetime.now(datetime.UTC)
    syncs = tools.sync_rate(work)
    results = measure.Measurement(options, work).run()
    return {
        "date": begun.strftime("%Y-%m-%d %H:%M UTC"),
        "machine": machine | {"syncs_before": syncs, "syncs_after": tools.sync_rate(work)},
        "versions": tools.versions(FirstStep.binary),
        "options": {"rounds": options.rounds, "seconds": options.seconds, "cost": options.cost, "only": options.only, "quick": options.quick},
        **results,
    }


def parse(about: str):
    parser = argparse.ArgumentParser(prog="benches/run", description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="2 rounds of 1 second")
    parser.add_argument("--check", action="store_true", help="measure nothing, look at every endpoint's answer")
    parser.add_argument("--report", action="store_true", help="measure nothing, write the last results out again")
    parser.add_argument("--only", action="append", metavar="CASE", help="cases whose name begins so: start, health, profile, variants, create, try-out, register, login, flood, refresh, photo")
    parser.add_argument("--merge", action="store_true", help="with --only: put these cases into the last results and say so in the report")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds (5)")
    parser.add_argument("--seconds", type=float, metavar="S", help="seconds of load a round and peer (5)")
    parser.add_argument("--cost", type=int, default=10, metavar="10..15", help="everybody's bcrypt cost (10, PocketBase's default)")
    parser.add_argument("--binary", type=Path, metavar="FILE", help="this FirstStep instead of a fresh build")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where the two files go (benches; with --quick or --only target/bench)")
    options = parser.parse_args()
    options.rounds = options.rounds or (2 if options.quick else 5)
    options.seconds = options.seconds or (1.0 if options.quick else 5.0)
    return options
