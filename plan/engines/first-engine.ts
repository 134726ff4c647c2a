/** What learns where nothing is said: there was no other once. By itself, for who needs no more than the name. */
export const FIRST_ENGINE = "amazon-ml";
