import { formatMoney, type Currency } from '../../contract/money.ts';
import type { SandboxLogLine } from './log.ts';

/** A log line in plain Spanish for the page; undefined for those that only tests read. */
export function describeLine(line: SandboxLogLine): string | undefined {
  switch (line.kind) {
    case 'command_created':
      return `${line.terminal}: llegó el cobro ${line.external_id}`;
    case 'command_status':
      if (line.superseded_by !== undefined)
        return `${line.terminal}: ${line.external_id} fue reemplazado por ${line.superseded_by}`;
      return line.status === 'dispatched'
        ? `${line.terminal}: ${line.external_id} está en pantalla`
        : line.status === 'failed'
          ? `${line.terminal}: ${line.external_id} falló`
          : undefined;
    case 'payment':
      return `${line.external_id}: pagado ${formatMoney(line.amount_in_cents, line.currency as Currency)}`;
    case 'decline':
      return `${line.external_id}: rechazado por el banco`;
    case 'refund':
      return `Reembolso ${line.id}: ${REFUND_WORDS[line.status] ?? line.status}`;
    case 'fault':
      return `Falla simulada en ${line.route}: ${line.fault}`;
    case 'network':
      return line.state === 'up' ? 'La red volvió' : 'La red está cortada';
    case 'key':
      return line.state === 'revoked' ? 'La llave secreta fue revocada' : 'La llave secreta vuelve a servir';
    case 'terminal':
      return TERMINAL_WORDS[line.state] ? `${line.terminal}: ${TERMINAL_WORDS[line.state]}` : undefined;
    case 'webhook':
      return `Aviso ${line.event}: ${line.status ?? 'sin respuesta'}`;
    case 'started':
    case 'request':
    case 'answer':
    case 'command_returned':
    case 'checkout_status':
    case 'endpoint':
      return undefined;
  }
}

const REFUND_WORDS: Readonly<Record<string, string>> = {
  pending: 'en proceso',
  succeeded: 'hecho',
  failed: 'falló',
};
const TERMINAL_WORDS: Readonly<Record<string, string>> = {
  power_on: 'encendida',
  power_off: 'apagada',
  network_on: 'con red',
  network_off: 'sin red',
  standby_on: 'en modo espera',
  standby_off: 'fuera del modo espera',
  auto_customer_on: 'cliente automático',
  auto_customer_off: 'sin cliente automático',
  cancelled: 'el cajero canceló en la terminal',
  left: 'el cliente se fue',
};
