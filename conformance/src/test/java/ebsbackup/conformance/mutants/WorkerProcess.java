package ebsbackup.conformance.mutants;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.ToLongFunction;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A {@link Worker}, in a copy of the project if files are changed. It is started again when a
 * mutant has ended it.
 */
final class WorkerProcess implements AutoCloseable {
  private static final Set<String> COPIED = Set.of("template.yaml", "statemachine", "cli");

  private static final int NOTHING = -1;

  /** No test takes this long, so a test that does never ends. */
  private static final long LONGEST_TEST_MILLIS = 30_000;

  private final Subject subject;
  private final Path project;
  private final Path own;
  private boolean recording;
  private Process process;

  /**
   * @param killer the number of the test that killed the mutant; {@link #NONE}; or {@link #ENDLESS}
   *     if a test did not end
   * @param millis for how long the first tests ran, up to the one that failed
   * @param lines the lines that ran, if the JVM records them
   */
  record Verdict(int killer, List<Long> millis, List<ClassMutant.Line> lines) {
    static final int NONE = -1;
    static final int ENDLESS = -2;

    boolean survived() {
      return killer == NONE;
    }
  }

  /**
   * @param own a folder for the copy and the messages of this JVM
   */
  WorkerProcess(Subject subject, Path project, Path own) throws IOException {
    this.subject = subject;
    this.project = project;
    this.own = own;
    recording = subject.ofClasses();
    start();
  }

  /** Stops recording the lines that run, which makes tests slower. */
  void judgeOnly() throws IOException {
    if (recording) {
      recording = false;
      close();
      start();
    }
  }

  private void start() throws IOException {
    deleteAll(own);
    Files.createDirectories(own);
    Path root = subject.ofClasses() ? project : copy();
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                // A test deploys a stack or more, which are soon garbage.
                "-Xmn768m",
                "-XX:+UseSerialGC",
                // Replacing a class discards its compiled code, so compiling it well never pays.
                "-XX:TieredStopAtLevel=" + (subject.ofClasses() ? 1 : 4),
                "-javaagent:" + agent(),
                "-Debsbackup.root=" + root.toRealPath(),
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                subject.name(),
                root.toString(),
                Boolean.toString(recording))
            .directory(subject.folder(root).toFile())
            .redirectError(messages().toFile())
            .start();
  }

  private Path messages() {
    return own.resolve("errors.txt");
  }

  /** A jar that names the agent's class, which is on the class path. */
  private Path agent() throws IOException {
    Path jar = own.resolve("agent.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", Agent.class.getName());
    manifest.getMainAttributes().putValue("Can-Redefine-Classes", "true");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  private static void deleteAll(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        for (Path file : old.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Links everything but what is mutated and the folder in which tests run. */
  private Path copy() throws IOException {
    Path copy = own.resolve("copy");
    Files.createDirectories(copy.resolve("cli"));
    Files.createDirectories(copy.resolve("statemachine"));
    link(project, copy, COPIED);
    link(project.resolve("cli"), copy.resolve("cli"), Set.of());
    Files.copy(project.resolve("template.yaml"), copy.resolve("template.yaml"));
    for (Path file : list(project.resolve("statemachine"))) {
      Files.copy(file, copy.resolve("statemachine").resolve(file.getFileName()));
    }
    return copy;
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
    Verdict verdict = judge(NOTHING, List.of(test), number -> LONGEST_TEST_MILLIS);
    if (!verdict.survived()) {
      throw new IllegalStateException(
          "a test fails without a mutant: " + Files.readString(messages()));
    }
    return verdict;
  }

  /**
   * Runs tests on a mutant until one fails.
   *
   * @param millis how long a test takes without a mutant
   */
  Verdict judge(int mutant, List<Integer> tests, ToLongFunction<Integer> millis)
      throws IOException {
    if (tests.isEmpty()) {
      return new Verdict(Verdict.NONE, List.of(), List.of());
    }
    StringJoiner message = new StringJoiner(" ").add(Integer.toString(mutant));
    for (int test : tests) {
      // A JVM that is not warm yet needs more time.
      long limit = Math.min(LONGEST_TEST_MILLIS, 5_000 + 10 * millis.applyAsLong(test));
      message.add(Integer.toString(test)).add(Long.toString(limit));
    }
    if (!process.isAlive()) {
      throw new IllegalStateException("the JVM did not start: " + Files.readString(messages()));
    }
    Writer to = process.outputWriter();
    to.write(message + "\n");
    to.flush();
    BufferedReader from = process.inputReader();
    String line = from.readLine();
    if (line == null) {
      int exit = process.onExit().join().exitValue();
      if (exit != Worker.TEST_DID_NOT_END) {
        throw new IllegalStateException(
            "mutant %d ended its JVM with %d: %s"
                .formatted(mutant, exit, Files.readString(messages())));
      }
      start();
      return new Verdict(Verdict.ENDLESS, List.of(), List.of());
    }
    List<String> parts = List.of(line.split(" ", -1));
    int killer = Integer.parseInt(parts.getFirst());
    int ran = killer < 0 ? tests.size() : tests.indexOf(killer) + 1;
    List<ClassMutant.Line> lines = new ArrayList<>();
    for (int i = 1 + ran; i < parts.size(); i += 3) {
      lines.add(
          new ClassMutant.Line(parts.get(i), parts.get(i + 1), Integer.parseInt(parts.get(i + 2))));
    }
    return new Verdict(
        killer, parts.subList(1, 1 + ran).stream().map(Long::valueOf).toList(), lines);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
