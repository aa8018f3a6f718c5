package ebsbackup.conformance.mutants;

import ebsbackup.conformance.Third;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.pitest.mutationtest.engine.MutationDetails;

/**
 * Plants every mutant of a {@link Subject}, one at a time, and runs the tests on it until one
 * fails. A mutant of a deployed file that none notices must be on the reviewed list.
 *
 * <p>Arguments: the project, the subject, the folder for the report, the number of JVMs, and a
 * pattern that is in the names of the mutants to judge.
 */
final class Mutate {
  private final Subject subject;
  private final Path project;
  private final Path report;
  private final List<Mutant> mutants;
  private final Reviewed reviewed;
  private final Order order;
  private final Map<Integer, String> killers = new TreeMap<>();
  private final List<Integer> survivors = new ArrayList<>();
  private final long start = System.nanoTime();
  private int judged;

  private Mutate(Path project, Subject subject, Path report) throws IOException {
    this.project = project;
    this.subject = subject;
    this.report = report;
    mutants = subject.mutants(project);
    reviewed =
        subject.ofClasses()
            ? new Reviewed(Map.of())
            : Reviewed.read(project.resolve("conformance/mutants/reviewed.txt"));
    order = new Order(new Judges(subject, project).tests());
  }

  public static void main(String[] arguments) throws Exception {
    Path project = Path.of(arguments[0]).toRealPath();
    // The other JVMs run in other folders.
    Path report = Path.of(arguments[2]).toAbsolutePath();
    Mutate run = new Mutate(project, Subject.valueOf(arguments[1]), report);
    Pattern only = Pattern.compile(arguments[4]);
    List<Integer> named =
        IntStream.range(0, run.mutants.size())
            .filter(i -> only.matcher(run.mutants.get(i).name()).find())
            .boxed()
            .toList();
    List<Integer> chosen = Third.of(named).toList();
    System.exit(run.run(Integer.parseInt(arguments[3]), chosen) ? 0 : 1);
  }

  private boolean run(int jvms, List<Integer> chosen) throws Exception {
    List<WorkerProcess> judges = new ArrayList<>();
    try {
      for (int i = 1; i <= jvms; i++) {
        judges.add(new WorkerProcess(subject, project, report.resolve("jvm-" + i)));
      }
      in(judges, order.judgesOf(chosen.stream().map(mutants::get).toList()), this::measure);
      System.out.printf("the tests pass on what is deployed (%d s)%n", seconds());
      for (WorkerProcess judge : judges) {
        judge.judgeOnly();
      }
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
    WorkerProcess.Verdict verdict = judge.passes(test);
    order.record(List.of(test), verdict.millis());
    order.covers(test, verdict.lines());
  }

  private void judge(WorkerProcess judge, int number) throws IOException {
    Mutant mutant = mutants.get(number);
    List<Integer> tests = order.of(mutant);
    WorkerProcess.Verdict verdict = judge.judge(number, tests, order::millis);
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

  /** A row as in a report of Pitest. */
  private String row(int number) {
    ClassMutant mutant = (ClassMutant) mutants.get(number);
    MutationDetails details = mutant.details();
    return String.join(
        ",",
        details.getFilename(),
        mutant.className(),
        details.getMutator(),
        details.getMethod(),
        Integer.toString(details.getLineNumber()),
        survivors.contains(number) ? "SURVIVED" : "KILLED",
        killers.getOrDefault(number, "none"));
  }

  /** Writes the tables; false if something is not as reviewed. */
  private boolean report(List<Integer> chosen, boolean all) throws IOException {
    List<String> left = survivors.stream().sorted().map(i -> mutants.get(i).name()).toList();
    List<String> killed = killers.keySet().stream().map(i -> mutants.get(i).name()).toList();
    List<String> wrong = subject.ofClasses() ? List.of() : reviewed.differences(left, killed, all);
    String text = new Summary(mutants, chosen, killers, survivors, reviewed).text();
    Files.writeString(report.resolve("summary.md"), text);
    Files.write(
        report.resolve("killers.txt"),
        killers.entrySet().stream()
            .map(e -> mutants.get(e.getKey()).name() + "  ->  " + e.getValue())
            .toList());
    Files.write(report.resolve("survivors.txt"), left);
    if (subject.ofClasses()) {
      Files.write(report.resolve("mutations.csv"), chosen.stream().map(this::row).toList());
    }
    System.out.printf("%n%s%nin %d s%n", text, seconds());
    wrong.forEach(System.out::println);
    return wrong.isEmpty();
  }
}
