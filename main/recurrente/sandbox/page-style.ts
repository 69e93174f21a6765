/** The look of the pages: a card terminal on a counter, in the colours of the bridge's window. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #16211f; --soft: #52615c; --paper: #eef2ef; --card: #fff; --line: #d8dfda; --brand: #0b6e4f; --brand-ink: #fff; --bad: #b3261e; --warn: #8a5a00; --body: #262b2e; --edge: #0f1213 }
@media (prefers-color-scheme: dark) { :root { --ink: #e9efec; --soft: #a2b1ab; --paper: #101614; --card: #18211e; --line: #2b3733; --brand: #46c695; --brand-ink: #06281c; --bad: #ff8a80; --warn: #f0b95a; --body: #33393d; --edge: #0a0c0d } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", sans-serif; font-variant-numeric: tabular-nums }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: baseline; padding: 1.25rem clamp(1rem, 4vw, 3rem) 0 }
header h1 { margin: 0; font-size: 1.375rem; line-height: 1.25 } header p { margin: 0; color: var(--soft); flex: 1 1 20rem } header a { font-weight: 600 }
a { color: var(--brand); text-underline-offset: .2em } :focus-visible { outline: 3px solid var(--brand); outline-offset: 2px }
main { padding: 1.5rem clamp(1rem, 4vw, 3rem) 3rem }
[hidden] { display: none !important }
.banner { margin: 1rem clamp(1rem, 4vw, 3rem) 0; padding: .75rem 1rem; border-radius: 10px; background: #fdecea; color: #7a1b15; font-weight: 600 }

.device { position: relative; width: 21.5rem; max-width: 100%; margin: 4.5rem auto 0; padding: 1.1rem 1.1rem 1.35rem; border-radius: 2.2rem 2.2rem 2.6rem 2.6rem; background: linear-gradient(160deg, color-mix(in srgb, var(--body) 82%, #fff), var(--body) 38%, var(--edge)); box-shadow: 0 1.5rem 3rem -1rem rgb(0 0 0 / .45), inset 0 1px 0 rgb(255 255 255 / .22), inset 0 -3px 6px rgb(0 0 0 / .4) }
.device::before { content: ""; position: absolute; z-index: 1; inset: -1.5rem 1.6rem auto; height: 2rem; border-radius: 1.1rem 1.1rem 0 0; background: linear-gradient(180deg, color-mix(in srgb, var(--body) 75%, #fff), var(--body)); box-shadow: inset 0 1px 0 rgb(255 255 255 / .2) }
.device::after { content: ""; position: absolute; z-index: 1; top: -1.5rem; left: 3rem; right: 3rem; height: .4rem; border-radius: 0 0 .4rem .4rem; background: #08090a }
.receipt { position: absolute; z-index: 0; left: 3.4rem; right: 3.4rem; bottom: calc(100% + .9rem); height: 7.2rem; padding: .55rem .8rem; background: #fffdf6; color: #333; font: 11.5px/1.45 ui-monospace, Consolas, monospace; text-align: center; clip-path: polygon(0 4%, 4% 0, 8% 4%, 12% 0, 16% 4%, 20% 0, 24% 4%, 28% 0, 32% 4%, 36% 0, 40% 4%, 44% 0, 48% 4%, 52% 0, 56% 4%, 60% 0, 64% 4%, 68% 0, 72% 4%, 76% 0, 80% 4%, 84% 0, 88% 4%, 92% 0, 96% 4%, 100% 0, 100% 100%, 0 100%); transform: translateY(100%); transition: transform .9s cubic-bezier(.2, .7, .3, 1); overflow: hidden }
.receipt b { display: block; font-size: 13px } .receipt.out { transform: none }
.slot { position: absolute; left: 0; right: 0; bottom: 100%; height: 9rem; overflow: hidden; pointer-events: none }
.slot .receipt { bottom: 1.1rem }
.screen { position: relative; display: flex; flex-direction: column; height: 27rem; border-radius: 1.2rem; overflow: hidden; background: #f7faf8; color: #14201c; box-shadow: 0 0 0 .3rem #07090a; transition: background .25s }
.bar { display: flex; justify-content: space-between; gap: .5rem; padding: .5rem .9rem; font-size: .8125rem; color: #4c5a55 }
.bar .lost { color: #a3231c; font-weight: 600 }
.face { flex: 1; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: .5rem; padding: .5rem 1.25rem 1.5rem; text-align: center }
.face h2 { margin: 0; font-size: 1.375rem; line-height: 1.25 } .face p { margin: 0; color: #46554f } .face .amount { font-size: 2.9rem; font-weight: 700; line-height: 1.1; letter-spacing: -.02em; color: #0d1512; white-space: nowrap }
.face .amount.long { font-size: 2.2rem } .face .chip { padding: .15rem .7rem; border-radius: 1rem; background: #dfe9e4; font-size: .875rem; color: #24332d }
.face svg { width: 6rem; height: 6rem; fill: none; stroke: currentColor; stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round }
.standby svg { color: #9db3aa } .charge { background: linear-gradient(#e9f6f0, #fff 60%) } .charge svg { color: #0b6e4f; width: 5rem; height: 5rem } .charge svg path { animation: wave 1.8s infinite } .charge svg path:nth-of-type(2) { animation-delay: .2s } .charge svg path:nth-of-type(3) { animation-delay: .4s } .charge svg path:nth-of-type(4) { animation-delay: .6s }
@keyframes wave { 0%, 70%, 100% { opacity: 1 } 35% { opacity: .25 } }
.processing svg { color: #0b6e4f; animation: turn 1.1s linear infinite } @keyframes turn { to { rotate: 1turn } }
.approved { background: #0b6e4f } .declined { background: #a3231c } .cancelled, .left { background: #55616b }
:is(.approved, .declined, .cancelled, .left) :is(.face, .face p, .face .amount, .bar, .bar .lost) { color: #fff } :is(.approved, .declined, .cancelled, .left) .chip { background: rgb(255 255 255 / .18); color: #fff }
.approved .face svg, .declined .face svg { animation: pop .35s cubic-bezier(.2, 1.6, .4, 1) } @keyframes pop { from { scale: .4; opacity: 0 } }
.off { background: #050607 } .off .bar { visibility: hidden } .off .face p { color: #5d6a70 }
.mark { margin: .9rem 0 0; text-align: center; font-size: .8125rem; color: #aab4b8 }
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important } }

.bench { display: grid; grid-template-columns: minmax(0, 24rem) minmax(0, 30rem); gap: 2rem clamp(1.5rem, 5vw, 4rem); justify-content: center; align-items: start }
.bench .device { margin-top: 6.5rem } .panel { margin-top: 5rem } .panel section + section { margin-top: 1.75rem } #late { width: 100%; margin-top: .6rem }
h2.title { margin: 0 0 .75rem; font-size: 1.0625rem } .note { margin: .5rem 0 0; color: var(--soft); font-size: .9375rem } .note.bad { color: var(--bad) }
button, select { font: inherit; min-height: 3rem; padding: .5rem 1.1rem; border-radius: 10px; border: 1px solid var(--line); background: var(--card); color: var(--ink) }
button { font-weight: 600; cursor: pointer } button:hover:not(:disabled) { border-color: var(--brand) } button:disabled { opacity: .45; cursor: not-allowed }
button.main { width: 100%; min-height: 3.75rem; font-size: 1.1875rem; background: var(--brand); color: var(--brand-ink); border-color: transparent } button.no { color: var(--bad); border-color: currentColor }
.row { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; margin-top: .6rem } .row select { min-width: 0 }
.switches { display: grid; gap: .5rem } .switches label { display: flex; justify-content: space-between; align-items: center; gap: 1rem; min-height: 3rem; padding: .35rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; cursor: pointer } .switches small { display: block; color: var(--soft) }
input[role=switch] { appearance: none; flex: none; position: relative; width: 3rem; height: 1.75rem; margin: 0; border-radius: 1rem; background: #8b9792; cursor: pointer; transition: background .15s } input[role=switch]::after { content: ""; position: absolute; top: .2rem; left: .2rem; width: 1.35rem; height: 1.35rem; border-radius: 50%; background: #fff; transition: left .15s } input[role=switch]:checked { background: #0b6e4f } input[role=switch]:checked::after { left: 1.45rem } input[role=switch].danger:checked { background: #a3231c }
.shelf { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1.25rem } .shelf .device { width: auto; margin: 1.6rem 0 0; padding: .75rem .75rem .9rem; border-radius: 1.5rem } .shelf .screen { height: 12.5rem; border-radius: .8rem; box-shadow: 0 0 0 .2rem #07090a } .shelf .face { gap: .25rem; padding: 0 .75rem .75rem } .shelf .face svg { width: 2.6rem; height: 2.6rem } .shelf .face .amount { font-size: 1.9rem } .shelf .face h2 { font-size: 1.125rem }
.shelf .mark a { color: #dfe6e9; font-weight: 600 } .shelf .mark a::after { content: ""; position: absolute; z-index: 2; inset: 0; border-radius: 1.5rem } .shelf .quick { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; margin-top: .75rem } .shelf button { min-height: 2.75rem; padding-inline: .5rem }
.two { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 2rem; margin-top: 2.25rem }
ol.log { list-style: none; margin: 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden } ol.log li { display: flex; gap: .9rem; padding: .45rem 1rem; font-size: .9375rem } ol.log li + li { border-top: 1px solid var(--line) } ol.log time { color: var(--soft); flex: none } ol.log span { overflow-wrap: anywhere }
@media (max-width: 56rem) { .bench, .two { grid-template-columns: minmax(0, 1fr) } .panel { margin-top: 0 } .bench .device { margin-top: 5.5rem } }
`;
