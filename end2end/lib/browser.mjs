// One Chromium for the whole run; every person gets a context, and so a session, of their own.

import { chromium } from 'playwright-core';

/** Nothing may leave this machine, and the machine is a small one. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export class Browser {
  constructor(house) {
    this.house = house;
  }

  open() {
    this.opened ??= chromium.launch({
      executablePath: this.house.chromium,
      args: FLAGS,
      // Browsers have it, so the tests have it.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    return this.opened;
  }

  async close() {
    if (this.opened) await (await this.opened).close();
  }
}
