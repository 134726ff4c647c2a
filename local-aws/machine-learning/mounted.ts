import type { Model } from "../../learning/model";
import { readModel } from "./model-file";
import type { State } from "./state";

export class Mounted {
  private readonly models = new Map<string, Model>();

  constructor(
    private readonly state: State,
    private readonly modelFile: (id: string) => string,
  ) {}

  async start(): Promise<void> {
    const served = this.state.list("MLModel").filter(({ endpoint }) => endpoint);
    await Promise.all(served.map(({ id }) => this.load(id)));
  }

  /** Begins to load a model; its endpoint is READY, or FAILED, when that is done. */
  mount(id: string): void {
    if (this.models.has(id)) return;
    this.load(id).catch((error: Error) => console.error(`The endpoint of ${id} could not be kept:`, error));
  }

  unmount(id: string): void {
    this.models.delete(id);
  }

  get(id: string): Model | undefined {
    return this.models.get(id);
  }

  private async load(id: string): Promise<void> {
    let status: "READY" | "FAILED" = "READY";
    try {
      this.models.set(id, await readModel(this.modelFile(id)));
    } catch (error) {
      console.error(`The model ${id} cannot be loaded:`, error);
      status = "FAILED";
    }
    const { endpoint } = await this.state.update("MLModel", id, (entity) =>
      // The endpoint may have been deleted meanwhile.
      entity.endpoint && entity.endpoint.status !== status
        ? { ...entity, endpoint: { ...entity.endpoint, status } }
        : entity,
    );
    if (!endpoint) this.models.delete(id);
  }
}
