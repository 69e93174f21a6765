/** Runs a command with its arguments; resolves to the exit code. */
export type Run = (args: readonly string[]) => Promise<number>;

interface Command {
  readonly says: string;
  /** Loaded only when called: `puente charge` must not pay for what `puente serve` needs. */
  readonly load: () => Promise<Run>;
}

export const commands: Readonly<Record<string, Command>> = {
  serve: { says: 'el puente sin escritorio', load: async () => (await import('./serve.ts')).runServe },
  demo: {
    says: 'puente, Recurrente simulado y cobros de muestra',
    load: async () => (await import('./demo.ts')).runDemo,
  },
  charge: { says: 'hace un cobro y dice qué pasó', load: async () => (await import('./charge.ts')).runCharge },
  status: { says: 'cómo está el puente', load: async () => (await import('./status.ts')).runStatus },
  open: { says: 'abre la ventana en el navegador', load: async () => (await import('./open.ts')).runOpen },
  import: {
    says: 'cobros de un archivo, una vez',
    load: async () => (await import('./import.ts')).runImport,
  },
  backup: {
    says: 'copia de la base de datos, ahora',
    load: async () => (await import('./backup.ts')).runBackup,
  },
  doctor: {
    says: 'revisa todo lo que un cobro necesita',
    load: async () => (await import('./doctor.ts')).runDoctor,
  },
  help: { says: 'esta ayuda', load: async () => (await import('./help.ts')).runHelp },
};

export const findCommand = (name: string): Command | undefined =>
  commands[['-h', '--help'].includes(name) ? 'help' : ['-v', '--version', 'version'].includes(name) ? 'help' : name];
