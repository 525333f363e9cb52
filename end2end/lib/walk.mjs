// The whole journey, from logging in to a certificate that a stranger verifies, as named
// steps. Each is walked alike with scripts and without, with the mouse and without; what
// differs is the person. All people and numbers are examples.

import { escaped } from './person.mjs';

export const NAME = '李𬀩';
const UNIT = '中山市机电技术研究院（测试）';
const DEPARTMENT = '中山市工业和信息化局（测试）';
const COMMITTEE = '中山市机电、广播电视工程技术工程师资格评审委员会';

/** A number of the right form that nobody has: region 440099 does not exist. */
export const DOCUMENT = document('440099', '19850307', '002');

export const BASIC = {
  choose: {
    证件类型: '居民身份证（户口簿）',
    性别: '女',
    民族: '汉族',
    政治面貌: '群众',
    文化程度: '大学专科',
    户口性质: '非农业户口（城镇）',
  },
  fill: {
    证件号码: DOCUMENT,
    姓名: NAME,
    出生日期: '1985/3/7',
    户籍地址: '中山市东区街道示例路 2 号',
    出生地: '广东省江门市',
    籍贯: '广东省江门市',
    工作单位: UNIT,
    参加工作时间: '20070702',
    移动电话: '15400000003',
    邮政编码: '528400',
    电子邮箱: 'applicant@example.com',
    通信地址: '中山市东区街道示例路 2 号',
  },
};

export const EDUCATION = {
  choose: { 办学形式: '全日制', 学历: '大学专科', 学位: '无学位' },
  fill: {
    开始日期: '2004-09-01',
    结束日期: '2007-06-30',
    毕业院校: '示例职业技术学院（测试）',
    专业: '计算机辅助设计与制造',
    '学制（年）': '3',
    学历证书编号: 'CS200706300029',
  },
};

const WORK = {
  choose: { 是否兼职: '否' },
  fill: {
    开始日期: '2007-07-02',
    结束日期: '至今',
    单位: UNIT,
    从事专业技术工作: '机械设计',
    '部门、职务': '设备室 设计员',
    证明人: '梁证明',
    主要工作内容: '承担工装夹具和上下料机构的设计，\n编写技术文件，参加装配和调试。',
  },
};

const ACHIEVEMENT = {
  choose: { 类型: '独立完成' },
  fill: {
    开始日期: '2016-10-01',
    结束日期: '2016-11-01',
    本人角色: '主持',
    承担专业技术工作项目: '灯饰压铸件去毛刺专机',
    完成情况: '完成样机，通过验收',
    证明人: '梁证明',
    效果及评价: '合格率由 91% 提高到 98%。',
  },
};

/** Fills in what a form has of these; picks are made by the caller. */
export async function fillIn(person, { choose, fill }) {
  for (const [label, option] of Object.entries(choose)) await person.choose(label, option);
  for (const [label, text] of Object.entries(fill)) await person.fill(label, text);
}

/** The applicant begins an application; leaves them on its first step. */
export async function begin(person, business = '考核认定') {
  await person.logIn('applicant');
  await person.leads(person.page.getByRole('link', { name: new RegExp(`^业务申请 ?：${business}$`) }));
  await person.leads(person.button('开始申报'));
  await person.heading('个人信息一览表').waitFor();
}

export async function basic(person) {
  await person.follows('基本信息', person.main().getByRole('table'));
  await person.choose('证件类型', BASIC.choose.证件类型);
  await person.picks('户口所在地', { '地区名称、编码或拼音首字母': '442000002' }, '中山市东区街道');
  await person.picks('人事管理单位', { 单位名称: '机电技术' }, UNIT);
  if ((await person.reads('主管单位')) !== DEPARTMENT) throw new Error('主管单位 did not follow from 人事管理单位');
  await fillIn(person, BASIC);
  await person.leads(person.button('保存并返回一览表'));
  await person.heading('个人信息一览表').waitFor();
}

/** One entry of a section that is a list, from its empty list and back to the overview. */
async function entry(person, section, values, title) {
  await person.follows(section, person.main().getByRole('table'));
  await person.leads(person.main().getByRole('link', { name: /^新增一条/ }));
  await fillIn(person, values);
  await person.leads(person.button('保存'));
  await person.sees('已保存。');
  await person.sees(title, person.main().getByRole('table'));
  await person.follows('返回个人信息一览表');
  await person.heading('个人信息一览表').waitFor();
}

export function education(person) {
  return entry(person, '学历教育信息', EDUCATION, EDUCATION.fill.毕业院校);
}

async function photo(person) {
  await person.follows('证件照', person.main().getByRole('table'));
  await uploadPhoto(person);
}

/** From the page of the photo. */
export async function uploadPhoto(person) {
  await person.uploads('选择照片文件', 'valid_blue.jpg');
  await person.leads(person.button('上传并检查'));
  await person.sees('照片已保存。');
}

async function details(person, memo) {
  await person.open(memo.application('details'));
  await person.choose('申报专业系列', '工程技术人才');
  await person.picks('申报专业名称', { 专业名称或拼音首字母: '机械' }, '机械');
  await person.picks('申报职称名称', { 职称名称或拼音首字母: 'zl' }, '助理工程师');
  if ((await person.reads('申报职称等级')) !== '助理级') throw new Error('申报职称等级 did not follow from 申报职称名称');
  await person.picks('评审委员会', { 评审委员会名称: '机电' }, COMMITTEE);
  await person.fill('现从事专业技术工作', '机械设计');
  await person.fill('从事本专业或相近专业技术工作年限', '8');
  await person.choose(
    '对应专业的全日制最高学历',
    `2007年大学专科（${EDUCATION.fill.毕业院校}，${EDUCATION.fill.专业}）`,
  );
  await person.fill('工作期间奖惩情况', '无');
  await person.fill('个人专业技术工作小结', '2007 年参加工作以来，一直从事机械设计。\n\n能够独立完成方案、图纸和验收。');
  await person.ticks(person.page.getByRole('checkbox', { name: '本人已阅读个人承诺并确认' }));
  await person.leads(person.button('保存，下一步：生成认定申报表'));
  await person.heading('核对申报表').waitFor();
}

async function preview(person) {
  const sheet = person.main().getByRole('article');
  for (const text of [NAME, '计算机辅助设计与制造', '灯饰压铸件去毛刺专机', COMMITTEE]) await person.sees(text, sheet);
  isPdf(await person.fetches('打开 PDF，下载或打印'));
  await person.follows('下一步：提交审核');
}

async function submit(person, memo) {
  await person.sees('11 项中 11 项通过');
  await person.leads(person.button('提交审核'));
  await person.heading('申请已提交').waitFor();
  memo.number = await rowOf(person, '申请编号');
}

/** An authority accepts what waits; `route` names who has it next. */
function accepts(route) {
  return async (person, memo) => {
    await person.follows(`审核：${NAME} ${memo.number}`);
    await person.ticks(person.page.getByRole('radio', { name: new RegExp(`报送${route}$`) }));
    await person.leads(person.button('提交审核结论'));
    await person.sees(`已报送${route}。`);
  };
}

async function vote(person, memo) {
  await person.follows(`审核：${NAME} ${memo.number}`);
  await person.ticks(person.page.getByRole('radio', { name: /^录入表决结果/ }));
  const tally = { 评委总人数: '9', 出席人数: '7', 赞成票: '6', 反对票: '1', 弃权票: '0', 表决日期: memo.today };
  for (const [label, text] of Object.entries(tally)) await person.fill(label, text);
  await person.leads(person.button('提交审核结论'));
  await person.leads(person.button('确认评审通过'));
  await person.sees('已报人社部门审核确认。');
}

async function confirm(person, memo) {
  await person.follows(`审核：${NAME} ${memo.number}`);
  await person.leads(person.button('核对证书内容'));
  await person.leads(person.button('确认无误，核发证书'));
  const said = await person.page.getByRole('status').filter({ hasText: '证书已核发' }).innerText();
  memo.certificate = /编号 (\S+?)。/.exec(said)?.[1];
  if (!memo.certificate) throw new Error(`no number in: ${said}`);
}

async function certificate(person, memo) {
  await person.open('/certificates');
  await person.follows(`查看：助理工程师 ${memo.certificate}`);
  const sheet = person.page.getByRole('article', { name: `职称证书 ${memo.certificate}` });
  for (const text of [NAME, '助理工程师', '机械']) await sheet.getByText(text, { exact: true }).waitFor();
  isPdf(await person.fetches(`下载电子证书 ${memo.certificate}（PDF）`));
  await person.follows('业务办理查询', person.page.getByRole('navigation', { name: '主导航' }));
  await person.sees('通过', person.main().getByRole('table'));
}

async function verify(person, memo) {
  await person.open('/verify');
  await person.fill('证书编号', memo.certificate);
  await person.fill('持证人姓名', NAME);
  await person.leads(person.button('查询'));
  await person.heading('证书有效').waitFor();
  await person.seesNot(NAME);
  await person.fill('证书编号', memo.certificate);
  await person.fill('持证人姓名', '李某某');
  await person.leads(person.button('查询'));
  await person.heading('没有查到').waitFor();
}

/** Who walks, what they do, and the name under which the database is kept afterwards. */
export const STEPS = [
  { name: 'the applicant begins an application', who: 'applicant', walk: rememberApplication(begin) },
  { name: 'fills in 基本信息, with a region and a unit', who: 'applicant', walk: basic },
  { name: 'adds an education', who: 'applicant', walk: education },
  {
    name: 'adds a job',
    who: 'applicant',
    walk: (person) => entry(person, '工作经历信息', WORK, WORK.fill.从事专业技术工作),
  },
  {
    name: 'adds an achievement',
    who: 'applicant',
    walk: (person) => entry(person, '完成专业技术工作及取得业绩成果信息', ACHIEVEMENT, ACHIEVEMENT.fill.完成情况),
  },
  { name: 'uploads a photo', who: 'applicant', walk: photo },
  { name: 'fills in the application, with four magnifiers', who: 'applicant', walk: details, keep: 'filled' },
  { name: 'looks at the sheet and its PDF', who: 'applicant', walk: preview },
  { name: 'submits', who: 'applicant', walk: submit, keep: 'submitted' },
  { name: 'the unit accepts', who: 'unit', walk: accepts('主管部门') },
  { name: 'the department accepts', who: 'department', walk: accepts('人社部门') },
  { name: 'the personnel authority accepts', who: 'hrss', walk: accepts('评委会'), keep: 'voting' },
  { name: 'the office enters the votes', who: 'office', walk: vote, keep: 'voted' },
  { name: 'the personnel authority confirms', who: 'hrss', walk: confirm },
  { name: 'the applicant looks at the certificate', who: 'applicant', walk: certificate, keep: 'certified' },
  { name: 'a stranger verifies it', who: 'stranger', walk: verify },
];

/** What the people of a journey know from each other. */
export class Memo {
  constructor() {
    this.today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
  }

  /** What is known now; later steps do not change it. */
  copy() {
    return Object.assign(new Memo(), this);
  }

  /** The address of a step of the application. */
  application(step) {
    return `/applications/${this.id}/${step}`;
  }
}

/**
 * Walks the journey as a case. `options` are those of every person. With `keep`, the database is
 * copied on the way; `keep` is given each name and copy.
 */
export async function walk(t, site, options, { steps = STEPS, keep } = {}) {
  const memo = new Memo();
  const people = {};
  for (const { name, who, walk: go, keep: as } of steps) {
    await t.step(name, async () => {
      if (!people[who]) {
        people[who] = await t.person(site, options);
        if (!['applicant', 'stranger'].includes(who)) await people[who].logIn(who);
      } else if (who !== 'applicant') {
        await people[who].open('/reviews');
      }
      await go(people[who], memo);
    });
    if (as && keep) keep(as, await site.copy(), memo.copy());
  }
  return memo;
}

function rememberApplication(go) {
  return async (person, memo) => {
    await go(person);
    memo.id = /\/applications\/([^/]+)\/record/.exec(person.page.url())[1];
  };
}

/** The cell beside a heading in a table of two columns. */
export function rowOf(person, heading) {
  const row = person.main().getByRole('row', { name: new RegExp(`^${escaped(heading)}`) });
  return row.getByRole('cell').innerText();
}

export function isPdf({ status, type, body }) {
  const head = body.subarray(0, 5).toString('latin1');
  if (status !== 200 || type !== 'application/pdf' || head !== '%PDF-') {
    throw new Error(`no PDF: ${status} ${type} ${head}`);
  }
}

/** A number of a resident identity card (GB 11643). */
export function document(region, birth, order) {
  const digits = region + birth + order;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
  return digits + '10X98765432'[sum % 11];
}
