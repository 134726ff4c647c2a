/** How each object is kept that this program writes to S3: encrypted, and with the tags of what it belongs to. */
export const ownObject = (tags: Record<string, string>) =>
  ({ ServerSideEncryption: "AES256", Tagging: new URLSearchParams(tags).toString() }) as const;
