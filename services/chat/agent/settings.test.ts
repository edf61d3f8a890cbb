import { expect, test } from "vitest";
import { agentSettings } from "./settings.ts";

test("without a key there is no agent", () => {
  expect(agentSettings({})).toBeUndefined();
  expect(agentSettings({ OPENAI_API_KEY: "", OPENAI_MODEL: "m" })).toBeUndefined();
});

test("with a key there is one, at OpenAI or elsewhere", () => {
  expect(agentSettings({ OPENAI_API_KEY: "sk-1" })).toEqual({
    apiKey: "sk-1",
    baseUrl: undefined,
    model: "gpt-4.1-mini",
  });
  expect(
    agentSettings({
      OPENAI_API_KEY: "sk-1",
      OPENAI_BASE_URL: "http://127.0.0.1:11434/v1",
      OPENAI_MODEL: "llama",
    }),
  ).toEqual({ apiKey: "sk-1", baseUrl: "http://127.0.0.1:11434/v1", model: "llama" });
});

test.each([
  ["OPENAI_API_KEY", "a b"],
  ["OPENAI_BASE_URL", "file:///etc/passwd"],
  ["OPENAI_BASE_URL", "here"],
])("%s=%s is refused by its name", (name, value) => {
  expect(() => agentSettings({ OPENAI_API_KEY: "sk-1", [name]: value })).toThrow(name);
});
