import type { IncomingMessage } from "node:http";

/** `bucket.localhost` is this machine, too (RFC 6761). */
const loopback = /^(?:(?:[^.:\s]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Whether a request is made to this machine by a name that can mean no other one. A page elsewhere may
 * have its own name resolve to 127.0.0.1 (DNS rebinding), and its scripts would then read answers.
 */
export const isToLoopback = ({ headers: { host } }: IncomingMessage): boolean => loopback.test(host ?? "");

/** The target without scheme and host, which proxies send and a server has to take (RFC 9112, section 3.2.2). */
export const originForm = (url: string): string => url.replace(/^https?:\/\/[^/?#]*/i, "") || "/";
