// Text typed before the client has come: the WebAssembly is up to five seconds late, and the
// typing goes on through the hydration, in inputs, a list, a long text and a box. No
// character is lost, the focus stays, and the browser complains about nothing.
//
// TYPING asks for more runs. Each has a seed, which is said of what went wrong; the same seed types the same.
// The last line is for other programs: `typing: 6 runs, 0 characters lost, 0 console errors, 0 CSP violations`.

import assert from 'node:assert/strict';
import { Chance } from '../lib/chance.mjs';
import { late } from '../lib/client.mjs';
import { siteAt } from '../lib/journey.mjs';

const RUNS = Number(process.env.TYPING ?? 6);
/** So many runs, one after the other, have a site of their own. */
const ON_A_SITE = 50;
const LONGEST = 5000;
/** What goes on being typed once the client is there. */
const MORE = 12;
const LETTERS = '李𬀩张䶮周㛃abc 12·，。';

export const cases = [
  { name: 'before and through hydration', weight: 7, patience: RUNS * 25_000, run: typing },
];

async function typing(t) {
  const tally = { runs: 0, lost: 0, errors: 0, violations: 0, wrong: [] };
  const seeds = Array.from({ length: RUNS }, (_, nth) => nth + 1);
  const desks = Array.from({ length: Math.ceil(RUNS / ON_A_SITE) });
  try {
    await t.step(`${RUNS} times, up to ${LONGEST} ms late`, () => Promise.all(desks.map(() => desk(t, seeds, tally))));
  } finally {
    const { runs, lost, errors, violations } = tally;
    t.figure(`typing: ${runs} runs, ${lost} characters lost, ${errors} console errors, ${violations} CSP violations`);
  }
  await t.step('nothing typed is lost, and the browser complains about nothing', async () => {
    assert.deepEqual(tally.wrong, []);
    assert.equal(tally.runs, RUNS);
  });
}

/** Takes seeds as long as there are any. */
async function desk(t, seeds, tally) {
  const { site, memo } = await siteAt(t, 'filled');
  for (let seed = seeds.shift(); seed; seed = seeds.shift()) {
    const chance = new Chance(seed);
    // Evenly over the whole span, whatever the seed.
    const delay = Math.round(((seed - 1 + chance.next()) / RUNS) * LONGEST);
    let begin;
    const begun = new Promise((resolve) => {
      begin = resolve;
    });
    const person = await t.person(site, { client: false, route: late(delay, begun) });
    const refused = await violations(person);
    await overwrites(person);
    await person.logIn('applicant');
    const { lost, wrong } = await types(person, memo, chance, begin);
    const heard = person.heard.splice(0).map(({ says }) => says);
    tally.runs += 1;
    tally.lost += lost;
    tally.errors += heard.length;
    tally.violations += refused.length;
    tally.wrong.push(...[...wrong, ...heard, ...refused].map((says) => `seed ${seed}, ${delay} ms late: ${says}`));
    await person.leave();
  }
}

/** With TYPING_PLANTED the client overwrites what was typed before it came, as one that controls its inputs does. */
async function overwrites({ context }) {
  if (!process.env.TYPING_PLANTED) return;
  await context.addInitScript(() => {
    new MutationObserver(() => {
      for (const field of document.querySelectorAll('#record input[type=text], #record textarea')) {
        field.value = field.defaultValue;
      }
    }).observe(document, { subtree: true, attributeFilter: ['data-hydrated'] });
  });
}

/** What the policy of a page forbids, as it happens. */
async function violations({ context }) {
  const refused = [];
  await context.exposeBinding('refused', (_, what) => refused.push(what));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.refused(`${event.violatedDirective} forbids ${event.blockedURI}`);
    });
  });
  return refused;
}

/** Goes from field to field and types a few characters in each; says what does not stand there in the end. */
async function types(person, memo, chance, begin) {
  await person.page.goto(memo.application('details'), { waitUntil: 'domcontentloaded' });
  const texts = ['现从事专业技术工作', '从事本专业或相近专业技术工作年限', '工作期间奖惩情况', '个人专业技术工作小结'];
  const fields = texts.map((label) => ({ label, control: person.field(label), kind: 'text' }));
  fields.push({ label: '申报专业系列', control: person.field('申报专业系列'), kind: 'list' });
  fields.push({ label: '个人承诺', control: person.page.getByRole('checkbox'), kind: 'box' });
  for (const field of fields) field.value = await read(field);

  let field;
  let rest = 0;
  let more = MORE;
  let early = 0;
  while (more > 0) {
    if (rest === 0) {
      field = chance.of(fields);
      rest = 1 + chance.below(8);
      await field.control.focus();
      if (field.kind === 'text') await person.page.keyboard.press('Control+End');
    }
    await acts(person, field, chance);
    begin();
    rest -= 1;
    if (await person.page.locator('html[data-hydrated]').count()) more -= 1;
    else early += 1;
  }
  assert.ok(early > 0, 'nothing was typed before the client came');
  const wrong = [];
  let lost = 0;
  for (const one of fields) {
    const holds = await read(one);
    if (holds === one.value) continue;
    lost += missing(String(one.value), String(holds));
    wrong.push(`${one.label} holds “${holds}” instead of “${one.value}”`);
  }
  const focused = await field.control.evaluate((element) => element === document.activeElement);
  if (!focused) wrong.push(`the focus left ${field.label}`);
  return { lost, wrong };
}

/** How many characters of a text are gone from what should be the same: at least one. */
function missing(typed, holds) {
  const [wanted, held] = [[...typed], [...holds]];
  const most = Math.min(wanted.length, held.length);
  let before = 0;
  while (before < most && wanted[before] === held[before]) before += 1;
  let after = 0;
  while (after < most - before && wanted.at(-1 - after) === held.at(-1 - after)) after += 1;
  return Math.max(wanted.length - before - after, 1);
}

async function acts(person, field, chance) {
  const { keyboard } = person.page;
  if (field.kind === 'text') {
    const letter = chance.of([...LETTERS]);
    await keyboard.insertText(letter);
    field.value += letter;
  } else if (field.kind === 'list') {
    await keyboard.press('ArrowDown');
    const last = await field.control.locator('option').count();
    field.value = Math.min(field.value + 1, last - 1);
  } else {
    await keyboard.press('Space');
    field.value = !field.value;
  }
}

function read({ control, kind }) {
  if (kind === 'text') return control.inputValue();
  return control.evaluate((element) => (element.type === 'checkbox' ? element.checked : element.selectedIndex));
}
