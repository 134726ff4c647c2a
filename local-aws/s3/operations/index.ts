import { bucketOperations } from "./buckets";
import { copyOperations } from "./copy";
import { deleteOperations } from "./delete";
import { listOperations } from "./lists";
import { multipartOperations } from "./multipart";
import { objectOperations } from "./objects";
import type { Operations } from "./operation";
import { policyOperations } from "./policy";
import { postOperations } from "./post-object";
import { taggingOperations } from "./tagging";

/** What each of the routes does. */
export const operations: Operations = {
  ...bucketOperations,
  ...copyOperations,
  ...deleteOperations,
  ...listOperations,
  ...multipartOperations,
  ...objectOperations,
  ...policyOperations,
  ...postOperations,
  ...taggingOperations,
};
