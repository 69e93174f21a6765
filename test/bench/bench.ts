import type { CaseResult } from './figures.ts';
import type { Disk } from './disk.ts';

/** What a case is given. */
export interface Bench {
  /** The build that is measured, a copy of `dist` that no build touches meanwhile. */
  readonly dist: string;
  readonly cli: string;
  readonly disks: readonly Disk[];
  /** Fewer and shorter repeats, to see that the bench itself works. */
  readonly quick: boolean;
  /** A fresh folder that is removed at the end. */
  newFolder(name: string): string;
  /** Kept from run to run, for what is costly to make. */
  readonly keptFolder: string;
  note(line: string): void;
}

export type Case = (bench: Bench) => Promise<CaseResult | readonly CaseResult[]>;
