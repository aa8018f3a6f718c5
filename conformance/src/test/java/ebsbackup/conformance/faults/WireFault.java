package ebsbackup.conformance.faults;

import java.util.EnumSet;
import java.util.Set;

/** What happens to one call on its way. */
enum WireFault {
  /** The port is closed until the function that called has ended. */
  REFUSED("connection refused"),
  BROKEN("connection broken before the request arrived"),
  REPLY_LOST("reply lost"),
  TRUNCATED("reply truncated"),
  DELAYED("reply delayed"),
  DUPLICATED("request duplicated"),
  /** By something in between that speaks no protocol of AWS. */
  UNAVAILABLE("503 in HTML"),
  THROTTLED("throttled"),
  FAILED("500 without an effect"),
  FAILED_AFTER("500 after the effect"),
  /** Until the client gives up, which takes it as long as it does inside Lambda. */
  HANGS("reply never comes");

  /** Those that take no time. */
  static final Set<WireFault> QUICK = EnumSet.complementOf(EnumSet.of(HANGS));

  final String title;

  WireFault(String title) {
    this.title = title;
  }
}
