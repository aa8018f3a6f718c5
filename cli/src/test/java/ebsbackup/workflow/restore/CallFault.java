package ebsbackup.workflow.restore;

import embeddedcloud.AwsCall;
import embeddedcloud.CallListener;
import embeddedcloud.lambda.KilledException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Records the calls that functions make, and lets one of them go wrong. */
final class CallFault implements CallListener {
  private static final long PATIENCE_MILLIS = 50_000;

  private final List<AwsCall> calls = new ArrayList<>();
  private final int strikes;
  private final Kind kind;
  private boolean withdrawn;

  /** What goes wrong. */
  enum Kind {
    REPLY_LOST("reply lost"),
    REFUSED("refused"),
    KILLED_BEFORE("killed before"),
    KILLED_AFTER("killed after"),
    TIMED_OUT("timed out"),
    REFUSED_FROM_THEN_ON("refused from then on"),
    KILLED_FROM_THEN_ON("killed from then on");

    final String title;

    Kind(String title) {
      this.title = title;
    }

    boolean lasting() {
      return this == REFUSED_FROM_THEN_ON || this == KILLED_FROM_THEN_ON;
    }
  }

  /**
   * @param strikes the number of the call, from 0; -1 for none
   */
  CallFault(int strikes, Kind kind) {
    this.strikes = strikes;
    this.kind = kind;
  }

  /** The calls so far, those of the function that tells people apart. */
  List<AwsCall> calls() {
    return List.copyOf(calls);
  }

  void withdraw() {
    withdrawn = true;
  }

  static String stepOf(AwsCall call) {
    return call.function().replaceAll("^.*-", "").replaceAll("Function$", "");
  }

  private static boolean counts(AwsCall call) {
    return !stepOf(call).equals("Notify");
  }

  @Override
  public void before(AwsCall call) {
    if (!counts(call)) {
      return;
    }
    calls.add(call);
    if (!hits(call)) {
      return;
    }
    switch (kind) {
      case REFUSED, REFUSED_FROM_THEN_ON -> throw refusal();
      case KILLED_BEFORE, KILLED_FROM_THEN_ON -> throw new KilledException(call.action());
      case TIMED_OUT -> throw ApiCallTimeoutException.create(PATIENCE_MILLIS);
      case REPLY_LOST, KILLED_AFTER -> {}
    }
  }

  @Override
  public void after(AwsCall call) {
    if (!counts(call) || !hits(call)) {
      return;
    }
    switch (kind) {
      case REPLY_LOST -> throw SdkClientException.create("Connection reset");
      case KILLED_AFTER -> throw new KilledException(call.action());
      case REFUSED, REFUSED_FROM_THEN_ON, KILLED_BEFORE, KILLED_FROM_THEN_ON, TIMED_OUT -> {}
    }
  }

  private boolean hits(AwsCall call) {
    int now = calls.size() - 1;
    if (withdrawn || strikes < 0 || now < strikes) {
      return false;
    }
    return kind.lasting() ? call.action().equals(calls.get(strikes).action()) : now == strikes;
  }

  private static AwsServiceException refusal() {
    return AwsServiceException.builder()
        .statusCode(400)
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .errorCode("IncorrectState")
                .errorMessage("Refused by the test")
                .build())
        .message("Refused by the test")
        .build();
  }
}
