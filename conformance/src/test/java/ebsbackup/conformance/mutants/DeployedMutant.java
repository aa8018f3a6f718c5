package ebsbackup.conformance.mutants;

import embeddedcloud.json.Json;
import java.nio.file.Path;
import java.util.Map;

/**
 * One change of a deployed file.
 *
 * @param file such as {@code statemachine/backup.asl.json}
 * @param section the state or the resource that it changes
 * @param at where in the section, such as {@code Catch[1].Next}
 * @param change what was done there, such as "removed"
 * @param tree the whole file after the change
 */
record DeployedMutant(String file, String section, String at, String change, Object tree)
    implements Mutant {
  @Override
  public String name() {
    String place = at.isEmpty() ? "" : " " + at;
    return "%s: \"%s\"%s %s".formatted(Path.of(file).getFileName(), section, place, change);
  }

  @Override
  public String row() {
    return file;
  }

  @Override
  public Map<String, Integer> likeness() {
    String place = at.replaceAll("\\d+", "");
    String what = change.replaceFirst("(as in|made) [A-Z]\\w+$", "$1 another");
    String type = section.replaceFirst(".*(?=[A-Z])", "");
    return Map.of(
        file,
        1,
        file + place + what,
        5,
        section,
        20,
        section + " " + place,
        20,
        type + place + what,
        40);
  }

  /** JSON, in which CloudFormation takes templates as well. */
  String text() {
    return Json.print(tree);
  }
}
