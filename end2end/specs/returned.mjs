// Sent back and mended, then taken back by its own applicant: who, when and why is said to
// both sides, and nothing has to be typed again.

import assert from 'node:assert/strict';
import { inspect } from '../lib/inspect.mjs';
import { siteAt } from '../lib/journey.mjs';
import { NAME } from '../lib/walk.mjs';

const REASON = '毕业院校的名称与毕业证书不一致，请核对。';

export const cases = [
  { name: 'by the unit, with JavaScript', weight: 3, run: (t) => returned(t, {}) },
  { name: 'by the unit, without JavaScript', weight: 3, run: (t) => returned(t, { js: false }) },
];

async function returned(t, options) {
  const { site, memo } = await siteAt(t, 'submitted');
  const unit = await t.person(site, options);
  const person = await t.person(site, options);
  const looks = async () => {
    if (person.js) await inspect(person);
  };

  await t.step('a return without a reason is refused', async () => {
    await unit.logIn('unit');
    await unit.follows(`审核：${NAME} ${memo.number}`);
    await unit.ticks(unit.page.getByRole('radio', { name: /^退回修改/ }));
    await unit.leads(unit.button('提交审核结论'));
    await unit.page.locator('#reason-error').getByText(/退回/).waitFor();
  });

  await t.step('with one it goes back', async () => {
    await unit.fill('审核意见', REASON);
    await unit.leads(unit.button('提交审核结论'));
    await unit.sees('申报人会看到退回原因，修改后重新提交。');
  });

  await t.step('the applicant sees who, when and why', async () => {
    await person.logIn('applicant');
    await person.sees('已退回，按退回意见修改后重新提交。');
    await looks();
    await person.follows('业务办理查询', person.page.getByRole('navigation', { name: '主导航' }));
    await person.sees('已退回', person.main().getByRole('table'));
    await looks();
    await person.leads(person.page.getByRole('link', { name: /^修改：/ }));
    const said = person.page.getByRole('region', { name: '申请已退回，请按意见修改后重新提交' });
    await said.getByText(REASON).waitFor();
    await said.getByText('中山市机电技术研究院（测试）').waitFor();
    await said.getByText(new RegExp(memo.today)).first().waitFor();
    await looks();
  });

  await t.step('mends it and submits again, under the same number', async () => {
    await person.follows('学历教育信息', person.main().getByRole('table').first());
    await person.follows('修改第 1 条');
    await person.fill('毕业院校', '示例职业技术大学（测试）');
    await person.leads(person.button('保存'));
    await person.sees('已保存。');
    await person.open(memo.application('submit'));
    await looks();
    await person.leads(person.button('提交审核'));
    await person.heading('申请已提交').waitFor();
    await person.sees(memo.number, person.main());
  });

  await t.step('the unit sees that it has come again, and why it went back', async () => {
    await unit.open('/reviews');
    await unit.sees('考核认定，修改后重报', unit.main().getByRole('row', { name: new RegExp(NAME) }));
    await unit.follows(`审核：${NAME} ${memo.number}`);
    await unit.sees(REASON);
    await unit.sees('示例职业技术大学（测试）');
  });

  await t.step('the applicant takes it back before the unit decides', async () => {
    await person.open(`/applications/${memo.id}`);
    await person.follows('撤回申请');
    await person.heading('撤回这件申请？').waitFor();
    await person.leads(person.button('撤回申请', person.main()));
    await person.sees('申请已撤回。');
    await looks();
    const events = (await site.state()).split('\n').filter((line) => line.includes('    event '));
    const kinds = events.map((line) => / event (\w+) /.exec(line)[1]);
    // The demo's own application has been submitted once.
    assert.deepEqual(kinds, ['submit', 'return', 'submit', 'withdraw', 'submit']);
  });

  await t.step('a decision of the unit then comes too late', async () => {
    await unit.ticks(unit.page.getByRole('radio', { name: /报送/ }));
    await unit.leads(unit.button('提交审核结论'));
    await unit.page.getByRole('button', { name: '提交审核结论' }).waitFor({ state: 'detached' });
    assert.ok(!(await site.state()).includes('event accept'));
    await site.check();
  });
}
