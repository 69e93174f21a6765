import type { ProblemText } from './problem-text.ts';

/** What cannot be kept: settings, keys, files, and a disk that takes nothing. */
export const KEEPING_PROBLEMS = {
  settings_changed: {
    status: 409,
    es: [
      'La configuración cambió',
      'Otra ventana guardó cambios, o alguien los escribió en config.json. Cárguela de nuevo y repita los suyos.',
    ],
    en: [
      'The settings changed',
      'Another window saved changes, or somebody wrote them into config.json. Load them again and repeat yours.',
    ],
  },
  key_name_taken: {
    status: 409,
    es: ['Ese nombre ya se usa', 'Ya hay una clave con el nombre {name}. Use otro, o revoque la anterior.'],
    en: ['That name is taken', 'There is a key named {name} already. Use another name, or revoke the old one.'],
  },
  key_fixed: {
    status: 409,
    es: ['La clave no se cambia aquí', 'La clave viene del entorno o del Recurrente simulado. Cámbiela allí.'],
    en: [
      'The key is not changed here',
      'The key comes from the environment or the simulated Recurrente. Change it there.',
    ],
  },
  key_not_kept: {
    status: 409,
    es: ['La clave no se guardó', '{reason}'],
    en: ['The key was not stored', '{reason}'],
  },
  secret_unusable: {
    status: 422,
    es: [
      'El secreto no sirve',
      'Copie completo el secreto del punto de webhook en el panel de Recurrente: empieza con whsec_.',
    ],
    en: [
      'The secret is unusable',
      "Copy the whole secret of the webhook endpoint from Recurrente's dashboard: it starts with whsec_.",
    ],
  },
  disk_full: {
    status: 507,
    es: ['Disco lleno', 'No se pudo guardar y no se aceptó nada. Libere espacio en el disco y envíe de nuevo.'],
    en: ['Disk full', 'Nothing could be stored and nothing was accepted. Free some disk space and send again.'],
  },
  storage_unavailable: {
    status: 503,
    es: [
      'No se puede guardar',
      'No se puede escribir en la base de datos y no se aceptó nada. Revise los permisos de la carpeta de datos y que ningún otro programa la tenga abierta, y envíe de nuevo.',
    ],
    en: [
      'Storage unavailable',
      "The database cannot be written and nothing was accepted. Check the data folder's permissions and that no other program holds it open, and send again.",
    ],
  },
  file_unreadable: {
    status: 422,
    es: ['El archivo no se puede leer', 'No se pudo leer {file}: {reason}. No se cobró nada.'],
    en: ['The file cannot be read', '{file} could not be read: {reason}. Nothing was charged.'],
  },
} as const satisfies Record<string, ProblemText>;
