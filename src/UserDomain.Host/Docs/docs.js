'use strict';

// The session of whoever signed in. It is kept here and nowhere else: it ends for this page when the page is left.
let token = null;
let pending = null;

const part = id => document.getElementById(id);

function show(shown, message) {
  for (const id of ['sign-in', 'second-factor', 'signed-in']) part(id).hidden = id !== shown;
  part('message').hidden = !message;
  part('message').textContent = message ?? '';
}

async function call(name, payload, headers) {
  const response = await fetch(`/AP/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(payload),
    credentials: 'omit',
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { errormsg: text || `HTTP ${response.status}` };
  }
}

function accept(answer, name) {
  if (answer.Pending2FaToken) {
    pending = { token: answer.Pending2FaToken, name };
    show('second-factor');
    part('code').focus();
  } else if (answer.SessionToken) {
    [token, pending] = [answer.SessionToken, null];
    part('who').textContent = answer.User?.UserName ?? name;
    show('signed-in', answer.EnforceEnable2FA ? 'A second factor must be set up first: EnableGoogle2FA, then Authenticate2FA.' : null);
  } else {
    show(pending ? 'second-factor' : 'sign-in', [answer.errormsg, answer.detail].filter(Boolean).join(': ') || 'Not signed in');
  }
}

// One at a time, and what is wrong with the way to the host is told as well.
function when(id, act) {
  part(id).addEventListener('submit', async event => {
    event.preventDefault();
    const button = event.target.querySelector('button');
    if (button.disabled) return;
    button.disabled = true;
    try {
      await act();
    } catch (wrong) {
      show(id, wrong.message);
    } finally {
      button.disabled = false;
    }
  });
}

when('sign-in', async () => {
  const name = part('user-name').value;
  const answer = await call('AuthenticateUser', { UserName: name, Password: part('password').value });
  part('password').value = '';
  accept(answer, name);
});

when('second-factor', async () => {
  const code = part('code').value.replaceAll(' ', '');
  part('code').value = '';
  accept(await call('Authenticate2FA', { Code: code }, { Pending2FaToken: pending.token }), pending.name);
});

part('give-up').addEventListener('click', () => {
  pending = null;
  show('sign-in');
});

part('sign-out').addEventListener('click', async () => {
  const ended = token;
  token = null;
  show('sign-in');
  await call('LogOut', {}, { APToken: ended }).catch(() => { /* the session ends by itself in an hour */ });
});

// Who was named by "Authorize" goes before who signed in above.
const ways = ['aptoken', 'apikey', 'x-api-key', 'authorization'];

function withToken(request) {
  const isCall = ['/AP/', '/v2/'].some(path => new URL(request.url, location).pathname.startsWith(path));
  if (token && isCall && !Object.keys(request.headers).some(name => ways.includes(name.toLowerCase()))) request.headers.APToken = token;

  return request;
}

// What holds for every call is there to be opened, and not in the way of the calls.
function fold() {
  const text = document.querySelector('#calls .info .markdown, #calls .info .renderedMarkdown');
  if (!text || text.querySelector('details')) return;
  const [rest, title] = [document.createElement('details'), document.createElement('summary')];
  title.textContent = 'How to call, what is answered, and who may';
  rest.append(title, ...[...text.children].slice(1));
  text.append(rest);
}

window.ui = SwaggerUIBundle({
  url: '/openapi/v1.json',
  dom_id: '#calls',
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 2,
  displayRequestDuration: true,
  filter: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  persistAuthorization: false,
  requestInterceptor: withToken,
  onComplete: fold,
});
