import { ExtractError } from "./extract";
import { insuranceNumber } from "./insurance-number";
import { transform } from "./transform";

/** `npm run ml:transform -- [FILE]` */
async function main([source = "data/insurance.csv"]: string[]): Promise<void> {
  const features = await transform({ definition: insuranceNumber, source, folder: "build" });
  const classes = Object.keys(features.classes).length;
  console.log(
    `${features.rows.toLocaleString("en")} rows, ${classes} classes, ${features.columns.length} columns -> build/features.csv, digest ${features.digest}`,
  );
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error instanceof ExtractError ? error.message : error);
  process.exitCode = 1;
});
