export interface Source {
  /** A CSV file, a folder or glob of such (also gzipped), or `postgresql://…`. */
  source: string;
  /** SQL, for a database. */
  query: string;
}

export const isDatabase = ({ source }: Pick<Source, "source">): boolean => /^postgres(ql)?:\/\//i.test(source);
