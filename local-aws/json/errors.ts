/** Errors of the services that speak AWS's JSON, and of the protocol, with their HTTP status ("Common Errors"). */
const statuses = {
  AccessDeniedException: 403,
  IdempotentParameterMismatchException: 400,
  IncompleteSignature: 400,
  InternalServerException: 500,
  InvalidInputException: 400,
  InvalidPaginationTokenException: 400,
  InvalidSignatureException: 403,
  InvalidTagException: 400,
  LimitExceededException: 400,
  MissingAuthenticationTokenException: 400,
  NoSuchResourceException: 400,
  PredictorNotMountedException: 400,
  RequestEntityTooLargeException: 413,
  ResourceInUse: 400,
  ResourceLimitExceeded: 400,
  ResourceNotFoundException: 400,
  SerializationException: 400,
  TagLimitExceededException: 400,
  ThrottlingException: 400,
  UnknownOperationException: 400,
  UnrecognizedClientException: 403,
  ValidationException: 400,
} as const;

export type ApiErrorName = keyof typeof statuses;

/** ErrorMessage's limit in Amazon ML's service model. */
const MAX_MESSAGE = 2048;

/** What an operation throws; the front door makes the answer of it. */
export class ApiError extends Error {
  readonly status: number;

  constructor(
    readonly type: ApiErrorName,
    message: string,
  ) {
    super(message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message);
    this.status = statuses[type];
  }
}
