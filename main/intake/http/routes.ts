import type { Operation } from './operation.ts';

type Found =
  | { readonly operation: Operation; readonly params: Readonly<Record<string, string>> }
  /** The path is known, but not with this method: the methods that it has. */
  | { readonly allow: string };

interface Step {
  readonly next: Map<string, Step>;
  /** The step after any one segment, which becomes a parameter. */
  any?: Step;
  operations: readonly Operation[];
}

/**
 * Finds the operation of a path by its segments, at the same cost however many there are. As in express, capitals in fixed segments
 * and one slash at the end make no difference.
 */
export function createRoutes(operations: readonly Operation[]): (method: string, path: string) => Found | undefined {
  const root: Step = { next: new Map(), operations: [] };
  for (const operation of operations) {
    let step = root;
    for (const segment of operation.path.slice(1).split('/')) step = stepTo(step, segment);
    step.operations = [...step.operations, operation];
  }

  return (method, path) => {
    const segments = (path.endsWith('/') ? path.slice(1, -1) : path.slice(1)).split('/');
    const values: string[] = [];
    const step = walk(root, segments, 0, values);
    if (!step || step.operations.length === 0) return undefined;
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
    const operation = step.operations.find((each) => each.method === wanted);
    if (!operation) return { allow: allowed(step.operations) };
    const names = operation.path.match(/(?<=\{)\w+(?=\})/g) ?? [];
    return {
      operation,
      params: Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index] ?? '')])),
    };
  };
}

function stepTo(from: Step, segment: string): Step {
  const fresh: Step = { next: new Map(), operations: [] };
  if (segment.startsWith('{')) return (from.any ??= fresh);
  const known = from.next.get(segment) ?? fresh;
  from.next.set(segment, known);
  return known;
}

/** A fixed segment goes before a parameter. */
function walk(step: Step, segments: readonly string[], at: number, values: string[]): Step | undefined {
  const segment = segments[at];
  if (segment === undefined) return step;
  const fixed = step.next.get(segment.toLowerCase());
  const found = fixed && walk(fixed, segments, at + 1, values);
  if ((found && found.operations.length > 0) || !step.any || segment === '') return found;
  values.push(segment);
  return walk(step.any, segments, at + 1, values);
}

const allowed = (operations: readonly Operation[]): string => {
  const methods = operations.map(({ method }) => method.toUpperCase());
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
};
