// Attachments: the bar while a file is on its way, the way to stop it, and the same words with and without scripts.

import assert from 'node:assert/strict';
import { inspect } from '../lib/inspect.mjs';

const MEGA = 1024 * 1024;

export const cases = [
  { name: 'a file on its way, with JavaScript', weight: 3, run: onItsWay },
  { name: 'the same is left and said with and without JavaScript', weight: 3, run: alike },
  { name: 'a demo document opens in the browser', weight: 1, run: opens },
];

/** Somebody on the page of attachments of an entry that has none. */
async function arrived(t, site, options) {
  const person = await t.person(site, options);
  await person.logIn('applicant2');
  await person.open('/record/work');
  await person.leads(person.link('第 1 条的附件：上传'));
  await person.heading('上传附件').waitFor();
  return person;
}

const chooser = (person) => person.page.getByLabel('选择文件', { exact: false });
const status = (person) => person.page.locator('.upload [role=status]');
const rows = (person) => person.main().getByRole('table').getByRole('row');

async function chooses(person, ...files) {
  await chooser(person).setInputFiles(files.map(([name, buffer]) => ({ name, mimeType: 'application/octet-stream', buffer })));
}

async function onItsWay(t) {
  const site = await t.site();
  const person = await arrived(t, site, {});
  const large = ['扫描件.pdf', pdf(3, 2 * MEGA)];
  const network = await person.context.newCDPSession(person.page);
  const upload = (bytes) =>
    network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytes,
    });
  await network.send('Network.enable');

  await t.step('nothing chosen is said by the page', async () => {
    await person.leads(person.button('上传'));
    await person.page.locator('#file-error').getByText('请先选择文件').waitFor();
    await inspect(person);
  });

  await t.step('the bar moves, and what it says is heard in steps', async () => {
    await upload(256 * 1024);
    await chooses(person, large);
    await person.button('上传').click();
    const bar = person.page.getByRole('progressbar', { name: '上传进度' });
    await bar.waitFor();
    const seen = new Set();
    await until(async () => {
      seen.add(await bar.evaluate((element) => element.value));
      return seen.size > 3;
    });
    assert.match(await status(person).innerText(), /^正在上传，已传 \d?0%$/);
    assert.ok(await person.button('上传').isDisabled());
    assert.equal(await person.page.evaluate(() => document.activeElement.textContent), '取消上传');
    await inspect(person);
  });

  await t.step('stopped, nothing is left and it can be sent again', async () => {
    await person.button('取消上传').click();
    await status(person).getByText('已取消，这次没有上传').waitFor();
    assert.equal(await person.page.evaluate(() => document.activeElement.textContent), '上传');
    assert.ok(!(await site.state()).includes('扫描件.pdf'));
    await upload(-1);
    await person.button('上传').click();
    await person.sees('附件已上传，列在下面。');
    await person.sees('PDF，2.1 MB，3 页');
    assert.match(person.page.url(), /\/files\?done=attached$/);
    await inspect(person);
  });

  await t.step('a refusal has the words of the page, and the focus', async () => {
    await chooses(person, ['病毒.pdf', Buffer.from('MZ not a document')], ['证书.pdf', pdf(1)]);
    await person.button('上传').click();
    await person.sees('已上传 1 个，另有 1 个没有上传');
    await person.page.locator('#file-error').getByText('“病毒.pdf”是别的文件，只能上传 PDF、JPG、PNG 文件').waitFor();
    assert.equal(await person.page.evaluate(() => document.activeElement.id), 'error-summary');
    assert.match(await person.page.title(), /^错误：/);
    assert.equal(await rows(person).count(), 3, 'a heading and two files');
    await inspect(person);
  });

  await t.step('without a network it says so and keeps the choice', async () => {
    await chooses(person, ['再来.pdf', pdf(2)]);
    await person.page.route('**/files', (route) => route.abort());
    person.expects(/ERR_FAILED/);
    await person.button('上传').click();
    await status(person).getByText('网络中断，这次没有上传').waitFor();
    await person.page.unroute('**/files');
    await person.button('上传').click();
    await person.sees('附件已上传，列在下面。');
    assert.equal(await rows(person).count(), 4);
    await site.check();
  });

  await t.step('a session that has ended leads to the log-in', async () => {
    await chooses(person, ['太晚.pdf', pdf(4)]);
    await person.context.clearCookies();
    await person.button('上传').click();
    await person.heading('登录').first().waitFor();
    assert.ok(person.page.url().includes('/login'), person.page.url());
  });
}

async function alike(t) {
  const left = [];
  for (const js of [true, false]) {
    await t.step(js ? 'with JavaScript' : 'without JavaScript', async () => {
      const site = await t.site();
      const person = await arrived(t, site, { js });
      // The console calls a page that says no a failure.
      person.expects(/status of 422/);
      const sends = async (words) => {
        if (js) await person.button('上传').click();
        else await person.leads(person.button('上传'));
        await person.sees(words);
      };
      await chooses(person, ['毕业证书.pdf', pdf(2)], ['太大.pdf', pdf(1, 11 * MEGA)], ['空.png', Buffer.alloc(0)]);
      await sends('已上传 1 个，另有 2 个没有上传');
      const said = await person.page.locator('#error-summary').innerText();
      await chooses(person, ['学位证书.pdf', pdf(1)]);
      await sends('附件已上传，列在下面。');
      await person.leads(person.button('删除附件“学位证书.pdf”'));
      await person.leads(person.button('撤销删除'));
      await person.sees('已恢复，附件和删除前一样。');
      await site.check();
      left.push({ said, state: await site.state() });
    });
  }
  await t.step('there is no difference', () => assert.deepEqual(left[0], left[1]));
}

async function opens(t) {
  const site = await t.site();
  const person = await t.person(site, {});
  await t.step('as what it is, for its owner', async () => {
    await person.logIn('applicant2');
    await person.open('/record/education');
    await person.leads(person.link('第 1 条的附件：1 个'));
    const { status: code, type, body } = await person.fetches('查看附件“毕业证书.pdf”');
    assert.deepEqual([code, type], [200, 'application/pdf']);
    assert.equal(body.subarray(0, 5).toString(), '%PDF-');
    await inspect(person);
  });
  await t.step('and for those who review, beside the page', async () => {
    const unit = await t.person(site, {});
    await unit.logIn('unit');
    await unit.leads(unit.page.getByRole('link', { name: /^审核：/ }).first());
    const link = unit.main().getByRole('link', { name: /^毕业证书\.pdf/ });
    assert.equal(await link.getAttribute('target'), '_blank');
    const answer = await unit.context.request.get(await link.getAttribute('href'));
    assert.equal(answer.status(), 200);
    await inspect(unit);
  });
}

/** A PDF of blank pages, with so many bytes of nothing. */
function pdf(pages, bytes = 0) {
  const kids = Array.from({ length: pages }, (_, page) => `${page + 3} 0 R`).join(' ');
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`];
  for (let page = 0; page < pages; page += 1) objects.push('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>');
  let text = `%PDF-1.4\n% ${'x'.repeat(bytes)}\n`;
  const places = objects.map((object, nth) => {
    const place = text.length;
    text += `${nth + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

async function until(found) {
  for (let turn = 0; turn < 200; turn += 1) {
    if (await found()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come');
}
