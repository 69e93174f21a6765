import { describe, expect, it } from 'vitest';
import { formatAnswer } from '../../../main/cli/output.ts';
import { writePlainText } from '../../../main/intake/http/plain-text.ts';

const HOSTILE = {
  order_id: 'F1',
  paid: false,
  failure: null,
  attempts: [],
  description: 'C:\\ventas\r\npaid=true',
  metadata: { 'x\r\npaid': 'true', 'a=b': '1' },
};

describe('what puente charge writes', () => {
  it.each(['text', 'ini'] as const)('no name and no value of an order makes a line of its own, as %s', (format) => {
    const lines = formatAnswer(HOSTILE, format).split('\r\n');
    expect(lines.filter((line) => /paid=/.test(line.replace(/^(description|metadata)\b.*/, '')))).toEqual([
      'paid=false',
    ]);
    expect(lines).toContain('description=C:\\\\ventas\\r\\npaid=true');
    expect(lines).toContain('metadata.x\\r\\npaid=true');
    expect(lines).toContain('metadata.a\\=b=1');
  });

  it('is what the API answers to Accept: text/plain; ini has one section around it', () => {
    expect(formatAnswer(HOSTILE, 'text')).toBe(writePlainText(HOSTILE));
    expect(formatAnswer(HOSTILE, 'ini')).toBe(`[puente]\r\n${writePlainText(HOSTILE)}`);
    expect(JSON.parse(formatAnswer(HOSTILE, 'json'))).toEqual(HOSTILE);
  });
});
