package ebsbackup.conformance.mutants;

import com.sun.management.OperatingSystemMXBean;
import embeddedcloud.json.Json;
import embeddedcloud.template.TemplateYaml;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JVM that judges mutants. Each line of its input has the number of a mutant or -1 for none, and
 * then numbers of tests, each followed by the milliseconds of processor time that it may take. It
 * prints the number of the first test that fails, or -1, and for how many milliseconds each test
 * ran. If it records, the lines that ran follow, each as a class, a method and a number.
 *
 * <p>Arguments: what is changed, the project or its copy, and whether to record.
 */
final class Worker {
  /** The exit code that says so, as opposed to a JVM that crashed. */
  static final int TEST_DID_NOT_END = 3;

  private final Path project;
  private final List<Mutant> mutants;
  private final Judges judges;
  private final boolean recording;
  // When the test that runs must have ended.
  private final AtomicReference<End> end = new AtomicReference<>(End.NEVER);

  /** In milliseconds of the JVM's processor time, and of the clock. */
  private record End(long cpu, long clock) {
    private static final End NEVER = new End(Long.MAX_VALUE, Long.MAX_VALUE);

    /** A thread that waits for ever takes no processor time. */
    static End in(int millis) {
      return new End(cpuMillis() + millis, System.currentTimeMillis() + 60_000 + 10L * millis);
    }

    boolean isPast() {
      return cpuMillis() >= cpu || System.currentTimeMillis() >= clock;
    }

    private static long cpuMillis() {
      return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
              .getProcessCpuTime()
          / 1_000_000;
    }
  }

  private Worker(Subject subject, Path project, boolean recording) throws IOException {
    this.project = project;
    this.recording = recording;
    mutants = subject.mutants(project);
    // Before the tests are found, which loads classes.
    if (recording) {
      Agent.record(
          mutants.stream()
              .map(mutant -> ((ClassMutant) mutant).className())
              .collect(Collectors.toSet()));
    }
    judges = new Judges(subject, project);
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err);
    Path project = Path.of(arguments[1]);
    Subject subject = Subject.valueOf(arguments[0]);
    Worker worker = new Worker(subject, project, Boolean.parseBoolean(arguments[2]));
    if (subject == Subject.FILES) {
      // In the form of the mutants: a test that fails because of the form fails before any of them.
      Path template = project.resolve("template.yaml");
      Files.writeString(template, Json.print(TemplateYaml.parse(Files.readString(template))));
    }
    worker.startWatch();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(worker.answer(Stream.of(line.split(" ", -1)).map(Integer::valueOf).toList()));
        out.flush();
      }
    } catch (OutOfMemoryError e) {
      // A test that collects for ever.
      Runtime.getRuntime().halt(TEST_DID_NOT_END);
    }
  }

  private String answer(List<Integer> numbers) throws IOException {
    int number = numbers.get(0);
    Runnable undo = number < 0 ? () -> {} : plant(mutants.get(number));
    int killer = -1;
    StringJoiner answer = new StringJoiner(" ");
    for (int i = 1; i < numbers.size() && killer < 0; i += 2) {
      int test = numbers.get(i);
      long start = System.nanoTime();
      end.set(End.in(numbers.get(i + 1)));
      boolean passes = judges.passes(judges.tests().get(test), number < 0);
      end.set(End.NEVER);
      answer.add(Long.toString((System.nanoTime() - start) / 1_000_000));
      killer = passes ? -1 : test;
    }
    undo.run();
    String lines =
        recording
            ? Agent.linesRun().stream()
                .map(line -> " %s %s %d".formatted(line.className(), line.method(), line.number()))
                .collect(Collectors.joining())
            : "";
    return killer + " " + answer + lines;
  }

  /** Changes what the mutant changes, and returns what undoes the change. */
  private Runnable plant(Mutant mutant) throws IOException {
    return switch (mutant) {
      case DeployedMutant deployed -> {
        Path file = project.resolve(deployed.file());
        String original = Files.readString(file);
        write(file, deployed.text());
        yield () -> write(file, original);
      }
      case ClassMutant ofClass -> {
        Agent.replace(ofClass.className(), ofClass.bytes());
        yield () -> Agent.replace(ofClass.className(), ofClass.original());
      }
    };
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the JVM when a test does not end, as with a mutant that makes a workflow go round. Counts
   * the processor's time, so that a busy machine changes no verdict.
   */
  private void startWatch() {
    Thread watch =
        new Thread(
            () -> {
              while (!end.get().isPast()) {
                try {
                  Thread.sleep(100);
                } catch (InterruptedException e) {
                  return;
                }
              }
              Runtime.getRuntime().halt(TEST_DID_NOT_END);
            });
    watch.setDaemon(true);
    watch.start();
  }
}
