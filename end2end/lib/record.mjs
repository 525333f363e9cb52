// A whole record to fill in: that of the demo's third applicant, which stands in the product's
// own data by the keys of its fields. People know labels, so the label of each field is read
// from the page.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The record of a review: `{ entries: { section: [values] }, details: values }`. */
export async function sample(house) {
  const file = join(house.root, '..', 'server', 'backend', 'data', 'demo', 'records.json');
  const records = JSON.parse(await readFile(file, 'utf8'));
  return records.find((record) => record.business === 'review');
}

/** Fills in every field of the page's form that `values` has; what is picked elsewhere is left to the caller. */
export async function fillByKey(person, values) {
  for (const [key, value] of Object.entries(values)) {
    const label = (await person.page.locator(`label[for="${key}"]`).innerText()).replace('*', '').trim();
    const field = person.field(label);
    if ((await field.evaluate((element) => element.localName)) === 'select') {
      const option = await field.locator(`option[value="${value}"]`).innerText();
      await person.choose(label, option);
    } else {
      await person.fill(field, value);
    }
  }
}
