import type { PortInfo, UsbIdentity } from '../../main/contract/devices.ts';

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/**
 * The path to open now. A USB adapter that was unplugged may come back under another name (COM3 → COM5, ttyUSB0 → ttyUSB1):
 * it is known by vendor, product and, where it has one, serial number. Two alike without the usual path: neither, since
 * charging through the wrong till's cable is worse than waiting.
 */
export function findPort(
  wanted: { readonly path: string; readonly usb: UsbIdentity | null },
  ports: readonly PortInfo[],
): string {
  const usb = wanted.usb;
  if (!usb) return wanted.path;
  const alike = ports.filter(
    (port) =>
      port.usb !== null &&
      same(port.usb.vendorId, usb.vendorId) &&
      same(port.usb.productId, usb.productId) &&
      (usb.serialNumber === undefined || port.usb.serialNumber === usb.serialNumber),
  );
  if (alike.length === 1 && alike[0]) return alike[0].path;
  return wanted.path;
}
