// `node run.mjs [WORD…]`: the browser tests.
//
// Every file in specs/ exports `cases`; a case is a person's errand in named steps, on a
// site and a database of its own. Two run at a time. A step that fails ends its case, is
// shown with what the person saw, and the run goes on. The last line is
// `N passed, N failed`; a run in which nothing ran has failed.
//
// With words, only cases run whose `file: name` holds one of them.

import { readdir, rm, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Browser } from './lib/browser.mjs';
import { Case } from './lib/case.mjs';
import { House } from './lib/house.mjs';
import { Seed } from './lib/site.mjs';

const AT_ONCE = 2;

const house = new House();
await rm(house.results, { recursive: true, force: true });
await mkdir(house.results, { recursive: true });

const cases = await collect(process.argv.slice(2));
const world = { house, browser: new Browser(house), seed: new Seed(house) };
const began = performance.now();
let passed = 0;
let failed = 0;

const waiting = [...cases];
const worker = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { steps, figures, took } = await new Case(world, next).run();
    console.log(`\n${next.title}  ${seconds(took)}`);
    for (const step of steps) {
      console.log(`  ${step.error ? 'FAILED' : 'ok    '}  ${step.name}  ${seconds(step.took)}`);
      if (step.error) console.log(indented(step.error));
      if (step.error) failed += 1;
      else passed += 1;
    }
    for (const figure of figures) console.log(figure);
  }
};
try {
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
} finally {
  await world.browser.close();
}

console.log(`\nall  ${seconds(performance.now() - began)}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function collect(words) {
  const found = [];
  for (const file of (await readdir(join(house.root, 'specs'))).filter((file) => file.endsWith('.mjs')).sort()) {
    const spec = await import(new URL(`specs/${file}`, import.meta.url));
    for (const one of spec.cases) found.push({ ...one, title: `${file.replace('.mjs', '')}: ${one.name}` });
  }
  const wanted = found.filter(({ title }) => words.length === 0 || words.some((word) => title.includes(word)));
  // The longest begin first, so that none of them runs alone at the end.
  return wanted.sort((a, b) => (b.weight ?? 1) - (a.weight ?? 1));
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function indented(text) {
  return text.replaceAll(/^/gm, '          ');
}
