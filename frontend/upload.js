// Sends the form of a page of attachments with a bar that shows how far it is, and a way to stop. Loaded only by pages
// with such a form. The answer is the page that the form leads to without this script, put in the place of this one: all
// that is said is said by the server.

function start(form) {
  const [file, panel] = [form.querySelector('input[type=file]'), form.querySelector('.upload')];
  const [bar, says, stop] = [panel.querySelector('progress'), panel.querySelector('[role=status]'), panel.querySelector('button')];
  const send = form.querySelector('button[type=submit]');

  form.addEventListener('submit', (event) => {
    if (!file.files.length) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    const ended = (words) => {
      says.textContent = words;
      bar.hidden = stop.hidden = true;
      send.disabled = false;
      send.focus();
    };
    request.upload.onprogress = ({ loaded, total }) => {
      const percent = total ? Math.floor((100 * loaded) / total) : 0;
      bar.value = percent;
      // Not every step is said: whoever listens would hear nothing else.
      const tens = `${says.dataset.sending} ${percent - (percent % 10)}%`;
      if (percent < 100 && says.textContent !== tens) says.textContent = tens;
    };
    request.upload.onload = () => (says.textContent = says.dataset.checking);
    // A site that has no time has nothing to say that is worth the chosen files: they stay to be sent again.
    request.onload = () => {
      if (request.status === 503) return ended(says.dataset.busy);
      return request.responseXML?.querySelector('main') ? show(request) : ended(says.dataset.failed);
    };
    request.onerror = () => ended(says.dataset.failed);
    request.onabort = () => ended(says.dataset.cancelled);
    stop.onclick = () => request.abort();
    request.open('POST', form.action);
    request.responseType = 'document';
    const body = new FormData(form);
    bar.value = 0;
    panel.hidden = bar.hidden = stop.hidden = false;
    send.disabled = true;
    stop.focus();
    request.send(body);
  });
}

// Another page may come back, such as the log-in: that one is gone to.
function show({ responseURL, responseXML }) {
  const [url, here] = [new URL(responseURL), new URL(location)];
  if (url.pathname !== here.pathname) return location.assign(url);
  history.replaceState(null, '', url);
  document.title = responseXML.title;
  document.querySelector('main').replaceWith(document.adoptNode(responseXML.querySelector('main')));
  const main = document.querySelector('main');
  (main.querySelector('.summary') || main.querySelector('[role=status]')?.closest('.banner, [role=status]') || main).focus();
  begin();
}

function begin() {
  for (const form of document.querySelectorAll('upload-form form')) start(form);
}

begin();
