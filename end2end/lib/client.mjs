// What can befall the client on its way to the browser: functions for `route` of a person.

import { setTimeout as pause } from 'node:timers/promises';

const WASM = /\.wasm$/;
const SCRIPT = /\.js$/;

/** The WebAssembly takes so long, counted from when `begun` is there. */
export function late(milliseconds, begun) {
  return (context) =>
    context.route(WASM, async (route) => {
      await begun;
      await pause(milliseconds);
      // The person may have gone on to another page, and then nobody waits for it.
      await route.continue().catch(() => undefined);
    });
}

/** The WebAssembly is not there. */
export function missing(context) {
  return context.route(WASM, (route) => route.fulfill({ status: 404, body: '' }));
}

/** Something between the site and the browser takes all scripts away. */
export function blocked(context) {
  return context.route((url) => WASM.test(url.pathname) || SCRIPT.test(url.pathname), (route) => route.abort());
}
