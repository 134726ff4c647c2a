import type { Engine } from "../engine";

/** In US dollars, the same in both regions (aws.amazon.com/machine-learning/pricing, while it could be read). */
const prices = {
  /** For statistics of data sources, training and evaluation. */
  computeHour: 0.42,
  /** Of batch predictions, rounded up. */
  thousandPredictions: 0.1,
  realtimePrediction: 0.0001,
  /** For each 10 MB of a mounted model, rounded up. */
  endpointHourPer10Mb: 0.001,
};

const HOURS_A_MONTH = 730;

/** Small jobs took some minutes in published logs. */
export const ASSUMED_HOURS = 0.1;

export const rates: Engine["rates"] = {
  compute: {
    price: prices.computeHour,
    isTime: true,
    describe: (hours, isAssumed) =>
      `${hours.toFixed(2)} compute hours at $${prices.computeHour} (${isAssumed ? `taken to be ${ASSUMED_HOURS} for each job` : "as long as the last ones"})`,
  },
  predictions: {
    price: prices.thousandPredictions,
    describe: (thousands) =>
      `${thousands} started thousand${thousands === 1 ? "" : "s"} of predictions at $${prices.thousandPredictions.toFixed(2)}`,
  },
};

export const upkeep: Engine["upkeep"] = {
  monthly: (answering) =>
    answering.reduce((sum, { sizeInBytes = 0 }) => {
      const started = Math.max(1, Math.ceil(sizeInBytes / 10e6));
      return sum + started * prices.endpointHourPer10Mb * HOURS_A_MONTH;
    }, 0),
  words: `($${prices.endpointHourPer10Mb} an hour for each started 10 MB of a model), and $${prices.realtimePrediction} for each prediction`,
};
