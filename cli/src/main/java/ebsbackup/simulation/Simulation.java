package ebsbackup.simulation;

import static ebsbackup.report.PayloadBudget.shortened;

import embeddedcloud.Cloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.blocks.MemoryBlockStorage;
import embeddedcloud.ec2.CallWatcher;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Timings;
import embeddedcloud.json.Json;
import embeddedcloud.scheduler.Invocation;
import embeddedcloud.scheduler.Occurrence;
import embeddedcloud.scheduler.Scheduler;
import embeddedcloud.ssm.EmbeddedSsm;
import embeddedcloud.states.Execution;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** Plays one scenario on its own embedded cloud, and checks the promises as it runs. */
public final class Simulation implements CallWatcher {
  private static final long LOAD_RATE = 64L * 1024;

  /** The longest deadline is three days, and the longest restore takes a day. */
  private static final Duration LONGEST_RUN = Duration.ofDays(5);

  private final World world;
  private final Truth truth;
  private final BackupPromises backups;
  private final PrunePromises prunes;
  private final RestorePromises restores;
  private final People people;
  private final Disturbance disturbance;
  private final Deque<Event.Delivery> deliveries = new ArrayDeque<>();
  private final List<Scheduler> schedulers = new ArrayList<>();
  private final Random random;

  /** Deploys the product on a cloud. */
  @FunctionalInterface
  public interface Deployer {
    /**
     * Deploys the product.
     *
     * @throws IOException when a file of the project cannot be read
     */
    Cloud deploy(Map<String, String> parameters, VirtualClock clock, EmbeddedEc2 ec2, long seed)
        throws IOException;
  }

  /**
   * The outcome of a simulation.
   *
   * @param events the number of events in the scenario
   * @param trace what happened, line by line
   */
  public record Outcome(
      long seed, Optional<Violation> violation, int events, int executions, List<String> trace) {}

  private Simulation(Scenario scenario, Deployer deployer) throws IOException {
    VirtualClock clock = new VirtualClock(scenario.begins());
    BlockStore blocks =
        new BlockStore(new MemoryBlockStorage(), clock, Truth.blockSize(), LOAD_RATE);
    EmbeddedEc2 ec2 = new EmbeddedEc2(settings(scenario), clock, blocks);
    truth = new Truth(ec2);
    random = new Random(scenario.seed());
    // Registered before the cloud's own watcher, so that it sees the effect of a call whose reply
    // is lost.
    ec2.watch(this);
    Cloud cloud = deployer.deploy(scenario.parameters(), clock, ec2, scenario.seed());
    world = new World(scenario, clock, ec2, cloud, truth);
    backups = new BackupPromises(world);
    prunes = new PrunePromises(world, backups);
    restores = new RestorePromises(world, backups);
    people = new People(world, prunes);
    disturbance = new Disturbance(world);
    ec2.onSnapshotDeleted((id, bytes) -> prunes.deleted(id));
    cloud.onCall(disturbance);
    cloud.stateMachines().onEvent(this::happened);
    cloud
        .ssm()
        .script(
            command ->
                command.parameters().get("commands").equals(List.of("true"))
                    ? EmbeddedSsm.Result.success()
                    : EmbeddedSsm.Result.failed(1, "ill"));
  }

  private static Ec2Settings settings(Scenario scenario) {
    Ec2Settings settings =
        Ec2Settings.of(scenario.region(), "123456789012")
            .with(Timings.standard().withConsistencyLag(scenario.lag()))
            .withSeed(scenario.seed());
    return scenario.page() == 0
        ? settings
        : settings.with(settings.limits().withPages(scenario.page()).unthrottled());
  }

  /**
   * Plays a scenario.
   *
   * @throws IOException when a file of the project cannot be read
   */
  static Outcome play(Scenario scenario, Deployer deployer) throws IOException {
    Simulation simulation = new Simulation(scenario, deployer);
    try (Cloud cloud = simulation.world.cloud) {
      simulation.play();
      return new Outcome(
          scenario.seed(),
          simulation.world.violation(),
          scenario.events().size(),
          cloud.executions().size(),
          simulation.world.trace());
    }
  }

  private void play() {
    for (Event event : world.scenario.events()) {
      world.clock.schedule(event.at(), () -> people.tryTo(event.toString(), () -> carryOut(event)));
    }
    runUntil(world.scenario.ends());
    disturbance.disarm();
    world.ec2.faults().clear();
    Instant latest = world.scenario.ends().plus(LONGEST_RUN);
    do {
      world.clock.runWhile(() -> mayContinue(latest));
      // A schedule with a flexible window may start one more execution.
      runUntil(world.clock.instant().plus(Duration.ofMinutes(10)));
    } while (mayContinue(latest));
    if (world.violation().isEmpty()) {
      checkEnd();
    }
  }

  private void runUntil(Instant end) {
    boolean[] reached = {false};
    world.clock.schedule(end, () -> reached[0] = true);
    world.clock.runWhile(() -> world.violation().isEmpty() && !reached[0]);
  }

  private boolean mayContinue(Instant latest) {
    return world.violation().isEmpty() && world.clock.instant().isBefore(latest) && running();
  }

  private boolean running() {
    return world.cloud.executions().stream().anyMatch(e -> e.status() == ExecutionStatus.RUNNING);
  }

  private void carryOut(Event event) {
    switch (event) {
      case Event.Launch e -> people.launch(e);
      case Event.NewVolume e -> people.create(e);
      case Event.Schedule e -> schedule(e);
      case Event.NextDelivery e -> deliveries.add(e.what());
      case Event.LateDelivery e -> deliverAgain();
      case Event.Backup e -> people.backup(e);
      case Event.Prune e -> people.prune(e);
      case Event.Restore e -> people.restore(e);
      case Event.Write e -> people.write(e);
      case Event.Operate e -> people.operate(e);
      case Event.TagVolume e -> people.tag(e);
      case Event.TagInstance e -> people.tag(e);
      case Event.Move e -> people.move(e);
      case Event.Handle e -> people.handle(e);
      case Event.Stop e -> people.stop(e);
      case Event.Deploy e -> world.cloud.functions().coldStart();
      case Event.CallFault e -> disturbance.arm(e);
      case Event.FunctionFault e -> disturbance.arm(e);
      case Event.SlowSnapshots e -> world.ec2.faults().keepSnapshotsPending(e.pending());
      case Event.SnapshotError e -> volumeId(e.volume()).ifPresent(this::failNextSnapshot);
      case Event.VolumeError e -> world.ec2.faults().failNextVolumes(1);
      case Event.SlowMove e -> volumeId(e.volume()).ifPresent(id -> slowMove(id, e.lasts()));
    }
  }

  private Optional<String> volumeId(int number) {
    List<String> ids = world.ec2.contents().volumes().stream().map(v -> v.volumeId()).toList();
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(number % ids.size()));
  }

  private void failNextSnapshot(String volumeId) {
    world.ec2.faults().failNextSnapshotOf(volumeId, "Client.InternalError");
  }

  private void slowMove(String volumeId, Duration lasts) {
    world.ec2.faults().keepDetaching(volumeId, lasts);
    world.ec2.faults().keepAttaching(volumeId, lasts);
  }

  private void schedule(Event.Schedule event) {
    Scheduler scheduler =
        new Scheduler(world.clock, random, this::deliver, occurrence -> doubled(occurrence));
    Instant end = event.at().plus(event.lasts());
    scheduler.start(world.cloud.template().schedules(), event.at(), end);
    schedulers.add(scheduler);
  }

  private boolean doubled(Occurrence occurrence) {
    boolean twice = deliveries.peek() == Event.Delivery.DOUBLED;
    if (twice) {
      deliveries.remove();
      world.trace("the occurrence of " + occurrence.scheduledTime() + " is delivered twice");
    }
    return twice;
  }

  private void deliver(String arn, String input) {
    Event.Delivery next = deliveries.peek();
    if (next == Event.Delivery.LOST || next == Event.Delivery.THROTTLED) {
      deliveries.remove();
      world.trace("a delivery is " + next);
      if (next == Event.Delivery.THROTTLED) {
        throw AwsServiceException.builder()
            .statusCode(400)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode("ThrottlingException").build())
            .build();
      }
    } else {
      checkDelivered(input);
      Execution unused = world.cloud.stateMachines().startExecution(arn, Optional.empty(), input);
    }
  }

  /** Checks that the schedule passes the plan that the template's parameters describe. */
  private void checkDelivered(String input) {
    Map<?, ?> delivered = (Map<?, ?>) Json.parse(input);
    Map<String, Object> plan = world.scenario.schedule().json();
    plan.put("select", Map.of("tags", world.scenario.schedule().select().tag()));
    Map<?, ?> expected = (Map<?, ?>) Json.parse(Json.print(plan));
    expected.forEach(
        (field, value) ->
            world.check(
                value.equals(delivered.get(field)),
                "a schedule starts the plan of the parameters",
                "%s is %s and not %s",
                field,
                delivered.get(field),
                value));
  }

  private void deliverAgain() {
    schedulers.stream()
        .flatMap(s -> s.lastInvocation().stream())
        .reduce((a, b) -> b)
        .ifPresent(this::deliverAgain);
  }

  private void deliverAgain(Invocation invocation) {
    Execution unused =
        world
            .cloud
            .stateMachines()
            .startExecution(
                invocation.occurrence().schedule().targetArn(),
                Optional.empty(),
                invocation.input());
  }

  @Override
  public void before(String action) {
    if (changes(action)) {
      restores.calling();
    }
  }

  @Override
  public void after(String action) {
    if (changes(action)) {
      truth.look();
      backups.called();
      restores.called(action);
    }
  }

  private static boolean changes(String action) {
    return !action.startsWith("Describe");
  }

  private void happened(Execution execution, HistoryEvent event) {
    world.current(execution);
    if (event.executionStartedEventDetails() != null) {
      world.trace(World.workflow(execution) + " " + execution.name() + " starts");
    }
    if (event.stateEnteredEventDetails() != null) {
      String state = event.stateEnteredEventDetails().name();
      if (World.timesEntered(execution, state) == 1) {
        world.trace("  " + execution.name() + ": " + state);
      }
      backups.entered(execution, state);
      restores.entered(execution, state);
    }
    if (event.typeAsString().equals("TaskScheduled")) {
      // Each attempt decides anew, perhaps much later.
      prunes.attempted(execution, World.lastEntered(execution));
    }
    if (event.typeAsString().matches("Execution(Succeeded|Failed|TimedOut|Aborted)")) {
      world.clock.after(Duration.ZERO, () -> ended(execution));
    }
  }

  private void ended(Execution execution) {
    world.trace(
        "%s %s ends %s %s"
            .formatted(
                World.workflow(execution),
                execution.name(),
                execution.status(),
                execution
                    .error()
                    .map(error -> error + ": " + shortened(execution.cause().orElse(""), 300))
                    .orElse("")));
    truth.look();
    switch (World.workflow(execution)) {
      case "backup" -> backups.ended(execution);
      case "prune" -> prunes.ended(execution);
      case "restore" -> restores.ended(execution);
      default -> throw new IllegalStateException("no promises for " + execution.machine().name());
    }
  }

  private void checkEnd() {
    truth.look();
    backups.sets().forEach(backups::checkContents);
    world.ec2.contents().volumes().stream()
        .filter(v -> List.of("available", "in-use").contains(v.stateAsString()))
        .flatMap(v -> truth.objection(v).stream())
        .forEach(objection -> world.broken("nothing is lost", "%s", objection));
    String said = world.cloud.messages().toString();
    long untold = 0;
    for (Execution execution : world.cloud.executions()) {
      world.check(
          execution.status() != ExecutionStatus.RUNNING,
          "every execution ends",
          "%s is still running",
          execution.name());
      if (execution.status() != ExecutionStatus.SUCCEEDED && !said.contains(execution.name())) {
        untold++;
        world.check(
            untold <= world.cloud.undelivered().size(),
            "every failure is reported",
            "%s ended %s, and no message says so",
            execution.name(),
            execution.status());
      }
    }
  }
}
