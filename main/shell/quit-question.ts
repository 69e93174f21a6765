import { dialog } from 'electron';
import { describeOpenCharge, type OpenWork } from './open-charges.ts';

/** Asks before Puente ends while something is open, and says what. True: end all the same. */
export async function askToQuit({ onTerminals, queued, inDoubt }: OpenWork): Promise<boolean> {
  if (onTerminals.length + queued + inDoubt === 0) return true;
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: 'Puente',
    message: headline(onTerminals.length),
    detail: [
      ...onTerminals.map(describeOpenCharge),
      ...(queued > 0 ? [`${many(queued, 'cobro')} en fila: no se envían con Puente cerrado`] : []),
      ...(inDoubt > 0 ? [`${many(inDoubt, 'cobro')} en duda: falta saber si se pagó`] : []),
      '',
      onTerminals.length > 0
        ? 'Si sale ahora, el cliente todavía puede pagar y usted no lo verá hasta abrir Puente otra vez. No se pierde nada: al abrirlo se consulta cada cobro.'
        : 'No se pierde nada: al abrir Puente otra vez siguen donde estaban. Los que esperaron demasiado en la fila vencen y no se cobran solos.',
    ].join('\n'),
    buttons: ['Seguir abierto', 'Salir de todos modos'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

function headline(onTerminals: number): string {
  if (onTerminals === 0) return 'Hay cobros sin terminar';
  return onTerminals === 1 ? 'Hay un cobro en la terminal' : `Hay ${onTerminals} cobros en las terminales`;
}
