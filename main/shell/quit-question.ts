import { dialog } from 'electron';
import type { ChargeView } from '../contract/charge.ts';
import { describeOpenCharge } from './open-charges.ts';

/** Asks before Puente ends while charges are on a terminal, and names them. True: end all the same. */
export async function askToQuit(charges: readonly ChargeView[]): Promise<boolean> {
  if (charges.length === 0) return true;
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: 'Puente',
    message: charges.length === 1 ? 'Hay un cobro en la terminal' : `Hay ${charges.length} cobros en las terminales`,
    detail:
      `${charges.map(describeOpenCharge).join('\n')}\n\n` +
      'Si sale ahora, el cliente todavía puede pagar y usted no lo verá hasta abrir Puente otra vez. No se pierde nada: al abrirlo se consulta cada cobro.',
    buttons: ['Seguir abierto', 'Salir de todos modos'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
