import { VERSION, xgboostLibrary } from "../local-aws/sagemaker/training/library";
import { command } from "./command-line/command";
import { withProgress } from "./command-line/progress";

const HELP = `Usage: npm run xgboost

Gets the library of XGBoost ${VERSION} (5 MB), with which the local service trains for SageMaker, and prints its file.
The first training job would get it too; this is for machines that are to have no way out then.
`;

command({
  help: HELP,
  run: async () => console.log(await withProgress(`Downloading XGBoost ${VERSION}`, () => xgboostLibrary())),
});
