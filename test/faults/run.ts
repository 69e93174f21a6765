import { parseArgs } from 'node:util';
import { runSeed, type RunOutcome } from './run-seed.ts';

/** `npm run test:faults -- [--seeds 20] [--first 1] [--charges 200] [--at-once 2]`: the long run; the suite makes a short one. */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    first: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    charges: { type: 'string', default: '200' },
    'at-once': { type: 'string', default: '2' },
  },
});
const first = Number(values.first);
const waiting = Array.from({ length: Number(values.seeds) }, (_, index) => first + index);
console.log(`seeds ${waiting.join(' ')}; ${values.charges} charges each on 3 terminals`);

const outcomes: RunOutcome[] = [];
async function work(): Promise<void> {
  for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
    const outcome = await runSeed({ seed, charges: Number(values.charges), log: console.log });
    outcomes.push(outcome);
    const { broken, ...figures } = outcome;
    console.log(
      `${broken.length === 0 ? 'kept' : 'BROKEN'} ${JSON.stringify(figures)}${broken.map((line) => `\n    ${line}`).join('')}`,
    );
  }
}
await Promise.all(Array.from({ length: Number(values['at-once']) }, work));

const sum = (field: 'accepted' | 'paid' | 'kills' | 'faults'): number =>
  outcomes.reduce((total, outcome) => total + outcome[field], 0);
const broken = outcomes.flatMap((outcome) => outcome.broken);
const lost = broken.filter((line) => line.includes('lost')).length;
const doubled = broken.filter((line) => /paid \d+ times/.test(line)).length;
console.log(
  `${outcomes.length} seeds: ${sum('accepted')} charges, ${sum('paid')} paid, ${sum('kills')} kills, ${sum('faults')} faults, lost ${lost}, doubled ${doubled}, other ${broken.length - lost - doubled}`,
);
process.exit(broken.length === 0 ? 0 : 1);
