// The program under test: a server with a database file of its own, stopped by its pid.

import { execFile, spawn } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const execute = promisify(execFile);
/** How the log says that something went wrong that nobody can mend by typing. */
const WRONG = /\bERROR\b|panicked/;

/** The demo data, put into a database once; every site starts from a copy. */
export class Seed {
  constructor(house) {
    this.house = house;
  }

  folder() {
    this.made ??= this.make();
    return this.made;
  }

  async make() {
    const folder = this.house.newFolder();
    await mkdir(folder, { recursive: true });
    await execute(this.house.binary, ['seed', '--demo', '--database-url', url(folder)]);
    return folder;
  }
}

export class Site {
  /** Starts a server on a copy of the database in `from`. */
  static async start(house, from) {
    const folder = house.newFolder();
    await cp(from, folder, { recursive: true });
    const site = new Site(house, folder);
    await site.up(0);
    return site;
  }

  constructor(house, folder) {
    this.house = house;
    this.folder = folder;
    this.log = [];
  }

  /** With port 0 the system chooses a free one. */
  async up(port) {
    const options = ['--database-url', url(this.folder), '--data-dir', this.folder, '--addr', `127.0.0.1:${port}`];
    this.process = spawn(this.house.binary, ['serve', '--demo', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    createInterface({ input: this.process.stderr }).on('line', (line) => this.log.push(line));
    const { process } = this;
    this.house.servers.add(process);
    this.ended = new Promise((resolve) => process.once('exit', resolve));
    process.once('exit', () => this.house.servers.delete(process));
    const started = new Promise((resolve) => {
      createInterface({ input: this.process.stdout }).on('line', (line) => {
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
        if (found) resolve(found[0]);
      });
    });
    const early = this.ended.then((code) => {
      throw new Error(`the server ended with ${code} before it served:\n${this.log.join('\n')}`);
    });
    this.url = await Promise.race([started, early]);
  }

  async down() {
    this.process.kill('SIGTERM');
    await this.ended;
  }

  /** A copy of the database as it is now; the server pauses for it and comes back at the same address. */
  async copy() {
    const folder = this.house.newFolder();
    const port = new URL(this.url).port;
    await this.down();
    await mkdir(dirname(folder), { recursive: true });
    await cp(this.folder, folder, { recursive: true });
    await this.up(port);
    return folder;
  }

  /** Stops the server. What its log says was wrong, and what should not stand in it, is an error. */
  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.down();
    const wrong = this.log.filter((line) => WRONG.test(line));
    if (wrong.length > 0) throw new Error(`the log reports:\n${wrong.join('\n')}`);
    const told = this.log.filter((line) => /\d{17}[\dX]|\b1[3-9]\d{9}\b/.test(line));
    if (told.length > 0) throw new Error('the log holds the number of a document or a telephone');
  }

  /** What the database holds, as lines that two databases can be compared by. */
  async state() {
    const { stdout } = await execute(this.house.binary, ['state', '--database-url', url(this.folder)]);
    return stdout;
  }

  /** Fails when an invariant of the database is broken. */
  async check() {
    await execute(this.house.binary, ['check', '--database-url', url(this.folder)]).catch((error) => {
      throw new Error(`zhicheng check found:\n${error.stdout}${error.stderr}`);
    });
  }
}

function url(folder) {
  return `sqlite://${join(folder, 'zhicheng.db')}`;
}
