/** What a webhook is told of. A run that changes nothing is no news. */
export interface News {
  event: "retrained" | "served again" | "healed" | "refused" | "failed";
  stack: string;
  /** One line for people. */
  text: string;
  generation?: string;
  metric?: string;
  value?: number;
}

const TIMEOUT_MS = 10_000;

/** Posts news as JSON with `text`, as chats show it. A failure is told without the secret address. */
export async function notify(webhook: string, news: News): Promise<void> {
  if (webhook === "") return;
  try {
    const response = await fetch(webhook, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(news),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) console.error(`The webhook (ml-learn:webhook) answered with ${response.status}.`);
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
    console.error(`The webhook (ml-learn:webhook) can't be reached: ${code ?? (error as Error).name}.`);
  }
}
