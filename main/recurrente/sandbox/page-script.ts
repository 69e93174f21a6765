/** The pages' own script, served as a file: draws the live view and sends taps. Plain browser JavaScript. */
export const PAGE_SCRIPT = String.raw`
const byId = (id) => document.getElementById(id);
const isOverview = document.body.dataset.page === 'overview';
const terminalId = isOverview ? undefined : decodeURIComponent(location.pathname.split('/')[2]);
let view;

// ---- drawing: texts go in as text, never as markup ----
function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
const ICONS = {
  waves: ['M5 8a6 6 0 0 1 0 8', 'M8.5 6a10 10 0 0 1 0 12', 'M12 4a14 14 0 0 1 0 16', 'M15.5 2a18 18 0 0 1 0 20'],
  turning: ['M21 12a9 9 0 1 1-6.2-8.56'],
  check: ['M4 12.5l5.2 5.2L20 7'],
  cross: ['M6 6l12 12', 'M18 6L6 18'],
  power: ['M12 3v8', 'M6.3 6.3a8 8 0 1 0 11.4 0'],
};
function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of ICONS[name]) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}
const amount = (text) => make('div', text.length > 11 ? 'amount long' : 'amount', text);
const months = (count) => make('span', 'chip', count === 1 ? '1 cuota' : count + ' cuotas');

function faceOf(terminal) {
  const { screen, charge } = terminal;
  switch (screen) {
    case 'off':
      return [make('p', '', 'Apagada')];
    case 'charge':
      return [amount(charge.amount), charge.installments ? months(charge.installments) : '', icon('waves'), make('p', '', terminal.network ? 'Acerque, inserte o deslice la tarjeta' : 'Sin red: no puede autorizar')];
    case 'processing':
      return [amount(charge.amount), icon('turning'), make('h2', '', 'Procesando\u2026'), make('p', '', 'No retire la tarjeta')];
    case 'approved':
      return [icon('check'), make('h2', '', 'Aprobado'), amount(charge.total), charge.tip ? make('span', 'chip', 'Incluye propina de ' + charge.tip) : '', make('p', '', 'Autorización ' + charge.authCode)];
    case 'declined':
      return [icon('cross'), make('h2', '', 'Rechazado'), make('p', '', charge.reason), amount(charge.amount)];
    case 'cancelled':
      return [icon('cross'), make('h2', '', 'Cancelado'), make('p', '', 'El cajero canceló en la terminal')];
    case 'left':
      return [icon('cross'), make('h2', '', 'Sin pago'), make('p', '', 'El cliente se fue')];
    default:
      if (!terminal.standby) return [make('h2', '', 'En uso manual'), make('p', '', 'Fuera del modo espera')];
      return [icon('waves'), make('h2', '', 'Listo para cobrar'), make('p', '', terminal.network ? 'Esperando un cobro' : 'Esperando la red')];
  }
}
function fillScreen(element, terminal) {
  const bar = make('div', 'bar');
  bar.append(make('span', '', terminal.name), terminal.network ? make('span', '', 'En línea') : make('span', 'lost', 'Sin red'));
  const face = make('div', 'face');
  face.append(...faceOf(terminal));
  element.className = 'screen ' + terminal.screen;
  element.replaceChildren(bar, face);
}
const canPay = (terminal) => ['charge', 'processing'].includes(terminal.screen) && terminal.network && !terminal.decided;

function drawOverview() {
  byId('shelf').replaceChildren(...view.terminals.map(drawSmall));
  byId('log').replaceChildren(
    ...view.recent.map(({ at, text }) => {
      const item = make('li');
      const time = make('time', '', new Date(at).toLocaleTimeString('es-GT'));
      time.dateTime = at;
      item.append(time, make('span', '', text));
      return item;
    }),
  );
  if (view.recent.length === 0) byId('log').append(make('li', '', 'Todavía nada. Mande un cobro desde su ERP o con curl.'));
  setSwitch('cut', !view.network);
  setSwitch('slow', view.slow);
  setSwitch('key', view.keyRevoked);
}
function drawSmall(terminal) {
  const article = make('article');
  const link = make('a', '', 'Abrir ' + terminal.name);
  link.href = '/terminal/' + encodeURIComponent(terminal.id);
  const mark = make('p', 'mark');
  mark.append(link);
  const device = make('div', 'device');
  const screen = make('div');
  fillScreen(screen, terminal);
  device.append(screen, mark);
  const quick = make('div', 'quick');
  for (const [act, text, className] of [['approve', 'Aprobar', ''], ['decline', 'Rechazar', 'no']]) {
    const button = make('button', className, text);
    button.dataset.act = act;
    button.dataset.terminal = terminal.id;
    button.disabled = !canPay(terminal);
    button.setAttribute('aria-label', text + ' en ' + terminal.name);
    quick.append(button);
  }
  article.append(device, quick);
  if (terminal.waiting > 0) article.append(make('p', 'note', waitingText(terminal.waiting)));
  return article;
}
const waitingText = (count) => (count === 1 ? 'Un cobro espera a esta terminal.' : count + ' cobros esperan a esta terminal.');

function drawTerminal() {
  const terminal = view.terminals.find(({ id }) => id === terminalId);
  if (!terminal) return;
  document.title = terminal.name + ' · terminal simulada';
  byId('name').textContent = terminal.name;
  byId('mark').textContent = terminal.id;
  // Read aloud only when it says something else.
  const key = JSON.stringify([terminal.name, terminal.screen, terminal.network, terminal.standby, terminal.charge]);
  if (byId('screen').dataset.key !== key) {
    fillScreen(byId('screen'), terminal);
    byId('screen').dataset.key = key;
  }
  drawReceipt(terminal);
  for (const button of document.querySelectorAll('button[data-act]')) button.disabled = !canPay(terminal);
  for (const act of ['cancel', 'walk_away'])
    document.querySelector('[data-act=' + act + ']').disabled = terminal.screen !== 'charge';
  byId('late').hidden = !terminal.last?.reason || terminal.last.paid;
  byId('late').disabled = false;
  byId('hint').textContent = ['charge', 'processing'].includes(terminal.screen)
    ? 'Cobro ' + terminal.charge.externalId
    : terminal.waiting > 0 ? waitingText(terminal.waiting)
    : 'Los botones sirven cuando hay un cobro en pantalla.';
  byId('hint').className = 'note';
  setSwitch('power', terminal.power);
  setSwitch('network', terminal.network);
  setSwitch('standby', terminal.standby);
  setSwitch('auto_customer', terminal.autoCustomer);
}
function drawReceipt(terminal) {
  const receipt = byId('receipt');
  const out = terminal.screen === 'approved';
  receipt.classList.toggle('out', out);
  if (!out) return;
  const { charge } = terminal;
  receipt.replaceChildren(
    make('b', '', 'TIENDA DE PRUEBA'), make('div', '', charge.externalId), make('div', '', charge.card),
    make('div', '', 'Aut. ' + charge.authCode), make('b', '', charge.total),
  );
}
function setSwitch(name, on) {
  document.querySelector('[data-switch=' + name + ']').checked = on;
}

// ---- taps ----
async function send(path, body) {
  try {
    const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (answer.ok) return;
    const { error } = await answer.json();
    complain(error);
  } catch {
    complain('La simulación no contesta.');
  }
  draw();
}
function complain(text) {
  const hint = byId('hint');
  if (!hint) return;
  hint.textContent = 'No se pudo: ' + text;
  hint.className = 'note bad';
}
document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (!button) return;
  const { act } = button.dataset;
  const bodies = { tip: () => ({ percent: Number(byId('tip').value) }), decline: () => (isOverview ? {} : { reason: byId('reason').value }) };
  void send('/sandbox/terminals/' + encodeURIComponent(button.dataset.terminal ?? terminalId) + '/' + act, bodies[act]?.() ?? {});
});
document.addEventListener('change', (event) => {
  const { switch: name } = event.target.dataset;
  const on = event.target.checked;
  if (name === 'cut') void send('/sandbox/faults', { do: 'network', state: on ? 'reset' : 'up' });
  else if (name === 'slow')
    void send('/sandbox/faults', on ? { do: 'often', route: '*', fault: { kind: 'slow', ms: 4000 }, probability: 1 } : { do: 'clear' });
  else if (name === 'key') void send('/sandbox/key', { state: on ? 'revoked' : 'restored' });
  else if (name) void send('/sandbox/terminals/' + encodeURIComponent(terminalId) + '/' + name, { on });
});

// ---- the live view ----
function draw() {
  if (!view) return;
  // Redrawing must not take the keyboard's place away.
  const active = document.activeElement;
  const held = active?.dataset;
  const heldLink = active?.closest('#shelf a')?.getAttribute('href');
  if (isOverview) drawOverview();
  else drawTerminal();
  if (held?.terminal) document.querySelector('[data-terminal="' + CSS.escape(held.terminal) + '"][data-act=' + held.act + ']')?.focus();
  if (heldLink) document.querySelector('#shelf a[href="' + CSS.escape(heldLink) + '"]')?.focus();
}
const events = new EventSource('/sandbox/events');
events.addEventListener('view', (event) => {
  view = JSON.parse(event.data);
  byId('lost').hidden = true;
  draw();
});
events.onerror = () => {
  byId('lost').textContent = 'La simulación no contesta. Esta página se reconecta por sí sola.';
  byId('lost').hidden = false;
};
`;
