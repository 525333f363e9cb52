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
  { name: 'two pages', weight: 6, run: twoPages },
  { name: 'texts that wait', weight: 4, run: waiting },
  { name: 'a new entry', weight: 4, run: begun },
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
  const choice = (label, side) => person.page.getByRole('radio', { name: new RegExp(`^${label}： ?用${side}$`) });

  await t.step('fields that only one page has changed are put together', async () => {
    const second = await person.newPage();
    await person.open(address);
    await person.fill(WORK, '第二个页面填写的');
    await saved(person);
    person.page = first;
    await first.bringToFront();
    await person.fill(SUMMARY, '第一个页面填写的小结');
    await first.locator('#save-state').getByText(`另一个页面修改的“${WORK}”已经合并进来`).waitFor();
    assert.equal(await person.reads(WORK), '第二个页面填写的');
    const state = await site.state();
    assert.ok(state.includes('current_work=第二个页面填写的') && state.includes('summary=第一个页面填写的小结'));
    await second.close();
  });

  await t.step('a field that both have changed stays as it is stored, and both texts are shown', async () => {
    const second = await person.newPage();
    await person.open(address);
    await person.fill(WORK, '第二个页面又改的');
    await saved(person);
    person.page = first;
    await first.bringToFront();
    await person.fill(WORK, '第一个页面改的');
    await person.heading('有 1 项两个页面都改了').waitFor();
    const row = person.page.getByRole('row', { name: new RegExp(WORK) });
    await row.getByText('第一个页面改的').waitFor();
    await row.getByText('第二个页面又改的').waitFor();
    assert.equal(await person.reads(WORK), '第一个页面改的');
    assert.ok((await site.state()).includes('current_work=第二个页面又改的'));
    await second.close();
  });

  await t.step('all else goes on being saved, and the choice stays open when the page is loaded anew', async () => {
    await person.fill(SUMMARY, '冲突以后填写的');
    await stored(site, 'summary=冲突以后填写的');
    await first.reload();
    await person.arrived();
    await person.heading('有 1 项两个页面都改了').waitFor();
    assert.equal(await person.reads(WORK), '第一个页面改的');
    assert.ok((await site.state()).includes('current_work=第二个页面又改的'));
  });

  await t.step('a choice can be made and made again', async () => {
    await choice(WORK, '已经保存的').check();
    assert.equal(await person.reads(WORK), '第二个页面又改的');
    await choice(WORK, '本页填写的').check();
    assert.equal(await person.reads(WORK), '第一个页面改的');
    await stored(site, 'current_work=第一个页面改的');
  });

  await t.step('pressing 保存 without a choice decides for the text of this page', async () => {
    const second = await person.newPage();
    await person.open(address);
    await person.fill(WORK, '第二个页面第三次改的');
    await saved(person);
    await second.close();
    person.page = first;
    await person.fill(WORK, '以本页为准');
    await person.sees('第二个页面第三次改的');
    await person.leads(person.button('保存'));
    await person.sees('已保存。');
    assert.match(await site.state(), /current_work=以本页为准/);
  });

  await t.step('without scripts the same, on the page itself', async () => {
    const plain = await t.person(site, { js: false });
    await plain.logIn('applicant');
    await plain.open(address);
    const before = plain.page;
    for (const [side, wins] of [['已经保存的', '第二个页面'], ['本页填写的', '第一个页面']]) {
      await plain.newPage();
      await plain.open(address);
      await plain.fill(WORK, `没有脚本的第二个页面：${side}`);
      await plain.fill(SUMMARY, `第二个页面的小结：${side}`);
      await plain.leads(plain.button('保存'));
      await plain.page.close();
      plain.page = before;
      await plain.fill(WORK, `没有脚本的第一个页面：${side}`);
      await plain.leads(plain.button('保存'));
      await plain.heading('有 1 项两个页面都改了').waitFor();
      assert.equal(await plain.reads(WORK), `没有脚本的第一个页面：${side}`);
      assert.equal(await plain.reads(SUMMARY), `第二个页面的小结：${side}`);
      assert.ok((await site.state()).includes(`current_work=没有脚本的第二个页面：${side}`));
      await plain.page.getByRole('radio', { name: new RegExp(`^${WORK}： ?用${side}$`) }).check();
      await plain.leads(plain.button('保存'));
      await plain.sees('已保存。');
      const state = await site.state();
      assert.ok(state.includes(`current_work=没有脚本的${wins}：${side}`), side);
      assert.ok(state.includes(`summary=第二个页面的小结：${side}`), side);
    }
  });
}

/** Texts of several forms that could not be saved, and whose pages are gone. */
async function waiting(t) {
  const { person, site, memo } = await atDetails(t);
  person.expects(UNANSWERED);
  const named = (title) => person.page.locator('#waiting').getByRole('link', { name: title });
  const kept = () => person.page.evaluate(() => localStorage.length);

  await t.step('what two closed pages could not save is named, with the way to each', async () => {
    await person.context.route('**/api/draft', (route) => route.abort());
    await person.fill(WORK, '没有保存就关掉的');
    await person.page.locator('#save-state').getByText('没有连上网络').waitFor();
    await person.newPage();
    await person.open('/record/work/new');
    await person.fill('单位', '没有保存就关掉的单位（测试）');
    await person.page.locator('#save-state').getByText('没有连上网络').waitFor();
    for (const page of person.context.pages()) await page.close();
    await person.newPage();
    await person.open('/services');
    await person.sees('有 2 处填写还没有保存到服务器');
    assert.equal(await named('工作经历信息').count() + (await named('初次职称考核认定').count()), 2);
  });

  await t.step('nobody else sees or sends them at this computer', async () => {
    await person.context.unroute('**/api/draft');
    await person.context.clearCookies({ name: /session/ });
    await person.logIn('applicant2');
    await person.open('/record');
    assert.equal(await named('工作经历信息').count(), 0);
    assert.equal(await kept(), 2);
    const [, theirs] = (await site.state()).split('person applicant2 ');
    assert.ok(!theirs.includes('没有保存就关掉的'));
    await person.context.clearCookies({ name: /session/ });
  });

  await t.step('once the network and the login are back, any page sends them', async () => {
    await person.logIn('applicant');
    await stored(site, 'current_work=没有保存就关掉的');
    await stored(site, 'workplace=没有保存就关掉的单位（测试）');
    await person.page.waitForFunction(() => localStorage.length === 0);
    assert.equal(await person.page.locator('#waiting').innerText(), '');
  });

  await t.step('what has waited for more than a week is forgotten', async () => {
    await person.open(memo.application('details'));
    await person.context.route('**/api/draft', (route) => route.abort());
    await person.fill(WORK, '一周以前填写的');
    await person.page.locator('#save-state').getByText('没有连上网络').waitFor();
    await person.page.close();
    await person.newPage();
    await person.page.clock.setSystemTime(new Date(Date.now() + 8 * 24 * 3600 * 1000));
    await person.open('/services');
    await person.page.waitForFunction(() => localStorage.length === 0);
    await person.seesNot('还没有保存到服务器');
  });
}

/** A new entry that nobody has saved by hand. */
async function begun(t) {
  const { person, site, memo } = await atDetails(t);
  const works = async () => (await site.state()).match(/^ {2}work#\d+ .*$/gm) ?? [];
  const before = await works();
  const list = `/record/work?application=${memo.application('details').split('/')[2]}`;

  await t.step('opened, or typed into and emptied, it is no entry', async () => {
    await person.open(list);
    await person.leads(person.page.getByRole('link', { name: /^新增一条/ }));
    await person.fill('单位', '写了又删');
    await saved(person);
    assert.equal((await works()).length, before.length + 1);
    await person.fill('单位', '');
    for (const began = Date.now(); (await works()).length > before.length; ) assert.ok(Date.now() - began < 10_000);
  });

  await t.step('left half way it is a draft, that no application takes', async () => {
    await person.fill('单位', '写到一半（测试）');
    await stored(site, 'workplace=写到一半（测试）');
    await person.page.reload();
    await person.arrived();
    await person.heading('继续填写草稿').waitFor();
    assert.equal(await person.reads('单位'), '写到一半（测试）');
    await person.open(memo.application('submit'));
    await person.seesNot('写到一半');
    await person.open(list);
    await person.sees('另有 1 条草稿');
    assert.ok((await works()).some((line) => line.includes(' draft')));
  });

  await t.step('saved by hand it is an entry, whatever it lacks', async () => {
    await person.leads(person.page.getByRole('link', { name: /^继续填写第 \d+ 条，草稿$/ }));
    await person.fill('从事专业技术工作', '机械设计');
    await person.button('保存').click();
    await saved(person);
    await person.fill('开始日期', '2015-01-01');
    await person.fill('结束日期', '2015-06-30');
    await person.leads(person.button('保存'));
    await person.sees('已保存。');
    assert.ok((await works()).every((line) => !line.includes(' draft')));
    assert.equal((await works()).length, before.length + 1);
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

  await t.step('a request that never comes back does not keep the next one', async () => {
    await person.open(address);
    await person.page.clock.install();
    await person.context.route('**/api/draft', () => undefined);
    await person.fill(WORK, '没有回音的时候填写的');
    await person.page.clock.fastForward('00:01');
    await person.page.clock.fastForward('00:16');
    await kept();
    await person.context.unroute('**/api/draft');
    await person.page.evaluate(() => dispatchEvent(new Event('focus')));
    await saved(person);
    assert.ok((await site.state()).includes('current_work=没有回音的时候填写的'));
    await person.page.close();
    await person.newPage();
    await person.open(address);
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
    const before = await count(/^ {2}education#\d+ problems/gm);
    await person.follows('学历教育信息', person.main().getByRole('table'));
    await person.follows('新增一条', person.main());
    await person.choose('办学形式', '全日制');
    await person.choose('学历', '大学专科');
    const texts = { 开始日期: '2004-09-01', 结束日期: '2007-06-30', 毕业院校: '示例学院', 专业: '机械' };
    for (const [label, text] of Object.entries(texts)) await person.fill(label, text);
    await person.button('保存').dblclick();
    await person.sees('已保存。');
    await person.sees('共 1 条。');
    assert.equal(await count(/^ {2}education#\d+ problems/gm), before + 1);
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
