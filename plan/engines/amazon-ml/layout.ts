import type { Layout } from "../../../features/layout";
import { headerLine, LineWriter } from "../../../features/line-writer";

/** What Amazon ML takes: CSV with a header, and "100 classes" (Developer Guide, "Amazon ML Limits"). */
export const layout: Layout = {
  maximumClasses: 100,
  header: headerLine,
  writer: (names) => new LineWriter(names),
};
