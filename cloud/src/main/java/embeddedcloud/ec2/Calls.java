package embeddedcloud.ec2;

import embeddedcloud.error.ServiceErrors;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.DefaultAwsResponseMetadata;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.util.AwsHeader;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.Ec2ResponseMetadata;

/** Wraps every call with scripted faults, throttling, errors and the log. */
final class Calls {
  /** The API call timeout that the message of a scripted timeout names. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Clock clock;
  private final Ids ids;
  private final Throttle throttle;
  private final boolean throttled;
  private final Faults faults = new Faults();
  private final CallLog log = new CallLog();
  private final List<CallWatcher> watchers = new ArrayList<>();

  Calls(Clock clock, Ids ids, boolean throttled) {
    this.clock = clock;
    this.ids = ids;
    this.throttled = throttled;
    throttle = new Throttle(clock);
  }

  Faults faults() {
    return faults;
  }

  void watch(CallWatcher watcher) {
    watchers.add(watcher);
  }

  CallLog log() {
    return log;
  }

  <R extends Ec2Response> R call(String action, Class<R> type, Supplier<R> effect) {
    return call(action, type, false, effect);
  }

  <R extends Ec2Response> R call(
      String action, Class<R> type, boolean everything, Supplier<R> effect) {
    watchers.forEach(watcher -> watcher.before(action));
    String requestId = ids.uuid();
    List<Fault> striking = faults.strike(action);
    R response;
    try {
      striking.forEach(Calls::before);
      if (throttled) {
        throttle.take(action, everything);
      }
      response = effect.get();
    } catch (AwsServiceException refused) {
      log.add(action, clock.instant(), ServiceErrors.code(refused));
      throw ServiceErrors.withRequestId(refused, requestId);
    }
    striking.forEach(fault -> after(action, fault));
    log.add(action, clock.instant(), "OK");
    watchers.forEach(watcher -> watcher.after(action));
    return type.cast(withRequestId(response, requestId));
  }

  private static void before(Fault fault) {
    switch (fault) {
      case Fault.Refuse refuse -> throw Ec2Errors.of(refuse.code(), "%s", refuse.message());
      case Fault.Interfere interfere -> interfere.event().run();
      case Fault.LoseReply lost -> {}
      case Fault.TimeOut late -> {}
    }
  }

  /** Applies a fault after the call has taken effect. */
  void after(String action, Fault fault) {
    switch (fault) {
      case Fault.LoseReply lost -> {
        log.add(action, clock.instant(), "LostReply");
        throw SdkClientException.create("Unable to execute HTTP request: Connection reset");
      }
      case Fault.TimeOut late -> {
        log.add(action, clock.instant(), "TimedOut");
        throw ApiCallTimeoutException.create(PATIENCE.toMillis());
      }
      case Fault.Refuse refuse -> {}
      case Fault.Interfere interfere -> {}
    }
  }

  private AwsResponse withRequestId(Ec2Response response, String requestId) {
    ZonedDateTime time =
        clock.instant().plus(faults.clockAhead()).atZone(ZoneOffset.UTC).withNano(0);
    return (AwsResponse)
        response.toBuilder()
            .responseMetadata(
                Ec2ResponseMetadata.create(
                    DefaultAwsResponseMetadata.create(Map.of(AwsHeader.AWS_REQUEST_ID, requestId))))
            .sdkHttpResponse(
                SdkHttpResponse.builder()
                    .statusCode(200)
                    .putHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(time))
                    .build())
            .build();
  }
}
