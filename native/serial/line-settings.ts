import type { LineSettings } from '../../main/contract/serial-profile.ts';

/** What displays and printers on a serial port use unless told otherwise. */
export const USUAL_LINE: LineSettings = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1, flow: 'none' };

/** The usual settings with those of the configuration over them. */
export const completeLine = (
  usual: LineSettings,
  given: { readonly [K in keyof LineSettings]?: LineSettings[K] | undefined },
): LineSettings => ({
  baudRate: given.baudRate ?? usual.baudRate,
  dataBits: given.dataBits ?? usual.dataBits,
  parity: given.parity ?? usual.parity,
  stopBits: given.stopBits ?? usual.stopBits,
  flow: given.flow ?? usual.flow,
});
