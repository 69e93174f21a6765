import { dialog } from 'electron';
import type { Lang } from '../contract/faults.ts';
import { describeOpenCharge, type OpenWork } from './open-charges.ts';

const WORDS = {
  es: {
    queued: (count: number) => `${count} cobro${count === 1 ? '' : 's'} en fila: no se envían con Puente cerrado`,
    inDoubt: (count: number) => `${count} cobro${count === 1 ? '' : 's'} en duda: falta saber si se pagó`,
    onTerminals:
      'Si sale ahora, el cliente todavía puede pagar y usted no lo verá hasta abrir Puente otra vez. No se pierde nada: al abrirlo se consulta cada cobro.',
    waiting:
      'No se pierde nada: al abrir Puente otra vez siguen donde estaban. Los que esperaron demasiado en la fila vencen y no se cobran solos.',
    buttons: ['Seguir abierto', 'Salir de todos modos'],
    headline: (count: number) =>
      count === 0
        ? 'Hay cobros sin terminar'
        : count === 1
          ? 'Hay un cobro en la terminal'
          : `Hay ${count} cobros en las terminales`,
  },
  en: {
    queued: (count: number) => `${count} charge${count === 1 ? '' : 's'} in the queue: not sent while Puente is closed`,
    inDoubt: (count: number) => `${count} charge${count === 1 ? '' : 's'} in doubt: whether paid is not known`,
    onTerminals:
      'If you quit now, the customer can still pay and you will not see it until Puente is open again. Nothing is lost: each charge is asked about then.',
    waiting:
      'Nothing is lost: they stand where they were when Puente is open again. Those that waited too long in the queue expire and are not charged by themselves.',
    buttons: ['Stay open', 'Quit all the same'],
    headline: (count: number) =>
      count === 0
        ? 'There are unfinished charges'
        : count === 1
          ? 'There is a charge on the terminal'
          : `There are ${count} charges on the terminals`,
  },
} as const satisfies Record<Lang, unknown>;

/** Asks before Puente ends while something is open, and says what. True: end all the same. */
export async function askToQuit({ onTerminals, queued, inDoubt }: OpenWork, lang: Lang): Promise<boolean> {
  if (onTerminals.length + queued + inDoubt === 0) return true;
  const words = WORDS[lang];
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: 'Puente',
    message: words.headline(onTerminals.length),
    detail: [
      ...onTerminals.map((charge) => describeOpenCharge(charge, lang)),
      ...(queued > 0 ? [words.queued(queued)] : []),
      ...(inDoubt > 0 ? [words.inDoubt(inDoubt)] : []),
      '',
      onTerminals.length > 0 ? words.onTerminals : words.waiting,
    ].join('\n'),
    buttons: [...words.buttons],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
