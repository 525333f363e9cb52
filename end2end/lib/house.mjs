// Where things lie, the temporary folder of this run, and the servers it started: both are
// gone when the run ends, however it ends.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export class House {
  constructor() {
    this.root = dirname(dirname(fileURLToPath(import.meta.url)));
    this.results = join(this.root, 'results');
    this.photos = join(this.root, '../server/backend/tests/fixtures/photos');
    this.chromium = process.env.CHROMIUM || '/usr/bin/chromium';
    this.binary = process.env.ZHICHENG_BIN;
    if (!this.binary) throw new Error('Set ZHICHENG_BIN to the binary, as printed by `cargo xtask build`');
    this.folder = mkdtempSync(join(tmpdir(), 'zhicheng-end2end-'));
    this.folders = 0;
    this.servers = new Set();
    process.on('exit', () => this.leave());
    // The browser's library takes these signals for itself and goes on.
    for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
  }

  /** A folder of its own below the temporary one. */
  newFolder() {
    this.folders += 1;
    return join(this.folder, String(this.folders));
  }

  leave() {
    for (const server of this.servers) server.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
