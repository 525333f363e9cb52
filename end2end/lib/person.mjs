// Somebody at a browser. They find things as people do, by label, role and words, and do not
// know whether scripts run: what a magnifier opens, a page or a dialog, they use alike. With
// `keyboard` they have no mouse.
//
// Everything the browser complains about is kept, see [`Person.complaints`].

import { join } from 'node:path';

const PASSWORD = 'zhicheng-demo-2026';
/** For anything to appear; the machine is small and the server not optimised. */
const PATIENCE = 15_000;
/** More stops than any page has. */
const STOPS = 400;

export class Person {
  /**
   * `js`: scripts run. `client`: they get to the islands, which are waited for. `keyboard`: no mouse.
   * `width`: of the window. `route`: a function that is given the context before its first page.
   */
  static async at(browser, site, house, { js = true, client = js, keyboard = false, width = 1280, route } = {}) {
    const viewport = { width, height: 900 };
    const context = await browser.newContext({
      baseURL: site.url,
      javaScriptEnabled: js,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      viewport,
    });
    context.setDefaultTimeout(PATIENCE);
    if (route) await route(context);
    const person = new Person(context, site, house, { js, client, keyboard });
    await person.newPage();
    return person;
  }

  constructor(context, site, house, options) {
    Object.assign(this, { context, site, house, ...options, heard: [], refusals: new Set(), expected: [] });
    context.on('page', (page) => this.listen(page));
  }

  /** A further tab of the same browser, which becomes the one in use. */
  async newPage() {
    this.page = await this.context.newPage();
    return this.page;
  }

  listen(page) {
    page.on('pageerror', (error) => this.heard.push({ says: `error on the page: ${error.stack ?? error}` }));
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      this.heard.push({ says: `console: ${message.text()}`, about: message.location().url });
    });
    page.on('response', (response) => {
      const status = response.status();
      if (status >= 500) this.heard.push({ says: `${status} from ${response.url()}` });
      if (!response.request().isNavigationRequest()) return;
      this.answer = response;
      // A page that says no is an answer, though the console calls it a failure.
      if (status >= 400) this.refusals.add(response.url());
    });
  }

  /** What the browser complained about and was not expected to is an error. */
  complaints() {
    const answered = ({ says, about }) => says.includes('Failed to load resource') && this.refusals.has(about);
    const expected = ({ says }) => this.expected.some((pattern) => pattern.test(says));
    const left = this.heard.filter((one) => !answered(one) && !expected(one));
    this.heard = [];
    if (left.length > 0) throw new Error(left.map(({ says }) => says).join('\n'));
  }

  /** What the browser may complain about from here on. */
  expects(...patterns) {
    this.expected.push(...patterns);
  }

  // Looking.

  main() {
    return this.page.locator('main');
  }

  field(label, within = this.page) {
    const named = (role) => within.getByRole(role, { name: label, exact: true });
    return named('textbox').or(named('combobox'));
  }

  button(name, within = this.page) {
    return within.getByRole('button', { name, exact: true });
  }

  link(name, within = this.page) {
    return within.getByRole('link', { name, exact: true });
  }

  heading(name) {
    return this.page.getByRole('heading', { name });
  }

  /** Waits until a text stands on the page. */
  async sees(text, within = this.page) {
    await within.getByText(text).filter({ visible: true }).first().waitFor();
  }

  async seesNot(text) {
    const count = await this.page.getByText(text).filter({ visible: true }).count();
    if (count > 0) throw new Error(`the page says: ${text}`);
  }

  /** What a field holds, as it is read. */
  async reads(label) {
    const field = this.field(label);
    const tag = await field.evaluate((element) => element.localName);
    return tag === 'select' ? field.locator('option:checked').innerText() : field.inputValue();
  }

  /** The page is there, and its islands run. */
  async arrived() {
    await this.page.waitForLoadState('load');
    if (this.client && (await this.page.locator('leptos-island').count()) > 0) await this.hydrated();
  }

  async hydrated() {
    await this.page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  }

  // Going.

  async open(path) {
    await this.page.goto(path);
    await this.arrived();
  }

  async logIn(account, next = '') {
    await this.open(next ? `/login?next=${encodeURIComponent(next)}` : '/login');
    await this.entersAs(account);
    await this.button('退出').waitFor();
  }

  /** Fills in the log-in form that is on the page. */
  async entersAs(account, password = PASSWORD) {
    await this.fill('账号', account);
    await this.fill(this.page.getByLabel('密码'), password);
    await this.leads(this.button('登录', this.main()));
  }

  async logOut() {
    await this.leads(this.button('退出'));
  }

  /** Presses a link or a button that loads a page, and waits for the page. */
  async leads(target) {
    const loaded = this.page.waitForEvent('load');
    // Why it cannot be pressed says more than that nothing was loaded.
    loaded.catch(() => undefined);
    await this.press(target);
    await loaded;
    await this.arrived();
  }

  async follows(name, within = this.page) {
    await this.leads(this.link(name, within));
  }

  /** A document behind a link: its type, and its bytes as text. */
  async fetches(name, within = this.page) {
    const answer = await this.context.request.get(await this.link(name, within).first().getAttribute('href'));
    const body = await answer.body();
    return { status: answer.status(), type: answer.headers()['content-type'], body };
  }

  // Doing.

  async press(target) {
    if (!this.keyboard) return target.click();
    await this.tabTo(target);
    return this.page.keyboard.press('Enter');
  }

  /** Types into a field, given by its label or as such, in place of what stands there. */
  async fill(target, text, within = this.page) {
    const field = typeof target === 'string' ? this.field(target, within) : target;
    if (!this.keyboard) return field.fill(text);
    await this.tabTo(field);
    await this.page.keyboard.press('Control+A');
    return text === '' ? this.page.keyboard.press('Delete') : this.page.keyboard.insertText(text);
  }

  async choose(label, option, within = this.page) {
    const field = this.field(label, within);
    if (!this.keyboard) return field.selectOption({ label: option });
    await this.tabTo(field);
    const labels = await field.locator('option').allInnerTexts();
    const [from, to] = [await field.evaluate((select) => select.selectedIndex), labels.indexOf(option)];
    if (to < 0) throw new Error(`${label} does not offer ${option}`);
    for (let step = 0; step < Math.abs(to - from); step += 1) {
      await this.page.keyboard.press(to > from ? 'ArrowDown' : 'ArrowUp');
    }
    return undefined;
  }

  /** Ticks a box or takes one of several answers. */
  async ticks(target) {
    if (!this.keyboard) return target.check();
    await this.tabTo(target, 'ArrowDown');
    if (!(await target.isChecked())) await this.page.keyboard.press('Space');
    return undefined;
  }

  async uploads(label, file) {
    const chooser = this.page.getByLabel(label, { exact: false });
    if (!this.keyboard) return chooser.setInputFiles(join(this.house.photos, file));
    const [opened] = await Promise.all([this.page.waitForEvent('filechooser'), this.press(chooser)]);
    return opened.setFiles(join(this.house.photos, file));
  }

  /**
   * Chooses in the magnifier of a field: fills its filters (label → text), and takes the row
   * whose name ends so, or is just that when `exact`. The magnifier may be a dialog or a page.
   */
  async picks(label, filters, row, { exact = false } = {}) {
    const scope = await this.opensPicker(label);
    for (const [filter, text] of Object.entries(filters)) await this.fill(filter, text, scope);
    const inDialog = await scope.evaluate((element) => element.localName === 'dialog');
    const named = exact ? `^选择${escaped(row)}$` : `^选择.*${escaped(row)}$`;
    const take = scope.getByRole('button', { name: new RegExp(named) });
    if (inDialog) {
      await this.press(this.button('查询', scope));
      await this.press(take);
      await scope.waitFor({ state: 'hidden' });
    } else {
      await this.leads(this.button('查询', scope));
      await this.leads(take);
    }
    const chosen = await this.field(label).inputValue();
    if (!chosen.endsWith(row)) throw new Error(`${label} reads “${chosen}” instead of “${row}”`);
  }

  /** Opens the magnifier of a field: the dialog, or the main part of its page. */
  async opensPicker(label) {
    await this.press(this.button(`选择${label}`));
    await this.heading(`选择${label}`).waitFor();
    const dialog = this.page.getByRole('dialog');
    return (await dialog.isVisible()) ? dialog : this.main();
  }

  // Without a mouse.

  /** Moves on with Tab until the target has the focus; `within` moves among the answers of one question. */
  async tabTo(target, within) {
    for (let stop = 0; stop < STOPS; stop += 1) {
      // Found anew each time: an answer that comes meanwhile draws the rows of a magnifier again.
      const at = await target.evaluate(whereIs);
      if (at.reached) return;
      if (at.unseen) throw new Error(`the focus cannot be seen at ${at.unseen}`);
      await this.page.keyboard.press(at.beside && within ? within : 'Tab');
    }
    throw new Error(`Tab does not lead to ${target}`);
  }

  // Leaving.

  async leave() {
    await this.context.close();
  }

  /** What the person has before them, saved for whoever looks into a failure. */
  async picture(name) {
    const saved = [];
    for (const [nth, page] of this.context.pages().entries()) {
      const path = join(this.house.results, `${name}-${nth + 1}.png`);
      const taken = page.screenshot({ path, fullPage: true, timeout: 5000 });
      await taken.then(() => saved.push(`${path} (${page.url()})`)).catch(() => undefined);
    }
    return saved;
  }
}

/** In the browser: whether the focus is here, beside (another answer of the same question), or nowhere to be seen. */
function whereIs(wanted) {
  const active = document.activeElement;
  if (active === wanted) return { reached: true };
  if (!active || active === document.body || active === document.documentElement) return {};
  const style = getComputedStyle(active);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const marked = outlined || style.boxShadow !== 'none';
  const box = active.getBoundingClientRect();
  const there = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  const beside = active.type === 'radio' && wanted.type === 'radio' && active.name === wanted.name;
  const why = marked ? `out of sight at ${box.top}` : 'not marked';
  return { beside, unseen: marked && there ? '' : `${why}: ${active.outerHTML.slice(0, 120)}` };
}

export function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
