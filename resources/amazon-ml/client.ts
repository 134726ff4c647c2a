import { MachineLearningClient } from "@aws-sdk/client-machine-learning";
import { configurationOf, type Place } from "../cloud/clients";

export async function machineLearning(place: Place): Promise<MachineLearningClient> {
  return new MachineLearningClient(await configurationOf(place));
}
