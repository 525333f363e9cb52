// The journey without scripts, walked once in a run: the case that tests it reports its
// steps, and other cases begin with the databases that it leaves on its way.

import { walk } from './walk.mjs';

/**
 * A site with the database of a stage (`filled`, `submitted`, `voting`, `voted`, `certified`), and
 * what its people know by then.
 */
export async function siteAt(t, stage) {
  const { stages, failure } = await walked(t);
  if (!stages[stage]) throw new Error(`the journey without scripts did not come to “${stage}”: ${failure}`);
  const { folder, memo } = stages[stage];
  return { site: await t.site(folder), memo };
}

/** Its steps, its stages, its last state; of a broken one what there is. The first case that asks walks it. */
export function walked(t) {
  t.world.journey ??= go(t);
  return t.world.journey;
}

async function go(t) {
  const walker = {
    steps: [],
    people: [],
    person: async (site, options) => {
      const person = await t.person(site, options);
      walker.people.push(person);
      return person;
    },
    step: async (name, run) => {
      const began = performance.now();
      const error = await run().then(() => t.complaints()).catch((thrown) => thrown);
      walker.steps.push({ name, took: performance.now() - began, error: error && (await t.told(error)) });
      if (error) throw error;
    },
  };
  const stages = {};
  const keep = (stage, folder, memo) => {
    stages[stage] = { folder, memo };
  };
  try {
    const site = await t.site();
    await walk(walker, site, { js: false }, { keep });
    await walker.step('the database is in order', () => site.check());
    return { steps: walker.steps, stages, state: await site.state() };
  } catch (error) {
    return { steps: walker.steps, stages, failure: error.message };
  } finally {
    // They have nothing to do with the case that happened to come first.
    for (const person of walker.people) await person.leave();
  }
}
