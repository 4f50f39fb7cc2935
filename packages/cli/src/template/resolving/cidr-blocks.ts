// Parts of a range of IPv4 addresses, as `Fn::Cidr` cuts them.

const ADDRESS_BITS = 32;
const BYTE = 256;
const BLOCKS_MAX = 256;

/** `count` blocks of `2 ** hostBits` addresses from the beginning of the range; undefined when they do not fit. */
export function cidrBlocks(
  range: { address: string; prefix: number },
  count: number,
  hostBits: number,
): string[] | undefined {
  const fits = hostBits >= 0 && hostBits <= ADDRESS_BITS - range.prefix;
  const available = 2 ** (ADDRESS_BITS - range.prefix - hostBits);
  if (!fits || !(count >= 1) || count > Math.min(available, BLOCKS_MAX)) return undefined;
  const size = 2 ** (ADDRESS_BITS - range.prefix);
  const first = Math.floor(toNumber(range.address) / size) * size;
  return Array.from(
    { length: count },
    (_, index) => `${toAddress(first + index * 2 ** hostBits)}/${ADDRESS_BITS - hostBits}`,
  );
}

const toNumber = (address: string): number =>
  address.split('.').reduce((number, byte) => number * BYTE + Number(byte), 0);

const toAddress = (number: number): string =>
  [3, 2, 1, 0].map((place) => Math.floor(number / BYTE ** place) % BYTE).join('.');
