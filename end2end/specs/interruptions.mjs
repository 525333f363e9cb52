// Somebody types, and everything that can go wrong between a keyboard and a database goes wrong
// again and again: requests that do not arrive or whose answers are lost, an overloaded server, no
// network, a session that ends, a page that is loaded anew, left, closed or killed, a server that is
// restarted. Whatever happened, no more than the last two seconds of typing may be missing.
//
// Several typists at once, each with a server, a browser session and a form of their own. After each
// strike that a page did not outlive, the field is compared with all that was ever typed there:
// it must hold a text that the person has seen less than two seconds before the strike. After every
// bout the server must come to hold what the page shows.
//
// The seed stands in the name of the step. INTERRUPTIONS asks for more strikes, SEED for others.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Chance } from '../lib/chance.mjs';

const STRIKES = Number(process.env.INTERRUPTIONS ?? 120);
const SEED = Number(process.env.SEED ?? 1);
const TYPISTS = 8;
/** The most that may be missing, in milliseconds of typing. */
const LOST = 2000;
/** Between two keys. */
const KEY = 8;
/** A little longer than a page waits for before it saves. */
const THOUGHT = 900;
/** So many strikes, then the server must have everything. */
const BOUT = 8;
const LETTERS = '李𬀩张䶮周㛃abc 12·，。';
/** A page that comes to be after the server was restarted, or before it was reached, says so. */
const HEARD = [/Failed to load resource/, /^50[03] from /, /net::ERR_/];

/** Where each types: the page, and the labels of two of its fields. */
const DESKS = [
  ['/applications/new/recognition', ['现从事专业技术工作', '个人专业技术工作小结']],
  ['/record/work/new', ['单位', '主要工作内容']],
  ['/record/basic', ['籍贯', '户籍地址']],
];

/** What befalls them, and how often of a hundred. The page outlives the first five. */
const KINDS = [
  ['a request that does not arrive', 16],
  ['an answer that is lost', 16],
  ['an overloaded server', 12],
  ['no network', 12],
  ['an ended session', 10],
  ['a page loaded anew', 12],
  ['a page left and opened again', 6],
  ['a page closed', 6],
  ['a page killed', 6],
  ['a server restarted', 4],
];

export const cases = [
  { name: 'nothing typed is lost', weight: 5, patience: 120_000 + STRIKES * 1_500, run: interruptions },
];

async function interruptions(t) {
  const tally = { strikes: 0, worst: 0, kinds: new Map() };
  await t.step(`${STRIKES} interruptions, seed ${SEED}`, async () => {
    const typists = [];
    for (let nth = 0; nth < TYPISTS; nth += 1) typists.push(await Typist.at(t, nth, tally));
    await Promise.all(typists.map((typist) => typist.goOn()));
    for (const typist of typists) await typist.site.check();
  });
  const kinds = [...tally.kinds].map(([kind, count]) => `${kind} ${count}`).join(', ');
  await t.step(`at most ${tally.worst} ms of typing were missing: ${kinds}`, async () => {
    assert.ok(tally.strikes >= STRIKES && tally.worst <= LOST);
  });
}

class Typist {
  static async at(t, nth, tally) {
    const site = await t.site();
    const person = await t.person(site);
    person.expects(...HEARD);
    await person.logIn('applicant');
    const [address, labels] = DESKS[nth % DESKS.length];
    await person.open(address);
    if (address.startsWith('/applications')) {
      await person.leads(person.button('开始申报'));
      await person.open(`${new URL(person.page.url()).pathname.replace(/\/record$/, '')}/details`);
    }
    return new Typist({ site, person, labels, tally, chance: new Chance(SEED * 1000 + nth), nth });
  }

  constructor(parts) {
    Object.assign(this, parts, { answer: [], story: [] });
    this.address = this.person.page.url();
    // For each field everything that ever stood in it, and since when.
    this.past = this.labels.map(() => []);
  }

  get page() {
    return this.person.page;
  }

  async goOn() {
    await this.listen();
    for (const [nth, label] of this.labels.entries()) this.past[nth].push([0, await this.person.reads(label)]);
    while (this.tally.strikes < STRIKES) {
      for (let strike = 0; strike < BOUT; strike += 1) {
        this.tally.strikes += 1;
        await this.types();
        await this.suffers(this.kind());
      }
      await this.isSaved();
    }
  }

  kind() {
    let place = this.chance.below(100);
    for (const [kind, share] of KINDS) {
      place -= share;
      if (place < 0) return kind;
    }
    return KINDS[0][0];
  }

  /** What is to become of the requests that save, one after the other; then they are let through. */
  async listen() {
    await this.person.context.route('**/api/draft', async (route) => {
      const fate = this.answer.shift();
      try {
        if (fate === 'lost') await route.abort();
        else if (fate === 'busy') await route.fulfill({ status: 503, body: '' });
        else if (fate === 'unheard') {
          await route.fetch();
          await route.abort();
        } else await route.continue();
      } catch {
        // The page has gone, or the server has.
        await route.abort().catch(() => undefined);
      }
    });
  }

  /** A few keys in one of the fields, sometimes with a thought in between. */
  async types() {
    const place = this.chance.below(this.labels.length);
    const past = this.past[place];
    const field = this.person.field(this.labels[place]);
    await field.focus();
    await this.page.keyboard.press('Control+End');
    let text = await this.sees(place);
    const letters = [...LETTERS];
    if (text.length > 200) {
      past.push([Date.now(), '']);
      text = '';
      await field.fill('');
    }
    for (let keys = 3 + this.chance.below(10); keys > 0; keys -= 1) {
      text += this.chance.of(letters);
      past.push([Date.now(), text]);
      await this.page.keyboard.insertText([...text].at(-1));
      await pause(KEY);
    }
    if (this.chance.below(4) === 0) await pause(THOUGHT);
  }

  /** What stands in a field now. What a page before this one had sent may have arrived since: then it is there again. */
  async sees(place) {
    const past = this.past[place];
    const shown = await this.person.reads(this.labels[place]);
    const known = past.some(([, text]) => tidy(text) === tidy(shown));
    assert.ok(known, `typist ${this.nth}: ${this.labels[place]}: “${shown.slice(-30)}” was never typed`);
    if (tidy(past.at(-1)[1]) !== tidy(shown)) past.push([Date.now(), shown]);
    return shown;
  }

  async suffers(kind) {
    this.story.push(kind);
    this.tally.kinds.set(kind, (this.tally.kinds.get(kind) ?? 0) + 1);
    const { page } = this;
    const { context } = this.person;
    this.struck = Date.now();
    switch (kind) {
      case 'a request that does not arrive':
        this.answer.push('lost');
        return undefined;
      case 'an answer that is lost':
        this.answer.push('unheard');
        return undefined;
      case 'an overloaded server':
        this.answer.push('busy');
        return undefined;
      case 'no network':
        await context.setOffline(true);
        await this.types();
        return context.setOffline(false);
      case 'an ended session':
        await context.clearCookies({ name: /session/ });
        await this.types();
        return this.logsIn();
      case 'a page loaded anew':
        await page.reload({ waitUntil: 'load' });
        break;
      case 'a page left and opened again':
        await page.goto('/guide', { waitUntil: 'commit' });
        await page.goto(this.address);
        break;
      case 'a page closed':
        await page.close();
        await this.opens();
        break;
      case 'a page killed':
        await this.killed();
        await this.opens();
        break;
      default: {
        const port = new URL(this.site.url).port;
        await this.site.down();
        await this.types();
        await this.site.up(port);
        return undefined;
      }
    }
    return this.comesBack();
  }

  /** The tab dies as when the machine runs out of memory: no event tells the page of it. */
  async killed() {
    const crashed = this.page.waitForEvent('crash');
    const session = await this.person.context.newCDPSession(this.page);
    session.send('Page.crash').catch(() => undefined);
    await crashed;
    this.struck = Date.now();
    await this.page.close().catch(() => undefined);
  }

  async opens() {
    await this.person.newPage();
    await this.page.goto(this.address);
  }

  /** Another session of the same account, begun beside the page. */
  async logsIn() {
    const { request } = this.person.context;
    const form = { account: 'applicant', password: 'zhicheng-demo-2026' };
    const answer = await request.post('/login', { form, headers: { 'sec-fetch-site': 'same-origin' }, maxRedirects: 0 });
    assert.equal(answer.status(), 303);
  }

  /** A page that is there anew shows what was typed, but for the last of it. */
  async comesBack() {
    await this.person.arrived();
    // Stored meanwhile, a new entry has an address of its own.
    this.address = this.page.url();
    for (const [nth, label] of this.labels.entries()) {
      const past = this.past[nth];
      const shown = await this.person.reads(label);
      const place = past.findLastIndex(([, text]) => tidy(text) === tidy(shown));
      const story = `typist ${this.nth} after ${this.story.slice(-12).join(', ')}: ${label}`;
      const last = `the last was “${past.at(-1)[1].slice(-30)}”`;
      assert.ok(place >= 0, `${story}: “${shown.slice(-30)}” was never typed; ${last}`);
      const lost = place === past.length - 1 ? 0 : this.struck - past[place + 1][0];
      this.tally.worst = Math.max(this.tally.worst, lost);
      assert.ok(lost <= LOST, `${story}: ${lost} ms of typing are missing; ${last}`);
      // What was missing is given up; a blank at the end is not stored.
      past.push([Date.now(), shown]);
    }
  }

  /** The server comes to hold what the page shows. */
  async isSaved() {
    this.answer = [];
    await this.page.evaluate(() => dispatchEvent(new Event('focus')));
    for (const began = Date.now(); ; await pause(150)) {
      const answer = await this.person.context.request.get(this.address);
      const stored = await this.page.evaluate(
        ([html, labels]) => {
          const page = new DOMParser().parseFromString(html, 'text/html');
          return labels.map((words) => {
            const label = [...page.querySelectorAll('label')].find((one) => one.textContent.includes(words));
            return page.getElementById(label?.htmlFor)?.value ?? '';
          });
        },
        [await answer.text(), this.labels],
      );
      const typed = [];
      for (const place of this.labels.keys()) typed.push(await this.sees(place));
      if (JSON.stringify(stored.map(tidy)) === JSON.stringify(typed.map(tidy))) return;
      assert.ok(Date.now() - began < 10_000, `typist ${this.nth}: stored “${stored}” instead of “${typed}”`);
    }
  }
}

/** A line is stored without blanks at its ends. */
function tidy(text) {
  return text.trim();
}
