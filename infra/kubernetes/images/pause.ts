import type { Image } from "./image.ts";
import { fileOf } from "./tar.ts";

/** What nodes hold the namespaces of a pod with. */
export const pauseImage = "localhost/pause:1";

/** The program's place in memory, and where it begins behind the two headers. */
const base = 0x40_0000n;
const headers = 64 + 56;

/**
 * Instructions that wait for a signal, for ever. As the first process of a pod it gets only the
 * signal that nobody can refuse.
 *
 *     x64:    mov eax, 34 (pause); syscall; jmp to the mov
 *     arm64:  mov x0..x3, 0; mov x8, 73 (ppoll); svc 0; b to the first mov
 */
const instructions: Readonly<Record<string, { readonly machine: number; readonly code: string }>> =
  {
    x64: { machine: 0x3e, code: "b822000000" + "0f05" + "ebf7" },
    arm64: {
      machine: 0xb7,
      code:
        "000080d2" + "010080d2" + "020080d2" + "030080d2" + "280980d2" + "010000d4" + "faffff17",
    },
  };

/** The smallest program that waits: no compiler is needed, and no library. */
export function pauseProgram(processor: string): Buffer {
  const found = instructions[processor];
  if (found === undefined) {
    throw new RangeError(
      `"${processor}": pods are held on ${Object.keys(instructions).join(", ")}`,
    );
  }
  const code = Buffer.from(found.code, "hex");
  const length = BigInt(headers + code.length);
  const elf = Buffer.alloc(headers);
  // The file: 64 bits, little end first, an executable with one program header and no section.
  elf.write("7f454c46020101", 0, "hex");
  elf.writeUInt16LE(2, 16);
  elf.writeUInt16LE(found.machine, 18);
  elf.writeUInt32LE(1, 20);
  elf.writeBigUInt64LE(base + BigInt(headers), 24);
  elf.writeBigUInt64LE(64n, 32);
  elf.writeUInt16LE(64, 52);
  elf.writeUInt16LE(56, 54);
  elf.writeUInt16LE(1, 56);
  // What is loaded: the whole file, to be read and executed.
  elf.writeUInt32LE(1, 64);
  elf.writeUInt32LE(5, 68);
  elf.writeBigUInt64LE(base, 80);
  elf.writeBigUInt64LE(base, 88);
  elf.writeBigUInt64LE(length, 96);
  elf.writeBigUInt64LE(length, 104);
  elf.writeBigUInt64LE(0x1000n, 112);
  return Buffer.concat([elf, code]);
}

/** The image for pods' namespaces. */
export const pause = (processor: string): Image => ({
  name: pauseImage,
  layers: [[fileOf("pause", pauseProgram(processor), 0o755)]],
  config: { Entrypoint: ["/pause"], User: "65535:65535" },
});
