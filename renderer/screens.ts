import { lazy } from 'react';

/** What is loaded beside the home screen: the till shows before any of it is there. */
const LOADERS = {
  alertas: () => import('./alertas/alertas.tsx'),
  historial: () => import('./historial/historial.tsx'),
  cierre: () => import('./cierre/cierre.tsx'),
  ajustes: () => import('./ajustes/ajustes.tsx'),
};

/** As long as a bridge takes to start again; what is not there by then was taken away by another version. */
const MOST_TRIES = 12;
const AGAIN_MS = 1000;

/** A screen is fetched for good or not at all: a failure that is handed on stays until the window is opened anew. */
async function insist<T>(load: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await load();
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
  }
}

export const Alertas = lazy(async () => ({ default: (await insist(LOADERS.alertas)).Alertas }));
export const Historial = lazy(async () => ({ default: (await insist(LOADERS.historial)).Historial }));
export const Cierre = lazy(async () => ({ default: (await insist(LOADERS.cierre)).Cierre }));
export const Ajustes = lazy(async () => ({ default: (await insist(LOADERS.ajustes)).Ajustes }));

/**
 * Brings the other screens in while the till is idle: a key then changes the screen at once, and also while the bridge is away.
 * One that fails is tried again when a person opens it.
 */
export function fetchScreens(): void {
  for (const load of Object.values(LOADERS)) load().catch(() => undefined);
}
