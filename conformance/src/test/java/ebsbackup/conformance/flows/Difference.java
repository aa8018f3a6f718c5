package ebsbackup.conformance.flows;

import embeddedcloud.json.Json;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the embedded cloud's JSONata is known to do otherwise than the reference, and why it may.
 */
enum Difference {
  /**
   * A whole number beyond 2^53 keeps its digits when it becomes text; JavaScript has rounded it
   * when it was read. Nothing in a plan, a report or an answer of EC2 is such a number.
   */
  DIGITS {
    @Override
    boolean explains(String ours, String reference) {
      return ours.contains("9007199254740993")
          && ours.replace("9007199254740993", "").equals(BIG.matcher(reference).replaceAll(""));
    }
  };

  /** Rounded to 53 bits by one version, to 15 digits by the other. */
  private static final Pattern BIG = Pattern.compile("900719925474099[02]");

  abstract boolean explains(String ours, String reference);

  /** The known difference that two answers show; empty if there is none. */
  static Optional<Difference> between(Evaluation ours, Evaluation reference) {
    return ours instanceof Evaluation.Value here && reference instanceof Evaluation.Value there
        ? Stream.of(values())
            .filter(known -> known.explains(Json.print(here.json()), Json.print(there.json())))
            .findFirst()
        : Optional.empty();
  }
}
