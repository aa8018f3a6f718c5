package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The command that must succeed on the instance for a restore to succeed. It may run twice, so it
 * must not change anything.
 *
 * @param document the Systems Manager document
 * @param parameters the parameters of the document
 */
public record HealthCheck(
    String document, Map<String, List<String>> parameters, int timeoutSeconds) {

  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  private static final String SHELL = "AWS-RunShellScript";
  private static final Pattern DOCUMENT = Pattern.compile("[A-Za-z0-9_.:/-]{3,200}");
  private static final int MAX_LINES = 100;
  private static final int LONGEST_LINE = 2_000;

  public HealthCheck {
    parameters = new LinkedHashMap<>(parameters);
  }

  public static HealthCheck ofShell(List<String> lines, Duration timeout) {
    if (lines.isEmpty() || lines.size() > MAX_LINES) {
      throw new InvalidInputException(
          "healthCheck.shell", lines.size() + " lines", "1 to " + MAX_LINES + " lines");
    }
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).length() > LONGEST_LINE) {
        throw new InvalidInputException(
            "healthCheck.shell[%d]".formatted(i),
            lines.get(i).length() + " characters",
            "at most " + LONGEST_LINE + " characters");
      }
    }
    return new HealthCheck(SHELL, Map.of("commands", List.copyOf(lines)), seconds(timeout));
  }

  public static HealthCheck ofDocument(
      String document, Map<String, List<String>> parameters, Duration timeout) {
    if (!DOCUMENT.matcher(document).matches()) {
      throw new InvalidInputException(
          "healthCheck.document", "\"" + document + "\"", "the name of a document");
    }
    return new HealthCheck(document, parameters, seconds(timeout));
  }

  /**
   * Refuses a document that the role of the health check may not run.
   *
   * @param allowed its name, {@code any} or {@code none}
   */
  public void checkAllowedBy(String allowed) {
    if (!allowed.equals("any") && !allowed.equals(document)) {
      throw new InvalidInputException(
          "healthCheck",
          document,
          allowed.equals("none")
              ? "no health check: the stack's HealthCheckDocument is none"
              : "the stack's HealthCheckDocument, " + allowed);
    }
  }

  private static int seconds(Duration timeout) {
    if (timeout.compareTo(Duration.ofMinutes(1)) < 0
        || timeout.compareTo(Duration.ofHours(2)) > 0) {
      throw new InvalidInputException(
          "healthCheck.timeout", timeout.toString(), "a duration from PT1M to PT2H");
    }
    return (int) timeout.toSeconds();
  }
}
