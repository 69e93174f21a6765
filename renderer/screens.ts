import { lazy } from 'react';

/** What is loaded beside the home screen: the till shows before any of it is there. */
const LOADERS = {
  alertas: () => import('./alertas/alertas.tsx'),
  historial: () => import('./historial/historial.tsx'),
  cierre: () => import('./cierre/cierre.tsx'),
  ajustes: () => import('./ajustes/ajustes.tsx'),
};

export const Alertas = lazy(async () => ({ default: (await LOADERS.alertas()).Alertas }));
export const Historial = lazy(async () => ({ default: (await LOADERS.historial()).Historial }));
export const Cierre = lazy(async () => ({ default: (await LOADERS.cierre()).Cierre }));
export const Ajustes = lazy(async () => ({ default: (await LOADERS.ajustes()).Ajustes }));

/**
 * Brings the other screens in while the till is idle: a key then changes the screen at once, and also while the bridge is away.
 * One that fails is tried again when a person opens it.
 */
export function fetchScreens(): void {
  for (const load of Object.values(LOADERS)) load().catch(() => undefined);
}
