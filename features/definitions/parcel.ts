import { categorical, computed, numeric, text } from "../columns";
import { defineFeatures } from "../definition";

/** Parcel -> does it come late? */
export default defineFeatures({
  label: { name: "is_late", type: "BINARY" },
  rowId: "parcel",
  features: [
    numeric("weight"),
    categorical("carrier"),
    text("remarks"),
    computed("is_weekend", "BINARY", ["sent"], ({ sent }) => [0, 6].includes(new Date(sent).getUTCDay())),
  ],
  examples: [{ sent: "2026-11-21", weight: "3", carrier: "UPS", remarks: "fragile" }],
});
