const memoryUnits: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};
const cpuUnits: Readonly<Record<string, number>> = { "": 1_000, m: 1, u: 1e-3, n: 1e-6 };

/** Thousandths of a processor, of a quantity as Kubernetes writes it. */
export const cpuMilliOf = (quantity: string): number => numberOf(quantity, cpuUnits);

/** Mebibytes, of a quantity as Kubernetes writes it. */
export const mebibytesOf = (quantity: string): number => numberOf(quantity, memoryUnits) / 2 ** 20;

function numberOf(quantity: string, units: Readonly<Record<string, number>>): number {
  const [, number = "", unit = ""] = /^([\d.]+)([a-zA-Z]*)$/.exec(quantity) ?? [];
  const factor = units[unit];
  if (number === "" || factor === undefined) throw new RangeError(`"${quantity}" is no quantity`);
  return Number(number) * factor;
}
