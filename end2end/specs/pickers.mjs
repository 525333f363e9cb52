// The magnifiers: with scripts a dialog over the page, without them a page; the same rows,
// the same reasons, and for the keyboard and the ear the contract of the design.

import assert from 'node:assert/strict';
import { siteAt } from '../lib/journey.mjs';

const REGION = '户口所在地';
const WORDS = '地区名称、编码或拼音首字母';

export const cases = [
  { name: 'the dialog', weight: 5, run: dialog },
  { name: 'the page without JavaScript', weight: 3, run: page },
];

async function dialog(t) {
  const { site, memo } = await siteAt(t, 'filled');
  const person = await t.person(site);
  await person.logIn('applicant');
  const basic = `/record/basic?application=${memo.id}`;
  await person.open(basic);
  const box = person.page.getByRole('dialog', { name: `选择${REGION}` });
  const opener = person.button(`选择${REGION}`);
  const said = box.getByRole('status');

  await t.step('it opens with the focus in its first field, and the page behind cannot be reached', async () => {
    assert.equal(await opener.getAttribute('aria-haspopup'), 'dialog');
    await opener.click();
    await box.waitFor();
    await focused(person.field(WORDS, box));
    await person.field('姓名').evaluate((element) => element.focus());
    assert.ok(await box.evaluate((element) => element.contains(document.activeElement)), 'the focus left the dialog');
    for (let stop = 0; stop < 60; stop += 1) {
      await person.page.keyboard.press('Tab');
      const outside = await box.evaluate(
        (element) => document.activeElement !== document.body && !element.contains(document.activeElement),
      );
      assert.ok(!outside, 'Tab leaves the dialog');
    }
  });

  await t.step('Esc, 关闭 and 选择 lead back to where it was opened', async () => {
    await person.page.keyboard.press('Escape');
    await box.waitFor({ state: 'hidden' });
    await focused(opener);
    await opener.click();
    await person.button('关闭', box).click();
    await box.waitFor({ state: 'hidden' });
    await focused(opener);
    await person.picks(REGION, { [WORDS]: '东凤' }, '中山市东凤镇');
    await focused(opener);
    assert.match(await person.page.locator('#household_region--note').innerText(), /^442000/);
  });

  await t.step('what was chosen is saved by itself', async () => {
    await person.page.locator('#save-state').getByText(/^已保存 \d\d:\d\d/).waitFor();
    await person.open(basic);
    assert.equal(await person.reads(REGION), '广东省中山市东凤镇');
  });

  await t.step('it searches while one types, by name, code and initials, and says how many it finds', async () => {
    await opener.click();
    // Each finds another row, so that none of them is there from before.
    for (const [words, row] of [
      ['南朗', '选择广东省中山市南朗街道'],
      ['442000118', '选择广东省中山市小榄镇'],
      ['zssjz', '选择广东省中山市三角镇'],
    ]) {
      await person.fill(WORDS, '', box);
      await person.field(WORDS, box).pressSequentially(words);
      await box.getByRole('button', { name: row }).waitFor();
      await said.getByText(/^共 \d+ 个/).waitFor({ state: 'attached' });
      await focused(person.field(WORDS, box));
    }
    await person.field(WORDS, box).pressSequentially('没有这个地方');
    await box.getByText('没有符合条件的内容').waitFor();
    await said.getByText('没有符合条件的地区').waitFor({ state: 'attached' });
  });

  await t.step('answers that come out of order are not shown', async () => {
    let release;
    const held = new Promise((resolve) => {
      release = resolve;
    });
    let first = true;
    await person.page.route('**/api/pick', async (route) => {
      const hold = first;
      first = false;
      const answer = await route.fetch();
      if (hold) await held;
      await route.fulfill({ response: answer });
    });
    await person.fill(WORDS, '南头', box);
    await person.page.waitForRequest('**/api/pick');
    await person.fill(WORDS, '三乡', box);
    await box.getByRole('button', { name: '选择广东省中山市三乡镇' }).waitFor();
    const late = person.page.waitForResponse((answer) => answer.request().postData()?.includes(encodeURIComponent('南头')));
    release();
    await (await late).finished();
    await settled(person);
    assert.equal(await box.getByRole('button', { name: '选择广东省中山市三乡镇' }).count(), 1);
    assert.equal(await box.getByRole('button', { name: '选择广东省中山市南头镇' }).count(), 0);
    await person.page.unroute('**/api/pick');
  });

  await t.step('a tree can be walked down and up again', async () => {
    await person.link('清空条件', box).click();
    await person.link('展开中山市', box).click();
    await box.getByRole('button', { name: '选择广东省中山市石岐街道' }).waitFor();
    await focused(person.link('收起中山市', box));
    await person.link('收起中山市', box).click();
    await person.link('展开广州市', box).waitFor();
    await person.link('收起广东省', box).click();
    await person.link('展开湖南省', box).waitFor();
  });

  await t.step('pages are turned, and the focus goes with them', async () => {
    await person.fill(WORDS, '街道', box);
    const pages = box.getByRole('navigation', { name: '分页' });
    await person.link('第 2 页', pages).click();
    await said.getByText(/第 11 至 \d+ 个/).waitFor({ state: 'attached' });
    await focused(pages.locator('[aria-current=page]'));
    assert.equal(await pages.locator('[aria-current=page]').innerText(), '2');
    await person.page.keyboard.press('Escape');
  });

  await t.step('what a choice brings along is filled in at once', async () => {
    await person.picks('人事管理单位', { 单位名称: '天河区第一实验' }, '广州市天河区第一实验小学（测试）');
    assert.match(await person.reads('主管单位'), /天河区|广州市/);
  });

  await t.step('a unit that cannot be chosen stays visible with its reason', async () => {
    const units = await person.opensPicker('人事管理单位');
    await person.fill('单位名称', '停用单位', units);
    const row = units.getByRole('row', { name: /中山市三角镇停用单位/ });
    await row.getByText('还没有办理申报账号，请联系单位所属镇街').waitFor();
    assert.equal(await row.getByRole('button').count(), 0);
    await person.page.keyboard.press('Escape');
  });

  const committeesOf = async () => {
    await person.open(memo.application('details'));
    const committees = await person.opensPicker('评审委员会');
    await person.choose('资格等级', '不限', committees);
    await person.choose('专业系列', '不限', committees);
    return committees;
  };
  await t.step('committees of another place than the unit say so', async () => {
    await reason(person, await committeesOf(), /只受理广东省中山市的单位/);
    await person.page.keyboard.press('Escape');
    await person.open(`/record/basic?application=${memo.id}`);
    await person.picks('人事管理单位', { 单位名称: '机电技术' }, '中山市机电技术研究院（测试）');
    await person.leads(person.button('保存'));
  });

  await t.step('committees give their reasons', async () => {
    const committees = await committeesOf();
    await committees.getByText(/^共 20 个，第 1 至 10 个/).last().waitFor();
    for (const why of [/受理期已过（\d{4}-\d\d-\d\d 截止）/, /只受理.*系列/, /不受理机械专业/]) await reason(person, committees, why);
    await person.page.keyboard.press('Escape');
    await focused(person.button('选择评审委员会'));
  });
}

/** A reason on one of the pages of refused rows. */
async function reason(person, box, why) {
  for (const place of [1, 2]) {
    const here = box.getByRole('link', { name: `第 ${place} 页`, exact: true });
    if ((await here.getAttribute('aria-current')) === null) await here.click();
    await box.locator('[aria-current=page]', { hasText: String(place) }).waitFor();
    if ((await box.getByText(why).count()) > 0) return;
  }
  throw new Error(`no row says ${why}`);
}

async function page(t) {
  const { site, memo } = await siteAt(t, 'filled');
  const person = await t.person(site, { js: false });
  await person.logIn('applicant');

  await t.step('the page keeps what was typed, searches by address, and comes back to the field', async () => {
    await person.open(`/record/basic?application=${memo.id}`);
    await person.fill('曾用名', '李旧名');
    await person.fill('参加工作时间', '2007-7-2日');
    await person.leads(person.button(`选择${REGION}`));
    await person.fill(WORDS, '小榄');
    await person.leads(person.button('查询'));
    assert.match(person.page.url(), /f\.q=/);
    await person.leads(person.button('选择广东省中山市小榄镇'));
    assert.match(person.page.url(), /\/record\/basic.*#household_region$/);
    assert.equal(await person.reads(REGION), '广东省中山市小榄镇');
    assert.equal(await person.reads('曾用名'), '李旧名');
    assert.equal(await person.reads('参加工作时间'), '2007-7-2日');
  });

  await t.step('a tree can be walked down', async () => {
    await person.leads(person.button(`选择${REGION}`));
    await person.follows('展开中山市');
    await person.leads(person.button('选择广东省中山市石岐街道'));
    assert.equal(await person.reads(REGION), '广东省中山市石岐街道');
  });

  await t.step('refused rows stay visible with their reason', async () => {
    await person.open(memo.application('details'));
    await person.leads(person.button('选择评审委员会'));
    await person.choose('资格等级', '不限');
    await person.choose('专业系列', '不限');
    await person.leads(person.button('查询'));
    const refused = person.main().getByRole('row').filter({ hasText: '不可选' });
    assert.ok((await refused.count()) > 0, 'no row is refused');
    assert.equal(await refused.getByRole('button').count(), 0);
    await person.ticks(person.page.getByRole('checkbox', { name: '只看可以选择的评委会' }));
    await person.leads(person.button('查询'));
    assert.equal(await refused.count(), 0);
  });
}

async function focused(locator) {
  const handle = await locator.elementHandle();
  const page = await handle.ownerFrame().then((frame) => frame.page());
  await page.waitForFunction((element) => element === document.activeElement, handle);
}

/** Whatever the page was about to do with an answer, it has done. */
async function settled(person) {
  await person.page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
  );
}
