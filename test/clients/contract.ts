/**
 * What each client program of this folder does and prints, whatever its language. It puts colours to S3, makes two data
 * sources, a model, an evaluation and a batch prediction, waits for each by its own waiter, pages through them, reads
 * what came of it, predicts, tags, renames and deletes; and is refused by every kind of error.
 *
 * Its address is a variable: against AWS, leave CONTRACT_ENDPOINT out, and name a bucket that Amazon ML may read and
 * write in CONTRACT_BUCKET. Variables: CONTRACT_RUN, the beginning of its ids; CONTRACT_DATA, a folder with colors.csv
 * and schema.json; CONTRACT_PEAK, how many predictions follow each other to exceed a peak rate; credentials as usual.
 */
export interface Told {
  /** Pages of one data source each. */
  pages: number;
  metrics: string[];
  /** Of the batch prediction's results. */
  header: string;
  rows: number;
  label: string;
  scores: string[];
  details: Record<string, string>;
  tags: Record<string, string>;
  renamed: boolean;
  /** Data sources that are listed after all were deleted. */
  left: number;
  /** The errors that were met, with their status. */
  errors: Record<string, number>;
}

/** @param rows held out @param peak whether a peak rate was to be exceeded */
export const expected = (rows: number, peak: boolean): Told => ({
  pages: 2,
  metrics: ["MulticlassAvgFScore"],
  header: "trueLabel,stop,go",
  rows,
  label: "stop",
  scores: ["go", "stop"],
  details: { Algorithm: "SGD", PredictiveModelType: "MULTICLASS" },
  tags: { team: "a" },
  renamed: true,
  left: 0,
  errors: {
    IdempotentParameterMismatchException: 400,
    InvalidInputException: 400,
    ResourceNotFoundException: 400,
    PredictorNotMountedException: 400,
    InvalidTagException: 400,
    TagLimitExceededException: 400,
    ...(peak && { LimitExceededException: 400 }),
  },
});
