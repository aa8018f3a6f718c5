package ebsbackup.conformance.mutants;

import embeddedcloud.json.Json;
import embeddedcloud.template.TemplateYaml;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A JVM that judges mutants in a copy of the project, in whose folder {@code cli} it runs. For each
 * line of its input, the number of a mutant or -1 for none and then the numbers of tests, it prints
 * the number of the first test that fails, or -1, and for how many milliseconds each test ran.
 */
final class Worker {
  /** The exit code that says so, as opposed to a JVM that crashed. */
  static final int TEST_DID_NOT_END = 3;

  private static final long LONGEST_TEST_SECONDS = 30;

  private Worker() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err);
    Path copy = Path.of("..");
    List<Mutant> mutants = Mutants.of(copy);
    // In the form of the mutants: a test that fails because of the form fails before any of them.
    Path template = copy.resolve("template.yaml");
    Files.writeString(template, Json.print(TemplateYaml.parse(Files.readString(template))));
    Judges judges = new Judges(Path.of(arguments[0]));
    AtomicLong began = new AtomicLong(Long.MAX_VALUE);
    long own = Thread.currentThread().threadId();
    startWatch(own, began);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] numbers = line.split(" ", -1);
      int mutant = Integer.parseInt(numbers[0]);
      String original = mutant < 0 ? "" : plant(copy, mutants.get(mutant));
      int killer = -1;
      StringJoiner answer = new StringJoiner(" ");
      for (int i = 1; i < numbers.length && killer < 0; i++) {
        int test = Integer.parseInt(numbers[i]);
        long start = System.nanoTime();
        began.set(cpuSeconds(own));
        killer = judges.passes(judges.tests().get(test), mutant < 0) ? -1 : test;
        began.set(Long.MAX_VALUE);
        answer.add(Long.toString((System.nanoTime() - start) / 1_000_000));
      }
      if (mutant >= 0) {
        Files.writeString(copy.resolve(mutants.get(mutant).file()), original);
      }
      out.println(killer + " " + answer);
      out.flush();
    }
  }

  private static String plant(Path copy, Mutant mutant) throws IOException {
    Path file = copy.resolve(mutant.file());
    String original = Files.readString(file);
    Files.writeString(file, mutant.text());
    return original;
  }

  /**
   * Ends the JVM when a test does not end, as with a mutant that makes a workflow go round. Counts
   * the processor's time, so that a busy machine changes no verdict.
   */
  private static void startWatch(long thread, AtomicLong began) {
    Thread watch =
        new Thread(
            () -> {
              while (cpuSeconds(thread) - began.get() < LONGEST_TEST_SECONDS) {
                try {
                  Thread.sleep(500);
                } catch (InterruptedException e) {
                  return;
                }
              }
              Runtime.getRuntime().halt(TEST_DID_NOT_END);
            });
    watch.setDaemon(true);
    watch.start();
  }

  private static long cpuSeconds(long thread) {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread) / 1_000_000_000;
  }
}
