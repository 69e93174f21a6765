import { usbIdentitySchema, type PortInfo, type UsbIdentity } from '../../main/contract/devices.ts';

/** Where a device is configured, and what its adapter is known by. */
export interface PortPlace {
  readonly path: string;
  readonly usb: UsbIdentity | null;
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** Could this adapter be the wanted one? */
const isAlike = (usb: UsbIdentity, wanted: UsbIdentity): boolean =>
  same(usb.vendorId, wanted.vendorId) &&
  same(usb.productId, wanted.productId) &&
  (wanted.serialNumber === undefined || usb.serialNumber === wanted.serialNumber);

/**
 * What a listed port's adapter is known by; null when it is no USB adapter. Windows makes up a number for one that has none
 * (`6&FED21C1&0&2`, its second character tells): it is the socket's, and another in the next socket.
 */
export function identityOf(listed: {
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly serialNumber?: string | undefined;
}): UsbIdentity | null {
  const { vendorId, productId, serialNumber } = listed;
  const isItsOwn = serialNumber !== undefined && serialNumber !== '' && serialNumber[1] !== '&';
  return usbIdentitySchema.safeParse({ vendorId, productId, ...(isItsOwn ? { serialNumber } : {}) }).data ?? null;
}

/** What the adapter at a path can be found again by: nothing, when another that is plugged in looks the same. */
export function learnIdentity(path: string, ports: readonly PortInfo[]): UsbIdentity | null {
  const usb = ports.find((port) => port.path === path)?.usb ?? null;
  const alike = ports.filter((port) => usb !== null && port.usb !== null && isAlike(port.usb, usb));
  return alike.length === 1 ? usb : null;
}

/**
 * The path to open now. A USB adapter that was unplugged may come back under another name (COM3 → COM5, ttyUSB0 → ttyUSB1):
 * it is known by vendor, product and, where it has one, serial number. Two alike without the usual path: neither, since
 * charging through the wrong till's cable is worse than waiting; and never the one of another device of the shop.
 */
export function findPort(wanted: PortPlace, ports: readonly PortInfo[], others: readonly PortPlace[] = []): string {
  const { usb } = wanted;
  if (!usb || others.some((other) => other.usb !== null && isAlike(other.usb, usb))) return wanted.path;
  const alike = ports.filter(
    (port) => port.usb !== null && isAlike(port.usb, usb) && !others.some(({ path }) => same(path, port.path)),
  );
  if (alike.length === 1 && alike[0]) return alike[0].path;
  return wanted.path;
}
