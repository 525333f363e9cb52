// Every page for everybody: see lib/inspect.mjs for what is looked at. Pages with islands are
// looked at twice, as they come and with the client; what they show after a mistake and in
// their dialogs, too. That the journey needs no mouse is a case of specs/journey.mjs.

import { inspect } from '../lib/inspect.mjs';
import { blocked } from '../lib/client.mjs';
import { siteAt } from '../lib/journey.mjs';
import { sample } from '../lib/record.mjs';
import { NAME } from '../lib/walk.mjs';

const UNSCRIPTED = /Failed to load resource/;

export const cases = [
  { name: 'public pages', weight: 6, run: everybody },
  { name: 'an applicant’s pages', weight: 7, run: applicant },
  { name: 'forms, with the client', weight: 6, run: forms },
  { name: 'forms, without the client and after mistakes', weight: 6, run: mistakes },
  { name: 'after the submit', weight: 5, run: submitted },
  { name: 'pages of the authorities', weight: 6, run: authorities },
  { name: 'the lists of a whole record', weight: 6, run: lists },
  { name: 'the forms of a whole record and of a review', weight: 7, run: record },
  { name: 'larger text', weight: 3, run: larger },
];

/** Looks at one thing after the other; what is wrong with one does not hide the others. */
function looker(t, person) {
  return async (name, go) => {
    const look = async () => {
      await go();
      await inspect(person);
    };
    await t.step(name, look).catch(() => undefined);
  };
}

async function pages(look, person, paths) {
  for (const path of paths) await look(path.replace(/[0-9a-f-]{20,}/, 'ID'), () => person.open(path));
}

async function everybody(t) {
  const { site, memo } = await siteAt(t, 'certified');
  const person = await t.person(site);
  const look = looker(t, person);
  await pages(look, person, [
    '/',
    '/login',
    '/services',
    '/notices',
    '/review-notices',
    '/notices/notice-guide',
    '/guide',
    '/guide/browser',
    '/guide/accessibility',
    '/guide/privacy',
    '/verify',
    '/nowhere',
    '/design/confirmation',
  ]);
  await look('a login that is refused', async () => {
    await person.open('/login');
    await person.leads(person.button('登录', person.main()));
  });
  await look('a certificate without its name', async () => {
    await person.open('/verify');
    await person.leads(person.button('查询'));
  });
  await look('a certificate that nobody has', () => verify(person, memo.certificate, '李某某'));
  await look('a certificate', () => verify(person, memo.certificate, NAME));
}

async function verify(person, number, name) {
  await person.open('/verify');
  await person.fill('证书编号', number);
  await person.fill('持证人姓名', name);
  await person.leads(person.button('查询'));
}

async function applicant(t) {
  const { site, memo } = await siteAt(t, 'filled');
  const person = await t.person(site);
  await person.logIn('applicant');
  const look = looker(t, person);
  await pages(look, person, [
    '/services',
    '/applications/new/recognition',
    '/record',
    ...['education', 'work', 'achievement'].map((section) => `/record/${section}?application=${memo.id}`),
    `/applications/${memo.id}/selection/education`,
    '/photo',
    ...['record', 'preview', 'submit', 'files'].map((step) => memo.application(step)),
    '/tracking',
    '/tracking?from=2021-02-29',
    `/applications/${memo.id}`,
    `/applications/${memo.id}/actions/cancel`,
    '/certificates',
    '/reviews',
  ]);
  await look('an entry to be deleted', async () => {
    await person.open('/record/education');
    await person.follows('删除第 1 条');
  });
  await look('an entry that was deleted', async () => {
    await person.open('/record/work');
    await person.follows('删除第 1 条');
    await person.leads(person.button('删除这条工作经历'));
  });
  await look('a submit that is refused', async () => {
    await person.open(memo.application('submit'));
    await person.leads(person.button('提交审核'));
  });
  await look('a photo that is refused', async () => {
    await person.open('/photo');
    await person.uploads('选择照片文件', 'background_white.jpg');
    await person.leads(person.button('上传并检查'));
  });
}

/** The pages with islands. */
const fieldsOf = (memo) => [
  `/record/basic?application=${memo.id}`,
  '/record/education/new',
  memo.application('details'),
];

async function forms(t) {
  const { site, memo } = await siteAt(t, 'filled');
  const person = await t.person(site);
  await person.logIn('applicant');
  const look = looker(t, person);
  await pages(look, person, [...fieldsOf(memo), '/design']);
  await look('mistakes found by the client', async () => {
    await person.open('/record/education/new');
    await person.press(person.button('保存'));
    await person.page.locator('#error-summary').waitFor();
  });
  await look('the tree of regions', async () => {
    await person.open(`/record/basic?application=${memo.id}`);
    const box = await person.opensPicker('户口所在地');
    await box.getByText('全国').waitFor();
  });
  await look('regions that a search has found', async () => {
    const box = person.page.getByRole('dialog');
    await person.fill('地区名称、编码或拼音首字母', '中山', box);
    await box.getByRole('table').waitFor();
  });
  await look('regions that it has not found', async () => {
    const box = person.page.getByRole('dialog');
    await person.fill('地区名称、编码或拼音首字母', '没有这个地方', box);
    await box.getByText('没有符合条件的内容').waitFor();
  });
  await look('units', async () => {
    await person.page.keyboard.press('Escape');
    const box = await person.opensPicker('人事管理单位');
    await box.getByRole('table').waitFor();
  });
  await look('committees', async () => {
    await person.open(memo.application('details'));
    const box = await person.opensPicker('评审委员会');
    await person.choose('专业系列', '不限', box);
    await box.getByText('只受理高等学校教师系列').waitFor();
  });
}

async function mistakes(t) {
  const { site, memo } = await siteAt(t, 'filled');
  const person = await t.person(site, { client: false, route: blocked });
  person.expects(UNSCRIPTED);
  await person.logIn('applicant');
  const look = looker(t, person);
  await pages(look, person, fieldsOf(memo));
  await look('mistakes in an entry', async () => {
    await person.open('/record/education/new');
    await person.fill('开始日期', '2021-02-29');
    await person.leads(person.button('保存'));
  });
  await look('mistakes in 基本信息', async () => {
    await person.open('/record/basic');
    await person.fill('证件号码', '440524188001010014');
    await person.fill('姓名', '');
    await person.leads(person.button('保存'));
  });
  await look('what is missing for the submit', async () => {
    await person.open(memo.application('details'));
    await person.fill('工作期间奖惩情况', '');
    await person.leads(person.button('保存'));
    await person.open(`${memo.application('details')}?check=1`);
  });
  await look('two texts of one form', async () => {
    const first = person.page;
    await person.open('/record/basic');
    await person.newPage();
    await person.open('/record/basic');
    await person.fill('姓名', '第二个页面');
    await person.leads(person.button('保存'));
    await person.page.close();
    person.page = first;
    await person.fill('姓名', '第一个页面');
    await person.leads(person.button('保存'));
    await person.heading(/两个页面都改了，请选择用哪一边的/).waitFor();
  });
  for (const [label, form] of [
    ['户口所在地', '/record/basic'],
    ['人事管理单位', '/record/basic'],
    ['申报专业名称', memo.application('details')],
    ['申报职称名称', memo.application('details')],
    ['评审委员会', memo.application('details')],
  ]) {
    await look(`选择${label}`, async () => {
      await person.open(form);
      await person.leads(person.button(`选择${label}`));
    });
  }
  await look('a search that finds nothing', async () => {
    await person.fill('评审委员会名称', '没有这个');
    await person.leads(person.button('查询'));
  });
  await look('a form of nobody', async () => {
    await person.open('/record/basic');
    await person.context.clearCookies({ name: 'session' });
    await person.leads(person.button('保存'));
  });
}

async function submitted(t) {
  const { site, memo } = await siteAt(t, 'submitted');
  const person = await t.person(site);
  await person.logIn('applicant');
  const look = looker(t, person);
  await pages(look, person, [
    memo.application('submitted'),
    `/applications/${memo.id}`,
    memo.application('content'),
    `/applications/${memo.id}/actions/withdraw`,
    '/tracking',
    `/record/education?application=${memo.id}`,
  ]);
  const later = await siteAt(t, 'certified');
  const holder = await t.person(later.site);
  await holder.logIn('applicant');
  await pages(looker(t, holder), holder, [
    '/',
    '/tracking',
    `/applications/${memo.id}`,
    '/certificates',
    `/certificates/${encodeURIComponent(later.memo.certificate)}`,
  ]);
}

async function authorities(t) {
  const unit = await at(t, 'submitted', 'unit');
  await pages(unit.look, unit.person, ['/', '/reviews', '/reviews?tab=handled', `/reviews/${unit.memo.id}`]);
  await unit.look('a decision that was not made', async () => {
    await unit.person.open(`/reviews/${unit.memo.id}`);
    await unit.person.leads(unit.person.button('提交审核结论'));
  });
  await unit.look('after a decision', async () => {
    await unit.person.open(`/reviews/${unit.memo.id}`);
    await unit.person.ticks(unit.person.page.getByRole('radio', { name: /报送/ }));
    await unit.person.leads(unit.person.button('提交审核结论'));
  });

  const office = await at(t, 'voting', 'office');
  await pages(office.look, office.person, [`/reviews/${office.memo.id}`]);
  await office.look('votes that do not add up', async () => {
    await office.person.ticks(office.person.page.getByRole('radio', { name: /^录入表决结果/ }));
    await office.person.fill('评委总人数', '9');
    await office.person.leads(office.person.button('提交审核结论'));
  });
  await office.look('the last look at a refusal', async () => {
    await office.person.open(`/reviews/${office.memo.id}`);
    await office.person.ticks(office.person.page.getByRole('radio', { name: /^不予受理/ }));
    await office.person.fill('审核意见', '不属于本评委会的受理范围。');
    await office.person.leads(office.person.button('提交审核结论'));
  });

  const hrss = await at(t, 'voted', 'hrss');
  await pages(hrss.look, hrss.person, ['/reviews', `/reviews/${hrss.memo.id}`]);
  await hrss.look('the last look at a certificate', async () => {
    await hrss.person.leads(hrss.person.button('核对证书内容'));
  });
}

async function at(t, stage, account) {
  const { site, memo } = await siteAt(t, stage);
  const person = await t.person(site);
  await person.logIn(account);
  return { memo, person, look: looker(t, person) };
}

/** The demo's third applicant, whose record has an entry in every section: the sections, and the review begun with them. */
async function whole(t) {
  const site = await t.site();
  const person = await t.person(site);
  await person.logIn('applicant3');
  await person.open('/tracking');
  const id = /applications\/([^/]+)/.exec(await person.main().getByRole('link', { name: /^修改：/ }).getAttribute('href'))[1];
  const sections = Object.keys((await sample(t.house)).entries);
  return { person, id, sections, look: looker(t, person) };
}

async function lists(t) {
  const { person, id, sections, look } = await whole(t);
  await pages(look, person, [
    '/record',
    '/applications/new/review',
    `/applications/${id}/record`,
    `/applications/${id}/person-type`,
    `/applications/${id}/selection/publication`,
    ...sections.map((section) => `/record/${section}?application=${id}`),
  ]);
}

async function record(t) {
  const { person, id, sections, look } = await whole(t);
  await pages(look, person, [
    ...['details', 'preview', 'submit', 'files'].map((step) => `/applications/${id}/${step}`),
    ...[...sections, 'outside_title'].map((section) => `/record/${section}/new?application=${id}`),
  ]);
}

async function larger(t) {
  const { site, memo } = await siteAt(t, 'filled');
  const person = await t.person(site);
  await person.logIn('applicant');
  await person.follows('大字版');
  const look = looker(t, person);
  await pages(look, person, ['/', '/services', `/record/basic?application=${memo.id}`, memo.application('record')]);
}
