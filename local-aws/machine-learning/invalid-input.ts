import { ApiError } from "../json/errors";

/** What Amazon ML says of a request that it cannot take. */
export const invalidInput = (message: string): ApiError => new ApiError("InvalidInputException", message);
