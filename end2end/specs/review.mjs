// 评审申请, from an empty record to the unit that has it: without scripts and with them. A new
// person fills in every section of the guide that takes entries, chooses, looks at the sheet,
// submits; both leave the same in the database.

import assert from 'node:assert/strict';
import { fillByKey, sample } from '../lib/record.mjs';
import { basic, begin, isPdf, NAME, rowOf, uploadPhoto } from '../lib/walk.mjs';

const COMMITTEE = '中山市机电、广播电视工程技术工程师资格评审委员会';

export const cases = [
  { name: 'without JavaScript', weight: 9, run: (t) => run(t, { js: false }) },
  { name: 'with JavaScript', weight: 9, run: (t) => run(t, {}) },
];

/** What both ways leave behind, compared by whoever comes second. */
const left = [];

async function run(t, options) {
  const site = await t.site();
  const record = await sample(t.house);
  const person = await t.person(site, options);
  const memo = {};
  await t.step('begins a review as an ordinary person', async () => {
    await begin(person, '评审');
    await person.sees('当前人员类型：普通专业技术人员');
    const rows = await person.main().getByRole('table').locator('tbody tr').count();
    assert.equal(rows, 22, 'the 21 items of the guide and the photo');
    memo.id = new URL(person.page.url()).pathname.split('/')[2];
  });
  await t.step('looks at the other kinds of person and stays', () => personType(person));
  await t.step('fills in 基本信息', () => basic(person));
  for (const [section, entries] of Object.entries(record.entries)) {
    await t.step(`fills in ${section}`, () => fillSection(person, memo, section, entries[0]));
  }
  await t.step('uploads a photo', async () => {
    await person.open(`/photo?application=${memo.id}`);
    await uploadPhoto(person);
  });
  await t.step('fills in the application and proves what is claimed', () => details(person, memo, record));
  await t.step('a title from elsewhere asks for its certificate', () => outside(person, memo));
  await t.step('looks at the sheet and the PDF', async () => {
    await person.open(`/applications/${memo.id}/preview`);
    const sheet = person.main().getByRole('article');
    for (const text of [NAME, '一种自动送料夹具', '示例市科学技术进步奖', COMMITTEE]) await person.sees(text, sheet);
    const pdf = await person.fetches('打开 PDF，下载或打印');
    isPdf(pdf);
  });
  await t.step('submits', async () => {
    await person.open(`/applications/${memo.id}/submit`);
    await person.sees('31 项中 29 项通过，2 项请确认');
    await person.leads(person.button('提交审核'));
    await person.heading('申请已提交').waitFor();
    memo.number = await rowOf(person, '申请编号');
  });
  await t.step('the unit has it before it, with all that was proven', async () => {
    const unit = await t.person(site, options);
    await unit.logIn('unit');
    await unit.follows(`审核：${NAME} ${memo.number}`);
    for (const text of ['一种自动送料夹具', '外省、中央单位职称证书资料']) await unit.sees(text);
  });
  await t.step('the database is in order, whichever way it was filled', async () => {
    await site.check();
    left.push(await site.state());
    if (left.length === 2) assert.deepEqual(left[1].split('\n'), left[0].split('\n'));
  });
}

async function personType(person) {
  await person.follows('更改人员类型');
  await person.ticks(person.page.getByRole('radio', { name: /^高技能人才/ }));
  await person.leads(person.button('保存'));
  await person.sees('当前人员类型：高技能人才');
  assert.equal(await person.link('职称外语考试信息', person.main().getByRole('table')).count(), 0);
  await person.follows('更改人员类型');
  await person.ticks(person.page.getByRole('radio', { name: /^普通专业技术人员/ }));
  await person.leads(person.button('保存'));
  await person.sees('当前人员类型：普通专业技术人员');
}

async function fillSection(person, memo, section, values) {
  await person.open(`/record/${section}/new?application=${memo.id}`);
  await fillByKey(person, values);
  await person.leads(person.button('保存'));
  await person.sees('已保存。');
}

async function details(person, memo, { details: values }) {
  await person.open(`/applications/${memo.id}/details`);
  await person.choose('申报专业系列', '工程技术人才');
  await person.picks('申报专业名称', { 专业名称或拼音首字母: '机械' }, '机械');
  await person.picks('申报职称名称', { 职称名称或拼音首字母: 'gcs' }, '工程师', { exact: true });
  assert.equal(await person.reads('申报职称等级'), '中级');
  await person.picks('评审委员会', { 评审委员会名称: '机电' }, COMMITTEE);
  const apart = ['series', 'specialty', 'title', 'committee', 'experience_proof', 'results_proof', 'promise'];
  const typed = Object.entries(values).filter(([key]) => !apart.includes(key));
  await fillByKey(person, Object.fromEntries(typed));
  await person.choose('本专业最高学历', '2007年大学本科（示例工业大学，机械设计制造及其自动化）');
  const proof = (legend, name) =>
    person.page.getByRole('group', { name: legend, exact: true }).getByRole('checkbox', { name });
  await person.ticks(proof('证明材料', /^工作经历：/));
  await person.ticks(proof('业绩成果证明材料', /^专利：/));
  await person.ticks(proof('业绩成果证明材料', /^获奖：/));
  await person.ticks(person.page.getByRole('checkbox', { name: '本人已阅读个人承诺并确认' }));
  await person.leads(person.button('保存', person.main()));
  await person.sees('已保存。');
}

async function outside(person, memo) {
  await person.choose('职称是否是外省、中央单位取得', '是');
  await person.leads(person.button('保存', person.main()));
  await person.heading('外省、中央单位职称证书资料').waitFor();
  await person.open(`/applications/${memo.id}/submit`);
  await person.sees(/外省、中央单位职称证书资料：请至少填写 1 条/);
  await person.open(`/record/outside_title/new?application=${memo.id}`);
  await fillByKey(person, {
    origin: 'province',
    issuer: '示例省人力资源和社会保障厅',
    title: '助理工程师',
    specialty: '机械',
    level: 'assistant',
    way: 'review',
    obtained: '2016-12-20',
    number: '样证 2016-001',
  });
  await person.leads(person.button('保存'));
  await person.sees('已保存。');
}
