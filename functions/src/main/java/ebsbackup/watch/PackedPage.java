package ebsbackup.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * A page as one compressed text that unpacks itself in the browser. It has no quotation marks,
 * backslashes or line breaks, so the page is the same whether Step Functions puts it into the
 * bucket unchanged or as JSON, between quotation marks: docs/decisions/0048.
 */
final class PackedPage {
  /**
   * Step Functions passes 256 KiB between two states, including what AWS Lambda reports about the
   * call. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
   */
  static final int LONGEST = 240_000;

  private static final String BEGIN =
      "<!doctype html><html lang=en><meta charset=utf-8><title>EBS Backup status</title>"
          + "<p id=problem>This page needs JavaScript.</p><script type=text/plain id=page>";

  private static final String END =
      "</script><script>(async()=>{"
          + "const text=document.getElementById('page').textContent;"
          + "const bytes=Uint8Array.from(atob(text),c=>c.charCodeAt(0));"
          + "const stream=new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));"
          + "const html=await new Response(stream).text();"
          + "document.open();document.write(html);document.close()"
          + "})().catch(e=>{document.getElementById('problem').textContent=e.message})</script>";

  private PackedPage() {}

  /**
   * Returns the page with as many sources as fit, worst first, and a note about the omitted ones.
   */
  static String of(FleetReport report, FleetStatus status, String command) throws IOException {
    int shown = report.sources().size();
    String page = packed(report, status);
    while (page.length() > LONGEST) {
      // Cuts more than in proportion, because what is left compresses less well.
      shown = (int) (0.9 * shown * LONGEST / page.length());
      page = packed(report.worst(shown, note(report, shown, command)), status);
    }
    return page;
  }

  private static String note(FleetReport report, int shown, String command) {
    return "This page has room for the %d worst of %d sources (%s), and as many entries in each list below. For the complete page, run: %s"
        .formatted(
            shown,
            report.sources().size(),
            report.counts().entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().words())
                .collect(Collectors.joining(", ")),
            command);
  }

  private static String packed(FleetReport report, FleetStatus status) throws IOException {
    String html = new FleetPage(report, status, false).html(FleetPage.Addition.NONE);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(html.getBytes(UTF_8));
    }
    return BEGIN + Base64.getEncoder().encodeToString(bytes.toByteArray()) + END;
  }
}
