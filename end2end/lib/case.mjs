// One case under way: its steps with their times, its sites and its people. At the end
// everything is closed, and whatever a browser or a server complained about fails it.

import { Person } from './person.mjs';
import { Site } from './site.mjs';

/** No errand takes longer; what hangs is a failure. */
const PATIENCE = 150_000;

export class Case {
  constructor(world, { title, run, patience = PATIENCE }) {
    Object.assign(this, { world, title, errand: run, patience, house: world.house, steps: [], figures: [], sites: [], people: [] });
  }

  async run() {
    const began = performance.now();
    try {
      await within(this.patience, this.errand(this));
      if (this.steps.length === 0) throw new Error('the case has no steps');
    } catch (error) {
      await this.failed('the errand', began, error);
    }
    await this.close();
    return { steps: this.steps, figures: this.figures, took: performance.now() - began };
  }

  /** A named part of the errand; the next one only begins when it went well. */
  async step(name, run) {
    const began = performance.now();
    try {
      await run();
      this.complaints();
      this.steps.push({ name, took: performance.now() - began });
    } catch (error) {
      await this.failed(name, began, error);
      throw error;
    }
  }

  /** A line with numbers for other programs, printed at the end of the case, well or not. */
  figure(line) {
    this.figures.push(line);
  }

  /** A server on a copy of a database, by default of the demo. */
  async site(from) {
    const site = await Site.start(this.house, from ?? (await this.world.seed.folder()));
    this.sites.push(site);
    return site;
  }

  /** Somebody at a browser; see [`Person`] for the options. */
  async person(site, options = {}) {
    const person = await Person.at(await this.world.browser.open(), site, this.house, options);
    this.people.push(person);
    return person;
  }

  complaints() {
    for (const person of this.people) person.complaints();
  }

  async failed(name, began, error) {
    // The same failure comes by once for its step and once for the errand.
    if (this.seen === error) return;
    this.seen = error;
    this.steps.push({ name, took: performance.now() - began, error: await this.told(error) });
  }

  /** What went wrong, where, and what everybody saw then. */
  async told(error) {
    const lines = [String(error.stack ?? error).replaceAll(/\u001b\[\d+m/g, '')];
    for (const [nth, person] of this.people.entries()) {
      const file = `${this.title}-${nth + 1}`.replaceAll(/[^\p{L}\d]+/gu, '-');
      lines.push(...person.heard.map(({ says }) => `heard: ${says}`), ...(await person.picture(file)));
    }
    return lines.join('\n');
  }

  async close() {
    for (const person of this.people) await person.leave();
    for (const site of this.sites) {
      const began = performance.now();
      await site.stop().catch((error) => this.failed('the log of the server', began, error));
    }
  }
}

async function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
