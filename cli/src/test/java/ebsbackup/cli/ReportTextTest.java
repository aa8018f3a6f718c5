package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTextTest {
  private static final Map<String, Object> ROW =
      Map.of("source", "i-1", "reason", "no snapshot of vol-1", "volumes", List.of("vol-1"));

  private static String text(Map<String, Object> report) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    ReportText.print(out, report);
    out.flush();
    return text.toString();
  }

  @Test
  void rowsThatAreNotShown_andThoseThatTheReportOmits_areCounted() {
    assertThat(text(Map.of("notGood", List.of(ROW)))).contains("i-1").doesNotContain("more");
    assertThat(text(Map.of("notGood", List.of(ROW), "notGoodOmitted", 5))).contains("and 5 more");
    assertThat(text(Map.of("notGood", Collections.nCopies(32, ROW), "notGoodOmitted", 5)))
        .contains("and 7 more");
  }
}
