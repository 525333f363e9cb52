// A careless person: every mistake gets its sentence, at the field and in the summary in the
// same words, and nothing that was typed is lost. With scripts and without.

import assert from 'node:assert/strict';
import { siteAt } from '../lib/journey.mjs';
import { BASIC, DOCUMENT, begin, education, fillIn } from '../lib/walk.mjs';

export const cases = [
  { name: 'without JavaScript', weight: 5, run: (t) => careless(t, { js: false }) },
  { name: 'with JavaScript', weight: 5, run: (t) => careless(t, {}) },
  { name: 'before submitting', weight: 2, run: unready },
];

/** One digit off. */
const OFF = DOCUMENT.replace(/\d/, (digit) => String((Number(digit) + 1) % 10));

/** What is typed, and the sentence about it. */
const MISTAKES = {
  证件号码: [OFF, '证件号码校验不通过，有一位填错了，请逐位核对'],
  参加工作时间: ['2021-02-29', '参加工作时间不存在：2021 年 2 月只有 28 天，请改正日期'],
  移动电话: ['1540000000', '移动电话要有 11 位数字，现在是 10 位，请核对'],
  邮政编码: ['5284OO', '邮政编码里有“O”，请只填数字'],
  电子邮箱: ['applicant.example.com', '电子邮箱要写成“名称@域名”，例如 name@example.com，请改正'],
};

async function careless(t, options) {
  const site = await t.site();
  const person = await t.person(site, options);
  await begin(person);

  await t.step('a wrong password is refused without a word about which it was', async () => {
    const stranger = await t.person(site, options);
    for (const account of ['applicant', 'nobody-has-this']) {
      await stranger.open('/login');
      await stranger.entersAs(account, 'wrong-wrong-wrong');
      await stranger.sees('账号或密码不对，请核对后再登录。');
      assert.equal(await stranger.reads('账号'), account);
    }
  });

  await t.step('mistakes in 基本信息 are said at the field and in the summary', async () => {
    await person.follows('基本信息', person.main().getByRole('table'));
    await fillIn(person, BASIC);
    for (const [label, [text]] of Object.entries(MISTAKES)) await person.fill(label, text);
    await save(person);
    await refused(person, [...Object.values(MISTAKES).map(([, says]) => says), '请选择户口所在地', '请选择人事管理单位']);
  });

  await t.step('nothing typed is lost', () => stands(person));

  await t.step('the summary has the focus and leads to the field', async () => {
    const summary = person.page.getByRole('alert').filter({ hasText: '需要修改' });
    await person.page.waitForFunction(() => document.activeElement?.id === 'error-summary');
    await summary.getByRole('link', { name: MISTAKES.证件号码[1] }).click();
    assert.match(person.page.url(), /#document$/);
    // Without scripts the browser does not move the focus into the control, but to where Tab goes on.
    await person.field('证件号码').waitFor();
  });

  await t.step('nor after coming back later', async () => {
    await person.fill('固定电话', '0760-88880000');
    await save(person);
    await person.follows('返回个人信息一览表');
    await person.sees('需修改', person.main().getByRole('table').first());
    await person.follows('基本信息', person.main().getByRole('table').first());
    await stands(person);
    assert.equal(await person.reads('固定电话'), '0760-88880000');
  });

  await t.step('sex and date of birth are compared with the number', async () => {
    await person.fill('证件号码', DOCUMENT);
    await person.fill('出生日期', '1985-03-08');
    await person.choose('性别', '男');
    await save(person);
    await refused(person, [
      '出生日期与身份证号码不一致：号码里是 1985-03-07，请核对这两项',
      '性别与身份证号码不一致：号码里是女，请核对这两项',
    ]);
  });

  await t.step('Enter saves and never opens a magnifier', async () => {
    await person.fill('姓名', '欧阳·测试');
    await person.field('姓名').press('Enter');
    await person.arrived();
    await refused(person, ['请选择户口所在地']);
    assert.match(person.page.url(), /\/record\/basic\?/);
    assert.equal(await person.page.getByRole('dialog').isVisible(), false);
    assert.equal(await person.reads('姓名'), '欧阳·测试');
  });

  await t.step('an entry that ends before it begins', async () => {
    await person.follows('返回个人信息一览表');
    await person.follows('学历教育信息', person.main().getByRole('table').first());
    await person.follows('新增一条', person.main());
    await person.fill('开始日期', '2007-09-01');
    await person.fill('结束日期', '2004-06-30');
    await person.fill('学制（年）', '三');
    await save(person);
    await refused(person, [
      '结束日期不能早于开始日期，请改为 2007-09-01 之后的日期',
      '学制（年）要填整数，例如 8',
      '请填写毕业院校',
      '请选择学历',
    ]);
    assert.equal(await person.reads('开始日期'), '2007-09-01');
    assert.equal(await person.reads('学制（年）'), '三');
  });

  await t.step('a picture that is no photo is refused, and the one in use stays', async () => {
    await person.open('/photo');
    for (const [file, says] of [
      ['png_renamed.jpg', '这个文件是 PNG 图片，只改文件名不会变成 JPG，请用图片软件另存为 JPG 后再上传'],
      ['small_127x180.jpg', '照片宽 127 像素，少于 128 像素'],
      ['truncated.jpg', '照片文件不完整，后面一部分缺失，请重新保存或传输后再上传'],
    ]) {
      await person.uploads('选择照片文件', file);
      await person.leads(person.button('上传并检查'));
      await refused(person, [says]);
    }
    await person.uploads('选择照片文件', 'valid_red.jpg');
    await person.leads(person.button('上传并检查'));
    await person.sees('照片已保存。');
    await person.leads(person.button('上传并检查'));
    await refused(person, ['请选择照片文件后再上传']);
    await person.page.getByAltText('正在使用的证件照').waitFor();
  });

  await t.step('what was saved can be gone back to, changed and saved again', async () => {
    await person.open(`/applications/${await running(person)}/record`);
    await education(person);
    const row = person.main().getByRole('row', { name: /示例职业技术学院（测试）/ });
    await person.leads(row.getByRole('link', { name: /^修改/ }));
    await person.fill('毕业院校', '示例职业技术学院');
    await person.leads(person.button('保存'));
    await person.sees('已保存。');
    await person.page.evaluate(() => history.back());
    // A page that comes back from the browser's memory is not loaded again.
    await person.page.waitForURL(/\/record\/education\/[^/?]+\?/, { waitUntil: 'commit' });
    await person.button('保存').waitFor();
    if (person.client) await person.hydrated();
    assert.equal(await person.reads('毕业院校'), '示例职业技术学院');
    await person.fill('毕业院校', '示例理工学院');
    await person.leads(person.button('保存'));
    await person.sees('已保存。');
    await person.sees('示例理工学院', person.main().getByRole('table'));
  });
}

/** Presses 保存: with scripts the page answers by itself, without them the server does. */
async function save(person) {
  if (person.js) return person.press(person.button('保存'));
  return person.leads(person.button('保存'));
}

/** The summary and the fields say these sentences, and the title says that there are mistakes. */
async function refused(person, sentences) {
  const summary = person.page.locator('#error-summary');
  for (const says of sentences) {
    await summary.getByText(says).waitFor();
    await person.page.locator('.field__error').filter({ hasText: says }).first().waitFor();
  }
  await person.page.waitForFunction(() => document.title.startsWith('错误：'));
}

async function stands(person) {
  for (const [label, option] of Object.entries(BASIC.choose)) assert.equal(await person.reads(label), option, label);
  for (const [label, text] of Object.entries(BASIC.fill)) {
    const [typed] = MISTAKES[label] ?? [text];
    // A date that can be read is shown in the form in which it is stored once the server has it.
    const read = await person.reads(label);
    assert.ok(read === typed || read === isoDate(typed), `${label} reads “${read}” instead of “${typed}”`);
  }
}

function isoDate(text) {
  const found = /^(\d{4})\/?(\d{1,2})\/?(\d{1,2})$/.exec(text);
  return found ? [found[1], found[2].padStart(2, '0'), found[3].padStart(2, '0')].join('-') : undefined;
}

async function running(person) {
  await person.open('/services');
  const href = await person.link('继续填写').getAttribute('href');
  return /\/applications\/([^/]+)\//.exec(href)[1];
}

/** An application that is not ready says what is missing, and leads there. */
async function unready(t) {
  const { site, memo } = await siteAt(t, 'filled');
  const person = await t.person(site, { js: false });
  await person.logIn('applicant');

  await t.step('the submit says what is missing and leads to it', async () => {
    await person.open(memo.application('details'));
    await person.fill('工作期间奖惩情况', '');
    await person.page.getByRole('checkbox').uncheck();
    await person.leads(person.button('保存'));
    await person.open(memo.application('submit'));
    await person.leads(person.button('提交审核'));
    const summary = person.page.locator('#error-summary');
    await summary.getByText('还不能提交，先解决下面 2 个问题').waitFor();
    await person.leads(summary.getByRole('link', { name: '申报信息：请填写工作期间奖惩情况' }));
    assert.match(person.page.url(), /\/details\?.*#conduct$/);
    await person.page.locator('#conduct-error').getByText('请填写工作期间奖惩情况').waitFor();
    await person.page.locator('#promise-error').getByText('请阅读个人承诺并打勾确认').waitFor();
  });

  await t.step('an application that has been submitted is not changed by a page from before', async () => {
    const other = await siteAt(t, 'filled');
    const late = await t.person(other.site, { js: false });
    await late.logIn('applicant');
    await late.open(other.memo.application('details'));
    const form = late.page;
    await late.newPage();
    await late.open(other.memo.application('submit'));
    await late.leads(late.button('提交审核'));
    await late.heading('申请已提交').waitFor();
    late.page = form;
    await late.fill('现从事专业技术工作', '提交以后才填写的');
    await late.leads(late.button('保存'));
    await late.sees('申请已经提交，不能再修改，这次填写的没有保存，还在本页。');
    assert.equal(await late.reads('现从事专业技术工作'), '提交以后才填写的');
    assert.ok(!(await other.site.state()).includes('提交以后才填写的'));
  });
}
