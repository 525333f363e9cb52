// Starts the islands of a page. Loaded only by pages that have one, as a module, so that old browsers pass it by.
//
// Where the client lies is written at the script's own element, because file names carry hashes. An island is
// exported under the name in its `data-component`; one that is missing is an error of the build, said aloud.

const { glue, wasm } = document.querySelector('script[data-glue][data-wasm]').dataset;

import(glue)
  .then((client) => client.default({ module_or_path: wasm }).then(() => client))
  .then((client) => {
    client.hydrate();
    for (const island of document.querySelectorAll('leptos-island')) {
      const start = client[island.dataset.component];
      if (start) start(island);
      else console.error(`start.js: the client does not export ${island.dataset.component}`);
    }
  });
