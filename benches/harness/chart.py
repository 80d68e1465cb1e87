"""chart.svg from the results: a dot a peer on a logarithmic axis, a whisker from least to most."""

import math
from html import escape
from pathlib import Path

from .report import NAMES, OURS, TITLES, Results, median, number

MORE = [
    ("health", "Health, 32 connections"),
    ("profile-1", "Profile, 1 connection"),
    ("profile-32", "Profile, 32 connections"),
    ("profile-256", "Profile, 256 connections"),
    ("try-out", "Predict without its write, 32"),
    ("create-1", "Durable create, 1 connection"),
    ("create-32", "Durable create, 32 connections"),
    ("create-256", "Durable create, 256 connections"),
    ("refresh", "Refresh, 8 connections"),
    ("login", "Login, 8 connections"),
    ("register", "Registration, 8 connections"),
    ("photo", "Photo of 12 megapixels, 2 at once"),
]

LEFT, RIGHT, WIDTH, ROW, LANE = 250, 90, 900, 38, 5.2
# Told apart by shape as well as by colour.
SHAPES = {
    "firststep": lambda x, y: f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>',
    "axum": lambda x, y: f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>',
    "pocketbase": lambda x, y: f'<path d="M{x:.1f} {y - 5.5:.1f}l5.5 5.5-5.5 5.5-5.5-5.5z"/>',
    "flask": lambda x, y: f'<path d="M{x:.1f} {y - 5:.1f}l5 9h-10z"/>',
    "fastapi": lambda x, y: f'<path d="M{x:.1f} {y + 5:.1f}l5-9h-10z"/>',
}

STYLE = """
  .page{fill:#fff} text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:#1f2328}
  .title{font-size:17px;font-weight:600} .head{font-weight:600} .faint{fill:#59636e;font-size:12px}
  .grid{stroke:#d8dee4;stroke-width:1} .row{stroke:#eff2f5;stroke-width:1}
  .whisker{stroke-width:2;opacity:.55;fill:none}
  .firststep{fill:#0969da;stroke:#0969da} .axum{fill:#bc4c00;stroke:#bc4c00} .pocketbase{fill:#1a7f37;stroke:#1a7f37}
  .flask{fill:#8250df;stroke:#8250df} .fastapi{fill:#9a6700;stroke:#9a6700}
  @media (prefers-color-scheme:dark){
    .page{fill:#0d1117} text{fill:#e6edf3} .faint{fill:#9198a1} .grid{stroke:#30363d} .row{stroke:#21262d}
    .firststep{fill:#58a6ff;stroke:#58a6ff} .axum{fill:#f0883e;stroke:#f0883e} .pocketbase{fill:#3fb950;stroke:#3fb950}
    .flask{fill:#bc8cff;stroke:#bc8cff} .fastapi{fill:#d29922;stroke:#d29922}
  }
"""


def write(raw: dict, path: Path) -> None:
    results = Results(raw)
    more = [(label, {name: results.values(case, name) for name in NAMES}) for case, label in MORE]
    less = [
        ("Profile p99 in a flood of logins, ms", {name: results.values("flood", name, "p99_ms") for name in NAMES}),
        ("Start, ms", {name: results.starts(name) for name in NAMES}),
        ("Memory at idle, MiB", {name: results.idle(name) for name in NAMES}),
        ("Memory, 256 connections, MiB", {name: results.loaded("profile-256", name) for name in NAMES}),
    ]
    drawing = Drawing()
    drawing.legend(raw)
    drawing.panel("Requests a second: more is better (to the right)", [row for row in more if any(row[1].values())])
    drawing.panel("Milliseconds and mebibytes: less is better (to the left)", [row for row in less if any(row[1].values())])
    path.write_text(drawing.finish())


class Drawing:
    def __init__(self):
        self.parts: list[str] = []
        self.y = 34.0

    def text(self, x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> None:
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>')

    def legend(self, raw: dict) -> None:
        self.text(20, self.y, "FirstStep beside its peers", "title")
        machine, options = raw["machine"], raw["options"]
        if options["quick"] or options["only"]:
            self.text(WIDTH - 20, self.y, "a short run, not to be quoted", "faint", "end")
        how = f"median of {options['rounds']} rounds, whiskers from least to most · logarithmic"
        self.text(20, self.y + 20, f"{raw['date']} · {machine['cores']} cores, loopback, same data · {how}", "faint")
        x, self.y = 20.0, self.y + 46
        for name in NAMES:
            self.parts.append(f'<g class="{name}">{SHAPES[name](x + 6, self.y - 4.5)}</g>')
            self.text(x + 18, self.y, TITLES[name])
            x += 42 + 7.2 * len(TITLES[name])
        self.y += 18

    def panel(self, title: str, rows: list) -> None:
        if not rows:
            return
        every = [value for _, values in rows for got in values.values() for value in got if value > 0]
        low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))
        span = max(1, high - low)
        place = lambda value: LEFT + (math.log10(max(value, 10**low)) - low) / span * (WIDTH - LEFT - RIGHT)  # noqa: E731
        self.y += 26
        self.text(20, self.y, title, "head")
        self.text(WIDTH - 20, self.y, TITLES[OURS], "faint", "end")
        top = self.y + 10
        bottom = top + ROW * len(rows)
        for power in range(low, high + 1):
            x = place(10**power)
            self.parts.append(f'<path class="grid" d="M{x:.1f} {top:.1f}V{bottom:.1f}"/>')
            self.text(x, bottom + 16, f"{10**power:,}" if power >= 0 else f"{10**power:g}", "faint", "middle")
        for at, (label, values) in enumerate(rows):
            middle = top + ROW * (at + 0.5)
            if at:
                self.parts.append(f'<path class="row" d="M20 {top + ROW * at:.1f}H{WIDTH - 20}"/>')
            self.text(20, middle + 4.5, label)
            self.text(WIDTH - 20, middle + 4.5, number(median(values[OURS])) if values[OURS] else "—", "", "end")
            # Lanes keep dots of equal value apart; FirstStep comes last, on top.
            for lane, name in reversed(list(enumerate(NAMES))):
                if values[name]:
                    self.dot(name, values[name], place, middle + (lane - 2) * LANE)
        self.y = bottom + 22

    def dot(self, name: str, values: list[float], place, y: float) -> None:
        x, least, most = place(median(values)), place(min(values)), place(max(values))
        self.parts.append(
            f'<g class="{name}"><title>{escape(TITLES[name])}: {number(median(values))} ({number(min(values))}–{number(max(values))})</title>'
            f'<path class="whisker" d="M{least:.1f} {y:.1f}H{most:.1f}"/>{SHAPES[name](x, y)}</g>'
        )

    def finish(self) -> str:
        height = self.y + 20
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="FirstStep beside its peers">'
            f"<style>{STYLE}</style>"
            f'<rect class="page" width="{WIDTH}" height="{height:.0f}"/>' + "\n".join(self.parts) + "</svg>\n"
        )
