package ebsbackup.conformance.mutants;

import embeddedcloud.json.Json;
import java.nio.file.Path;

/**
 * One change of a deployed file.
 *
 * @param file such as {@code statemachine/backup.asl.json}
 * @param section the state or the resource that it changes
 * @param at where in the section, such as {@code Catch[1].Next}
 * @param change what was done there, such as "removed"
 * @param tree the whole file after the change
 */
record Mutant(String file, String section, String at, String change, Object tree) {
  /** The name, which the list of reviewed mutants uses. */
  String name() {
    String place = at.isEmpty() ? "" : " " + at;
    return "%s: \"%s\"%s %s".formatted(Path.of(file).getFileName(), section, place, change);
  }

  /** JSON, in which CloudFormation takes templates as well. */
  String text() {
    return Json.print(tree);
  }
}
