package ebsbackup.simulation;

import ebsbackup.simulation.Event.CallFault;
import ebsbackup.simulation.Event.FunctionFault;
import embeddedcloud.AwsCall;
import embeddedcloud.CallListener;
import embeddedcloud.lambda.KilledException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Injects faults into the functions' calls to AWS. */
final class Disturbance implements CallListener {
  private static final long PATIENCE_MILLIS = 50_000;

  private final World world;
  private final List<Armed> armed = new ArrayList<>();
  private Optional<CallFault> striking = Optional.empty();

  Disturbance(World world) {
    this.world = world;
  }

  private static final class Armed {
    final CallFault fault;
    int seen;

    Armed(CallFault fault) {
      this.fault = fault;
    }

    boolean strikes(AwsCall call, Instant now) {
      if (!fault.action().equals(call.action()) || now.isAfter(fault.at().plus(fault.within()))) {
        return false;
      }
      seen++;
      return seen > fault.skip() && seen <= fault.skip() + fault.times();
    }
  }

  void arm(CallFault fault) {
    armed.add(new Armed(fault));
  }

  /** Stops injecting faults. */
  void disarm() {
    armed.clear();
  }

  void arm(FunctionFault fault) {
    String name =
        world.cloud.template().functions().stream()
            .filter(f -> f.logicalId().equals(fault.function() + "Function"))
            .findFirst()
            .orElseThrow()
            .name();
    int next = world.cloud.functions().calls(name) + 1 + fault.skip();
    for (int i = 0; i < fault.times(); i++) {
      world.cloud.functions().fail(name, next + i, fault.how());
    }
  }

  @Override
  public void before(AwsCall call) {
    striking = Optional.empty();
    for (Armed one : armed) {
      if (one.strikes(call, world.clock.instant())) {
        striking = Optional.of(one.fault);
      }
    }
    if (striking.isEmpty()) {
      return;
    }
    world.trace("%s of %s: %s".formatted(call.action(), call.function(), striking.get().how()));
    switch (striking.get().how()) {
      case THROTTLED -> throw refusal("RequestLimitExceeded", 503);
      case REFUSED -> throw refusal("OperationNotPermitted", 400);
      case UNAVAILABLE -> throw refusal("InternalError", 500);
      case KILLED_BEFORE -> throw new KilledException(call.action());
      case TIMED_OUT -> throw ApiCallTimeoutException.create(PATIENCE_MILLIS);
      case REPLY_LOST, KILLED_AFTER -> {}
    }
  }

  @Override
  public void after(AwsCall call) {
    Optional<CallFault> fault = striking;
    striking = Optional.empty();
    if (fault.isPresent()) {
      switch (fault.get().how()) {
        case REPLY_LOST -> throw SdkClientException.create("Connection reset");
        case KILLED_AFTER -> throw new KilledException(call.action());
        case THROTTLED, REFUSED, UNAVAILABLE, KILLED_BEFORE, TIMED_OUT -> {}
      }
    }
  }

  private static AwsServiceException refusal(String code, int status) {
    return AwsServiceException.builder()
        .statusCode(status)
        .awsErrorDetails(
            AwsErrorDetails.builder().errorCode(code).errorMessage("Simulated").build())
        .message("Simulated")
        .build();
  }
}
