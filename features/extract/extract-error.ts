/** The extract cannot be used; the message says where, what was expected, what came and what to do. */
export class ExtractError extends Error {}
