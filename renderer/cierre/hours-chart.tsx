import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { DayReport } from '../../main/contract/report.ts';
import { busyHours } from './totals.ts';

const HEIGHT_REM = 11;

/** Charges of the day by hour and outcome, stacked. Outcomes differ by pattern too; the same figures stand in a table. */
export function HoursChart({ hours: all }: { readonly hours: DayReport['hours'] }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const hours = busyHours(all);

  useEffect(() => {
    const element = box.current;
    if (!element || hours.length === 0) return undefined;
    const plot = draw(element, hours);
    const observer = new ResizeObserver(() => plot.setSize(sizeOf(element)));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  });

  if (hours.length === 0) return null;
  return (
    <figure className="chart">
      <figcaption className="panel-title">{t('cierre.hours')}</figcaption>
      <ul className="chart-legend" aria-hidden="true">
        {(['paid', 'unpaid', 'doubt'] as const).map((outcome) => (
          <li key={outcome}>
            <span className={`swatch swatch-${outcome}`} />
            {t(`cierre.outcome.${outcome}`)}
          </li>
        ))}
      </ul>
      <div ref={box} className="chart-box" aria-hidden="true" />
      <details className="chart-table">
        <summary>{t('cierre.asTable')}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('cierre.hour')}</th>
              <th scope="col">{t('cierre.outcome.paid')}</th>
              <th scope="col">{t('cierre.outcome.unpaid')}</th>
              <th scope="col">{t('cierre.outcome.doubt')}</th>
            </tr>
          </thead>
          <tbody>
            {hours.map(({ hour, paid, unpaid, in_doubt }) => (
              <tr key={hour}>
                <th scope="row">{`${String(hour).padStart(2, '0')}:00`}</th>
                <td>{paid}</td>
                <td>{unpaid}</td>
                <td>{in_doubt}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { width: element.clientWidth, height: Math.round(HEIGHT_REM * rem) };
}

function draw(element: HTMLElement, hours: ReturnType<typeof busyHours>): uPlot {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const rem = parseFloat(style.fontSize);
  const bars = uPlot.paths.bars?.({ size: [0.7, 4 * rem], radius: 0.1 });
  if (!bars) throw new Error('uPlot is built with its bars');
  const series = (fill: string | CanvasPattern, stroke: string): uPlot.Series => ({
    fill: () => fill,
    stroke,
    width: 1,
    paths: bars,
    points: { show: false },
  });
  // Drawn from the whole stack to its foot, so that each bar shows what stands above the next.
  const doubt = hours.map(({ paid, unpaid, in_doubt }) => paid + unpaid + in_doubt);
  const unpaid = hours.map((hour) => hour.paid + hour.unpaid);
  const paid = hours.map((hour) => hour.paid);
  const axis = { stroke: colour('--soft'), font: `${Math.round(0.8 * rem)}px ${colour('--font')}` };
  return new uPlot(
    {
      ...sizeOf(element),
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [(hours[0]?.hour ?? 0) - 0.6, (hours.at(-1)?.hour ?? 23) + 0.6] },
        y: { range: (_, __, max) => [0, Math.max(4, max * 1.08)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          ticks: { show: false },
          splits: () => hours.map(({ hour }) => hour),
          values: (_, splits) => splits.map((hour) => `${hour}h`),
        },
        {
          ...axis,
          grid: { stroke: colour('--line'), width: 1 },
          ticks: { show: false },
          values: (_, splits) => splits.map((value) => (Number.isInteger(value) ? String(value) : '')),
        },
      ],
      series: [
        {},
        series(hatch(colour('--tone-doubt'), '#231800', 'cross'), '#231800'),
        series(hatch(colour('--tone-declined'), '#ffffff', 'lines'), colour('--tone-declined')),
        series(colour('--tone-paid'), colour('--tone-paid')),
      ],
    },
    [hours.map(({ hour }) => hour), doubt, unpaid, paid],
    element,
  );
}

/** A ground with lines over it: the outcome is told without its colour. */
function hatch(ground: string, ink: string, kind: 'lines' | 'cross'): CanvasPattern | string {
  const tile = document.createElement('canvas');
  const size = 8 * devicePixelRatio;
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (!pen) return ground;
  pen.fillStyle = ground;
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = ink;
  pen.lineWidth = 1.5 * devicePixelRatio;
  pen.beginPath();
  pen.moveTo(0, size);
  pen.lineTo(size, 0);
  if (kind === 'cross') {
    pen.moveTo(0, 0);
    pen.lineTo(size, size);
  }
  pen.stroke();
  return pen.createPattern(tile, 'repeat') ?? ground;
}
