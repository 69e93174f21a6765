import { DECLINE_REASONS } from './customers.ts';

/** The pages are frames; `page-script.ts` fills them from the live view. */
const frame = (title: string, body: string): string => `<!doctype html>
<html lang="es-GT">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sandbox/assets/style.css">
<script type="module" src="/sandbox/assets/page.js"></script>
${body}
</html>
`;

const toggle = (name: string, text: string, hint: string, danger = false): string =>
  `<label><span>${text}<small>${hint}</small></span><input type="checkbox" role="switch" data-switch="${name}"${danger ? ' class="danger"' : ''}></label>`;

export const OVERVIEW_PAGE = frame(
  'Terminales simuladas',
  `<body data-page="overview">
<header><h1>Terminales simuladas</h1><p>Un Recurrente de práctica dentro de esta computadora: nada de esto llega a un banco.</p></header>
<p class="banner" id="lost" role="alert" hidden></p>
<main>
<div class="shelf" id="shelf"></div>
<div class="two">
<section aria-labelledby="t-faults"><h2 class="title" id="t-faults">Qué puede fallar</h2>
<div class="switches">
${toggle('cut', 'Cortar la red', 'Puente deja de ver a Recurrente', true)}
${toggle('slow', 'Respuestas lentas', 'Cada respuesta tarda 4 segundos más', true)}
${toggle('key', 'Llave revocada', 'Recurrente ya no acepta la llave secreta', true)}
</div>
<p class="note">Para programarlo: <a href="/sandbox">llamadas de control</a>, <a href="/sandbox/state">estado</a> y <a href="/sandbox/log">bitácora completa</a>.</p>
</section>
<section aria-labelledby="t-log"><h2 class="title" id="t-log">Lo último que pasó</h2><ol class="log" id="log"></ol></section>
</div>
</main>
</body>`,
);

export const TERMINAL_PAGE = frame(
  'Terminal simulada',
  `<body data-page="terminal">
<header><h1 id="name">Terminal</h1><p>Terminal de práctica: ninguna tarjeta se cobra.</p><a href="/">Todas las terminales</a></header>
<p class="banner" id="lost" role="alert" hidden></p>
<main class="bench">
<div class="device">
<div class="slot" aria-hidden="true"><div class="receipt" id="receipt"></div></div>
<div class="screen" id="screen" role="status" aria-live="polite"></div>
<p class="mark" id="mark"></p>
</div>
<div class="panel">
<section aria-labelledby="t-customer"><h2 class="title" id="t-customer">El cliente</h2>
<button class="main" data-act="approve">Aprobar</button>
<div class="row"><select id="tip" aria-label="Propina"><option value="5">Propina 5 %</option><option value="10" selected>Propina 10 %</option><option value="15">Propina 15 %</option></select><button data-act="tip">Aprobar con propina</button></div>
<div class="row"><select id="reason" aria-label="Motivo del rechazo">${DECLINE_REASONS.map((reason) => `<option>${reason}</option>`).join('')}</select><button class="no" data-act="decline">Rechazar</button></div>
<div class="row"><button data-act="cancel">Cancelar</button><button data-act="walk_away">Cliente se va</button></div>
<button data-act="late_approve" id="late" hidden>El banco aprueba tarde el rechazado</button>
<p class="note" id="hint"></p>
</section>
<section aria-labelledby="t-terminal"><h2 class="title" id="t-terminal">La terminal</h2>
<div class="switches">
${toggle('power', 'Encendida', 'Apagada no toma cobros')}
${toggle('network', 'Con red', 'Sin red no toma cobros ni autoriza')}
${toggle('standby', 'Modo espera', 'Fuera de él, alguien la usa a mano')}
${toggle('auto_customer', 'Cliente automático', 'Paga, a veces con propina, y a veces no')}
</div>
</section>
</div>
</main>
</body>`,
);
