package ebsbackup.conformance.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Plants every mutant of the definitions and the template, one at a time, and runs the tests of
 * {@code cli} on it until one fails. A mutant that none notices must be on the reviewed list.
 *
 * <p>Arguments: the project, the compiled tests of {@code cli}, the folder for the report, the
 * number of JVMs, and which mutants to judge: a pattern that is in their names, then N and M for
 * those whose number divided by N leaves M.
 */
final class Mutate {
  private final Path project;
  private final Path testClasses;
  private final Path report;
  private final List<Mutant> mutants;
  private final Reviewed reviewed;
  private final Order order;
  private final Map<Integer, String> killers = new TreeMap<>();
  private final List<Integer> survivors = new ArrayList<>();
  private final long start = System.nanoTime();
  private int judged;

  private Mutate(Path project, Path testClasses, Path report) throws IOException {
    this.project = project;
    this.testClasses = testClasses;
    this.report = report;
    mutants = Mutants.of(project);
    reviewed = Reviewed.read(project.resolve("conformance/mutants/reviewed.txt"));
    order = new Order(new Judges(testClasses).tests());
  }

  public static void main(String[] arguments) throws Exception {
    Path project = Path.of(arguments[0]).toRealPath();
    Mutate run = new Mutate(project, Path.of(arguments[1]).toRealPath(), Path.of(arguments[2]));
    Pattern only = Pattern.compile(arguments[4]);
    int every = Integer.parseInt(arguments[5]);
    int from = Integer.parseInt(arguments[6]);
    List<Integer> chosen =
        IntStream.range(0, run.mutants.size())
            .filter(i -> only.matcher(run.mutants.get(i).name()).find())
            .filter(i -> i % every == from)
            .boxed()
            .toList();
    System.exit(run.run(Integer.parseInt(arguments[3]), chosen) ? 0 : 1);
  }

  private boolean run(int jvms, List<Integer> chosen) throws Exception {
    Set<String> files = chosen.stream().map(i -> mutants.get(i).file()).collect(Collectors.toSet());
    List<WorkerProcess> judges = new ArrayList<>();
    try {
      for (int i = 1; i <= jvms; i++) {
        judges.add(new WorkerProcess(project, testClasses, report.resolve("jvm-" + i)));
      }
      in(judges, order.judgesOf(files), this::measure);
      System.out.printf("the tests pass on what is deployed (%d s)%n", seconds());
      in(judges, chosen, this::judge);
    } finally {
      judges.forEach(WorkerProcess::close);
    }
    return report(chosen, chosen.size() == mutants.size());
  }

  private interface Task {
    void run(WorkerProcess judge, int number) throws IOException;
  }

  private static void in(List<WorkerProcess> judges, List<Integer> numbers, Task task)
      throws Exception {
    List<Integer> left = new ArrayList<>(numbers);
    try (ExecutorService threads = Executors.newFixedThreadPool(judges.size())) {
      List<Future<?>> all = new ArrayList<>();
      for (WorkerProcess judge : judges) {
        Callable<Void> loop =
            () -> {
              for (int next = take(left); next >= 0; next = take(left)) {
                task.run(judge, next);
              }
              return null;
            };
        all.add(threads.submit(loop));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private static synchronized int take(List<Integer> left) {
    return left.isEmpty() ? -1 : left.removeFirst();
  }

  private void measure(WorkerProcess judge, int test) throws IOException {
    order.record(List.of(test), judge.passes(test).millis());
  }

  private void judge(WorkerProcess judge, int number) throws IOException {
    Mutant mutant = mutants.get(number);
    List<Integer> tests = order.of(mutant);
    WorkerProcess.Verdict verdict = judge.judge(number, tests);
    order.record(tests, verdict.millis());
    synchronized (this) {
      judged++;
      if (verdict.survived()) {
        survivors.add(number);
        if (!reviewed.names().contains(mutant.name())) {
          System.out.printf("%5d  %4d s  survived: %s%n", judged, seconds(), mutant.name());
        }
      } else {
        killers.put(number, order.killed(mutant, verdict.killer()));
      }
      if (judged % 50 == 0) {
        System.out.printf("%5d  %4d s%n", judged, seconds());
      }
    }
  }

  private long seconds() {
    return (System.nanoTime() - start) / 1_000_000_000;
  }

  /** Writes the tables; false if something is not as reviewed. */
  private boolean report(List<Integer> chosen, boolean all) throws IOException {
    List<String> left = survivors.stream().sorted().map(i -> mutants.get(i).name()).toList();
    List<String> killed = killers.keySet().stream().map(i -> mutants.get(i).name()).toList();
    List<String> wrong = reviewed.differences(left, killed, all);
    String text = new Summary(mutants, chosen, killers, survivors, reviewed).text();
    Files.writeString(report.resolve("summary.md"), text);
    Files.write(
        report.resolve("killers.txt"),
        killers.entrySet().stream()
            .map(e -> mutants.get(e.getKey()).name() + "  ->  " + e.getValue())
            .toList());
    Files.write(report.resolve("survivors.txt"), left);
    System.out.printf("%n%s%nin %d s%n", text, seconds());
    wrong.forEach(System.out::println);
    return wrong.isEmpty();
  }
}
