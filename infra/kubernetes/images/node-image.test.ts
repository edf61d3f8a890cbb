import { expect, test } from "vitest";
import { librariesIn } from "./node-image.ts";

test("libraries are the files that ldd names, the loader among them", () => {
  const output = `	linux-vdso.so.1 (0x00007fae06683000)
	libdl.so.2 => /lib/x86_64-linux-gnu/libdl.so.2 (0x00007fae0666c000)
	libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007fae06320000)
	/lib64/ld-linux-x86-64.so.2 (0x00007fae06685000)
`;
  expect(librariesIn(output)).toEqual([
    "/lib/x86_64-linux-gnu/libdl.so.2",
    "/lib/x86_64-linux-gnu/libm.so.6",
    "/lib64/ld-linux-x86-64.so.2",
  ]);
});
