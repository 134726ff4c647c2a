import { visibleLines } from "../text/visible";
import { blocksMarkdown, escaped } from "./blocks-markdown";
import type { Release } from "./release";
import { releaseBlocks } from "./release-blocks";
import { shortDigest } from "../text/short-digest";
import { shortened } from "../text/shortened";

/** A comment on GitHub takes 65,536 characters; other text may stand beside this one. */
const MAX_CHARACTERS = 60_000;

/** The release report as a text for a pull request; when it is too long, the last classes are left out. */
export function releaseMarkdown(release: Release): string {
  const { project, stack, generation } = release;
  const [name, of] = [project, stack].map((text) => escaped(shortened(text, 80)));
  const blocks = releaseBlocks(release, 1);
  let unfolded = release.heldOut?.confusion?.labels.length ?? 0;
  for (;;) {
    const text = [
      `## ${name}, stack ${of}: generation ${shortDigest(generation)}`,
      blocksMarkdown(blocks, unfolded),
    ].join("\n\n");
    if (text.length < MAX_CHARACTERS || unfolded === 0) return visibleLines(text) + "\n";
    unfolded = Math.floor(unfolded / 2);
  }
}
