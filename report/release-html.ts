import { blocksHtml } from "./blocks-html";
import { page } from "./page";
import type { Release } from "./release";
import { releaseBlocks } from "./release-blocks";
import { shortDigest } from "../text/short-digest";

/**
 * The release report as a page.
 * @param top how many classes the heat map shows by name
 */
export const releasePage = (release: Release, top: number): string =>
  page(
    `${release.project}, stack ${release.stack}: generation ${shortDigest(release.generation)}`,
    blocksHtml(releaseBlocks(release, top)),
  );
