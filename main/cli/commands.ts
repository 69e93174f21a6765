/** Runs a command with its arguments; resolves to the exit code. */
export type Run = (args: readonly string[]) => Promise<number>;

interface Command {
  readonly says: string;
  /** What comes after `puente NAME`, then a line for each thing that is worth a word, the exit codes last. */
  readonly usage: string;
  readonly details: readonly string[];
  /** Loaded only when called: `puente charge` must not pay for what `puente serve` needs. */
  readonly load: () => Promise<Run>;
}

export const commands: Readonly<Record<string, Command>> = {
  serve: {
    says: 'el puente sin escritorio',
    usage: '[--port N] [--recurrente URL] [--sandbox]',
    details: [
      'Escribe una línea JSON cuando acepta cobros y termina con Ctrl-C o SIGTERM.',
      '--port N          puerto; 0 toma uno libre (lo normal: 7373)',
      '--sandbox         Recurrente simulado, para pruebas: nada llega a un banco',
      'Sale con 0 si terminó bien, 3 si ya hay un puente con esa carpeta, 4 si el puerto está ocupado, 5 si la configuración',
      'o las opciones tienen errores, 6 si la base es de una versión más nueva, 7 si la carpeta no se puede usar.',
    ],
    load: async () => (await import('./serve.ts')).runServe,
  },
  demo: {
    says: 'puente, Recurrente simulado y cobros de muestra',
    usage: '[--port N]',
    details: ['En una carpeta que se borra al terminar; nada llega a un banco.'],
    load: async () => (await import('./demo.ts')).runDemo,
  },
  charge: {
    says: 'hace un cobro y dice qué pasó',
    usage: '--order ORDEN --amount 125.50 [--terminal caja1] [--wait]',
    details: [
      'Repetir la misma orden con el mismo monto es seguro: dice cómo va y no cobra dos veces.',
      '--amount 125.50   con punto y dos decimales como máximo; o --cents 12550',
      '--terminal caja1  sin ella, la terminal de siempre',
      '--currency USD    sin ella, la moneda de la tienda',
      '--installments 3  cuotas',
      '--description T   lo que se anota del cobro',
      '--expires-in 600  segundos que espera en la fila',
      '--wait            espera el resultado; --timeout 300 dice cuántos segundos',
      '--retry           otro intento de una orden que no se pagó',
      '--replace         cambia el monto de la orden si todavía se puede',
      '--format ini      text, json o ini',
      '--result-file F   escribe también el resultado en F; lo que hubiera ahí se borra antes de cobrar',
      'Sale con 0 pagado, 1 no pagado, 2 aún no se sabe (no vuelva a cobrar: repita la misma orden), 3 datos inválidos.',
    ],
    load: async () => (await import('./charge.ts')).runCharge,
  },
  status: {
    says: 'cómo está el puente',
    usage: '[--json] [--all tiendas.txt]',
    details: [
      '--all tiendas.txt  muchas tiendas a la vez; cada línea: nombre  http://127.0.0.1:puerto  clave (o @archivo)',
      'Sale con 0 si se puede cobrar, 1 si algo necesita a una persona, 2 si no contesta, 3 datos inválidos.',
    ],
    load: async () => (await import('./status.ts')).runStatus,
  },
  open: {
    says: 'abre la ventana en el navegador',
    usage: '[--print]',
    details: ['--print  solo escribe la dirección, que sirve una vez'],
    load: async () => (await import('./open.ts')).runOpen,
  },
  import: {
    says: 'cobros de un archivo, una vez',
    usage: '--profile PERFIL ARCHIVO [--dry-run]',
    details: [
      'PERFIL es el nombre de una carpeta configurada, el de un perfil incluido, o un archivo .json.',
      '--dry-run  muestra lo que se cobraría, sin cobrar',
      'Sale con 0 si se tomaron, 1 si no se tomó ninguno, 2 si hay que repetirlo para saber, 3 datos inválidos.',
    ],
    load: async () => (await import('./import.ts')).runImport,
  },
  backup: {
    says: 'copia de la base de datos, ahora',
    usage: '',
    details: ['Escribe el nombre de la copia. Funciona con el puente abierto o cerrado.'],
    load: async () => (await import('./backup.ts')).runBackup,
  },
  hub: {
    says: 'la central de una cadena: todas las tiendas en una ventana',
    usage: '--database postgres://usuario@servidor/base [--port N] [--public-url https://…]',
    details: [
      'Escribe una línea JSON cuando contesta y termina con Ctrl-C o SIGTERM. Solo escucha en esta computadora.',
      '--port N                puerto; 0 toma uno libre (lo normal: 7375)',
      '--public-url URL        la dirección del proxy con TLS por el que entran los demás',
      'La contraseña va en PUENTE_HUB_PASSWORD o en el archivo hub-password de la carpeta.',
      'puente hub user add NOMBRE [--scopes read,charge] [--shops a,b]   escribe su secreto, una sola vez',
      'puente hub user list · puente hub user revoke NOMBRE',
      'puente hub migrate      prepara la base de datos (con el usuario dueño)',
      'puente hub maintain [--keep-months N]   crea los meses que vienen y retira los viejos',
      'puente hub demo         una cadena de muestra en esta computadora; necesita PostgreSQL instalado',
      'puente hub roles        escribe el SQL de los roles, para el administrador de la base',
      'Sale con 0 si terminó bien, 4 si el puerto está ocupado, 5 si las opciones tienen errores, 6 si la base es de una versión',
      'más nueva, 7 si la carpeta no se puede usar, 8 si la base de datos no se puede usar.',
    ],
    load: async () => (await import('./hub.ts')).runHub,
  },
  doctor: {
    says: 'revisa todo lo que un cobro necesita',
    usage: '[--json] [--bundle ARCHIVO]',
    details: [
      '--bundle ARCHIVO  además, un archivo para soporte, sin claves; léalo antes de enviarlo',
      'Sale con 0 si todo va bien o solo hay avisos, 1 si algo falla, 3 datos inválidos.',
    ],
    load: async () => (await import('./doctor.ts')).runDoctor,
  },
  help: {
    says: 'esta ayuda; con el nombre de un comando, la suya',
    usage: '[COMANDO]',
    details: [],
    load: async () => (await import('./help.ts')).runHelp,
  },
};

/** How one command is called. */
export function describeCommand(name: string, { says, usage, details }: Command): string {
  const lines = [`puente ${name} ${usage}`.trimEnd(), `  ${says}`, ...details.map((line) => `  ${line}`)];
  const data =
    name === 'help' || name === 'demo' ? [] : ['  --data CARPETA    otra carpeta de datos que la de siempre'];
  return `${[...lines, ...data].join('\n')}\n`;
}

/** Runs `puente NAME …`. Resolves to the exit code; 3 when there is no such command. */
export async function runCommandLine([given = 'help', ...args]: readonly string[]): Promise<number> {
  // A caller that reads no output closes the pipe, or its disk is full; the exit code is still the truth.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const name = ['-h', '--help'].includes(given) ? 'help' : given;
  if (['-v', '--version', 'version'].includes(name)) {
    const { VERSION } = await import('../version.ts');
    process.stdout.write(`Puente ${VERSION}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    process.stderr.write(`puente: no existe el comando «${name}». Comandos: ${Object.keys(commands).join(', ')}.\n`);
    return 3;
  }
  if (asksForHelp(name, args)) {
    process.stdout.write(describeCommand(name, command));
    return 0;
  }
  return (await command.load())(args);
}

const HELP = ['--help', '-h'];
/** Of `charge` only where nothing else is said: its 0 is "paid", and a description may be `-h`. */
const asksForHelp = (name: string, args: readonly string[]): boolean =>
  name === 'charge' ? args.length === 1 && HELP.includes(args[0] ?? '') : args.some((word) => HELP.includes(word));
