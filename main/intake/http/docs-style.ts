/** The look of `/docs`: system fonts, the window's green, light and dark. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --ink: #16211f; --paper: #f4f6f4; --card: #fff; --line: #dde3df; --soft: #52615c; --brand: #0b6e4f; --get: #1d5fa8; --code: #eef2ef }
@media (prefers-color-scheme: dark) { :root { --ink: #e9efec; --paper: #101614; --card: #18211e; --line: #2b3733; --soft: #a2b1ab; --brand: #5fd3a6; --get: #86b9f0; --code: #0d1311 } }
* { box-sizing: border-box }
html { scroll-behavior: smooth; scroll-padding-top: 1.5rem }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
body { margin: 0; display: grid; grid-template-columns: 19rem minmax(0, 1fr); background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, "Segoe UI", sans-serif }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem 2rem 1.5rem; border-right: 1px solid var(--line); background: var(--card); font-size: .875rem }
nav h2 { margin: 1.25rem 0 .35rem; font-size: .8125rem; color: var(--soft); font-weight: 600 }
nav ul { list-style: none; margin: 0; padding: 0 }
nav a { display: flex; gap: .5rem; align-items: baseline; padding: .25rem .5rem; border-radius: 6px; color: inherit; text-decoration: none; overflow-wrap: anywhere }
nav a:hover, nav a:focus-visible { background: var(--paper) }
.name { margin: 0; font-size: 1.25rem; font-weight: 700; color: var(--brand) } .name small { font-weight: 400; color: var(--soft) }
main { padding: 2.5rem clamp(1rem, 4vw, 3.5rem) 6rem; max-width: 62rem; width: 100% }
h1 { margin: 0 0 .75rem; font-size: 2rem; line-height: 1.2 } .lead { margin: 0 0 .75rem; max-width: 46rem }
h2.group { margin: 3rem 0 1rem; font-size: 1.375rem }
h3 { margin: 0 0 .5rem; font-size: 1.125rem; line-height: 1.35 } h4 { margin: 1.25rem 0 .4rem; font-size: .875rem; color: var(--soft); font-weight: 600 }
section { margin: 0 0 1.25rem; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px }
section > p { margin: .5rem 0; max-width: 46rem }
.call { display: flex; gap: .6rem; align-items: baseline }
b.get, b.post { flex: none; min-width: 2.9rem; font: 600 .6875rem/1 ui-monospace, Consolas, monospace; color: var(--get) } b.post { color: var(--brand) }
.call b.get, .call b.post { font-size: .8125rem }
code, pre { font-family: ui-monospace, "Cascadia Mono", Consolas, monospace; font-size: .875em }
td code, dd code, p code { background: var(--code); padding: .08em .35em; border-radius: 4px; overflow-wrap: anywhere }
.call code { font-size: 1rem; background: none; padding: 0 }
pre { margin: 0; padding: .9rem 1.1rem; overflow-x: auto; background: var(--code); border: 1px solid var(--line); border-radius: 8px; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere }
table { width: 100%; border-collapse: collapse; font-size: .9375rem } th { text-align: left; font-weight: 600; color: var(--soft); font-size: .8125rem }
td, th { padding: .45rem .75rem .45rem 0; border-top: 1px solid var(--line); vertical-align: top; line-height: 1.5 } tr:first-child > td { border-top: 0 } thead + tbody tr:first-child > td { border-top: 1px solid var(--line) }
td:first-child { width: 14rem } td:nth-child(2) { width: 10rem; color: var(--soft) } td small { color: var(--soft) }
details td:first-child { width: 5rem } details td:nth-child(2) { width: 16rem }
dl { display: grid; grid-template-columns: 3.5rem 1fr; gap: .25rem .5rem; margin: 0 } dt { font-weight: 600; font-variant-numeric: tabular-nums } dt.good { color: var(--brand) } dd { margin: 0 }
dl.values { grid-template-columns: 7.5rem 1fr; margin-top: .5rem; font-size: .875rem } dl.values dd { color: var(--soft) }
details { margin-top: .75rem } summary { cursor: pointer; color: var(--soft); font-size: .9375rem; padding: .25rem 0 } details[open] summary { margin-bottom: .4rem }
a { color: var(--brand) } :focus-visible { outline: 2px solid var(--brand); outline-offset: 2px }
@media (max-width: 60rem) { body { display: block } nav { position: static; height: auto; max-height: 40vh; border-right: 0; border-bottom: 1px solid var(--line) } td:first-child, td:nth-child(2) { width: auto } }
`;
