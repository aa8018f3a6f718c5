package ebsbackup.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Rows of text under a heading, each column as wide as its widest cell. */
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... heading) {
    rows.add(List.of(heading));
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Sorts the rows by the first column. */
  void sort() {
    rows.subList(1, rows.size()).sort(Comparator.comparing(List::getFirst));
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  void print(PrintWriter out, String indent) {
    int columns = rows.getFirst().size();
    List<Integer> widths =
        Stream.iterate(0, i -> i < columns, i -> i + 1)
            .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toList();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        line.append(cell).repeat(' ', widths.get(i) - cell.length()).append(GAP);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
