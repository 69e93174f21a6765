import { statSync } from 'node:fs';
import path from 'node:path';
import type { Status } from '../contract/charge.ts';
import { EXIT } from './charge-exits.ts';

/**
 * No bridge runs: "not paid" only of an order that its database never took. What it shows of another may be overtaken: a payment
 * that comes after a decline is seen by a bridge that runs.
 */
export async function readClosedBridge(dataFolder: string, order: string): Promise<{ exitCode: number; body: object }> {
  const end = (exitCode: number, body: object) => ({ exitCode, body });
  const about = { order_id: order, code: 'bridge_unreachable' };
  const status = await readStatus(dataFolder, order);
  switch (status) {
    case 'never':
      return end(EXIT.notPaid, {
        ...about,
        detail: 'El puente no está abierto: no se cobró nada. Ábralo y repita.',
      });
    case 'no_folder':
      return end(EXIT.badInput, {
        ...about,
        detail: `El puente no está abierto y no existe la carpeta de datos ${dataFolder}: abra Puente o corrija --data. No se cobró nada.`,
      });
    case 'unreadable':
      return end(EXIT.inDoubt, {
        ...about,
        status,
        detail: `El puente no está abierto y su base en ${dataFolder} no se puede leer: quizá esta orden ya se pidió. No vuelva a cobrar: ábralo y repita esta misma orden para saber.`,
      });
    default:
      return end(EXIT.inDoubt, {
        ...about,
        status,
        detail:
          'El puente no está abierto y esta orden ya se había pedido. No vuelva a cobrar: ábralo y repita esta misma orden para saber.',
      });
  }
}

/** `never`: the database is there, or none was ever made in the folder, and it knows nothing of that order. */
async function readStatus(
  dataFolder: string,
  order: string,
): Promise<Status | 'elsewhere' | 'unreadable' | 'never' | 'no_folder'> {
  try {
    const { findOrderStatus } = await import('../store/inspect.ts');
    if (!statSync(dataFolder, { throwIfNoEntry: false })?.isDirectory()) return 'no_folder';
    return findOrderStatus(path.join(dataFolder, 'bridge.db'), order) ?? 'never';
  } catch {
    return 'unreadable';
  }
}
