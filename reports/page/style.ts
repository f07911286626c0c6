/**
 * The page's style sheet: system fonts, one accent for the verdict, a light and a dark set of colours, and print.
 *
 * Charts take their colours from the custom properties set here (see plot/palette.ts). No rule fetches anything.
 */
const LIGHT = `
  --paper: #ffffff; --sunken: #f6f7f9; --ink: #1b2026; --muted: #59636e; --rule: #d9dee3;
  --s1: #0072b2; --s2: #b86e00; --s3: #00835f; --s4: #a64d86; --s5: #2f86bb; --canary: #7a6a00; --decoy: #7d5a4a;
  --neutral: #79828c; --bad: #b93a00; --fault: #b93a00; --link: #005a8f;
  --pass: #00694c; --fail: #b03700; --inconclusive: #8a5a00; --error: #7b3a86;`;

const DARK = `
  --paper: #14181d; --sunken: #1c2127; --ink: #e8ebee; --muted: #a3adb8; --rule: #343c45;
  --s1: #56b4e9; --s2: #eba52f; --s3: #2fc096; --s4: #e08fc0; --s5: #9ccbea; --canary: #d3c14a; --decoy: #c7a08c;
  --neutral: #939ca6; --bad: #ff8a52; --fault: #ff8a52; --link: #8ecbf2;
  --pass: #45cda3; --fail: #ff8a52; --inconclusive: #f0b545; --error: #dc9be6;`;

export const STYLE = `
:root { color-scheme: light dark;${LIGHT}
}
@media (prefers-color-scheme: dark) { :root {${DARK}
} }
@media print { :root { color-scheme: light;${LIGHT}
} }
* { box-sizing: border-box; }
html { background: var(--paper); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: var(--paper); overflow-wrap: anywhere;
  font: 400 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
.page { max-width: 76rem; margin: 0 auto; padding: clamp(1.25rem, 4vw, 3.5rem) clamp(1rem, 4vw, 3rem) 4rem; }
h1, h2, h3 { line-height: 1.25; font-weight: 650; text-wrap: balance; margin: 0; }
h1 { font-size: clamp(1.35rem, 1rem + 1.6vw, 2.1rem); letter-spacing: -0.012em; max-width: 46ch; }
h2 { font-size: 1.35rem; letter-spacing: -0.008em; }
h3 { font-size: 1rem; }
p { margin: 0; max-width: 72ch; }
a { color: var(--link); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
code, pre, .mono { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; font-size: 0.88em; }
.muted { color: var(--muted); }
.small { font-size: 0.875rem; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; }

header.top p { max-width: 84ch; }
header.top .cause { font-size: 1.1rem; }
button.copy { font: inherit; font-size: 0.85rem; color: var(--link); background: none; border: 1px solid currentColor; border-radius: 0.3rem; padding: 0.15rem 0.6rem; margin: 0 0.6rem 0.5rem 0; cursor: pointer; }
.downloads { margin: 0; padding: 0; list-style: none; display: grid; gap: 0.35rem; font-size: 0.9rem; }
.downloads a { display: inline-block; min-width: 9rem; }
header.top { border-top: 0.35rem solid var(--accent); padding-top: 1.5rem; display: grid; gap: 0.9rem; }
.pass { --accent: var(--pass); } .fail { --accent: var(--fail); }
.inconclusive { --accent: var(--inconclusive); } .error, .invalid { --accent: var(--error); }
.name { display: flex; flex-wrap: wrap; gap: 0.4rem 0.9rem; align-items: baseline; font-size: 0.95rem; }
.name strong { font-weight: 650; }
.verdict { color: var(--accent); font-weight: 700; white-space: nowrap; }
header.top .verdict { border: 1.5px solid currentColor; border-radius: 99px; padding: 0.05rem 0.75rem; font-size: 0.9rem; }
.remarks { margin: 0; padding: 0.7rem 1rem; background: var(--sunken); border-left: 3px solid var(--inconclusive); list-style: none; display: grid; gap: 0.25rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.1rem 1.15rem; list-style: none; margin: 0.25rem 0 0; padding: 0; font-size: 0.9rem; }
nav a { display: inline-block; padding: 0.2rem 0; }

.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.75rem), 1fr)); gap: 1.25rem 1.5rem; margin: 2rem 0 0; padding: 1.4rem 0; border-block: 1px solid var(--rule); }
.tiles dt { color: var(--muted); font-size: 0.85rem; }
.tiles dd { margin: 0; }
.tiles .figure { font-size: 1.6rem; line-height: 1.25; font-weight: 600; letter-spacing: -0.015em; font-variant-numeric: tabular-nums; }
.tiles .context { font-size: 0.85rem; color: var(--muted); }

section { margin-top: 3.5rem; display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); scroll-margin-top: 1rem; }
section > h2 { padding-bottom: 0.1rem; }
section h3 { margin-top: 1rem; }
.panels > figure + figure { margin-top: 2rem; }
.finding { display: grid; gap: 0.4rem; } .finding ul { margin: 0; padding-left: 1.25rem; }
.lead { color: var(--muted); }
.pair { display: grid; gap: 1.5rem 3rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); align-items: start; }
.pair > * { min-width: 0; display: grid; gap: 0.75rem; grid-template-columns: minmax(0, 1fr); }

.scroll { overflow-x: auto; max-width: 100%; container-type: inline-size;
  background: linear-gradient(var(--paper), var(--paper)) 0 0 / 1.5rem 100% no-repeat local,
    linear-gradient(var(--paper), var(--paper)) 100% 0 / 1.5rem 100% no-repeat local,
    linear-gradient(to right, var(--rule), transparent) 0 0 / 0.6rem 100% no-repeat scroll,
    linear-gradient(to left, var(--rule), transparent) 100% 0 / 0.6rem 100% no-repeat scroll; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); font-size: 0.875rem; padding: 0 0 0.5rem; }
caption span { display: block; position: sticky; left: 0; width: fit-content; max-width: min(72ch, calc(100cqi - 1rem)); }
th, td { padding: 0.45rem 1rem 0.45rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--rule); overflow-wrap: normal; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 500; font-size: 0.82rem; white-space: nowrap; border-bottom-color: var(--muted); }
tbody th { font-weight: 550; min-width: 11.25rem; max-width: 26rem; overflow-wrap: anywhere; }
table.few { width: auto; min-width: min(100%, 32rem); } table.few td:not(:last-child), table.few th:not(:last-child) { padding-right: 2.5rem; }
tfoot th, tfoot td { font-weight: 650; border-bottom: 0; }
td.n, th.n { text-align: right; white-space: nowrap; }
td.nowrap { white-space: nowrap; }
.why { font-weight: 400; color: var(--muted); font-size: 0.85rem; }
.glyph { display: inline-block; vertical-align: -0.3rem; width: 9rem; height: 1.25rem; }

figure { margin: 0; display: grid; gap: 0.35rem; grid-template-columns: minmax(0, 1fr); break-inside: avoid; }
figure + figure { margin-top: 0.9rem; }
figcaption { display: grid; gap: 0.1rem; }
figcaption strong { font-weight: 620; }
figcaption div { color: var(--muted); font-size: 0.875rem; max-width: 84ch; }
.chart { display: block; width: 100%; height: auto; }
.chart.wide { min-width: 48rem; } .chart.column { min-width: 26rem; max-width: 34rem; } .chart.square { max-width: 24rem; }
.chart text { font-family: inherit; font-variant-numeric: tabular-nums; }
.key { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0; padding: 0; list-style: none; font-size: 0.875rem; }
.key li { display: flex; align-items: center; gap: 0.45rem; }
.key svg { flex: none; width: 1.6rem; height: 0.8rem; }

details { border-top: 1px solid var(--rule); padding-top: 0.6rem; }
details > summary { cursor: pointer; font-size: 0.9rem; color: var(--link); width: fit-content; padding: 0.15rem 0; }
details[open] > summary { margin-bottom: 0.7rem; }
pre { margin: 0; padding: 1rem 1.2rem; background: var(--sunken); overflow-x: auto; line-height: 1.5; max-height: 40rem; tab-size: 2; }
dl.facts { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: 0.35rem 1.5rem; margin: 0; font-size: 0.9rem; }
dl.facts dt { color: var(--muted); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
@media (max-width: 34rem) { dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; } dl.facts dd { margin-bottom: 0.5rem; } }
footer { margin-top: 4rem; border-top: 1px solid var(--rule); padding-top: 1rem; color: var(--muted); font-size: 0.85rem; }

@media (min-width: 110rem) { html { font-size: 112.5%; } .page { max-width: 84rem; } }
@media print {
  html { font-size: 62.5%; } .page { max-width: none; padding: 0; } section { margin-top: 2rem; }
  nav, .skip, .copy { display: none; } .chart.wide, .chart.column { min-width: 0; } .scroll { overflow: visible; }
  table { break-inside: auto; } tr { break-inside: avoid; } h2, h3, caption, .lead { break-after: avoid; }
  a { color: inherit; text-decoration: none; } pre { max-height: none; white-space: pre-wrap; }
}
`;
