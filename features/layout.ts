/** How features are written for what learns from them, and how much of them it takes. */
export interface Layout {
  /** At most so many classes; undefined for any number. */
  maximumClasses?: number;
  /** The first line of each file, of the columns' names. */
  header: (names: string[]) => string;
  writer: (names: string[]) => RowWriter;
}

export interface RowWriter {
  /**
   * @param cells one for each column, the label first
   * @param joined the same, joined by `SEPARATOR`
   * @throws BadValue when the line could not be read
   */
  line(cells: (string | number)[], joined: string): string;
}
