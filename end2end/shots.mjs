// `node shots.mjs`: a picture of every main page at 1280 and 390 into results/shots, to be held
// beside the design and to be used in the README.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Browser } from './lib/browser.mjs';
import { Case } from './lib/case.mjs';
import { House } from './lib/house.mjs';
import { siteAt } from './lib/journey.mjs';
import { Seed } from './lib/site.mjs';
import { NAME } from './lib/walk.mjs';

const house = new House();
const world = { house, browser: new Browser(house), seed: new Seed(house) };
const folder = join(house.results, 'shots');
await mkdir(folder, { recursive: true });

/** Stage, account, and the pages: name, and an address or what leads there. */
const SHOTS = [
  ['filled', '', [['home', '/'], ['login', '/login'], ['guide', '/guide']]],
  [
    'filled',
    'applicant',
    [
      ['services', '/services'],
      ['apply', '/applications/new/recognition'],
      ['record', (memo) => memo.application('record')],
      ['section', '/record/education'],
      ['basic', (memo) => `/record/basic?application=${memo.id}`],
      ['application', (memo) => memo.application('details')],
      ['preview', (memo) => memo.application('preview')],
      ['submit', (memo) => memo.application('submit')],
      ['photo', '/photo'],
      ['pick-region', picker((memo) => `/record/basic?application=${memo.id}`, '户口所在地')],
      ['pick-committee', picker((memo) => memo.application('details'), '评审委员会')],
    ],
  ],
  ['submitted', 'applicant', [['submitted', (memo) => memo.application('submitted')], ['tracking', '/tracking']]],
  ['submitted', 'unit', [['reviews', '/reviews'], ['review', (memo) => `/reviews/${memo.id}`]]],
  ['certified', 'applicant', [
    ['progress', (memo) => `/applications/${memo.id}`],
    ['certificate', (memo) => `/certificates/${memo.certificate}`],
  ]],
  ['certified', '', [['verify', verify]]],
];

const { steps } = await new Case(world, { title: 'shots', run }).run();
await world.browser.close();
const failed = steps.filter((step) => step.error);
for (const { name, error } of failed) console.log(`${name}: ${error}`);
console.log(`${steps.length - failed.length} pages in ${folder}`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function run(t) {
  for (const [stage, account, pages] of SHOTS) {
    const { site, memo } = await siteAt(t, stage);
    const person = await t.person(site);
    if (account) await person.logIn(account);
    for (const [name, to] of pages) await t.step(name, () => shoot(person, memo, name, to)).catch(() => undefined);
  }
}

async function shoot(person, memo, name, to) {
  for (const width of [1280, 390]) {
    await person.page.setViewportSize({ width, height: 900 });
    if (typeof to === 'string') await person.open(to);
    else {
      const path = await to(memo, person);
      if (path) await person.open(path);
    }
    // A dialog is a matter of the window; everything else is as long as it is.
    const fullPage = !(await person.page.getByRole('dialog').isVisible());
    await person.page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage });
  }
}

function picker(form, label) {
  return async (memo, person) => {
    await person.open(form(memo));
    const box = await person.opensPicker(label);
    await box.getByRole('button', { name: /^选择/ }).first().waitFor();
  };
}

async function verify(memo, person) {
  await person.open('/verify');
  await person.fill('证书编号', memo.certificate);
  await person.fill('持证人姓名', NAME);
  await person.leads(person.button('查询'));
}
