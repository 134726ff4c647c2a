/**
 * Amazon ML's prices in US dollars, the same in both of its regions (aws.amazon.com/machine-learning/pricing,
 * as of the last time it could be read; storage in S3 is extra).
 */
export const prices = {
  /** For statistics of data sources, training and evaluation. */
  computeHour: 0.42,
  /** Of batch predictions, rounded up. */
  thousandPredictions: 0.1,
  realtimePrediction: 0.0001,
  /** For each 10 MB of a mounted model, rounded up. */
  endpointHourPer10Mb: 0.001,
};

export const HOURS_A_MONTH = 730;
