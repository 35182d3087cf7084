"""The style sheet of a report's page: system fonts, light and dark."""

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #fafaf8; --card: #ffffff; --ink: #1d1f23; --soft: #686d76; --line: #e4e4df;
  --c1: #2f6fb3; --c2: #c8642b; --good: #1f7a4d; --good-ground: #e3f3ea;
  --bad: #b3332b; --bad-ground: #fbe7e5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #16181c; --card: #1f2227; --ink: #e8e8e4; --soft: #9aa0a9; --line: #343840;
    --c1: #6aa6e6; --c2: #ec9460; --good: #7fd3a6; --good-ground: #1d3a2b;
    --bad: #f2938c; --bad-ground: #45231f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 68rem;
  background: var(--ground); color: var(--ink);
  font: 15px/1.55 system-ui, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR",
    "NanumGothic", sans-serif;
  font-variant-numeric: tabular-nums;
}
h1 { margin: 0 0 .25rem; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.75rem 0 .9rem; font-size: 1.1rem; }
p { margin: .4rem 0; }
.soft, caption, figcaption { color: var(--soft); font-size: .87rem; }
code { font: .87em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .75rem;
  margin-top: 1.6rem; }
.tile, figure, .sheet { background: var(--card); border: 1px solid var(--line);
  border-radius: .6rem; }
.tile { padding: .8rem 1rem; }
.tile b { display: block; font-size: 1.55rem; line-height: 1.2; font-weight: 650; }
.tile span { display: block; color: var(--soft); font-size: .82rem; line-height: 1.35; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(24rem, 1fr)); gap: .9rem; }
figure { margin: 0; padding: .9rem 1rem .8rem; }
figure h3 { margin: 0 0 .4rem; font-size: .95rem; }
svg { display: block; width: 100%; height: auto; }
.sheet { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .42rem .9rem; text-align: left; vertical-align: top;
  border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-size: .82rem; font-weight: 500; }
tbody th { font-weight: inherit; }
tr.topic th { padding-top: .9rem; color: var(--soft); font-size: .78rem; font-weight: 600;
  letter-spacing: .06em; text-transform: uppercase; }
.number { text-align: right; white-space: nowrap; }
.range { width: 12rem; min-width: 8rem; }
.range svg { height: 1.2rem; }
.facts th { width: 13rem; color: var(--soft); white-space: nowrap; }
.facts td { overflow-wrap: anywhere; }
details summary { cursor: pointer; margin: 1.2rem 0 .6rem; color: var(--soft); }
.questions td { font-size: .9rem; }
.questions { word-break: keep-all; overflow-wrap: break-word; }
.questions .asked { min-width: 15rem; } .questions .gold { min-width: 7rem; }
.questions .answer { min-width: 22rem; }
.questions small { display: block; color: var(--soft); font-size: .78rem; }
.verdict { display: inline-block; padding: 0 .55em; border-radius: 1em; white-space: nowrap;
  font-size: .82rem; }
.good .verdict { background: var(--good-ground); color: var(--good); }
.bad .verdict { background: var(--bad-ground); color: var(--bad); }
input[name=shown] { position: absolute; opacity: 0; }
label { display: inline-block; margin: 0 .4rem .7rem 0; padding: .15rem .8rem; cursor: pointer;
  border: 1px solid var(--line); border-radius: 1em; background: var(--card); font-size: .87rem; }
input:checked + label { border-color: var(--c1); color: var(--c1); }
input:focus-visible + label { outline: 2px solid var(--c1); }
text { font-size: 11.5px; fill: var(--soft); }
text.label { font-size: 12px; fill: var(--ink); }
.grid { stroke: var(--line); } .axis { stroke: var(--soft); }
.mark { stroke: var(--ink); stroke-dasharray: 3 3; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line.c1 { stroke: var(--c1); } .line.c2 { stroke: var(--c2); }
.line.ideal { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 4 3; }
.dot { stroke: var(--card); stroke-width: 1.5; }
.dot.c1 { fill: var(--c1); } .dot.c2 { fill: var(--c2); }
.bar.c1 { fill: var(--c1); opacity: .75; } .bar:hover { opacity: 1; }
.track { stroke: var(--line); stroke-width: 6; stroke-linecap: round; }
.span { stroke: var(--c1); stroke-width: 6; stroke-linecap: round; opacity: .45; }
@media print { body { max-width: none; background: none; } }
"""
