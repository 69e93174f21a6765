import { en, es } from 'zod/locales';
import type { z } from 'zod';
import { describeConfigFault } from './config-words.ts';
import type { Lang } from './faults.ts';

/** A faulty place in the configuration: dotted path, plain reason. */
export interface ConfigFault {
  readonly path: string;
  readonly message: string;
}

/** Every issue of a configuration or of a folder's profile, in the language asked for. */
export const describeConfigFaults = (issues: readonly z.core.$ZodIssue[], lang: Lang): ConfigFault[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: [...issue.path, key].join('.'),
          message: describeConfigFault('unknown_key', lang),
        }))
      : [{ path: issue.path.join('.') || '(root)', message: describeConfigFault(issue.message, lang) }],
  );

/** How zod itself says what is wrong with the shape of a value. */
export const zodWords = (lang: Lang): z.core.$ZodErrorMap => {
  const { localeError } = (lang === 'en' ? en : es)();
  // A pattern says nothing to who has to mend the value.
  return (issue) =>
    issue.code === 'invalid_format' && (issue.format === 'regex' || issue.format === 'url')
      ? describeConfigFault(issue.format === 'url' ? 'url_shape' : 'not_of_shape', lang)
      : localeError(issue);
};
