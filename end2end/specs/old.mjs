// The same short errand with a client that never comes, or comes late, leaves the same in the
// database as without scripts: the page alone is enough.

import assert from 'node:assert/strict';
import { blocked, late, missing } from '../lib/client.mjs';
import { STEPS, walk } from '../lib/walk.mjs';

const SHORT = STEPS.slice(0, 3);

export const cases = [{ name: 'a client that does not come', weight: 6, run: compare }];

async function compare(t) {
  const without = await errand(t, 'without JavaScript', { js: false });
  const failed = /Failed to load resource/;
  const refused = /failed to fetch Wasm: 404/;
  const ways = [
    ['with scripts blocked', { route: blocked, client: false }, [failed]],
    ['with WebAssembly that is not there', { route: missing, client: false }, [failed, refused]],
    ['with WebAssembly 1.5 s late', { route: late(1500), client: false }, []],
  ];
  for (const [name, options, expected] of ways) {
    const state = await errand(t, name, options, expected);
    await t.step(`${name}: the same in the database`, async () => assert.deepEqual(state, without));
  }
}

async function errand(t, name, options, expected = []) {
  const site = await t.site();
  const named = { step: (step, run) => t.step(`${name}: ${step}`, run), person: at };
  await walk(named, site, options, { steps: SHORT });
  await site.check();
  return (await site.state()).split('\n');

  async function at(site, options) {
    const person = await t.person(site, options);
    person.expects(...expected);
    return person;
  }
}
