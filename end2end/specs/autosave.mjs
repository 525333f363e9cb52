// What is typed saves itself, and is not lost when that fails: two pages, no network, an ended
// session, a page that is left. Nothing is written over another page's text.

import assert from 'node:assert/strict';
import { siteAt } from '../lib/journey.mjs';

const WORK = '现从事专业技术工作';
const SUMMARY = '个人专业技术工作小结';
/** Browsers say so whenever an answer is no, or does not come. */
const UNANSWERED = /Failed to load resource/;

export const cases = [
  { name: 'typing', weight: 4, run: typing },
  { name: 'two pages', weight: 4, run: twoPages },
  { name: 'no network', weight: 4, run: offline },
  { name: 'an ended session', weight: 4, run: signedOut },
  { name: 'an idle session', weight: 2, run: idle },
  { name: 'twice the same', weight: 3, run: twice },
];

async function atDetails(t, options) {
  const { site, memo } = await siteAt(t, 'filled');
  const person = await t.person(site, options);
  await person.logIn('applicant');
  await person.open(memo.application('details'));
  return { site, memo, person, address: memo.application('details') };
}

const saved = (person, page = person.page) => page.locator('#save-state').getByText(/^已保存 \d\d:\d\d$/).waitFor();

/** Waits until a field holds a text. */
async function holds(person, label, text) {
  const field = await person.field(label).elementHandle();
  await person.page.waitForFunction(([element, wanted]) => element.value === wanted, [field, text]);
}

/** Waits until the database holds a line. */
async function stored(site, line) {
  for (const began = Date.now(); !(await site.state()).includes(line); ) {
    assert.ok(Date.now() - began < 10_000, `the database does not come to hold ${line}`);
  }
}

async function typing(t) {
  const { person, address, site } = await atDetails(t);

  await t.step('a pause saves, and the page says when', async () => {
    await person.field(WORK).press('End');
    await person.field(WORK).pressSequentially('与制造');
    await saved(person);
    await person.open(address);
    assert.equal(await person.reads(WORK), '机械设计与制造');
  });

  await t.step('the button saves what was typed a moment ago', async () => {
    await person.fill(WORK, '一');
    await person.fill(SUMMARY, '刚刚填写，马上保存');
    await person.leads(person.button('保存'));
    await person.sees('已保存。');
    await person.open(address);
    assert.equal(await person.reads(SUMMARY), '刚刚填写，马上保存');
  });

  await t.step('so does leaving the page', async () => {
    await person.fill(SUMMARY, '离开之前填写的');
    await person.follows('上一步：填写个人信息');
    await person.open(address);
    await holds(person, SUMMARY, '离开之前填写的');
    // Whether it went with the leaving or waited in the browser for this visit.
    await stored(site, 'summary=离开之前填写的');
  });

  await t.step('a mistake is kept as it is and said when the field is left', async () => {
    await person.fill('从事本专业或相近专业技术工作年限', '八年');
    await person.field(WORK).focus();
    await person.page.locator('#years-error').getByText('从事本专业或相近专业技术工作年限要填整数，例如 8').waitFor();
    await saved(person);
    await person.open(address);
    assert.equal(await person.reads('从事本专业或相近专业技术工作年限'), '八年');
  });
}

async function twoPages(t) {
  const { person, address, site } = await atDetails(t);
  const first = person.page;
  const sent = [];
  first.on('request', (request) => sent.push(new URL(request.url()).pathname));

  await t.step('the page that comes later shows both texts and overwrites neither', async () => {
    const second = await person.newPage();
    await person.open(address);
    await person.fill(WORK, '第二个页面填写的');
    await saved(person);
    person.page = first;
    await first.bringToFront();
    await person.fill(WORK, '第一个页面填写的');
    await person.heading('另一个页面已经保存过这份内容').waitFor();
    const row = person.page.getByRole('row', { name: new RegExp(WORK) });
    await row.getByText('第一个页面填写的').waitFor();
    await row.getByText('第二个页面填写的').waitFor();
    assert.equal(await person.reads(WORK), '第一个页面填写的');
    assert.ok((await site.state()).includes('current_work=第二个页面填写的'));
    await second.close();
  });

  await t.step('nothing more is saved by itself', async () => {
    sent.length = 0;
    await first.clock.install();
    await person.fill(SUMMARY, '冲突以后填写的');
    await person.field(WORK).focus();
    await first.clock.fastForward('01:00');
    // What the page would have sent by then comes before this.
    await first.evaluate(() => fetch('/healthz').then((answer) => answer.status));
    assert.deepEqual(sent, ['/healthz']);
  });

  await t.step('pressing 保存 decides for the text of this page', async () => {
    await person.leads(person.button('保存'));
    await person.sees('已保存。');
    const state = await site.state();
    assert.ok(state.includes('current_work=第一个页面填写的'));
    assert.ok(state.includes('summary=冲突以后填写的'));
  });

  await t.step('without scripts the same, on the page itself', async () => {
    const plain = await t.person(site, { js: false });
    await plain.logIn('applicant');
    await plain.open(address);
    const before = plain.page;
    await plain.newPage();
    await plain.open(address);
    await plain.fill(WORK, '没有脚本的第二个页面');
    await plain.leads(plain.button('保存'));
    plain.page = before;
    await plain.fill(WORK, '没有脚本的第一个页面');
    await plain.leads(plain.button('保存'));
    await plain.heading('另一个页面已经保存过这份内容').waitFor();
    const row = plain.page.getByRole('row', { name: new RegExp(WORK) });
    await row.getByText('没有脚本的第一个页面').waitFor();
    await row.getByText('没有脚本的第二个页面').waitFor();
    assert.equal(await plain.reads(WORK), '没有脚本的第一个页面');
    await plain.leads(plain.button('保存'));
    assert.ok((await site.state()).includes('current_work=没有脚本的第一个页面'));
  });
}

async function offline(t) {
  const { person, address, site } = await atDetails(t);
  person.expects(UNANSWERED);
  const kept = () => person.page.locator('#save-state').getByText('没有连上网络，填写的内容已留在本机').waitFor();

  await t.step('without network the text stays here and is saved when it is back', async () => {
    await person.context.setOffline(true);
    await person.fill(WORK, '断网时填写的');
    await kept();
    await person.context.setOffline(false);
    await saved(person);
    assert.ok((await site.state()).includes('current_work=断网时填写的'));
  });

  await t.step('pressing 保存 without network loses nothing and says so', async () => {
    await person.context.setOffline(true);
    await person.fill(WORK, '断网时保存的');
    await person.button('保存').click();
    await person.sees('网络没有连上，填写的内容还在本页。请稍后再点一次“保存”');
    assert.equal(await person.reads(WORK), '断网时保存的');
    await person.context.setOffline(false);
    await saved(person);
  });

  await t.step('a page that was closed without network goes on at the next visit', async () => {
    await person.context.setOffline(true);
    await person.fill(WORK, '关闭之前填写的');
    await person.field(SUMMARY).focus();
    await kept();
    await person.page.close();
    await person.context.setOffline(false);
    await person.newPage();
    await person.open(address);
    await saved(person);
    assert.equal(await person.reads(WORK), '关闭之前填写的');
    assert.ok((await site.state()).includes('current_work=关闭之前填写的'));
  });
}

async function signedOut(t) {
  const { person, site } = await atDetails(t);
  person.expects(UNANSWERED);
  const form = person.page;

  await t.step('the page says so and keeps the text', async () => {
    await person.context.clearCookies({ name: /session/ });
    await person.fill(WORK, '登录结束以后填写的');
    await person.sees('登录已经结束。');
    assert.equal(await person.reads(WORK), '登录结束以后填写的');
  });

  await t.step('after logging in beside it, the page saves by itself', async () => {
    const [other] = await Promise.all([
      person.context.waitForEvent('page'),
      person.link('登录', person.main()).click(),
    ]);
    person.page = other;
    await person.entersAs('applicant');
    await other.close();
    person.page = form;
    await form.bringToFront();
    await form.evaluate(() => dispatchEvent(new Event('focus')));
    await saved(person);
    assert.ok((await site.state()).includes('current_work=登录结束以后填写的'));
  });

  await t.step('without scripts the form is shown again after logging in', async () => {
    const plain = await t.person(site, { js: false });
    await plain.logIn('applicant');
    await plain.open(new URL(form.url()).pathname);
    await plain.context.clearCookies({ name: /session/ });
    await plain.fill(WORK, '没有脚本，登录结束以后');
    await plain.leads(plain.button('保存'));
    await plain.heading('请先登录，填写的内容还在').waitFor();
    const kept = plain.page;
    const [other] = await Promise.all([plain.context.waitForEvent('page'), plain.link('在新窗口登录').click()]);
    plain.page = other;
    await plain.entersAs('applicant');
    plain.page = kept;
    await plain.leads(plain.button('再提交一次'));
    assert.ok((await site.state()).includes('current_work=没有脚本，登录结束以后'));
  });

  await t.step('logging out leaves nothing of the text in the browser', async () => {
    await person.context.setOffline(true);
    await person.fill(WORK, '不该留下的');
    await person.page.locator('#save-state').getByText('没有连上网络').waitFor();
    await person.context.setOffline(false);
    await person.page.route('**/api/draft', (route) => route.abort());
    await person.leads(person.button('退出'));
    assert.equal(await person.page.evaluate(() => localStorage.length), 0);
  });
}

async function idle(t) {
  const { site, memo } = await siteAt(t, 'filled');
  const person = await t.person(site);
  await person.page.clock.install();
  await person.logIn('applicant');
  await person.open(memo.application('details'));

  await t.step('five minutes before the session ends the page warns, and one may stay', async () => {
    await person.page.clock.fastForward('24:00');
    assert.equal(await person.button('继续填写').count(), 0);
    await person.page.clock.fastForward('02:00');
    await person.sees('很久没有操作，5 分钟后登录会结束。填写的内容会保留。');
    await person.button('继续填写').click();
    await person.button('继续填写').waitFor({ state: 'detached' });
    await person.page.clock.fastForward('24:00');
    assert.equal(await person.button('继续填写').count(), 0);
    await person.page.clock.fastForward('02:00');
    await person.button('继续填写').waitFor();
  });
}

async function twice(t) {
  const site = await t.site();
  const person = await t.person(site);
  const count = async (pattern) => (await site.state()).match(pattern)?.length ?? 0;

  await t.step('two clicks and two windows begin one application', async () => {
    await person.logIn('applicant');
    await person.leads(person.page.getByRole('link', { name: /^业务申请 ?：考核认定$/ }));
    const first = person.page;
    await person.newPage();
    await person.open(new URL(first.url()).pathname);
    await person.button('开始申报').dblclick();
    await person.heading('个人信息一览表').waitFor();
    person.page = first;
    await person.leads(person.button('开始申报'));
    await person.heading('个人信息一览表').waitFor();
    assert.equal(await count(/^ {2}recognition#\d+ draft/gm), 1);
  });

  await t.step('two clicks add one entry', async () => {
    await person.follows('学历教育信息', person.main().getByRole('table'));
    await person.follows('新增一条', person.main());
    await person.choose('办学形式', '全日制');
    await person.choose('学历', '大学专科');
    const texts = { 开始日期: '2004-09-01', 结束日期: '2007-06-30', 毕业院校: '示例学院', 专业: '机械' };
    for (const [label, text] of Object.entries(texts)) await person.fill(label, text);
    await person.button('保存').dblclick();
    await person.sees('已保存。');
    await person.sees('共 1 条。');
    // The demo has one of its own.
    assert.equal(await count(/^ {2}education#\d+ problems/gm), 2);
  });

  await t.step('two clicks and two windows submit once', async () => {
    const ready = await siteAt(t, 'filled');
    const other = await t.person(ready.site);
    await other.logIn('applicant');
    await other.open(ready.memo.application('submit'));
    const first = other.page;
    await other.newPage();
    await other.open(ready.memo.application('submit'));
    await other.button('提交审核').dblclick();
    await other.heading('申请已提交').waitFor();
    other.page = first;
    await other.leads(other.button('提交审核'));
    await other.heading('申请已提交').waitFor();
    const state = await ready.site.state();
    // The demo has one of its own.
    assert.equal(state.match(/event submit /g).length, 2);
    assert.equal(state.match(/snapshot 1 /g).length, 2);
  });
}
