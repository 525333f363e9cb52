// Where things lie, and the temporary folder of this run.

import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
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
  }

  /** A folder of its own below the temporary one. */
  newFolder() {
    this.folders += 1;
    return join(this.folder, String(this.folders));
  }

  async clean() {
    await rm(this.folder, { recursive: true, force: true });
  }
}
