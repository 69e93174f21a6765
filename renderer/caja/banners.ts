import type { LiveState } from '../live/live-state.ts';

export type BannerKind =
  | 'locked'
  | 'connecting'
  | 'reconnecting'
  | 'offline'
  | 'key_missing'
  | 'key_refused'
  | 'replay_stopped'
  | 'diskLow'
  | 'diskFull'
  | 'diskReadOnly';

export interface Banner {
  readonly kind: BannerKind;
  readonly weight: 'calm' | 'warning' | 'critical';
}

export const isDiskBlocked = ({ bridge }: Pick<LiveState, 'bridge'>): boolean =>
  bridge?.disk.state === 'full' || bridge?.disk.state === 'read_only';

/** What to tell above everything, the worst first. Without the bridge nothing else is known, so nothing else is told. */
export function bannersOf({ link, bridge }: Pick<LiveState, 'link' | 'bridge'>): readonly Banner[] {
  if (link === 'locked') return [{ kind: 'locked', weight: 'critical' }];
  if (link !== 'live') return [{ kind: link, weight: 'warning' }];
  if (!bridge) return [];
  const banners: Banner[] = [];
  if (bridge.disk.state === 'full') banners.push({ kind: 'diskFull', weight: 'critical' });
  if (bridge.disk.state === 'read_only') banners.push({ kind: 'diskReadOnly', weight: 'critical' });
  switch (bridge.connection) {
    case 'online':
      break;
    case 'key_missing':
    case 'key_refused':
      banners.push({ kind: bridge.connection, weight: 'critical' });
      break;
    case 'offline':
    case 'replay_stopped':
      banners.push({ kind: bridge.connection, weight: 'warning' });
      break;
  }
  if (bridge.disk.state === 'low') banners.push({ kind: 'diskLow', weight: 'calm' });
  return banners;
}
