import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { Field } from '../../ui/field.tsx';
import { readSpan } from './draft.ts';

type Span = readonly [from: number, to: number];

export interface SpanFieldProps {
  readonly label: string;
  /** The first lines of the sample; without any there is no ruler. */
  readonly lines: readonly string[];
  readonly value: Span | undefined;
  readonly onChange: (span: Span | undefined) => void;
}

/** A column by its positions: typed as `1-10`, or set with the two ends of a ruler over the sample's own lines. */
export function SpanField({ label, lines, value, onChange }: SpanFieldProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string>();
  const text = typed ?? (value ? `${value[0] + 1}-${value[1]}` : '');
  const wrong = text !== '' && readSpan(text) === undefined;
  return (
    <div className="folder-span">
      <Field
        label={label}
        hint={t('ajustes.folders.spanHint')}
        value={text}
        onChange={(next) => {
          setTyped(next);
          onChange(readSpan(next));
        }}
        error={wrong ? t('ajustes.folders.fault.span') : undefined}
        maxLength={13}
        autoComplete="off"
      />
      {lines.length > 0 && (
        <Ruler
          label={label}
          lines={lines}
          span={value ?? [0, 0]}
          onChange={(span) => {
            setTyped(undefined);
            onChange(span[0] < span[1] ? span : undefined);
          }}
        />
      )}
    </div>
  );
}

interface RulerProps {
  readonly label: string;
  readonly lines: readonly string[];
  readonly span: Span;
  readonly onChange: (span: Span) => void;
}

function Ruler({ label, lines, span, onChange }: RulerProps) {
  const { t } = useTranslation();
  const [from, to] = span;
  // Positions count characters; an emoji in a name is two code units.
  const rows = lines.map((line) => [...line]);
  const width = Math.max(...rows.map((row) => row.length), to);
  const read = rows.map((row) => row.slice(from, to).join('').trim()).filter(Boolean);
  return (
    <Slider
      className="ruler"
      aria-label={label}
      minValue={0}
      maxValue={width}
      value={[from, to]}
      onChange={(next) => {
        const [start = 0, end = 0] = next;
        onChange([start, end]);
      }}
    >
      <div className="ruler-paper" style={{ width: `calc(${width}ch + 4rem)` }}>
        <div className="ruler-scale" aria-hidden="true">
          {Array.from({ length: Math.floor(width / 10) }, (_, ten) => (
            <span key={ten} style={{ left: `${(ten + 1) * 10}ch` }}>
              {(ten + 1) * 10}
            </span>
          ))}
        </div>
        {rows.map((row, index) => (
          <div key={index} className="ruler-line">
            {row.slice(0, from).join('')}
            <mark>{row.slice(from, to).join('')}</mark>
            {row.slice(to).join('')}
          </div>
        ))}
        <SliderTrack className="ruler-track">
          <span className="ruler-taken" style={{ left: `${from}ch`, width: `${to - from}ch` }} />
          <SliderThumb
            index={0}
            className="ruler-thumb ruler-thumb-start"
            aria-label={t('ajustes.folders.spanStart')}
          />
          <SliderThumb index={1} className="ruler-thumb ruler-thumb-end" aria-label={t('ajustes.folders.spanEnd')} />
        </SliderTrack>
      </div>
      <output className="field-hint">
        {t(read.length > 0 ? 'ajustes.folders.spanReads' : 'ajustes.folders.spanNothing', {
          values: read.map((each) => `«${each}»`).join(', '),
        })}
      </output>
    </Slider>
  );
}
