package embeddedcloud.ec2;

import embeddedcloud.error.ServiceErrors;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Wraps every call to the EBS direct APIs with errors, and with the scripted faults and the log,
 * which are shared with EC2.
 */
final class EbsCalls {
  private final Calls calls;
  private final Account account;

  EbsCalls(Calls calls, Account account) {
    this.calls = calls;
    this.account = account;
  }

  <R> R call(String action, Supplier<R> effect) {
    List<Fault> striking = calls.faults().strike(action);
    R response;
    try {
      striking.forEach(EbsCalls::before);
      response = effect.get();
    } catch (AwsServiceException refused) {
      log(action, ServiceErrors.code(refused));
      throw ServiceErrors.withRequestId(refused, account.ids.uuid());
    }
    striking.forEach(fault -> calls.after(action, fault));
    log(action, "OK");
    return response;
  }

  private static void before(Fault fault) {
    switch (fault) {
      case Fault.Refuse refuse -> throw EbsErrors.of(refuse.code(), refuse.message());
      case Fault.Interfere interfere -> interfere.event().run();
      case Fault.LoseReply lost -> {}
      case Fault.TimeOut late -> {}
    }
  }

  private void log(String action, String outcome) {
    calls.log().add(action, account.now(), outcome);
  }
}
