import { numeric } from "../columns";
import { defineFeatures } from "../definition";

/** 3 x 3 pixels in 4 bands of light, each 0 to 255. */
const bands = Array.from({ length: 36 }, (_, i) => `x_${i + 1}`);

/** Satellite image -> kind of soil in its middle (data/satellite.csv). */
export default defineFeatures({
  label: { name: "class", type: "CATEGORICAL" },
  features: [numeric(...bands)],
  examples: [40, 80, 120].map((light) => Object.fromEntries(bands.map((band) => [band, String(light)]))),
});
