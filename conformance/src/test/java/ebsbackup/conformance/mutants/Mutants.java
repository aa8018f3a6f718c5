package ebsbackup.conformance.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All mutants of a project, in the same order in every JVM. */
final class Mutants {
  private Mutants() {}

  static List<Mutant> of(Path project) throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    try (Stream<Path> files = Files.list(project.resolve("statemachine"))) {
      for (Path file : files.sorted().toList()) {
        mutants.addAll(
            DefinitionMutants.of("statemachine/" + file.getFileName(), Files.readString(file)));
      }
    }
    mutants.addAll(
        TemplateMutants.of("template.yaml", Files.readString(project.resolve("template.yaml"))));
    return mutants;
  }
}
