package embeddedcloud.lambda;

import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.DtoSerializers;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.converters.LambdaErrorConverter;
import com.google.gson.JsonParseException;
import embeddedcloud.json.Json;
import embeddedcloud.states.TaskOutcome;
import embeddedcloud.states.TaskRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The Lambda functions of one account and Region. Each call takes a little virtual time. An
 * instance stays warm until it is killed or returns an invalid response, so that state kept by a
 * handler would be noticed.
 */
public final class LambdaFunctions implements TaskRunner {
  /** Lambda's quota for a synchronous request or response, in bytes. */
  static final int MAX_PAYLOAD = 6 * 1024 * 1024;

  /** The default duration of a call: a warm Java function that calls EC2. */
  private static final Duration USUAL_DURATION = Duration.ofMillis(120);

  private final Clock clock;
  private final SerializerLookup serializers;
  private final Map<String, Deployed> functions = new LinkedHashMap<>();
  private final Map<String, Duration> durations = new HashMap<>();
  private Consumer<LogLine> log = line -> {};
  private Optional<String> running = Optional.empty();
  private long requests;

  /**
   * @param clock the virtual clock
   * @param serializers {@link SerializerLookup#ofRuntime} unless a test has its own
   */
  public LambdaFunctions(Clock clock, SerializerLookup serializers) {
    this.clock = clock;
    this.serializers = serializers;
  }

  private static final class Deployed {
    private final FunctionConfiguration configuration;
    private final HandlerFactory factory;
    private final Map<Integer, Fault> faults = new HashMap<>();
    private Optional<Handler> warm = Optional.empty();
    private int calls;

    Deployed(FunctionConfiguration configuration, HandlerFactory factory) {
      this.configuration = configuration;
      this.factory = factory;
    }
  }

  /**
   * Deploys a function.
   *
   * @param factory creates the handler, at each cold start
   * @throws IllegalArgumentException when there is no such handler class, or the name is taken
   */
  public void deploy(FunctionConfiguration configuration, HandlerFactory factory) {
    Handler.load(configuration.handler());
    if (functions.putIfAbsent(configuration.name(), new Deployed(configuration, factory)) != null) {
      throw new IllegalArgumentException("two functions are called " + configuration.name());
    }
  }

  /** Makes every later call of this function take that long. */
  public void takes(String functionName, Duration duration) {
    durations.put(deployed(functionName).configuration.name(), duration);
  }

  /** Makes one call of a function fail. Calls are counted from 1, across all executions. */
  public void fail(String functionName, int call, Fault fault) {
    deployed(functionName).faults.put(call, fault);
  }

  /** How many times a function was called, including refused calls. */
  public int calls(String functionName) {
    return deployed(functionName).calls;
  }

  /** Sets a listener for the lines that handlers log. By default they are discarded. */
  public void onLog(Consumer<LogLine> listener) {
    log = listener;
  }

  /** Discards every warm instance, so that the next call of each function is a cold start. */
  public void coldStart() {
    functions.values().forEach(function -> function.warm = Optional.empty());
  }

  /** The name of the function whose handler is running now. */
  public Optional<String> running() {
    return running;
  }

  private Deployed deployed(String functionName) {
    return find(functionName)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no function " + functionName + ", only " + functions.keySet()));
  }

  /**
   * Finds a function by name or ARN. Ignores a version or alias, because there is only one version
   * of the code.
   */
  private Optional<Deployed> find(String functionName) {
    String[] parts = functionName.split(":", -1);
    String name = parts.length >= 7 && parts[2].equals("lambda") ? parts[6] : parts[0];
    return Optional.ofNullable(functions.get(name))
        .filter(
            function -> parts.length <= 2 || functionName.startsWith(function.configuration.arn()));
  }

  @Override
  public TaskOutcome invoke(String functionName, String payload) {
    Optional<Deployed> found = find(functionName);
    if (found.isEmpty()) {
      return new TaskOutcome.Failed(
          Duration.ZERO,
          "Lambda.ResourceNotFoundException",
          "Function not found: " + functionName + " (Service: Lambda, Status Code: 404)");
    }
    Deployed function = found.get();
    Optional<Fault> fault = Optional.ofNullable(function.faults.get(++function.calls));
    byte[] request = payload.getBytes(StandardCharsets.UTF_8);
    if (request.length > MAX_PAYLOAD) {
      return new TaskOutcome.Failed(
          Duration.ZERO,
          "Lambda.RequestTooLargeException",
          "Request must be smaller than "
              + MAX_PAYLOAD
              + " bytes for the InvokeFunction operation");
    }
    String requestId = new UUID(0xeb5_0000L, ++requests).toString();
    Supplier<TaskOutcome> call = () -> run(function, functionName, request, requestId);
    return fault.isPresent() ? spoil(fault.get(), function, requestId, call) : call.get();
  }

  private TaskOutcome spoil(
      Fault fault, Deployed function, String requestId, Supplier<TaskOutcome> call) {
    return switch (fault) {
      case Fault.Refused refused ->
          new TaskOutcome.Failed(duration(function), refused.error(), refused.message());
      case Fault.TimesOutBeforeEffect timeout -> timedOut(function, requestId, timeout.name());
      case Fault.TimesOutAfterEffect timeout -> {
        // The handler did its work, but its response is lost.
        TaskOutcome unused = call.get();
        yield timedOut(function, requestId, timeout.name());
      }
      case Fault.Garbage garbage -> {
        TaskOutcome outcome = call.get();
        yield isTooLong(outcome.duration(), function)
            ? outcome
            : answer(function, garbage.answer(), outcome.duration());
      }
      case Fault.Slow slow -> {
        TaskOutcome outcome = call.get();
        yield isTooLong(slow.duration(), function) || isTooLong(outcome.duration(), function)
            ? timedOut(function, requestId, Fault.TimeoutName.SANDBOX_TIMEDOUT)
            : after(slow.duration(), outcome);
      }
    };
  }

  private TaskOutcome run(
      Deployed function, String functionName, byte[] request, String requestId) {
    FunctionConfiguration configuration = function.configuration;
    Duration duration = duration(function);
    boolean qualified = functionName.startsWith(configuration.arn() + ":");
    InvocationContext context =
        new InvocationContext(
            configuration,
            requestId,
            "$LATEST",
            qualified ? functionName : configuration.arn(),
            clock,
            clock.instant().plus(configuration.timeout()),
            message ->
                log.accept(new LogLine(clock.instant(), configuration.name(), requestId, message)));
    byte[] answer;
    running = Optional.of(configuration.name());
    try {
      if (function.warm.isEmpty()) {
        function.warm = Optional.of(Handler.create(configuration, function.factory, serializers));
      }
      answer = function.warm.get().call(request, context);
    } catch (KilledException killed) {
      return timedOut(function, requestId, Fault.TimeoutName.SANDBOX_TIMEDOUT);
    } catch (IOException | RuntimeException thrown) {
      // As in the runtime, a handler's exception becomes the function's response. An Error ends the
      // run, because here it means a broken build, not a fault.
      return isTooLong(duration, function)
          ? timedOut(function, requestId, Fault.TimeoutName.SANDBOX_TIMEDOUT)
          : failed(duration, thrown);
    } finally {
      running = Optional.empty();
    }
    if (isTooLong(duration, function)) {
      return timedOut(function, requestId, Fault.TimeoutName.SANDBOX_TIMEDOUT);
    }
    if (answer.length > MAX_PAYLOAD) {
      return new TaskOutcome.Failed(
          duration,
          "Function.ResponseSizeTooLarge",
          error(
              "Function.ResponseSizeTooLarge",
              "Response payload size exceeded maximum allowed payload size ("
                  + MAX_PAYLOAD
                  + " bytes)."));
    }
    return answer(function, new String(answer, StandardCharsets.UTF_8), duration);
  }

  private static boolean isTooLong(Duration duration, Deployed function) {
    return duration.compareTo(function.configuration.timeout()) >= 0;
  }

  private static TaskOutcome answer(Deployed function, String answer, Duration duration) {
    try {
      if (!answer.isBlank()) {
        return new TaskOutcome.Succeeded(duration, answer, "$LATEST");
      }
    } catch (JsonParseException e) {
      // Not JSON: the same error as for an empty response.
    }
    function.warm = Optional.empty();
    return new TaskOutcome.Failed(
        duration, Fault.TimeoutName.LAMBDA_UNKNOWN.error(), unknown(answer));
  }

  private static String unknown(String returned) {
    return "The cause could not be determined because Lambda did not return an error type."
        + " Returned payload: "
        + returned;
  }

  /** The function's own error, in the runtime's JSON. */
  private static TaskOutcome failed(Duration duration, Exception thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    // The runtime omits its own frames. Here, the frames of Handler and its callers are omitted.
    thrown.setStackTrace(
        Arrays.stream(trace)
            .takeWhile(frame -> !frame.getClassName().equals(Handler.class.getName()))
            .toArray(StackTraceElement[]::new));
    byte[] json = DtoSerializers.serialize(LambdaErrorConverter.fromThrowable(thrown));
    thrown.setStackTrace(trace);
    return new TaskOutcome.Failed(
        duration, thrown.getClass().getName(), new String(json, StandardCharsets.UTF_8));
  }

  /** A function that times out loses its warm instance. */
  private TaskOutcome timedOut(Deployed function, String requestId, Fault.TimeoutName name) {
    function.warm = Optional.empty();
    Duration timeout = function.configuration.timeout();
    String message =
        String.format(
            Locale.ROOT, "Task timed out after %.2f seconds", timeout.toMillis() / 1000.0);
    String cause =
        switch (name) {
          case SANDBOX_TIMEDOUT ->
              error(name.error(), "RequestId: " + requestId + " Error: " + message);
          case LAMBDA_UNKNOWN ->
              unknown(
                  Json.print(
                      Map.of("errorMessage", clock.instant() + " " + requestId + " " + message)));
        };
    return new TaskOutcome.Failed(timeout, name.error(), cause);
  }

  private static String error(String type, String message) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("errorType", type);
    error.put("errorMessage", message);
    return Json.print(error);
  }

  private static TaskOutcome after(Duration duration, TaskOutcome outcome) {
    return switch (outcome) {
      case TaskOutcome.Succeeded s ->
          new TaskOutcome.Succeeded(duration, s.payload(), s.executedVersion());
      case TaskOutcome.Failed f -> new TaskOutcome.Failed(duration, f.error(), f.cause());
    };
  }

  private Duration duration(Deployed function) {
    return durations.getOrDefault(function.configuration.name(), USUAL_DURATION);
  }
}
