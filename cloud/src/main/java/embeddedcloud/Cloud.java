package embeddedcloud;

import embeddedcloud.cloudwatch.EmbeddedCloudWatch;
import embeddedcloud.ec2.CallWatcher;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.json.Json;
import embeddedcloud.lambda.FunctionConfiguration;
import embeddedcloud.lambda.LambdaFunctions;
import embeddedcloud.lambda.SerializerLookup;
import embeddedcloud.s3.EmbeddedS3;
import embeddedcloud.scheduler.Occurrence;
import embeddedcloud.scheduler.Scheduler;
import embeddedcloud.sns.EmbeddedSns;
import embeddedcloud.sns.Message;
import embeddedcloud.ssm.EmbeddedSsm;
import embeddedcloud.states.EmbeddedSfn;
import embeddedcloud.states.Execution;
import embeddedcloud.states.StateMachines;
import embeddedcloud.states.TaskOutcome;
import embeddedcloud.template.EventPattern;
import embeddedcloud.template.EventRule;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.Stack;
import embeddedcloud.template.StateMachine;
import embeddedcloud.template.Template;
import embeddedcloud.template.Topic;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The project deployed into an embedded EC2: the template's functions, state machines, schedules
 * and rules, from the files that {@code sam deploy} uses, on one virtual clock.
 */
public final class Cloud implements AutoCloseable {
  /**
   * How long EventBridge takes to deliver an event. On AWS delivery is best effort, usually well
   * under a second.
   */
  private static final Duration EVENT_DELAY = Duration.ofMillis(500);

  private final Template template;
  private final VirtualClock clock;
  private final EmbeddedEc2 ec2;
  private final LambdaFunctions functions;
  private final StateMachines stateMachines;
  private final EmbeddedCloudWatch cloudWatch;
  private final EmbeddedS3 s3;
  private final EmbeddedSns sns;
  private final EmbeddedSsm ssm;
  private final Set<EmbeddedEc2> watched = new HashSet<>();
  private final List<CallListener> listeners = new ArrayList<>();
  private final List<String> undelivered = new ArrayList<>();
  private final long seed;
  private ToIntFunction<Map<String, Object>> deliveries = event -> 1;
  private int eventsUnderWay;

  private Cloud(Template template, VirtualClock clock, EmbeddedEc2 ec2, long seed) {
    this.template = template;
    this.clock = clock;
    this.ec2 = ec2;
    this.seed = seed;
    this.functions = new LambdaFunctions(clock, SerializerLookup.ofRuntime());
    this.cloudWatch = new EmbeddedCloudWatch(clock);
    this.s3 = new EmbeddedS3(ec2.settings().accountId(), ec2.settings().region());
    this.stateMachines = new StateMachines(clock, functions, this::call, seed);
    this.ssm = new EmbeddedSsm(ec2, clock);
    Set<String> topics = template.topics().stream().map(Topic::arn).collect(Collectors.toSet());
    this.sns = new EmbeddedSns(clock, topics);
  }

  private TaskOutcome call(String action, Map<?, ?> arguments) {
    return action.equals("putObject")
        ? s3.putObject(arguments)
        : cloudWatch.putMetricData(arguments);
  }

  /** Creates the handler of a function on a cloud, at each cold start. */
  @FunctionalInterface
  public interface Handlers {
    /**
     * Creates the handler.
     *
     * @param function the function's name in the template
     * @param type the class that the template names
     * @param environment the function's environment variables
     */
    Object create(Cloud cloud, String function, Class<?> type, Map<String, String> environment)
        throws ReflectiveOperationException;
  }

  /**
   * Deploys a project into an account.
   *
   * @param stackName the stack's name
   * @param parameters the template's parameters that differ from their defaults
   * @param seed decides everything random: the same seed replays the same run
   * @throws IOException when a file of the project cannot be read
   */
  public static Cloud deploy(
      Project project,
      String stackName,
      Map<String, String> parameters,
      VirtualClock clock,
      EmbeddedEc2 ec2,
      long seed,
      Handlers handlers)
      throws IOException {
    Stack stack =
        new Stack(stackName, ec2.settings().region(), ec2.settings().accountId(), parameters);
    Cloud cloud = new Cloud(project.template(stack), clock, ec2, seed);
    cloud.template.functions().forEach(function -> cloud.deployFunction(function, handlers));
    for (StateMachine machine : cloud.template.stateMachines()) {
      cloud.deployStateMachine(project, machine);
    }
    cloud.watch(ec2);
    cloud.stateMachines.onStatusChange(cloud::publishEvent);
    ec2.onEvent(cloud::publishEvent);
    return cloud;
  }

  private void deployFunction(LambdaFunction function, Handlers handlers) {
    functions.deploy(
        new FunctionConfiguration(
            function.name(),
            function.arn(),
            function.handler(),
            function.environment(),
            function.timeout(),
            function.memorySize(),
            function.logGroup()),
        (type, environment) -> handlers.create(this, function.name(), type, environment));
  }

  /**
   * Returns a service's client for a function, which reports each call to the listeners.
   *
   * @param type the SDK's client interface of EC2, EBS, KMS, S3, Step Functions, SNS or Systems
   *     Manager
   * @throws IllegalArgumentException for any other type
   */
  public <T extends SdkClient> T client(Class<T> type, String function) {
    return client(type, function, ec2.settings().region());
  }

  /**
   * Returns a client in another Region. Step Functions, SNS and Systems Manager are always in the
   * stack's own Region.
   */
  public <T extends SdkClient> T client(Class<T> type, String function, String region) {
    EmbeddedEc2 place = ec2In(region);
    // EC2 reports its own calls: see watch.
    if (type == Ec2Client.class) {
      return type.cast(place);
    }
    Map<Class<?>, SdkClient> others =
        Map.of(
            EbsClient.class,
            place.ebs(),
            KmsClient.class,
            place.kms(),
            S3Client.class,
            s3.in(region),
            SfnClient.class,
            new EmbeddedSfn(stateMachines),
            SnsClient.class,
            sns,
            SsmClient.class,
            ssm);
    SdkClient client =
        Optional.ofNullable(others.get(type))
            .orElseThrow(() -> new IllegalArgumentException("not emulated: " + type.getName()));
    // IAM's prefix for Step Functions differs from the service name.
    String prefix = type == SfnClient.class ? "states" : client.serviceName();
    return ListenedClient.of(type, type.cast(client), function, prefix, new ToAll(listeners));
  }

  /** The EC2 of the stack's account in a Region. Reports the functions' calls to the listeners. */
  public EmbeddedEc2 ec2In(String region) {
    EmbeddedEc2 place = ec2.in(ec2.settings().accountId(), region);
    watch(place);
    return place;
  }

  private record ToAll(List<CallListener> listeners) implements CallListener {
    @Override
    public void before(AwsCall call) {
      listeners.forEach(listener -> listener.before(call));
    }

    @Override
    public void after(AwsCall call) {
      listeners.forEach(listener -> listener.after(call));
    }
  }

  /** The EC2 client has too many methods for a proxy, but EC2 reports its own calls. */
  private void watch(EmbeddedEc2 place) {
    if (!watched.add(place)) {
      return;
    }
    CallListener all = new ToAll(listeners);
    place.watch(
        new CallWatcher() {
          @Override
          public void before(String action) {
            functions.running().ifPresent(name -> all.before(new AwsCall(name, "ec2:" + action)));
          }

          @Override
          public void after(String action) {
            functions.running().ifPresent(name -> all.after(new AwsCall(name, "ec2:" + action)));
          }
        });
  }

  /** Adds a listener for the functions' calls to AWS. */
  public void onCall(CallListener listener) {
    listeners.add(listener);
  }

  private void deployStateMachine(Project project, StateMachine machine) throws IOException {
    String text = project.definitionText(machine);
    stateMachines.create(
        machine.name(), machine.arn(), machine.roleArn(), text, project.definition(text));
  }

  /**
   * Sets how often each rule receives an event from now on. Services send events on a best-effort
   * basis, and EventBridge delivers at least once.
   *
   * @param times 0 for an event that is lost, 2 for an event that is delivered twice
   */
  public void deliverEvents(ToIntFunction<Map<String, Object>> times) {
    deliveries = times;
  }

  /** Forwards the EC2 events of another Region to this one, as a rule in that Region does. */
  public void forwardEventsOf(String region) {
    ec2In(region).onEvent(this::publishEvent);
  }

  /**
   * EventBridge's default event bus: delivers an event to the targets of matching rules a moment
   * later.
   */
  private void publishEvent(Map<String, Object> event) {
    EventPattern.Event compared = new EventPattern.Event(event);
    for (EventRule rule : template.rules()) {
      if (rule.enabled() && rule.pattern().matches(compared)) {
        for (int delivery = deliveries.applyAsInt(event); delivery > 0; delivery--) {
          rule.targets().forEach(target -> send(target, event));
        }
      }
    }
  }

  private void send(EventRule.Target target, Map<String, Object> event) {
    eventsUnderWay++;
    String input = target.input().orElseGet(() -> Json.print(event));
    clock.after(EVENT_DELAY, () -> deliver(target.arn(), input));
  }

  private void deliver(String arn, String input) {
    eventsUnderWay--;
    if (template.stateMachines().stream().anyMatch(machine -> machine.arn().equals(arn))) {
      try {
        stateMachines.startExecution(arn, Optional.empty(), input);
      } catch (SfnException refused) {
        undelivered.add(arn + ": " + refused.getMessage());
      }
    } else if (functions.invoke(arn, input) instanceof TaskOutcome.Failed failed) {
      undelivered.add(arn + ": " + failed.error() + ": " + failed.cause());
    }
  }

  /**
   * Starts a workflow, named by the first word of its logical id, such as {@code backup}, {@code
   * restore} or {@code prune}.
   *
   * @param name the execution's name; generated when empty
   * @throws IllegalArgumentException when there is no such workflow
   * @throws SfnException when Step Functions refuses to start the execution
   */
  public Execution start(String workflow, Optional<String> name, String input) {
    return stateMachines.startExecution(machineArn(workflow), name, input);
  }

  /**
   * Calls {@link #start}, then lets time pass until the execution and the events that it triggered
   * have ended.
   */
  public Execution run(String workflow, Optional<String> name, String input) {
    Execution execution = start(workflow, name, input);
    finish(execution);
    return execution;
  }

  /** Lets time pass until the execution and the events that it triggered have ended. */
  public void finish(Execution execution) {
    clock.runWhile(() -> execution.status() == ExecutionStatus.RUNNING || eventsUnderWay > 0);
  }

  /** The ARN of the state machine of a workflow. */
  public String machineArn(String workflow) {
    return template.stateMachines().stream()
        .filter(machine -> machine.logicalId().equalsIgnoreCase(workflow + "StateMachine"))
        .map(StateMachine::arn)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the template has no state machine "
                        + workflow
                        + "StateMachine, only "
                        + template.stateMachines().stream().map(StateMachine::logicalId).toList()));
  }

  /** Every execution so far, oldest first. */
  public List<Execution> executions() {
    return stateMachines.machines().stream()
        .flatMap(machine -> stateMachines.executions(machine.arn()).stream())
        .sorted((a, b) -> a.startDate().compareTo(b.startDate()))
        .toList();
  }

  /**
   * Lets the template's schedules fire from one instant until another, then lets time pass until
   * everything that they started has ended.
   *
   * @param deliveredTwice the occurrences that EventBridge Scheduler delivers twice
   * @return the scheduler, which knows what it invoked
   */
  public Scheduler runSchedules(Instant from, Instant until, Predicate<Occurrence> deliveredTwice) {
    Scheduler scheduler = startSchedules(from, until, deliveredTwice);
    clock.runUntil(until);
    clock.runWhile(() -> eventsUnderWay > 0 || stateMachines.anyRunning());
    return scheduler;
  }

  /** Lets the template's schedules fire from one instant until another, as time passes. */
  public void startSchedules(Instant from, Instant until) {
    Scheduler unused = startSchedules(from, until, occurrence -> false);
  }

  private Scheduler startSchedules(
      Instant from, Instant until, Predicate<Occurrence> deliveredTwice) {
    Scheduler scheduler =
        new Scheduler(clock, new Random(seed), this::startFromSchedule, deliveredTwice);
    scheduler.start(template.schedules(), from, until);
    return scheduler;
  }

  private void startFromSchedule(String arn, String input) {
    stateMachines.startExecution(arn, Optional.empty(), input);
  }

  public Template template() {
    return template;
  }

  public VirtualClock clock() {
    return clock;
  }

  public EmbeddedEc2 ec2() {
    return ec2;
  }

  public EmbeddedSsm ssm() {
    return ssm;
  }

  public EmbeddedCloudWatch cloudWatch() {
    return cloudWatch;
  }

  public EmbeddedS3 s3() {
    return s3;
  }

  public EmbeddedSns sns() {
    return sns;
  }

  public LambdaFunctions functions() {
    return functions;
  }

  public StateMachines stateMachines() {
    return stateMachines;
  }

  /** The messages published to SNS topics. */
  public List<Message> messages() {
    return sns.messages();
  }

  /** The events that a target did not accept. On AWS they would be in a dead-letter queue. */
  public List<String> undelivered() {
    return List.copyOf(undelivered);
  }

  /** Releases the storage of the EC2. */
  @Override
  public void close() {
    ec2.close();
  }
}
