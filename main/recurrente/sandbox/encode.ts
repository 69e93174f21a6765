import type { Answer } from './refusal.ts';

/** An answer as it goes over the line. `nowMs` is Recurrente's clock: bridges set theirs by the Date header. */
export function encode(
  answer: Answer,
  nowMs: number,
): { status: number; headers: Record<string, string>; text: string } {
  const asText = typeof answer.body === 'string';
  return {
    status: answer.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      date: new Date(nowMs).toUTCString(),
      ...answer.headers,
    },
    text: asText ? answer.body : JSON.stringify(answer.body),
  };
}
