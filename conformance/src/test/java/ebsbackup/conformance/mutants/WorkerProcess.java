package ebsbackup.conformance.mutants;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link Worker} in a copy of the project; it is started again when a mutant has ended it. */
final class WorkerProcess implements AutoCloseable {
  private static final Set<String> COPIED = Set.of("template.yaml", "statemachine", "cli");

  private static final int NOTHING = -1;

  private final Path project;
  private final Path testClasses;
  private final Path copy;
  private Process process;

  /**
   * @param killer the number of the test that killed the mutant; {@link #ENDLESS} if a test did not
   *     end
   * @param millis for how long the first tests ran, up to the one that failed
   */
  record Verdict(int killer, List<Long> millis) {
    static final int ENDLESS = -2;

    boolean survived() {
      return killer == -1;
    }
  }

  WorkerProcess(Path project, Path testClasses, Path copy) throws IOException {
    this.project = project;
    this.testClasses = testClasses;
    this.copy = copy;
    start();
  }

  /** Links everything but what is mutated and the folder in which tests run. */
  private void start() throws IOException {
    if (Files.exists(copy)) {
      try (Stream<Path> old = Files.walk(copy)) {
        for (Path file : old.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(copy.resolve("cli"));
    Files.createDirectories(copy.resolve("statemachine"));
    link(project, copy, COPIED);
    link(project.resolve("cli"), copy.resolve("cli"), Set.of());
    Files.copy(project.resolve("template.yaml"), copy.resolve("template.yaml"));
    for (Path file : list(project.resolve("statemachine"))) {
      Files.copy(file, copy.resolve("statemachine").resolve(file.getFileName()));
    }
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                // A test deploys a stack or more, which are soon garbage.
                "-Xmn768m",
                "-XX:+UseSerialGC",
                "-Debsbackup.root=" + copy.toRealPath(),
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                testClasses.toString())
            .directory(copy.resolve("cli").toFile())
            .redirectError(copy.resolve("errors.txt").toFile())
            .start();
  }

  private static void link(Path from, Path to, Set<String> except) throws IOException {
    for (Path file : list(from)) {
      String name = file.getFileName().toString();
      if (!except.contains(name)) {
        Files.createSymbolicLink(to.resolve(name), file);
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Runs a test on what is deployed. */
  Verdict passes(int test) throws IOException {
    Verdict verdict = judge(NOTHING, List.of(test));
    if (!verdict.survived()) {
      throw new IllegalStateException(
          "a test fails without a mutant: " + Files.readString(copy.resolve("errors.txt")));
    }
    return verdict;
  }

  Verdict judge(int mutant, List<Integer> tests) throws IOException {
    Writer to = process.outputWriter();
    to.write(mutant + tests.stream().map(t -> " " + t).collect(Collectors.joining()) + "\n");
    to.flush();
    BufferedReader from = process.inputReader();
    String line = from.readLine();
    if (line == null) {
      int exit = process.onExit().join().exitValue();
      if (exit != Worker.TEST_DID_NOT_END) {
        throw new IllegalStateException(
            "mutant %d ended its JVM with %d: %s"
                .formatted(mutant, exit, Files.readString(copy.resolve("errors.txt"))));
      }
      start();
      return new Verdict(Verdict.ENDLESS, List.of());
    }
    List<Long> numbers = Stream.of(line.split(" ", -1)).map(Long::valueOf).toList();
    return new Verdict(numbers.getFirst().intValue(), numbers.subList(1, numbers.size()));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
