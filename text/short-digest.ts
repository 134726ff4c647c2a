/** 12 hexadecimal digits: enough to tell a stack's generations apart, and short enough to read. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);
