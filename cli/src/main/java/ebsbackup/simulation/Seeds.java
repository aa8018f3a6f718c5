package ebsbackup.simulation;

import ebsbackup.report.Quantity;
import ebsbackup.simulation.Simulation.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Plays seeds in parallel, each in its own world, and shrinks those that fail. */
public final class Seeds {
  private static final int PROGRESS_EVERY = 50;
  private static final int MAX_TRIES = 250;

  private final Simulation.Deployer deployer;

  public Seeds(Simulation.Deployer deployer) {
    this.deployer = deployer;
  }

  /**
   * A seed that breaks a promise.
   *
   * @param of the number of events in the seed's scenario
   * @param events the events that suffice to break the promise
   * @param trace the trace of the run with only those events
   */
  public record Failure(
      long seed, Violation violation, int of, List<String> events, List<String> trace) {

    /** The failure as text for a person. */
    public List<String> lines() {
      List<String> lines = new ArrayList<>();
      lines.add("");
      lines.add("Seed %d breaks a promise: %s".formatted(seed, violation));
      lines.add("%d of its %d events suffice:".formatted(events.size(), of));
      events.forEach(event -> lines.add("  " + event));
      lines.add("Trace:");
      trace.forEach(line -> lines.add("  " + line));
      return lines;
    }
  }

  /** The result of all seeds. */
  public record Result(int seeds, long executions, Duration took, List<Failure> failures) {
    public String summary() {
      return "%s, %s in %d s: %s"
          .formatted(
              Quantity.of(seeds, "seed"),
              Quantity.of(executions, "execution"),
              took.toSeconds(),
              failures.isEmpty() ? "every promise holds" : "a promise is broken");
    }
  }

  /** Plays one seed. */
  public Outcome play(long seed) throws IOException {
    return Simulation.play(Generator.scenario(seed), deployer);
  }

  /**
   * Plays seeds until one fails.
   *
   * @param minutes the time after which no seed is started
   * @param progress receives a line after every 50 seeds
   */
  public Result play(List<Long> seeds, Optional<Integer> minutes, Consumer<String> progress)
      throws IOException {
    long began = System.nanoTime();
    AtomicInteger done = new AtomicInteger();
    AtomicLong executions = new AtomicLong();
    List<Failure> failures = Collections.synchronizedList(new ArrayList<>());
    long waitingFor = 0;
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      Map<Long, Future<?>> all = new LinkedHashMap<>();
      for (long seed : seeds) {
        all.put(
            seed,
            threads.submit(
                () -> {
                  boolean late =
                      minutes.filter(most -> since(began).toMinutes() >= most).isPresent();
                  if (late || !failures.isEmpty()) {
                    return null;
                  }
                  Outcome outcome = play(seed);
                  executions.addAndGet(outcome.executions());
                  if (outcome.violation().isPresent()) {
                    failures.add(shrunk(outcome));
                  }
                  int now = done.incrementAndGet();
                  if (now % PROGRESS_EVERY == 0) {
                    progress.accept(
                        "%d of %d seeds, %d s"
                            .formatted(now, seeds.size(), since(began).toSeconds()));
                  }
                  return null;
                }));
      }
      for (Map.Entry<Long, Future<?>> one : all.entrySet()) {
        waitingFor = one.getKey();
        one.getValue().get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "seed %d was interrupted".formatted(waitingFor), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    failures.sort(Comparator.comparingLong(Failure::seed));
    return new Result(done.get(), executions.get(), since(began), List.copyOf(failures));
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private Failure shrunk(Outcome outcome) throws IOException {
    String promise = outcome.violation().orElseThrow().promise();
    Scenario failing = Generator.scenario(outcome.seed());
    Scenario shortest =
        failing.with(
            new Shrinker<Event>(events -> breaks(failing.with(events), promise), MAX_TRIES)
                .shrink(failing.events()));
    Outcome replayed = Simulation.play(shortest, deployer);
    return new Failure(
        outcome.seed(),
        replayed.violation().orElseThrow(),
        outcome.events(),
        shortest.events().stream().map(Event::toString).toList(),
        replayed.trace());
  }

  private boolean breaks(Scenario scenario, String promise) {
    try {
      return Simulation.play(scenario, deployer)
          .violation()
          .filter(violation -> violation.promise().equals(promise))
          .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
