// What every page has to stand: axe-core on a desk and on a phone, no scrolling sideways on the
// narrowest phone, and no script where there is neither an island nor an upload.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = [1280, 390];
const NARROWEST = 360;
const SOURCE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Looks at what the person has before them; throws with everything that is wrong. */
export async function inspect(person) {
  const { page } = person;
  const wrong = [...(await scripts(person))];
  await page.evaluate(SOURCE);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const { id, help, nodes } of await page.evaluate(axe, TAGS)) {
      wrong.push(`at ${width}: ${id} (${help})\n${nodes.map((node) => `    ${node}`).join('\n')}`);
    }
  }
  await page.setViewportSize({ width: NARROWEST, height: 900 });
  const wide = await page.evaluate(sideways);
  if (wide) wrong.push(`at ${NARROWEST}: scrolls sideways, ${wide}`);
  await page.setViewportSize({ width: WIDTHS[0], height: 900 });
  if (wrong.length > 0) throw new Error(`${page.url()}\n${wrong.join('\n')}`);
}

async function axe(tags) {
  const found = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
  const places = (nodes) => nodes.map((node) => node.html.slice(0, 200));
  return found.violations.map(({ id, help, nodes }) => ({ id, help, nodes: places(nodes) }));
}

/** In the browser: what reaches beyond the window. */
function sideways() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return '';
  const all = [...document.querySelectorAll('body *')];
  const beyond = all.filter((one) => one.getBoundingClientRect().right > clientWidth + 1).slice(0, 3);
  return `${scrollWidth} wide: ${beyond.map((one) => one.outerHTML.slice(0, 120)).join(' … ')}`;
}

async function scripts({ page, answer }) {
  const wrong = [];
  const policy = (await answer.headerValue('content-security-policy')) ?? '';
  const islands = await page.locator('leptos-island, upload-form').count();
  if (islands === 0) {
    if ((await page.locator('script').count()) > 0) wrong.push('there is a script without an island');
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    wrong.push(...loaded.filter((url) => /\.(js|wasm)$/.test(url)).map((url) => `${url} is loaded without an island`));
    if (!policy.includes("script-src 'none'")) wrong.push(`the policy allows scripts: ${policy}`);
  } else if (!/script-src 'nonce-[^']+' 'strict-dynamic' 'wasm-unsafe-eval'(;|$)/.test(policy)) {
    wrong.push(`the policy of a page with an island: ${policy}`);
  }
  for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "style-src 'self'"]) {
    if (!policy.includes(part)) wrong.push(`the policy lacks ${part}: ${policy}`);
  }
  return wrong;
}
