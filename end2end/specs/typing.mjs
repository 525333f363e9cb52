// Text typed before the client has come: the WebAssembly is up to five seconds late, and the
// typing goes on through the hydration, in inputs, a list, a long text and a box. No
// character is lost, and the focus stays.
//
// Every run has its seed in its name; the same seed types the same. TYPING_RUNS asks for more of them.

import assert from 'node:assert/strict';
import { Chance } from '../lib/chance.mjs';
import { late } from '../lib/client.mjs';
import { siteAt } from '../lib/journey.mjs';

const RUNS = Number(process.env.TYPING_RUNS ?? 6);
const LONGEST = 5000;
/** What goes on being typed once the client is there. */
const MORE = 12;
const LETTERS = '李𬀩张䶮周㛃abc 12·，。';

export const cases = [
  { name: 'before and through hydration', weight: 7, patience: RUNS * 25_000, run: typing },
];

async function typing(t) {
  const { site, memo } = await siteAt(t, 'filled');
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const chance = new Chance(seed);
    // Evenly over the whole span, whatever the seed.
    const delay = Math.round(((seed - 1 + chance.next()) / RUNS) * LONGEST);
    let begin;
    const begun = new Promise((resolve) => {
      begin = resolve;
    });
    const person = await t.person(site, { client: false, route: late(delay, begun) });
    await person.logIn('applicant');
    await t.step(`seed ${seed}, ${delay} ms late`, () => types(person, memo, chance, begin));
    await person.leave();
  }
}

/** Goes from field to field and types a few characters in each, and remembers what must stand there. */
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
  for (const one of fields) assert.equal(await read(one), one.value, one.label);
  const focused = await field.control.evaluate((element) => element === document.activeElement);
  assert.ok(focused, `the focus left ${field.label}`);
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
