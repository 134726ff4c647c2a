/** Where states of 2026-11 look for it. */
export { lifecycle } from "./amazon-ml/data-source";
