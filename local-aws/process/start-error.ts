/** The service cannot start or stop; the message says why and what to do. */
export class StartError extends Error {}
