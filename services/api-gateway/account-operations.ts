import { exampleSession, exampleSignedIn } from "./examples.ts";
import type { Operation } from "./operation.ts";

const group = "Accounts";
const signedIn = {
  status: 200,
  says: "Signed in; the cookie holds the session.",
  schema: "SignedIn",
  example: exampleSignedIn,
  headers: ["Set-Cookie"],
} as const;
const credentials = { email: "ada@example.com", password: "correct horse battery" };

/** The routes of Better Auth that a client needs. */
export const accountOperations: readonly Operation[] = [
  {
    method: "post",
    path: "/api/auth/sign-up/email",
    id: "signUp",
    group,
    summary: "Create an account",
    description: "A guest who signs up keeps what they have.",
    proof: "none",
    request: { schema: "SignUp", example: { ...credentials, name: "Ada" } },
    answer: signedIn,
  },
  {
    method: "post",
    path: "/api/auth/sign-in/email",
    id: "signIn",
    group,
    summary: "Sign in",
    description:
      "A guest who has an account elsewhere takes the list along first (export, sign out, " +
      "sign in, import): with a guest's cookie this is refused with 409.",
    proof: "none",
    request: { schema: "SignIn", example: credentials },
    answer: signedIn,
  },
  {
    method: "post",
    path: "/api/auth/sign-in/anonymous",
    id: "signInAsGuest",
    group,
    summary: "Begin as a guest",
    proof: "none",
    request: { schema: "Nothing", example: {} },
    answer: {
      ...signedIn,
      example: {
        ...exampleSignedIn,
        user: { ...exampleSignedIn.user, name: "Guest", isAnonymous: true },
      },
    },
  },
  {
    method: "get",
    path: "/api/auth/get-session",
    id: "readSession",
    group,
    summary: "Who is signed in",
    proof: "session",
    answer: {
      status: 200,
      says: "The session and its person, or null.",
      schema: "CurrentSession",
      example: exampleSession,
    },
  },
  {
    method: "get",
    path: "/api/auth/token",
    id: "getToken",
    group,
    summary: "Get a bearer token",
    description: "It holds for 15 minutes; ask again before it ends.",
    proof: "session",
    answer: {
      status: 200,
      says: "The token.",
      schema: "Token",
      example: { token: "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIwMUtFIn0.c2lnbmF0dXJl" },
    },
  },
  {
    method: "post",
    path: "/api/auth/sign-out",
    id: "signOut",
    group,
    summary: "Sign out",
    description: "Tokens of the session are refused from now on.",
    proof: "session",
    request: { schema: "Nothing", example: {} },
    answer: { status: 200, says: "Signed out.", schema: "SignedOut", example: { success: true } },
  },
  {
    method: "get",
    path: "/api/auth/jwks",
    id: "readKeys",
    group,
    summary: "The keys that tokens are signed with (RFC 7517)",
    proof: "none",
    answer: {
      status: 200,
      says: "The public keys.",
      schema: "KeySet",
      example: {
        keys: [
          {
            kty: "OKP",
            crv: "Ed25519",
            alg: "EdDSA",
            kid: "01KE3X8Y0A2C4E6G8J0M2P4R6T",
            x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
          },
        ],
      },
    },
  },
];
