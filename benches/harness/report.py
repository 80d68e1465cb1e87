"""BENCHMARKS.md from the results. Every number in it comes from the run."""

from pathlib import Path

from .cases import CASES, FLOOD, FLOOD_READERS, Case
from .measure import median
from .peers import ALL
from .tools import BUILDS, BUSY, COPY, MILLION, ROOM, section

OURS = "firststep"
NAMES = [kind.name for kind in ALL]
TITLES = {kind.name: kind.title for kind in ALL} | {
    "axum-inline": "axum, reads on the async threads",
    "firststep-quiet": "FirstStep, no log lines",
    "axum-quiet": "axum, no log lines",
    "axum-inline-quiet": "axum, no log lines, reads on the async threads",
}
NOTES = {kind.name: kind.notes for kind in ALL}
ORIGINALS = ["flask", "fastapi"]


class Results:
    """The raw results, and the questions the report and the chart ask of them."""

    def __init__(self, raw: dict):
        self.raw = raw
        # Cases that were measured again later: name and date.
        self.again: dict[str, str] = raw.get("again", {})

    def rounds(self, case: str, peer: str) -> list[dict]:
        return self.raw["cases"].get(case, {}).get(peer, [])

    def failure(self, case: str, peer: str) -> str | None:
        """Why a peer has no number here: more than one in a hundred of its replies was not right."""
        rounds = self.rounds(case, peer)
        bad, asked = sum(r["bad"] for r in rounds), sum(r["requests"] for r in rounds)
        fault = next((r["failed"] for r in rounds if r.get("failed")), None)
        if fault or (asked and bad / asked > 0.01) or (rounds and not asked):
            return f"failed ({bad} of {asked} replies not right)" if not fault else "failed (a wrong reply)"
        return None

    def values(self, case: str, peer: str, what: str = "rate") -> list[float]:
        return [] if self.failure(case, peer) else [round_[what] for round_ in self.rounds(case, peer)]

    def ratios(self, case: str, peer: str, what: str = "rate") -> list[float]:
        """FirstStep's number over the peer's, round by round."""
        return [ours / theirs for ours, theirs in zip(self.values(case, OURS, what), self.values(case, peer, what)) if theirs]

    def starts(self, peer: str) -> list[float]:
        return self.raw["start"].get(peer, {}).get("start_ms", [])

    def idle(self, peer: str, what: str = "pss_mib") -> list[float]:
        return [weight[what] for weight in self.raw["start"].get(peer, {}).get("idle", [])]

    def loaded(self, case: str, peer: str) -> list[float]:
        return [weight["pss_mib"] for weight in self.raw["memory"].get(case, {}).get(peer, [])]

    def login_shares(self, what: str) -> list[float]:
        return [rate / bare[what] for rate, bare in zip(self.values("login", OURS), self.raw["bare_hash"])]


def number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(values: list[float], unit: str = "") -> str:
    if not values:
        return "—"
    if len(values) == 1:
        return f"{number(values[0])}{unit}"
    return f"{number(median(values))}{unit} ({number(min(values))}–{number(max(values))})"


def times(values: list[float]) -> str:
    return spread([value for value in values], " ×") if values else "—"


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["---" if title.startswith(("notes", "verdict")) else "---:" for title in head[1:]], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def write(raw: dict, path: Path) -> None:
    results = Results(raw)
    parts = [head(results), goals(results), "![The medians as a chart](chart.svg)\n", rates(results), logins(results), flood(results), weights(results), section(MILLION), section(ROOM), section(COPY), section(BUILDS), peers(raw)]
    path.write_text("\n".join(part for part in parts if part))


def remeasured(again: dict[str, str]) -> str:
    if not again:
        return ""
    told = ", ".join(f"`{name}` ({date})" for name, date in again.items())
    return f"- **Measured again later**, alone, in as many rounds: {told}.\n"


def head(results: Results) -> str:
    raw = results.raw
    machine, options, versions = raw["machine"], raw["options"], raw["versions"]
    noisy = []
    if options["quick"] or options["only"]:
        noisy.append("a short run to try things out")
    if machine.get("busy_before", 0) > BUSY:
        noisy.append(f"the machine was busy with something else ({machine['busy_before']:.0%} of its cores before it began)")
    warning = f"> **Not to be quoted:** {' and '.join(noisy)}.\n" if noisy else ""
    return f"""# Benchmarks

FirstStep beside the same endpoints in axum and rusqlite, PocketBase, and the originals' way (Flask and FastAPI), on one machine, over loopback, with the same accounts, photo and bcrypt cost.

{warning}
- **Measured** {raw['date']}, {options['rounds']} rounds of {options['seconds']:g} s for each case and peer, the peers in turn within a round. Cells are medians over the rounds, with least and most; `×` is FirstStep's number over the peer's, round by round.
- **Machine** {machine['cores']} cores ({machine['cpu']}, {machine['architecture']}), {machine['memory_gib']} GiB of memory, Linux {machine['kernel']}, {machine['file_system']}; {number(machine['syncs_before'])} syncs of 4 KiB a second before the run, {number(machine['syncs_after'])} after it. Servers and wrk (one thread) share the cores. Load average {machine['load_before']} before the run, its own build counted.
- **Versions** {', '.join(f'{name} {version}' for name, version in versions.items())}.
{remeasured(results.again)}- **Again** `benches/run --rounds {options['rounds']}` (5 rounds take about an hour; `--quick` for a try, `--check` to look at the answers only).

wrk counts every reply's status; samples of the replies are compared with the right ones before, during and after each round, and their mean length with the right one's. A peer with more than 1 % of other replies has no number. The accounts were made through each server's own interface. Log lines go to `/dev/null`. CPU is what all processes of a server used, in user and kernel code, over the requests that it answered.
"""


# The goals.


def goals(results: Results) -> str:
    rows = []

    def judge(goal: str, wanted: float, got: list[float], unit: str, at_least: bool = True, where: str = "") -> None:
        if not got:
            rows.append([goal, "—", "not measured"])
            return
        value = median(got)
        met = value >= wanted if at_least else value <= wanted
        rows.append([f"{goal}{where}", spread(got, unit), "met" if met else "**not met**"])

    def axum(title: str, case: str, what: str, wanted: float, at_least: bool = False) -> None:
        sign = "≥" if at_least else "≤"
        judge(f"{title} {sign} {wanted:g} × axum's", wanted, results.ratios(case, "axum", what), " ×", at_least)

    axum("CPU a request, profile read, pinned,", "profile-32-pinned", "cpu_us", 0.60)
    axum("CPU a request, health, pinned,", "health-32-pinned", "cpu_us", 0.95)
    axum("CPU a request, predict without its write (axum infers nothing), pinned,", "try-out-32-pinned", "cpu_us", 0.85)
    axum("CPU a durable predict, pinned,", "create-32-pinned", "cpu_us", 0.40)
    for connections in (32, 256):
        axum(f"p99 of the profile read, {connections} connections, pinned,", f"profile-{connections}-pinned", "p99_ms", 1.2)
        axum(f"p99 of the profile read, {connections} connections, both cores shared,", f"profile-{connections}", "p99_ms", 1.2)
        axum(f"rate of the profile read, {connections} connections, pinned,", f"profile-{connections}-pinned", "rate", 1.5, at_least=True)
    judge(f"p99 of the profile read while {FLOOD} connections log in ≤ 10 ms", 10, results.values("flood", OURS, "p99_ms"), " ms", at_least=False)
    for count, wanted in (("1000", 24), ("10000", 96)):
        one = results.raw.get("idle_connections", {}).get(count)
        judge(f"{int(count):,} idle connections ≤ {wanted} MiB", wanted, [one["pss_mib"]] if one else [], " MiB", at_least=False)
        judge("a new one beside them is answered within 10 ms (p99)", 10, [one["p99_ms"]] if one else [], " ms", at_least=False)
    pillow = [ours / theirs for ours, theirs in zip(results.values("photo", OURS, "cpu_us"), results.raw.get("pillow_cpu_us", []))]
    judge("CPU of a 12-megapixel upload with its three sizes ≤ 1.5 × Pillow making the same three", 1.5, pillow, " ×", at_least=False)
    idle = median(results.idle(OURS)) if results.idle(OURS) else 0.0
    above = [weight - idle for weight in results.loaded("photo", OURS)] if idle else []
    judge("memory of two such uploads at once, above idle ≤ 64 MiB", 64, above, " MiB", at_least=False)
    build = results.raw.get("build")
    judge("a build from nothing ≤ 500 s of CPU", 500, [build["cpu_seconds"]] if build else [], " s", at_least=False)
    judge("… of ≤ 250 crates", 250, [float(build["crates"])] if build else [], "", at_least=False)
    for wanted, title, names in ((1.0, "axum", ["axum"]), (8.0, "PocketBase", ["pocketbase"]), (25.0, "the originals (the faster of both)", ORIGINALS)):
        for connections in (1, 32, 256):
            all_ratios = [ratios for name in names if (ratios := results.ratios(f"profile-{connections}", name))]
            got = min(all_ratios, key=median) if all_ratios else []
            judge(f"Profile read ≥ {wanted:g} × {title}", wanted, got, " ×", where=f", {connections} connection{'s' if connections > 1 else ''}")
    for connections in (1, 32, 256):
        got = results.ratios(f"create-{connections}", "pocketbase")
        judge("Durable create with FULL ≥ 3 × PocketBase with NORMAL", 3, got, " ×", where=f", {connections} connection{'s' if connections > 1 else ''}")
    judge("Logins ≥ 0.95 × (cores ÷ time of one hash)", 0.95, results.login_shares("limit"), " ×")
    dry = [a / b for a, b in zip(results.values("try-out", OURS), results.values("profile-32", OURS)) if b]
    judge("Predict without its write ≥ 0.8 × profile read", 0.8, dry, " ×")
    judge("Memory at idle ≤ 12 MiB", 12, results.idle(OURS), " MiB", at_least=False)
    judge("Start ≤ 10 ms", 10, results.starts(OURS), " ms", at_least=False)
    return "## The goals\n\n" + table(["goal", "measured", "verdict"], rows)


# The tables.

GROUPS = [
    ("Health", ["health"]),
    ("Profile, signed in", ["profile-1", "profile-32", "profile-256"]),
    ("Profile, the two Rust servers, each on one core with wrk on the other", ["profile-32-pinned", "profile-256-pinned"]),
    ("Health, the same way", ["health-32-pinned"]),
    ("Predict with its write, the same way", ["create-32-pinned"]),
    ("Predict without its write, the same way", ["try-out-32-pinned"]),
    ("Profile, the two Rust servers set up otherwise", ["variants"]),
    ("Predict with its write; the peers' durable create", ["create-1", "create-32", "create-256"]),
    ("Predict without its write", ["try-out"]),
    ("Registration, bcrypt", ["register"]),
    ("Login, bcrypt", ["login"]),
    ("Refresh", ["refresh"]),
    ("Photo upload with thumbnail, 12 megapixels", ["photo"]),
]


def rates(results: Results) -> str:
    cases = {case.name: case for case in CASES}
    parts = ["## Requests a second"]
    for title, names in GROUPS:
        measured = [cases[name] for name in names if results.raw["cases"].get(name)]
        if measured:
            parts.append(f"### {title}\n\n" + group(results, measured))
    return "\n\n".join(parts) if len(parts) > 1 else ""


def group(results: Results, cases: list[Case]) -> str:
    short = len(cases) > 1
    columns = []
    for case in cases:
        at = f"{case.connections} connection{'s' if case.connections > 1 else ''}"
        columns += [f"{at}, /s", "FirstStep is", "p99, ms", "CPU, µs"] if short else [f"{at}, /s", "FirstStep is", "p50, ms", "p99, ms", "CPU, µs"]
    rows = []
    known = [name for name in TITLES if any(results.rounds(case.name, name) for case in cases)]
    for name in known:
        row = [TITLES[name]]
        for case in cases:
            row += cells(results, case, name, short)
        rows.append(row + [note(name, cases[0].topic)])
    return table(["", *columns, "notes: what differs"], rows)


def cells(results: Results, case: Case, name: str, short: bool) -> list[str]:
    failure = results.failure(case.name, name)
    columns = ["p99_ms", "cpu_us"] if short else ["p50_ms", "p99_ms", "cpu_us"]
    if failure:
        return [failure, "", *[""] * len(columns)]
    rate = spread(results.values(case.name, name))
    ratio = "" if name == OURS else times(results.ratios(case.name, name))
    return [rate, ratio, *(number(median(results.values(case.name, name, what))) for what in columns)]


def note(name: str, topic: str) -> str:
    notes = NOTES.get(name, {})
    return notes.get(topic, "as for the profile" if topic != "all" and name in NOTES else notes.get("all", ""))


def logins(results: Results) -> str:
    bare = results.raw["bare_hash"]
    if not bare or not results.values("login", OURS):
        return ""
    cost, cores = results.raw["options"]["cost"], results.raw["machine"]["cores"]
    rows = [
        ["time of one hash, nothing else running", spread([1000 * one["seconds_per_hash"] for one in bare], " ms")],
        [f"{cores} cores ÷ that", spread([one["limit"] for one in bare], " /s")],
        [f"hashes on {cores} cores at once, no server", spread([one["all_cores"] for one in bare], " /s")],
        ["FirstStep's logins", spread(results.values("login", OURS), " /s")],
        ["… as a share of cores ÷ time", spread(results.login_shares("limit"))],
        ["… as a share of hashes on all cores at once", spread(results.login_shares("all_cores"))],
    ]
    return f"### What bcrypt allows (cost {cost}, the crate that FirstStep uses, measured in the same rounds)\n\n" + table(["", "measured"], rows)


def flood(results: Results) -> str:
    if not results.raw["cases"].get("flood"):
        return ""
    rows = []
    for name in NAMES:
        got = results.rounds("flood", name)
        if not got:
            continue
        if failure := results.failure("flood", name):
            rows.append([TITLES[name], failure, "", "", ""])
            continue
        refused = sum(round_["flood"]["bad"] for round_ in got)
        rows.append([
            TITLES[name],
            spread(results.values("flood", name, "p50_ms")),
            spread(results.values("flood", name, "p99_ms")),
            spread(results.values("flood", name)),
            spread([round_["flood"]["rate"] for round_ in got]) + (f", {refused} refused" if refused else ""),
        ])
    intro = f"## While {FLOOD} connections do nothing but log in\n\nThe profile read on {FLOOD_READERS} other connections.\n\n"
    return intro + table(["", "p50, ms", "p99, ms", "profiles, /s", "logins, /s"], rows)


def weights(results: Results) -> str:
    rows = []
    for name in NAMES:
        if not results.starts(name) and not results.loaded("profile-256", name):
            continue
        rows.append([
            TITLES[name],
            spread(results.starts(name)),
            spread(results.idle(name)),
            spread(results.idle(name, "anon_mib")),
            spread(results.idle(name, "rss_mib")),
            spread(results.loaded("profile-256", name)),
            spread(results.loaded("photo", name)),
        ])
    if not rows:
        return ""
    intro = "## Memory and start\n\nFrom spawning the process to the first right answer of its health route, on data that is there already; memory of all its processes together as PSS (what they share counted once), of it what is no page of a file (a program's own file, mostly, which the kernel may drop), and as RSS.\n\n"
    return intro + table(["", "start, ms", "idle, MiB", "of it no file, MiB", "idle (RSS), MiB", "256 connections reading, MiB", "photos, MiB"], rows)


def peers(raw: dict) -> str:
    cores = raw["machine"]["cores"]
    rows = [[TITLES[name], f"`benches/peers/{name}`" if name != OURS else "this repository", set_up(name, cores)] for name in NAMES]
    return "## Who was measured\n\n" + table(["", "notes: code", "notes: how it is set up"], rows)


def set_up(name: str, cores: int) -> str:
    return {
        "firststep": "as it comes, but for the bcrypt cost",
        "axum": f"tokio's threads as they come ({cores}), blocking work on its blocking threads, {cores * 4} readers and a writer",
        "pocketbase": "as it comes; rate limits are off as shipped",
        "flask": f"gunicorn with 2 × cores + 1 = {2 * cores + 1} workers of the default kind, as its guide recommends (the original's own document says 1)",
        "fastapi": f"uvicorn[standard] with {cores} workers, one a core, as FastAPI's guide to server workers has it",
    }[name]
