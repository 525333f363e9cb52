// The whole journey, from the applicant to the stranger who verifies the certificate: without
// scripts, with them, and with a keyboard alone. All leave the same in the database.

import assert from 'node:assert/strict';
import { walked } from '../lib/journey.mjs';
import { walk } from '../lib/walk.mjs';

export const cases = [
  { name: 'without JavaScript', weight: 9, run: without },
  { name: 'with JavaScript', weight: 8, run: (t) => like(t, {}) },
  { name: 'with JavaScript and without a mouse', weight: 10, patience: 420_000, run: (t) => like(t, { keyboard: true }) },
];

async function without(t) {
  const { steps, failure } = await walked(t);
  t.steps.push(...steps);
  // What went wrong stands at its step; without one it was the server.
  if (failure && !steps.some((step) => step.error)) throw new Error(failure);
}

async function like(t, options) {
  const site = await t.site();
  await walk(t, site, options);
  await t.step('the database is in order', () => site.check());
  await t.step('and holds the same as without JavaScript', async () => {
    const { state, failure } = await walked(t);
    assert.equal(failure, undefined, 'the journey without JavaScript failed');
    assert.deepEqual((await site.state()).split('\n'), state.split('\n'));
  });
}
