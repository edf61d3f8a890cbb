/** A pair of keys for tests. */
export const pushVariables = {
  WEB_PUSH_PUBLIC_KEY:
    "BETErTf6Zfy1k9QuezLsWw0W6xDchO-t7vcEGNKAxvoEjjSdFKRYqIZ_scyK8DUJPr9m9u2p_W1vOCdKf7L1NKY",
  WEB_PUSH_PRIVATE_KEY: "bkeLU89NDyp_g32JgWCG9-w0Viu8pUznvAaBGynzMjw",
  WEB_PUSH_SUBJECT: "mailto:operator@example.org",
} as const;
